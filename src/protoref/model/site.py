"""Places where code turns messages into bytes, or bytes into messages."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from protoref.model.schema import Key
from protoref.model.source import Range, Role


class Direction(StrEnum):
    """Which way bytes go."""

    WRITE = "write"
    READ = "read"


class Site(Struct, frozen=True):
    """A place where code turns a message into bytes, or bytes into a message.

    Attributes:
        message: full name of the message.
        path: the document.
        range: of the method's name (`SerializeToString`, `encode_to_vec`, `decode`).
        direction: which way.
        sink: where the bytes go, in words (`a file`, `redis.set`), or empty where that is not in view.
        role: what the place is for.
        form: what is called there (`SerializeToString`, `MessageToJson`).
        certain: whether the message is known; otherwise it is one of those that the document names.
    """

    message: Key
    path: str
    range: Range
    direction: Direction
    sink: str = ""
    role: Role = Role.PRODUCTION
    form: str = ""
    certain: bool = True
