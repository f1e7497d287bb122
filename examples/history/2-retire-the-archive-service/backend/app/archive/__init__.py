"""The archive service: keeps every finished frame."""
