"""Patterns fit what git says they fit."""

from __future__ import annotations

import pytest
from git_repos import Repo
from hypothesis import given, settings
from hypothesis import strategies as st

from protoref.snapshot.patterns import MOST_LINES, compile_patterns, exactly

PATTERNS = [
    "a", "/a", "a/", "/a/", "*.py", "a*b", "a**b", "**", "/**", "**/", "**/a", "a/**", "a/**/b", "**/a/**", "a/*/b",
    "*/a", "?", "??", "[ab]", "[!a]", "[^a]", "[a-c]x", "[]a]", "[!]a]", "[a-]", "[", "[a", "a[", "[[:digit:]]",
    "[[:alpha:]_]", "[[:nope:]]", "[\\]]", "[a\\-c]", "[+--]", "\\a", "\\*", "a\\", "\\!a", "\\#a", "!a", "!", "#a",
    "a ", "a\\ ", " a", "a/b", "/a/b", "a/b/", "b/**/**/a", "**/**", "*", "/*", "/*/", "*/", "a//b", "//a", "./a",
    "*a*b*", "*a*a*b", "a*/b*/c", "[a/b]", "a[/]b", "x/[a-z]*/[!a]", "**a", "a**/b", "a/**b", "***", "a/***/b", "/",
    "a\t", "é", "?é", "[é]", "a?", "**/*.py", "*.p[y]", "a.b", "a\\/b", "[c-a]", "[a-\\c]", "[[]", "[[a]", "[[:]",
]  # fmt: skip
PATHS = [
    "a", "b", "c", "ab", "aab", "axb", "a b", "a ", " a", "b/a", "a/b", "a/x/b", "a/x/y/b", "x/a/y", "x/a", "b/x/a",
    "x.py", "a/x.py", "a/b/c", "ax/bx/c", "[", "]", "-", "*", "!a", "#a", "1", "_", "é", "aé", "a[", "a.b", "axbx",
    "x/aa/b", "b/a/a", "cx", "a/b/a/b", "x/y/z", "+", ",", "\\", "a\\",
]  # fmt: skip


@pytest.fixture(scope="module")
def module_repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    repo = Repo(tmp_path_factory.mktemp("patterns"))
    repo.git("init", "-q")
    return repo


def all_said_by_git(repo: Repo, pattern: str, paths: list[str]) -> dict[str, bool]:
    repo.write(".git/info/exclude", pattern.encode("utf-8", "surrogateescape") + b"\n")
    stdin = b"".join(path.encode("utf-8", "surrogateescape") + b"\0" for path in paths)
    fields = repo.git("check-ignore", "--no-index", "-v", "-z", "--stdin", stdin=stdin, check=False).split("\0")[:-1]
    return {fields[start + 3]: not fields[start + 2].startswith("!") for start in range(0, len(fields), 4)}


def all_said_by_us(pattern: str, paths: list[str]) -> dict[str, bool]:
    """As git: a folder that is taken in takes in what is inside; else the path itself counts."""
    patterns = compile_patterns([pattern])
    found: dict[str, bool] = {}
    for path in paths:
        parts = path.split("/")
        above = ("/".join(parts[:count]) for count in range(1, len(parts)))
        verdict = any(patterns.verdict(folder, True) for folder in above) or patterns.verdict(path)
        if verdict is not None:
            found[path] = verdict
    return found


@pytest.mark.parametrize("pattern", PATTERNS)
def test_fits_what_git_says(module_repo: Repo, pattern: str) -> None:
    assert all_said_by_us(pattern, PATHS) == all_said_by_git(module_repo, pattern, PATHS)


PATTERN_TEXTS = st.lists(
    st.sampled_from(
        ["a", "b", "*", "**", "?", "/", "/**/", "[ab]", "[!a]", "[a-b]", "\\", ".", "!", " ", "[", "]", "-"]
    ),
    min_size=1,
    max_size=8,
).map("".join)
PATH_TEXTS = (
    st.lists(st.text("ab.-", min_size=1, max_size=4), min_size=1, max_size=4)
    .map("/".join)
    .filter(lambda path: not {".", ".."} & set(path.split("/")))
)


@settings(max_examples=40, deadline=None)
@given(PATTERN_TEXTS, st.lists(PATH_TEXTS, min_size=1, max_size=30, unique=True))
def test_fits_what_git_says_of_any_pattern(module_repo: Repo, pattern: str, paths: list[str]) -> None:
    assert all_said_by_us(pattern, paths) == all_said_by_git(module_repo, pattern, paths)


def test_covers_what_is_inside() -> None:
    patterns = compile_patterns(["harness/", "!harness/main.py", "/top", "!harness/keep/"])
    covered = {
        "harness/a.py": True,
        "x/harness/deep/a.py": True,
        "harness/main.py": False,
        "harness/keep/a.py": False,
        "harness": False,
        "top": True,
        "top/a": True,
        "x/top": False,
    }
    assert {path: patterns.covers(path) for path in covered} == covered


ODD_PATHS = st.lists(st.text("ab*?[]!#\\\\ \t.-", min_size=1, max_size=4), min_size=1, max_size=3).map("/".join)


@given(ODD_PATHS, ODD_PATHS)
def test_the_pattern_of_one_file_covers_it_alone(path: str, other: str) -> None:
    patterns = compile_patterns([exactly(path)])
    assert patterns.covers(path)
    assert patterns.covers(other) is (other == path or other.startswith(f"{path}/"))


def test_too_long_or_too_many_patterns_are_listed() -> None:
    patterns = compile_patterns(["x" * 5000, *(f"a{number}" for number in range(MOST_LINES + 1))])
    assert patterns.refused == ("x" * 5000, f"a{MOST_LINES}")
    assert patterns.verdict("a0")


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 50 + "b", "a" * 250),
        ("**/a/" * 50 + "b", "a/" * 1000 + "c"),
        ("**/*a*a*a*a*b/" * 20 + "b", ("a" * 200 + "/") * 15 + "c"),
        ("*?" * 100 + "b", "a" * 250),
    ],
)
def test_hostile_patterns_end(pattern: str, path: str) -> None:
    assert compile_patterns([pattern]).verdict(path) is None
