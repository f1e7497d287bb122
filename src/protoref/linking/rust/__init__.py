"""Links Rust documents to generated names."""

from __future__ import annotations

from protoref.linking.rust.carriers import carriers
from protoref.linking.rust.link import link

__all__ = ["carriers", "link"]
