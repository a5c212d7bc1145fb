"""Documents in: read, normalise, split, attribute, keep in step with the files."""
