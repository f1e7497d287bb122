"""Linking for Python: the module system over snapshot paths, values, and the references that follow from them."""

from __future__ import annotations

from protoref.linking.python.carriers import carriers
from protoref.linking.python.link import link

__all__ = ["carriers", "link"]
