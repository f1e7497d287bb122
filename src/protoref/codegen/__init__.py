"""Generated names: one module a generator family, names only."""
