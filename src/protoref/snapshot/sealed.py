"""Formats in which no name is looked for: pictures, sound, shapes, fonts, weights, and what is compressed.

Where such a file's bytes are not at hand, no use is missed: they hold samples and numbers, and what is written beside these is
a title. What can hold records, programs or anything at all (databases, tables, pickles, images of disks) is none of them.
"""

from __future__ import annotations

from msgspec.structs import replace

from protoref.model.occurrence import OpaqueSpot
from protoref.snapshot.base import ABSENT_BLOB, LFS_POINTER

_SEALED = tuple(
    f".{end}"
    for ends in (
        "png jpg jpeg jxl jp2 gif webp ico icns avif heic heif bmp tif tiff tga exr dds ktx ktx2 psd cr2 nef dng",
        "mp4 m4v mov webm avi mkv mpg mpeg wmv flv 3gp ogv mp3 ogg oga opus flac m4a aac wma wav aif aiff mid midi",
        "stl ply fbx glb 3ds las laz dae urdf",
        "woff woff2 ttf otf ttc eot",
        "pdf",
        "safetensors gguf tflite onnx caffemodel",
        "zip gz tgz bz2 tbz tbz2 xz txz lzma zst zstd tzst lz4 lzfse br 7z rar",
    )
    for end in ends.split()
)
"""Ends of paths, in lower case. Archives that programs run from (`.jar`, `.whl`) are none of them, nor are those that only gather (`.tar`).

Arrays (`.npy`, `.npz`, `.h5`) and checkpoints (`.pt`, `.ckpt`) may be pickles or hold records.
"""


def without_sealed(spot: OpaqueSpot) -> OpaqueSpot:
    """A spot for an absent file; it reaches nothing where nothing could have been read in the file."""
    if spot.reason in {ABSENT_BLOB, LFS_POINTER} and spot.path.lower().endswith(_SEALED):
        return replace(spot, reach=(), detail=f"{spot.detail}; nobody reads names in such a file")
    return spot
