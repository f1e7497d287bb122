"""The cheap look at Rust documents: it may see too much, never too little."""

from __future__ import annotations

import pytest

from protoref.model.source import Source
from protoref.outline.rust import RustOutline, outline


def look(text: str) -> RustOutline:
    return outline(Source("a.rs", "0", text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        'tonic::include_proto!("a");',
        "my_include_proto !{}",
        'include!("x.rs")',
        'include  \n!("x.rs")',
        'tonic::include_proto /* here */ !("a")',
        'include // here\n!("x.rs")',
        'concat!(env!("OUT_DIR"))',
        '// include_proto!("a")',
    ],
)
def test_what_may_mount(text: str) -> None:
    assert look(text).mounts


@pytest.mark.parametrize(
    "text", ["", 'include_str!("a.sql")', 'include_bytes!("a")', "// we include it", "use a::include;"]
)
def test_what_mounts_nothing(text: str) -> None:
    assert not look(text).mounts


def test_files_that_are_named() -> None:
    text = '#[path = "a/b.rs"] mod c; #[cfg_attr(x, path="d.rs")] mod e; include!("f.rs"); #[path = r"g.rs"] mod h;'
    assert look(text).files == ("a/b.rs", "d.rs", "f.rs", "g.rs")
    assert look('#[path /* a */ = // b\n "a.rs"] mod a; include!(/* c */ "b.rs");').files == ("a.rs", "b.rs")
    assert look('#[path = "a\nb.rs"] mod a;').files == ("a\nb.rs",)


def test_what_speaks_of_a_generator() -> None:
    assert look("fn main() { prost_build::compile_protos(); }").builds
    assert not look('fn main() { println!("hello"); }').builds
