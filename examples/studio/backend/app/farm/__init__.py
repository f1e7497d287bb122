"""The render farm, as the rest of the backend sees it."""

from ..proto_gen.common_pb2 import FrameRange, Resolution
from ..proto_gen.render_pb2 import RenderJob as FarmJob
from .client import FarmClient

__all__ = ["FarmClient", "FarmJob", "FrameRange", "Resolution"]
