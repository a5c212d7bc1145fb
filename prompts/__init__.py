"""The words that Parley itself writes: templates as files, with declared variables and a digest."""

from prompts.template import MissingVariables, Template, UnknownTemplate, digest, load

__all__ = ["MissingVariables", "Template", "UnknownTemplate", "digest", "load"]
