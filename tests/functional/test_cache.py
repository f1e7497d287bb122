"""What is kept from run to run never changes an answer: whole outputs, byte for byte, from the outside."""

import os
import shutil
import sqlite3
import subprocess
import sys

import pytest
from cli_repository import git, make_kitchen

from protoref.kept.place import cache_file
from protoref.snapshot import state

QUESTIONS = (
    ("who-uses", "kitchen.Order", "--format", "json"),
    ("who-uses", "archive"),
    ("audit", "--format", "json"),
    ("stubs", "--format", "json"),
    ("why", "kitchen.Order", "backend/app/client.py:5"),
    ("can-delete", "archive", "--format", "json"),
)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with a cache of its own, in which answers are kept however young the files are."""
    root = make_kitchen(tmp_path / "root")
    monkeypatch.setenv("PROTOREF_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(state, "_SETTLED", -(10**15))
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def worked(monkeypatch):
    """Counts the runs that really worked something out."""
    from protoref import pipeline

    runs = []
    real = pipeline.survey

    def survey(*arguments):
        runs.append(1)
        return real(*arguments)

    monkeypatch.setattr(pipeline, "survey", survey)
    return runs


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_cold_and_warm_are_the_same(repository, protoref, question):
    cold = protoref(*question)
    assert protoref(*question) == cold
    assert protoref(*question, "--no-cache") == cold
    assert protoref(*question, "--jobs", "2") == cold


def test_an_unchanged_tree_is_not_read_again(repository, protoref, worked):
    first = protoref("audit")
    assert len(worked) == 1
    assert protoref("audit") == first
    assert len(worked) == 1
    protoref("audit", "--all")
    assert len(worked) == 2


def test_a_verdict_looks_at_the_files_each_time(repository, protoref, worked):
    protoref("can-delete", "archive")
    protoref("can-delete", "archive")
    assert len(worked) == 2


def test_a_warm_run_needs_no_parser(repository, protoref):
    command = [sys.executable, "-X", "importtime", "-m", "protoref", "who-uses", "kitchen.Order"]
    protoref("audit")  # reads every document
    for loaded in (subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2)):
        assert "backend/app/client.py" in loaded.stdout
        modules = {line.rpartition("|")[2].strip() for line in loaded.stderr.splitlines()}
        assert "protoref.kept.store" in modules
        assert not {"libcst", "tree_sitter"} & modules


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "backend/app/client.py").write_text("x = 1\n"),
        lambda root: (root / "new.py").write_text("from app.gen.orders_pb2 import Order\n"),
        lambda root: (root / "backend/app/client.py").unlink(),
        lambda root: (root / "protoref.toml").write_text('[roles]\ntest = ["backend/**"]\n'),
        lambda root: git(root, "commit", "-q", "--allow-empty", "-m", "more"),
        lambda root: (root / ".gitignore").write_text("backend/\n"),
    ],
)
def test_a_change_is_seen(repository, protoref, worked, change):
    protoref("who-uses", "kitchen.Order")
    change(repository)
    assert protoref("who-uses", "kitchen.Order") == protoref("who-uses", "kitchen.Order", "--no-cache")
    assert len(worked) == 3


def test_a_change_with_size_and_time_put_back_is_seen(repository, protoref):
    path = repository / "backend/app/client.py"
    before, text = path.stat(), path.read_text()
    first = protoref("who-uses", "kitchen.Order")
    path.write_text(text.replace("Order", "Other"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert protoref("who-uses", "kitchen.Order") != first


def test_a_folder_that_became_a_link_is_seen(repository, protoref):
    first = protoref("who-uses", "kitchen.Order")
    shutil.move(repository / "backend", repository.parent / "moved")
    (repository / "backend").symlink_to(repository.parent / "moved")
    assert protoref("who-uses", "kitchen.Order") != first


def test_answers_about_young_files_are_not_kept(repository, protoref, worked, monkeypatch):
    monkeypatch.undo()
    from protoref import pipeline

    runs = []
    real = pipeline.survey
    monkeypatch.setenv("PROTOREF_CACHE_DIR", str(repository.parent / "cache"))
    monkeypatch.chdir(repository)
    monkeypatch.setattr(pipeline, "survey", lambda *arguments: runs.append(1) or real(*arguments))
    (repository / "young.py").write_text("")
    os.utime(repository / "young.py", (0, 0))
    protoref("audit")
    protoref("audit")
    assert len(runs) == 2


def test_what_a_file_changed_meanwhile_is_not_kept(repository, protoref, monkeypatch):
    from protoref import pipeline

    real = pipeline.report

    def late(*arguments, **named):
        (repository / "late.py").write_text("from app.gen.orders_pb2 import Order\n")
        return real(*arguments, **named)

    monkeypatch.setattr(pipeline, "report", late)
    protoref("who-uses", "kitchen.Order")
    (repository / "late.py").unlink()
    monkeypatch.setattr(pipeline, "report", real)
    again = protoref("who-uses", "kitchen.Order")
    assert again == protoref("who-uses", "kitchen.Order", "--no-cache")


def test_work_tree_and_commit_answer_alike_from_one_cache(repository, protoref):
    for question in QUESTIONS[:3]:
        _, tree, _ = protoref(*question)
        _, commit, _ = protoref(*question, "--at", "HEAD")
        assert protoref(*question, "--at", "HEAD")[1] == commit
        assert tree == commit


@pytest.mark.parametrize("damage", ["cut", "overwritten", "another version", "read only"])
def test_a_damaged_cache_changes_nothing(repository, protoref, damage):
    question = ("audit", "--format", "json")
    right = protoref(*question)
    file = cache_file()
    data = file.read_bytes()
    if damage == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "overwritten":
        file.write_bytes(data[:100] + b"\xa5" * (len(data) - 100))
    elif damage == "another version":
        with sqlite3.connect(file) as connection:
            connection.execute("DROP TABLE IF EXISTS kept")
            connection.execute("CREATE TABLE kept (id INTEGER)")
    else:
        file.chmod(0o400)
    assert protoref(*question) == right
    assert protoref(*question) == right


def test_the_cache_never_lies_in_the_repository(repository, protoref, monkeypatch):
    monkeypatch.setenv("PROTOREF_CACHE_DIR", str(repository / "cache"))
    protoref("audit")
    assert not (repository / "cache").exists()
    monkeypatch.setenv("PROTOREF_CACHE_DIR", "cache")
    protoref("audit")
    assert not (repository / "cache").exists()


def test_without_the_cache_nothing_is_written(repository, protoref):
    protoref("audit", "--no-cache")
    protoref("can-delete", "archive", "--no-cache")
    assert not (repository.parent / "cache").exists()


def test_schemas_that_git_does_not_list_are_looked_at_each_time(repository, protoref, worked):
    (repository / "ignored").mkdir()
    (repository / "ignored/more.proto").write_text('syntax = "proto3";\npackage more;\nmessage More {}\n')
    (repository / ".gitignore").write_text("ignored/\n")
    (repository / "protoref.toml").write_text('schemas = ["ignored"]\n')
    protoref("audit")
    protoref("audit")
    assert len(worked) == 2


def test_cache_command(repository, protoref):
    protoref("audit")
    code, printed, _ = protoref("cache", "info")
    assert code == 0
    assert str(cache_file()) in printed
    assert " 0 values" not in printed
    assert protoref("cache", "clear")[0] == 0
    assert " 0 values" in protoref("cache", "info")[1]
    assert protoref("cache", "shake")[0] == 2
