"""What changes between two states of a repository's schemas."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from protoref.model.schema import Definition, Key, SchemaFile
from protoref.model.verdict import Deletion, Verdict


class Change(StrEnum):
    """What becomes of a target (report-v1: ``change``)."""

    DELETED = "deleted"
    MODIFIED = "modified"
    ADDED = "added"


class FilePair(Struct, frozen=True):
    """One schema file before and after: at the same path, or moved."""

    before: SchemaFile
    after: SchemaFile

    @property
    def moved(self) -> bool:
        """It lies elsewhere afterwards."""
        return self.before.path != self.after.path

    @property
    def imported_alike(self) -> bool:
        """Whoever imports it need not change."""
        return self.before.import_path == self.after.import_path


class SchemaChanges(Struct, frozen=True):
    """The schemas of two states, compared.

    Attributes:
        deleted: files of the earlier state that are in the later one neither at their path nor elsewhere, by path.
        added: files of the later state that were not there before, by path.
        kept: all others, before and after, by the later path.
        lost: by the path of a kept file in the later state, the slice of the earlier one that no file declares any more.
        relocated: by the path of a kept file, the slice of the earlier one that another file declares now: who asks the old
            one for it does not find it.
        new: what the kept files declare and nothing declared before.
    """

    deleted: tuple[SchemaFile, ...] = ()
    added: tuple[SchemaFile, ...] = ()
    kept: tuple[FilePair, ...] = ()
    lost: Mapping[str, SchemaFile] = field(default_factory=dict)
    relocated: Mapping[str, SchemaFile] = field(default_factory=dict)
    new: tuple[Definition, ...] = ()

    @property
    def any(self) -> bool:
        """Whether any schema file is another than before, be it by a comment."""
        return bool(self.deleted or self.added or any(pair.before != pair.after for pair in self.kept))

    @property
    def moved(self) -> tuple[FilePair, ...]:
        """The kept files that lie elsewhere afterwards."""
        return tuple(pair for pair in self.kept if pair.moved)


class Review(Struct, frozen=True):
    """What a change means for the schemas and for those who use them.

    Attributes:
        base: full id of the commit that it is compared with.
        verdict: the worst of everything that it causes.
        files: by key of a target, the key of its schema file.
        deletion: what the deletions among them mean together, or None where there are none.
        moved: path before and path after of the schema files that have moved, sorted.
        existing: how many of the repository's findings were there before; they are not judged.
        unused: keys of the symbols that nothing needs any more, and that were in use before.
    """

    base: str
    verdict: Verdict
    files: Mapping[Key, Key]
    deletion: Deletion | None = None
    moved: tuple[tuple[str, str], ...] = ()
    existing: int = 0
    unused: tuple[Key, ...] = ()
