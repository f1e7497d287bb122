"""Frozen facts that the stages hand to each other. A leaf: standard library only."""
