"""Generators of other languages: one module each tells its files from those of people, and which schema they were made from."""
