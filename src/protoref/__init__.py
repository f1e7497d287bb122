"""protoref: may this Protocol Buffers schema be deleted? The answer, with proof."""

__version__ = "0.1.0"
