"""A judged deletion -> the patch that carries it out, and what is left for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec import Struct

from protoref.analysis import Analysis
from protoref.model.finding import Finding, Place
from protoref.model.report import Report
from protoref.model.schema import Key, Origin
from protoref.model.source import Document, Mode
from protoref.patching import declarations, diff, entries
from protoref.snapshot.base import Snapshot, Unreadable

_BUILD = frozenset({"build-input", "dangling-input"})
_BY_HAND = _BUILD | {"mention"}


class Patch(Struct, frozen=True):
    """What `can-delete --patch` prints.

    Attributes:
        text: a patch in git's format; empty where nothing can be deleted by it.
        by_hand: what it does not do: a place, and what stands there.
    """

    text: bytes
    by_hand: tuple[tuple[Place, str], ...] = ()


def patch_of(analysis: Analysis, report: Report, asked: tuple[Key, ...], snapshot: Snapshot) -> Patch:
    """The deletion of some targets as a patch of the documents that were read.

    Args:
        analysis: the run.
        report: its answer; `report.deletion` is set.
        asked: the keys of the targets.
        snapshot: gives the raw bytes: what is read is not always what is on the disk.
    """
    assert report.deletion is not None
    texts = _Texts({document.path: document for document in snapshot.documents}, snapshot)
    parts: dict[str, bytes] = {}
    left: list[tuple[Place, str]] = []
    for path in report.deletion.paths:
        document, data = texts.documents.get(path), texts.raw(path)
        if data is None or document is None or document.mode is Mode.SYMLINK or b"\0" in data:
            if path in texts.documents:
                left.append((Place(path), "cannot be shown as a patch: git rm it"))
        else:
            parts[path] = diff.deletion(path, document.mode, data)
    changed, more = _shortened(analysis, asked, frozenset(parts), texts)
    left += more
    listed, more = _taken_out(report.deletion.findings, texts)
    left += more
    for path, new in {**changed, **listed}.items():
        parts[path] = diff.change(path, texts.raw(path) or b"", new)
    return Patch(b"".join(parts[path] for path in sorted(parts)), tuple(sorted(left)))


class _Texts(Struct, frozen=True):
    """The documents' own bytes."""

    documents: Mapping[str, Document]
    snapshot: Snapshot

    def raw(self, path: str) -> bytes | None:
        """All of one, or None where it cannot be had."""
        document = self.documents.get(path)
        if document is None:
            return None
        try:
            return self.snapshot.read(document)
        except Unreadable:
            return None


def _shortened(
    analysis: Analysis, asked: tuple[Key, ...], deleted: frozenset[str], texts: _Texts
) -> tuple[dict[str, bytes], list[tuple[Place, str]]]:
    """Schemas that stay without some of their symbols, and the generated files to be made again."""
    gone: dict[str, set[str]] = defaultdict(set)
    for key in asked:
        for definition in analysis.catalog.definitions.get(key, ()):
            if definition.file.path not in deleted and definition.file.origin is Origin.PROTO:
                gone[definition.file.path].add(key)
    changed: dict[str, bytes] = {}
    left: list[tuple[Place, str]] = []
    for path, names in gone.items():
        data = texts.raw(path)
        known = analysis.library.sources.get(path)
        # Ranges point into the text as it was read: without a mark of its byte order, as UTF-8.
        plain = data is not None and known is not None and known.data == data
        new = declarations.without(data, analysis.catalog.files[path], names) if data is not None and plain else None
        if new is None:
            left.append((Place(path), f"take out {', '.join(sorted(names))}"))
        else:
            changed[path] = new
        stubs = (stub.path for stub in analysis.schemas.stubs.values() if stub.schema == path)
        left.extend((Place(stub), "generate it again") for stub in stubs)
    return changed, left


def _taken_out(findings: tuple[Finding, ...], texts: _Texts) -> tuple[dict[str, bytes], list[tuple[Place, str]]]:
    """Build inputs without the entries of what goes, as far as that is plain."""
    changed: dict[str, bytes] = {}
    left: list[tuple[Place, str]] = []
    done: Place | None = None
    for finding in sorted(findings, key=lambda one: one.place or Place(""), reverse=True):  # from the end of each file
        place = finding.place
        if place is None or finding.rule not in _BY_HAND:
            continue
        if done is not None and (done.path, done.line) == (place.path, place.line) and place.end_column > done.column:
            continue  # the same words, found by another name
        done = place
        data = changed.get(place.path) or texts.raw(place.path)
        new = None
        if finding.rule in _BUILD and data is not None and (start := _offset(data, place)) is not None:
            new = entries.without(data, start)
        if new is None:
            left.append((place, finding.message))
        else:
            changed[place.path] = new
    return changed, left


def _offset(data: bytes, place: Place) -> int | None:
    """The byte offset of a place in a text as UTF-8, or None where it is none."""
    lines = data.split(b"\n")
    if not 0 < place.line <= len(lines) or b"\r" in data.replace(b"\r\n", b""):
        return None
    try:
        before = lines[place.line - 1].decode("utf-8")[: place.column - 1].encode()
    except UnicodeDecodeError:
        return None
    return sum(len(line) + 1 for line in lines[: place.line - 1]) + len(before)


def preamble(patch: Patch) -> Iterator[str]:
    """What stands above a patch; git passes over it."""
    if patch.by_hand:
        yield "Left to do by hand:"
        for place, what in patch.by_hand:
            yield f"  {place.path}{f':{place.line}' if place.line else ''}: {what}"
