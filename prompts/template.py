"""Templates: YAML files with their variables declared, checked when read and when filled."""

from __future__ import annotations

import hashlib
import string
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml


class UnknownTemplate(KeyError):
    """No template of this name ships with the package."""


class MissingVariables(ValueError):
    """A template was filled without all of its variables, or declares others than it uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template. ``variables`` are the names that ``text`` uses, as ``{name}``."""

    name: str
    text: str
    variables: frozenset[str]

    def fill(self, **values: str) -> str:
        """Return the text with its variables replaced.

        Raises:
            MissingVariables: if a declared variable has no value.
        """
        missing = self.variables - values.keys()
        if missing:
            raise MissingVariables(f"template {self.name!r} needs {', '.join(sorted(missing))}")
        # Values are inserted as they are: braces in a document's words are never read as variables.
        return self.text.format_map({name: values[name] for name in self.variables})


def load(name: str) -> Template:
    """Return the template ``name``, e.g. ``"offline/abstain/off_topic"``: file, then the keys inside it.

    Raises:
        UnknownTemplate: if there is none.
        MissingVariables: if the file declares other variables than the text uses.
    """
    try:
        return _templates()[name]
    except KeyError:
        raise UnknownTemplate(name) from None


@cache
def digest() -> str:
    """Return 12 hexadecimal digits of the SHA-256 over all templates: which words an answer was written with."""
    hasher = hashlib.sha256()
    for name, template in sorted(_templates().items()):
        hasher.update(f"{name}\0{template.text}\0".encode())
    return hasher.hexdigest()[:12]


@cache
def _templates() -> dict[str, Template]:
    found: dict[str, Template] = {}
    for folder in files("prompts").iterdir():
        if folder.is_dir():
            for file in folder.iterdir():
                if file.name.endswith(".yaml"):
                    found |= _read(file, prefix=f"{folder.name}/{file.name.removesuffix('.yaml')}")
    return found


def _read(file: Traversable, *, prefix: str) -> dict[str, Template]:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    templates = {}
    for key, entry in content.items():
        name = f"{prefix}/{key}"
        declared = frozenset(entry.get("variables", ()))
        used = frozenset(field for _, field, _, _ in string.Formatter().parse(entry["text"]) if field is not None)
        if declared != used:
            raise MissingVariables(f"template {name!r} declares {sorted(declared)} and uses {sorted(used)}")
        templates[name] = Template(name=name, text=entry["text"].strip(), variables=declared)
    return templates
