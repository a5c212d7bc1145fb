"""Documents in: read, normalise, split, attribute, keep in step with the files.

The pipeline is :func:`ingest.pipeline.ingest`; this module stays empty so that a glance at the samples loads nothing.
"""

__all__: list[str] = []
