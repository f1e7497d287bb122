"""A root or a git tree -> documents, with bytes on demand."""
