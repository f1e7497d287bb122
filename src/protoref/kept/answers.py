"""Whole answers, by the question and the state of what it was asked about."""

from __future__ import annotations

import hashlib

import msgspec

from protoref.kept.engine import engine
from protoref.kept.store import Store


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What a command told.

    Attributes:
        code: its exit code.
        said: in order, whether it was a note (on standard error) or the report, and the text.
    """

    code: int
    said: tuple[tuple[bool, str], ...]


def recall(store: Store, state: bytes, question: str) -> Answer | None:
    """The answer to a question about a state, if it is kept."""
    key = _key(state, question)
    value = store.read([key]).get(key)
    try:
        return msgspec.msgpack.decode(value, type=Answer) if value is not None else None
    except msgspec.MsgspecError:
        return None


def keep(store: Store, state: bytes, question: str, answer: Answer) -> None:
    """Keeps an answer."""
    try:
        store.write({_key(state, question): msgspec.msgpack.encode(answer)})
    except UnicodeError:
        return


def _key(state: bytes, question: str) -> bytes:
    digest = hashlib.blake2b(state, digest_size=32, key=engine(), person=b"answer")
    digest.update(b"\0" + question.encode("utf-8", "surrogateescape"))
    return digest.digest()
