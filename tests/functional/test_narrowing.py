"""Documents that cannot reach the targets are not parsed; the answer about the targets is the same as if they were."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from protoref.analysis import Analysis, Survey
from protoref.model.schema import Key, Kind, file_key
from protoref.pipeline import RunOptions, analyse, open_snapshot, report, survey

EXAMPLES = Path(__file__).parents[2] / "examples"
OPTIONS = RunOptions(jobs=1)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    make_studio = runpy.run_path(str(EXAMPLES / "studio_repository.py"))["make_studio"]
    with open_snapshot(make_studio(tmp_path_factory.mktemp("studio") / "lantern"), None) as snapshot:
        return survey(snapshot, OPTIONS)


@pytest.fixture(scope="module")
def whole(studio: Survey) -> Analysis:
    return analyse(studio, OPTIONS)


def keys(studio: Survey) -> Iterator[Key]:
    yield from map(file_key, studio.catalog.files)
    for name, definitions in studio.catalog.definitions.items():
        if definitions[0].symbol.kind in (Kind.MESSAGE, Kind.ENUM, Kind.SERVICE, Kind.RPC):
            yield name


def test_the_answer_is_the_same(studio: Survey, whole: Analysis) -> None:
    for key in keys(studio):
        narrowed = analyse(studio, OPTIONS, (key,))
        told, full = (report(analysis, "who-uses", (key,)) for analysis in (narrowed, whole))
        assert told.targets == full.targets, key
        reach = {target.symbol for target in told.targets} | {"*"}
        spots = [[spot for spot in r.coverage.opaque if not reach.isdisjoint(spot.reach)] for r in (told, full)]
        assert spots[0] == spots[1], key


def test_less_is_parsed(studio: Survey, whole: Analysis) -> None:
    narrowed = analyse(studio, OPTIONS, (file_key("proto/preview.proto"),))
    assert len(narrowed.linked) < len(whole.linked)
