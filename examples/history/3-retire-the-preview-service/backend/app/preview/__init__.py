"""The preview service."""
