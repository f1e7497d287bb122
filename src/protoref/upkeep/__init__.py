"""Findings about the repository rather than one target: generated files and build inputs that do not fit the schemas."""
