"""Two catalogs -> what changed between them, and what that means to readers, writers and callers."""
