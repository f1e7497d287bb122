"""Which code in documentation rustdoc compiles, and that it is laid out where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protoref.indexers.rust.doc_tests import is_compiled
from protoref.indexers.rust.index import RustIndex
from protoref.indexers.rust.indexer import index
from protoref.model.source import Source


def _indexed(text: str) -> RustIndex:
    return index(Source("src/lib.rs", "", text.encode()))


def _paths(text: str) -> list[str]:
    """The paths in the doc tests of a text, a string for each test."""
    tests = _indexed(text).doc_tests
    if tests is None:
        return []
    found = {number: [] for number, scope in enumerate(tests.scopes) if scope.parent == 0}
    for path in tests.paths:
        scope = path.scope
        while scope not in found:
            scope = tests.scopes[scope].parent
        found[scope].append("::".join(segment.name for segment in path.segments))
    return [" ".join(paths) for paths in found.values()]


@pytest.mark.parametrize(
    "info",
    [
        *("", "rust", "should_panic", "no_run", "compile_fail", "edition2021", "rust,no_run", "compile_fail,E0277"),
        *("ignore-wasm32", "rust edition2018", "{.numbered}", "text,rust", "standalone_crate"),
    ],
)
def test_blocks_that_are_compiled(info: str) -> None:
    assert is_compiled(info)
    assert _paths(f"/// ```{info}\n/// a::B;\n/// ```\nfn f() {{}}") == ["a::B"]


@pytest.mark.parametrize(
    "info",
    [
        *("text", "ignore", "rust,ignore", "ignore,no_run", "json", "toml", "sh", "console", "plain,no_run", "c++"),
        *("custom,rust", "edition2021,text"),
    ],
)
def test_blocks_that_are_not(info: str) -> None:
    assert not is_compiled(info)
    assert _paths(f"/// ```{info}\n/// a::B;\n/// ```\nfn f() {{}}") == []


@pytest.mark.parametrize(
    "text",
    [
        "/// ```\n/// a::B;\n/// ```\nfn f() {}",
        "//! ```\n//! a::B;\n//! ```\n",
        "///```\n///a::B;\n///```\nfn f() {}",
        "/** ```\na::B;\n``` */\nfn f() {}",
        "/**\n * ```\n * a::B;\n * ```\n */\nfn f() {}",
        "/*!\n```\na::B;\n```\n*/",
        '#[doc = "```\\na::B;\\n```"]\nfn f() {}',
        '#[doc = "```"]\n#[inline]\n// a comment\n#[doc = "a::B;"]\n#[doc = "```"]\nfn f() {}',
        '#[doc = r#"```\na::B;\n```"#]\nfn f() {}',
        '#![doc = "```\na::B;\n```"]',
        '#[doc = concat!("```\\n", "a::B;\\n", "```")]\nfn f() {}',
        '#[cfg_attr(feature = "```", doc = "```\\na::B;\\n```")]\nfn f() {}',
        "/// ~~~~\n/// /*\n/// ~~~\n/// */ a::B;\n/// ~~~~\nfn f() {}",
        "/// * an item\n///\n///   ```\n///   a::B;\n///   ```\nfn f() {}",
        "/// * ```\n///   a::B;\n///   ```\nfn f() {}",
        "/// > ```\n/// > a::B;\n/// > ```\nfn f() {}",
        "/// ```\n/// a::B;",
        "/// Text.\n///\n///     a::B;\nfn f() {}",
        "/// ```\r\n/// # a::B;\r\n/// #\r\n/// ```\r\nfn f() {}",
        "struct S {\n    /// ```\n    /// a::B;\n    /// ```\n    field: u8,\n}",
        "macro_rules! m { () => {\n    /// ```\n    /// a::B;\n    /// ```\n    fn f() {} } }",
        "/// ```\n/// # #[derive(Clone)]\n/// ##[allow(x)]\n/// struct S(a::B);\n/// ```\nfn f() {}",
    ],
)
def test_where_a_block_may_stand(text: str) -> None:
    (found,) = _paths(text)
    assert found.split()[-1] == "a::B"


@pytest.mark.parametrize(
    "text",
    [
        "// ```\n// a::B;\n// ```\nfn f() {}",
        "//// ```\n//// a::B;\n//// ```\nfn f() {}",
        "/* ```\na::B;\n``` */\nfn f() {}",
        "/*** ```\na::B;\n``` */\nfn f() {}",
        "/// Text\n///     a::B;\nfn f() {}",
        "///     a::B;\nfn f() {}",
        "/// 1. an item\n///\n///     a::B;\nfn f() {}",
        "///     no code: at all (\nfn f() {}",
        '#[other = "```\\na::B;\\n```"]\nfn f() {}',
        '#[doc = include_str!("```a::B")]\nfn f() {}',
        'fn f() { "```\na::B;\n```"; }',
        "/// ```a::B```\nfn f() {}",
        "/// ```\n/// ```\nfn f() {}",
    ],
)
def test_what_is_no_block(text: str) -> None:
    assert _paths(text) == []


def test_tests_stand_apart_and_end_with_their_documentation() -> None:
    text = (
        "/// ```\n/// a::B;\n/// ```\n///\n/// ```\n/// a::C;\nfn f() { x::Y; }\n/// ```\n/// a::D;\n/// ```\nfn g() {}"
    )
    assert _paths(text) == ["a::B", "a::C", "a::D"]


def test_a_broken_test_is_opaque_and_harms_no_other() -> None:
    tests = _indexed("/// ```\n/// a::B {{{\n/// ```\n/// ```\n/// a::C;\n/// ```\nfn f() {}").doc_tests
    assert tests is not None
    assert [spot.names for spot in tests.opaque] == [("B", "a")]
    assert ["::".join(segment.name for segment in path.segments) for path in tests.paths] == ["a::C"]


@pytest.mark.parametrize(
    ("text", "name", "from_package"),
    [
        ('#![doc = include_str!("../README.md")]', "../README.md", False),
        ('#[cfg_attr(doctest, doc = include_str!(r"docs/a.md"))] fn f() {}', "docs/a.md", False),
        ('#![doc = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"))]', "README.md", True),
        ('doc_comment::doctest!("../README.md", readme);', "../README.md", False),
    ],
)
def test_documents_that_are_taken_in(text: str, name: str, from_package: bool) -> None:
    (file,) = _indexed(text).doc_files
    assert (file.name, file.from_package) == (name, from_package)


@pytest.mark.parametrize("text", ['const A: &str = include_str!("a.md");', '#[doc = "a.md"] fn f() {}'])
def test_documents_that_are_not(text: str) -> None:
    assert _indexed(text).doc_files == ()


_PIECES = [
    "///",
    "//!",
    "/**",
    "*/",
    " * ",
    "```",
    "~~~",
    "text",
    "\n",
    "    ",
    "# ",
    "a::B;",
    "{",
    "}",
    '#[doc = "',
    '"]',
]
_PIECES += ["fn f() {}", "é", "\\n", "\\", "r#", "'", "mod m {"]


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_every_name_stands_at_its_offset(text: str) -> None:
    data = text.encode()
    found = _indexed(text)
    for read in (found, found.doc_tests or found):
        places = [segment for path in read.paths for segment in path.segments]
        for name, start, end, *_ in [*places, *read.tokens]:
            assert data[start:end].decode().removeprefix("r#") == name
