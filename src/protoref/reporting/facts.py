"""What the renderers for people read out of a `Report`: which targets belong together, and counts over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from protoref.model.finding import Place
from protoref.model.occurrence import Certainty, OccurrenceClass, Usage
from protoref.model.report import LedgerEntry, LocatedOpaque, LocatedReference, Report, TargetReport
from protoref.model.schema import OWNED, TYPES, Kind
from protoref.model.source import Role
from protoref.model.verdict import UseState

PROTO = "proto"
"""The language of references that schemas make."""

LANGUAGES = {
    "c": "C",
    "cpp": "C++",
    "csharp": "C#",
    "dart": "Dart",
    "go": "Go",
    "java": "Java",
    "javascript": "JavaScript",
    "kotlin": "Kotlin",
    "notebook": "notebook",
    "objectivec": "Objective-C",
    "php": "PHP",
    "python": "Python",
    "ruby": "Ruby",
    "rust": "Rust",
    "scala": "Scala",
    "shell": "shell",
    "swift": "Swift",
    "typescript": "TypeScript",
}
"""Programming languages as people write them."""

_OTHER_NAMES = {"html": "HTML", "json": "JSON", "toml": "TOML", "xml": "XML", "yaml": "YAML", "sql": "SQL"} | {
    name: name.capitalize() for name in ("dockerfile", "groovy", "lua", "markdown", "perl", "starlark", "vue")
}
"""What is read as text, as people write it; other names stay as they are."""

_MOST_LANGUAGES = 6

KIND_ORDER = (Kind.MESSAGE, Kind.ENUM, Kind.SERVICE, Kind.RPC, Kind.EXTENSION, Kind.FIELD, Kind.ONEOF, Kind.ENUM_VALUE)

ROLES = {
    Role.PRODUCTION: "production code",
    Role.TEST: "tests",
    Role.EXAMPLE: "examples",
    Role.BENCH: "benchmarks",
    Role.MACHINE_WRITTEN: "machine-written code",
    Role.GENERATED: "generated code",
    Role.BUILD: "build files",
    Role.DOCS: "documents",
    Role.CONFIG: "configuration",
}


class Use(Struct, frozen=True):
    """A reference together with the target that it refers to."""

    target: TargetReport
    located: LocatedReference

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.located.place

    @property
    def in_schema(self) -> bool:
        """Whether a schema makes it."""
        return self.located.reference.language == PROTO


class Group(Struct, frozen=True):
    """A target with everything that it contains.

    Attributes:
        target: what was asked for, or (audit) a file.
        members: the target and the symbols in it, sorted by symbol.
        uses: all references to the members, sorted by place.
    """

    target: TargetReport
    members: tuple[TargetReport, ...]
    uses: tuple[Use, ...]

    @property
    def own_paths(self) -> frozenset[str]:
        """The documents that define the target."""
        return frozenset(place.path for place in self.target.definitions)

    @property
    def code(self) -> tuple[Use, ...]:
        """References that stand in no schema."""
        return tuple(use for use in self.uses if not use.in_schema)

    @property
    def schemas(self) -> tuple[Use, ...]:
        """References by other schemas. For a file or package those inside of its own files and copies are left out."""
        return tuple(use for use in self.uses if use.in_schema and not self._inside(use))

    @property
    def inside(self) -> tuple[Use, ...]:
        """References that a file or package makes to itself."""
        return tuple(use for use in self.uses if use.in_schema and self._inside(use))

    def _inside(self, use: Use) -> bool:
        if self.target.kind not in {Kind.FILE, Kind.PACKAGE}:
            return False
        # A copy that uses its own types uses itself: it needs none of the other copies.
        return use.place.path in self.own_paths or any(use.place.path == d.path for d in use.target.definitions)


def groups(report: Report, *, files: bool = False) -> tuple[Group, ...]:
    """The requested targets (with `files`: every file) with what they contain, sorted by symbol.

    A symbol belongs to the files that define it, to the package of these files, and to its owners.
    """
    heads = [t for t in report.targets if (t.kind is Kind.FILE if files else t.requested)]
    by_path: dict[str, list[TargetReport]] = {}
    by_owner: dict[str, list[TargetReport]] = {}
    for target in report.targets:
        for path in {place.path for place in target.definitions}:
            by_path.setdefault(path, []).append(target)
        if target.owner is not None:
            by_owner.setdefault(target.owner, []).append(target)
    return tuple(_group(head, by_path, by_owner) for head in sorted(heads, key=lambda t: (t.symbol, t.key)))


def _group(
    head: TargetReport, by_path: dict[str, list[TargetReport]], by_owner: dict[str, list[TargetReport]]
) -> Group:
    members = {head.key: head}
    if head.kind in {Kind.FILE, Kind.PACKAGE}:
        for place in head.definitions:
            for target in by_path.get(place.path, ()):
                if target.kind is not Kind.PACKAGE and (target.kind is not Kind.FILE or head.kind is Kind.PACKAGE):
                    members[target.key] = target
    waiting = list(members)
    while waiting:
        for target in by_owner.get(waiting.pop(), ()):
            if target.key not in members:
                members[target.key] = target
                waiting.append(target.key)
    ordered = tuple(sorted(members.values(), key=lambda t: (t.symbol, t.key)))
    uses = [Use(target, located) for target in ordered for located in target.references]
    return Group(head, ordered, tuple(sorted(uses, key=lambda use: (use.place, use.target.symbol))))


def unused(group: Group) -> tuple[list[TargetReport], int]:
    """The group's messages, enums and services that nothing alive needs, and of how many. The group was judged."""
    types = [member for member in group.members if member.kind in TYPES]
    return [each for each in types if each.judgement is not None and each.judgement.use in _DEAD], len(types)


_DEAD = frozenset({UseState.UNUSED, UseState.DEAD_FAMILY})


def short_symbol(target: TargetReport) -> str:
    """A symbol as it is listed beside its file: without package and owners; what is owned has a dot before it."""
    if target.kind in {Kind.FILE, Kind.PACKAGE}:
        return target.symbol
    last = target.symbol.rpartition(".")[2]
    return f".{last}" if target.kind in OWNED else last


def language_name(language: str) -> str:
    """A language as people write it."""
    return LANGUAGES.get(language) or _OTHER_NAMES.get(language, language)


def count_documents(counts: Mapping[str, int]) -> str:
    """``94 Python, 17 Rust, 3 proto, 144 TypeScript, 83 others``: what is resolved first, then code, most first."""
    resolved = [name for name in ("python", "rust", "notebook", PROTO) if counts.get(name)]
    code = sorted((n for n in counts if n in LANGUAGES and n not in resolved), key=lambda n: (-counts[n], n))
    shown = [*resolved, *code][:_MOST_LANGUAGES]
    parts = [f"{counts[name]} {language_name(name)}" for name in shown if counts[name]]
    others = sum(count for name, count in counts.items() if name not in shown)
    if others:
        parts.append(f"{others} {'others' if parts else 'of other kinds'}")
    return ", ".join(parts)


def count_languages(counts: Iterable[tuple[str, int]]) -> str:
    """``Python 12, Rust 17``: most first, then by name."""
    ordered = sorted(((language_name(name), count) for name, count in counts if count), key=lambda c: (-c[1], c[0]))
    return ", ".join(f"{name} {count}" for name, count in ordered)


def languages_of(uses: Iterable[Use]) -> str:
    """The uses' languages with their numbers."""
    return count_languages(Counter(use.located.reference.language for use in uses).items())


def roles_of(uses: Sequence[Use]) -> str:
    """``all in production code``, or ``9 in production code, 3 in tests``."""
    counts = Counter(use.located.reference.role for use in uses)
    if len(counts) == 1:
        return f"all in {ROLES[next(iter(counts))]}"
    return ", ".join(f"{counts[role]} in {ROLES[role]}" for role in Role if counts[role])


def certainty_of(uses: Sequence[Use]) -> str:
    """``all certain``, ``all possible``, or ``9 certain, 1 possible``."""
    counts = Counter(use.located.reference.certainty for use in uses)
    if len(counts) == 1:
        return f"all {next(iter(counts)).value}"
    return ", ".join(f"{counts[each]} {each.value}" for each in Certainty)


def kinds_of(group: Group) -> str:
    """``4 messages, 1 service, 2 rpcs``: types, services and rpcs; other kinds only where there is nothing else."""
    counts = Counter(member.kind for member in group.members if member is not group.target)
    shown = [kind for kind in KIND_ORDER[:5] if counts[kind]] or [kind for kind in KIND_ORDER if counts[kind]]
    return ", ".join(f"{counts[k]} {k.value.replace('_', ' ')}{'' if counts[k] == 1 else 's'}" for k in shown)


def package_of(group: Group) -> str:
    """The package of a file, told from a symbol at its top; empty where there is none."""
    tops = [m for m in group.members if m.owner == group.target.key and m.kind not in {Kind.FILE, Kind.PACKAGE}]
    values = (top.symbol.rpartition(".")[0] for top in tops if top.kind is not Kind.ENUM_VALUE)
    return next(values, "")


def stubs_of(report: Report, group: Group) -> list[str]:
    """Paths of the generated files that are made of the group's schemas, sorted."""
    own = group.own_paths
    return sorted(stub.path for stub in report.stubs if stub.schema in own)


def copies_of(group: Group) -> frozenset[str]:
    """The documents with a copy of a file's schema, its own included: those that define symbols of it."""
    return group.own_paths | {place.path for member in group.members for place in member.definitions}


def usage_word(usage: Usage) -> str:
    """A usage for people."""
    return "use" if usage is Usage.OTHER else usage.value


def entries(group: Group, wanted: OccurrenceClass) -> tuple[LedgerEntry, ...]:
    """The target's ledger entries of one class, sorted by place."""
    ledger = group.target.ledger
    return tuple(e for e in ledger.entries if e.occurrence_class is wanted) if ledger else ()


def opaque_for(report: Report, group: Group) -> tuple[LocatedOpaque, ...]:
    """The opaque spots that could hide a use of the target or of what it contains."""
    names = {member.symbol for member in group.members} | {member.key for member in group.members}
    return tuple(spot for spot in report.coverage.opaque if "*" in spot.reach or not names.isdisjoint(spot.reach))


def spot_text(place: Place) -> str:
    """``path:line:column``, as far as it is known."""
    if not place.line:
        return place.path
    return f"{place.path}:{place.line}:{place.column}" if place.column else f"{place.path}:{place.line}"
