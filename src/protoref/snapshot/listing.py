"""What a listing becomes once links are resolved and Git LFS pointers recognised: the same for both kinds of snapshot."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from protoref.model.occurrence import OpaqueSpot
from protoref.model.problem import Problem
from protoref.model.source import Document
from protoref.snapshot.base import LFS_POINTER, OUTSIDE_LINK, UNREADABLE, Unreadable, is_sane, path_key
from protoref.snapshot.links import resolve_links

LFS_LARGEST = 1024
"""Bytes; Git LFS defines pointers to be smaller."""
LFS_SMALLEST = 100
_LFS_STARTS = (b"version https://git-lfs.github.com/spec/", b"version https://hawser.github.com/spec/")


class Listing(Struct, frozen=True):
    """The listed paths of a snapshot; its attributes are those of `Snapshot`."""

    documents: tuple[Document, ...]
    unread: tuple[OpaqueSpot, ...]
    links: Mapping[str, str]
    problems: tuple[Problem, ...]

    def refusals(self) -> dict[str, OpaqueSpot]:
        """The spots of `unread` by path."""
        return {spot.path: spot for spot in self.unread}


class ListingBuilder(Struct):
    """Collects what a maker of snapshots finds."""

    documents: dict[str, Document] = field(default_factory=dict)
    refused: dict[str, Unreadable] = field(default_factory=dict)
    link_texts: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, document: Document) -> bool:
        """Take a document in; False where its path is forged or there twice, which is a problem and opaque."""
        path = document.path
        if not is_sane(path):
            self.problems.append(Problem(path, 0, "the path leads out of the root or into .git; not read", "error"))
            self.refused[path] = Unreadable(UNREADABLE, "its path leads out of the root or into .git")
            return False
        if path in self.documents:
            self.problems.append(Problem(path, 0, "listed twice; not read", "error"))
            self.refused[path] = Unreadable(UNREADABLE, "two files have this path")
            return False
        self.documents[path] = document
        return True

    def refuse(self, path: str, reason: str, detail: str) -> None:
        """A path that is not to be read."""
        self.refused[path] = Unreadable(reason, detail)

    def build(self) -> Listing:
        """The listing, sorted."""
        inside, outside = resolve_links(self.link_texts)
        for path in outside:
            self.refuse(path, OUTSIDE_LINK, "a symbolic link that leaves the root")
        return Listing(
            tuple(self.documents[path] for path in sorted(self.documents, key=path_key)),
            tuple(self.refused[path].spot(path) for path in sorted(self.refused, key=path_key)),
            inside,
            tuple(sorted(self.problems)),
        )


def may_be_pointer(size: int) -> bool:
    """Whether a file of that size may be a Git LFS pointer."""
    return LFS_SMALLEST <= size < LFS_LARGEST


def is_pointer(data: bytes) -> bool:
    """Whether a file is a Git LFS pointer: what it stands for is not here."""
    return may_be_pointer(len(data)) and data.startswith(_LFS_STARTS) and b"\noid sha256:" in data


LFS_REFUSAL = (LFS_POINTER, "a Git LFS pointer: the content is elsewhere")
