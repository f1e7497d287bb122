"""The literate cases: each page below this folder is run through the whole pipeline."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from literate import Case, Expectation, read_page

from protoref.analysis import Analysis
from protoref.model.occurrence import Certainty
from protoref.pipeline import RunOptions, analyse
from protoref.snapshot.memory import MemoryTree

ROOT = Path(__file__).parent
CASES = [case for page in sorted(ROOT.rglob("*.md")) if page.parent != ROOT for case in read_page(page, ROOT)]
LANGUAGES = frozenset({"python", "rust"})
_WORD = re.compile(r"\w+")


def test_there_are_cases():
    assert len(CASES) >= 10
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case):
    analysis = analyse(MemoryTree(case.files), RunOptions(jobs=1))
    expected = Counter(line for expectation in case.expectations for line in _said(expectation, case))
    found = Counter(_found(analysis, case, case.expectations))
    missing, unexpected = sorted((expected - found).elements()), sorted((found - expected).elements())
    story = ["", *(f"  missing:    {line}" for line in missing), *(f"  unexpected: {line}" for line in unexpected)]
    assert missing + unexpected == [], "\n".join(story)


def _said(expectation: Expectation, case: Case) -> list[str]:
    """An expectation as lines to compare."""
    if expectation.line == 0:
        return [f"{expectation.path} opaque {' '.join(sorted(expectation.targets))}"]
    length = expectation.length
    if length == 0:
        text = case.files[expectation.path].split("\n")[expectation.line - 1]
        word = _WORD.match(text, expectation.column - 1)
        length = len(word.group()) if word else 0
    place = f"{expectation.path}:{expectation.line}:{expectation.column}+{length}"
    if expectation.what == "opaque":
        return [f"{place} opaque {' '.join(sorted(expectation.targets))}"]
    if expectation.what != "reference":
        return [f"{place} {expectation.what}"]
    certainty = "possible" if expectation.possible else "certain"
    alias = " alias" if expectation.alias else ""
    return [f"{place} {target} {certainty} {expectation.usage}{alias}".rstrip() for target in expectation.targets]


def _found(analysis: Analysis, case: Case, expectations: list[Expectation]) -> list[str]:
    """What the pipeline found, in the words of the expectations: what a page does not speak of is left out."""
    lines: list[str] = []
    places = {(e.path, e.line, e.column): e for e in expectations if e.what in ("unrelated", "unresolved")}
    usages = {(e.path, e.line, e.column, target): e for e in expectations for target in e.targets}
    names = {file.key: file.path if file.path in case.files else key for key, file in analysis.catalog.files.items()}
    names |= {file.key: file.path for file in analysis.catalog.files.values()}
    for path, document in sorted(analysis.linked.items()):
        if document.language not in LANGUAGES:
            continue
        source = analysis.library.sources[path]

        def shown(start: int, end: int, path: str = path, source=source) -> tuple[str, int, int]:
            position = source.position(start)
            length = len(source.data[start:end].decode("utf-8", "surrogateescape"))
            return f"{path}:{position.line}:{position.column}+{length}", position.line, position.column

        for reference in document.references:
            place, line, column = shown(reference.range.start, reference.range.end)
            symbol = names.get(reference.symbol, reference.symbol)
            told = usages.get((path, line, column, symbol))
            certainty = "certain" if reference.certainty is Certainty.CERTAIN else "possible"
            usage = str(reference.usage) if told is None or told.usage else ""
            alias = " alias" if reference.alias and (told is None or told.alias) else ""
            lines.append(f"{place} {symbol} {certainty} {usage}{alias}".rstrip())
        for start, resolution in document.resolutions.items():
            place, line, column = shown(start, resolution.range.end)
            if (path, line, column) in places:
                lines.append(f"{place} {'unrelated' if resolution.resolved else 'unresolved'}")
            elif not resolution.resolved:
                lines.append(f"{place} unresolved")
        for spot in document.opaque:
            reach = " ".join(sorted(names.get(key, key) for key in spot.reach))
            place = path if spot.range is None else shown(spot.range.start, spot.range.end)[0]
            lines.append(f"{place} opaque {reach}".rstrip())
    return lines
