"""The parts of the answer of `who-uses` below its references: doubts, the ledger, what was searched, problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from protoref.model.finding import Place
from protoref.model.occurrence import OccurrenceClass
from protoref.model.report import LedgerEntry, Report
from protoref.model.schema import Kind
from protoref.reporting.escape import excerpt
from protoref.reporting.facts import PROTO, Group, count_documents, entries, opaque_for, spot_text, stubs_of
from protoref.reporting.layout import Line, Look, Span, joined, line, plural, table

LISTED = (
    OccurrenceClass.GENERATED,
    OccurrenceClass.DEFINITION,
    OccurrenceClass.BUILD,
    OccurrenceClass.MENTION,
    OccurrenceClass.UNRELATED,
)
"""What `--all` lists; references are listed anyway, unresolved occurrences too, homonyms are counts."""

_SHOWN_PROBLEMS = 10
_SHOWN_NAMES = 24
_SHOWN_MENTIONS = 20

_NAMES = {
    OccurrenceClass.REFERENCE: ("reference", "references"),
    OccurrenceClass.FOREIGN: ("foreign reference", "foreign references"),
    OccurrenceClass.GENERATED: ("in generated code", "in generated code"),
    OccurrenceClass.DEFINITION: ("definition", "definitions"),
    OccurrenceClass.BUILD: ("build input", "build inputs"),
    OccurrenceClass.MENTION: ("mention", "mentions"),
    OccurrenceClass.HOMONYM: ("homonym", "homonyms"),
    OccurrenceClass.UNRELATED: ("unrelated", "unrelated"),
    OccurrenceClass.UNRESOLVED: ("unresolved", "unresolved"),
}


def doubts(report: Report, group: Group) -> list[Line]:
    """Unresolved occurrences and opaque spots: always listed, they are what stands between zero and certainty."""
    lines: list[Line] = []
    unresolved = entries(group, OccurrenceClass.UNRESOLVED)
    if unresolved:
        lines.append(line("  ", Span("unresolved:", "doubt"), " may or may not be it"))
        lines += _entry_lines(unresolved)
    opaque = opaque_for(report, group)
    if opaque:
        lines.append(line("  ", Span("not looked into:", "doubt"), " could hide a use"))
        rows = [[Span(spot_text(s.place), "path"), Span(s.reason), Span(s.detail, "dim")] for s in opaque]
        lines += table(rows, indent=4)
    return lines


def whole_ledger(report: Report, group: Group) -> list[Line]:
    """Every occurrence by class with its reason; homonyms as counts a file."""
    lines: list[Line] = []
    stubs = stubs_of(report, group)
    if stubs:
        lines.append(line("  generated files:"))
        lines += [line("    ", Span(path, "path")) for path in stubs]
    for wanted in LISTED:
        found = entries(group, wanted)
        if found:
            lines.append(line(f"  {wanted.value}: {plural(len(found), 'occurrence')}"))
            lines += _entry_lines(found)
    ledger = group.target.ledger
    if ledger and ledger.homonyms:
        total = sum(ledger.homonyms.values())
        lines.append(line(f"  homonym: {plural(total, 'occurrence')}, bare names where nothing leads to the target"))
        rows = [[Span(str(count)), Span(path, "path")] for path, count in sorted(ledger.homonyms.items())]
        lines += table(rows, indent=4, right=(0,))
    return lines


def _entry_lines(found: Sequence[LedgerEntry]) -> list[Line]:
    lines: list[Line] = []
    for path, block in groupby(found, key=lambda entry: entry.place.path):
        lines.append(line("    ", Span(path, "path")))
        rows = [
            [
                Span(f"{entry.place.line}:{entry.place.column}" if entry.place.line else "-", "place"),
                Span(entry.name, "name"),
                Span(excerpt(entry.reason)),
                Span(excerpt(entry.text), "dim", cut=True),
            ]
            for entry in block
        ]
        lines += table(rows, indent=6, right=(0,))
    return lines


def searched(report: Report, group: Group, look: Look) -> list[Line]:
    """Nothing found is an answer: what was searched for, and where."""
    coverage = report.coverage
    where = count_documents(coverage.documents)
    parsed = sum(count for language, count in coverage.files_indexed.items() if language != PROTO)
    return table(
        [
            [Span("Searched for"), Span(_names_words(group, look))],
            [
                Span("Searched in"),
                Span(f"{plural(coverage.files_scanned, 'document')} ({where})" if where else "nothing"),
            ],
            [Span("Resolved"), Span(f"{plural(parsed, 'document')} that could lead to generated code")],
        ],
        indent=2,
    )


def _names_words(group: Group, look: Look) -> str:
    names = group.target.ledger.names if group.target.ledger else ()
    if not names:
        return _NAMELESS.get(group.target.kind, "no name: nothing is generated from it")
    ordered = _known_first(names, group)
    if look.everything:
        return ", ".join(ordered)
    shown = [name for name in ordered if not name.startswith(_TYPING_ALIAS)][:_SHOWN_NAMES]
    more = f" and {len(names) - len(shown)} more (--all lists them)" if len(shown) < len(names) else ""
    return ", ".join(shown) + more


_TYPING_ALIAS = "Global___"
"""Aliases that mypy-protobuf writes for type checkers, and that nobody types."""

_NAMELESS = {
    Kind.FIELD: "uses of its message, and resolved what they do with it: a field has no name of its own",
    Kind.ONEOF: "uses of its message, and resolved what they do with it: a oneof has no name of its own",
}


def _known_first(names: Sequence[str], group: Group) -> list[str]:
    """Short names of what the target contains, full names, files and modules, what generators derive, typing aliases."""
    full = {member.symbol for member in group.members}
    short = {symbol.rpartition(".")[2] for symbol in full}

    def rank(name: str) -> tuple[int, str]:
        if name.startswith(_TYPING_ALIAS):
            return 4, name
        if name.endswith((".proto", ".protodevel", "_pb2")):
            return 2, name
        return (0 if name in short else 1 if name in full else 3), name

    return sorted(names, key=rank)


def also(report: Report, group: Group, look: Look) -> list[Line]:
    """What else names the target, beside code. Listed where there is no reference, or little of it."""
    stubs = stubs_of(report, group)
    # A schema's own comments go with it; they are nobody's to mend.
    mentions = [e for e in entries(group, OccurrenceClass.MENTION) if e.place.path not in group.own_paths]
    builds = _lines_of(entries(group, OccurrenceClass.BUILD))
    parts = [plural(len(stubs), "generated file")] if stubs else []
    if builds:
        parts.append(plural(len(builds), "build input"))
    if mentions:
        parts.append(plural(len(_lines_of(mentions)), "line that mentions it", "lines that mention it"))
    if not parts:
        return []
    if look.everything:
        return [line(f"Also: {', '.join(parts)} (listed above).")]
    if group.code or group.schemas:
        return [line(f"Also: {', '.join(parts)} (--all lists them).")]
    lines = [line(f"Also: {', '.join(parts)}:")]
    lines += [line("  ", Span(path, "path")) for path in stubs]
    rows = [
        [Span(spot_text(e.place), "path"), Span(excerpt(e.text), "dim", cut=True)]
        for e in (*builds, *_lines_of(mentions))
    ]
    lines += table(rows[:_SHOWN_MENTIONS], indent=2)
    if len(rows) > _SHOWN_MENTIONS:
        lines.append(line(f"  ... {len(rows) - _SHOWN_MENTIONS} more (--all lists them)"))
    return lines


def _lines_of(found: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """One entry for each line: a line that names two symbols of a file is one place to go to."""
    first: dict[tuple[str, int], LedgerEntry] = {}
    for entry in found:
        first.setdefault((entry.place.path, entry.place.line), entry)
    return list(first.values())


def accounted(report: Report, group: Group) -> list[Line]:
    """How the answer is known: the classes of all occurrences, and what is left open."""
    target, ledger = group.target, group.target.ledger
    if ledger is None:
        return []
    classes = Counter({each: ledger.classes.get(each, 0) for each in OccurrenceClass})
    # What a schema says of its own types is a reference, and nobody's to mend.
    inside = min(len(group.inside), classes[OccurrenceClass.REFERENCE])
    classes[OccurrenceClass.REFERENCE] -= inside
    counts = [
        f"{classes[each]} {_NAMES[each][classes[each] != 1]}"
        for each in OccurrenceClass
        if classes[each] and each is not OccurrenceClass.UNRESOLVED
    ]
    if inside:
        counts.insert(1 if classes[OccurrenceClass.REFERENCE] else 0, f"{inside} within the schema")
    unresolved = classes[OccurrenceClass.UNRESOLVED]
    opaque = opaque_for(report, group)
    left = [plural(unresolved, "occurrence") + " unresolved"] if unresolved else []
    left += [plural(len(opaque), "place") + " not looked into"] if opaque else []
    names = plural(len(ledger.names), "generated name")
    if not ledger.names:
        told = "every use of its message that resolution reached" if target.kind in _NAMELESS else _NOTHING_GENERATED
    elif not ledger.occurrences:
        told = f"none of its {names} stands anywhere"
    else:
        told = (
            f"every occurrence of its {names}" if len(ledger.names) != 1 else "every occurrence of its generated name"
        )
        told += f" ({', '.join(counts)})" if counts else ""
    end = Span(joined(left) if left else "none unresolved", "doubt" if left else "good")
    return [line(f"Accounted for: {told}; ", end, ".")]


_NOTHING_GENERATED = "nothing is generated under a name of its own"


def scope_words(report: Report) -> str:
    """Which state of the repository the answer is about, to end a sentence with."""
    commit = report.scope.commit
    if commit is None:
        return "."
    return f" at {commit[:7]}{', with uncommitted changes' if report.scope.dirty else ''}."


def problems(report: Report, look: Look) -> list[Line]:
    """What could not be read or understood: it is part of the answer."""
    if not report.problems:
        return []
    found = sorted(report.problems)
    shown = found if look.everything else found[:_SHOWN_PROBLEMS]
    lines = [(), line(Span(f"{plural(len(found), 'problem')}:", "doubt"))]
    for problem in shown:
        where = [Span(spot_text(Place(problem.path, problem.line)), "path"), Span("   ")] if problem.path else []
        lines.append(line("  ", *where, f"{problem.severity}: {problem.message}"))
    if len(shown) < len(found):
        lines.append(line(f"  ... {len(found) - len(shown)} more (--all lists them)"))
    return lines
