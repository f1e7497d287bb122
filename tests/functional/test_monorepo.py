"""The synthetic monorepo of the benchmark: every known reference is found, and nothing beyond them."""

import json
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "bench"))

from measure import references_of
from monorepo import make, write

from protoref.pipeline import RunOptions, analyse, open_snapshot
from summed import check_sums


@pytest.fixture(scope="module")
def monorepo(tmp_path_factory):
    root = tmp_path_factory.mktemp("bench") / "monorepo"
    write(make(240, seed=5), root)
    return root


def test_every_known_reference_is_found_and_nothing_else(monorepo, protoref, monkeypatch):
    monkeypatch.chdir(monorepo)
    known = {tuple(one) for one in json.loads(monorepo.with_name("monorepo.json").read_text())}
    code, printed, _ = protoref("audit", "--format", "json")
    assert code == 0
    assert len(known) > 100
    assert references_of(json.loads(printed)) == known


def test_the_same_seed_makes_the_same_monorepo():
    assert make(240, seed=5) == make(240, seed=5)
    assert make(240, seed=5) != make(240, seed=6)


def test_generic_names_are_added_up_for_all_who_have_them(monorepo):
    with open_snapshot(monorepo, None) as snapshot:
        check_sums(analyse(snapshot, RunOptions(jobs=1)))
