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
        'tonic::include_proto&[ 0x0a, !("a");',
        'include x y !("a.rs");',
    ],
)
def test_what_may_mount(text: str) -> None:
    assert look(text).mounts


@pytest.mark.parametrize(
    "text",
    [
        "",
        'include_str!("a.sql")',
        'include_bytes!("a")',
        "// we include it",
        "use a::include;",
        '// we include it\nprintln!("and say so");',
        'x.include(); panic!("a");',
    ],
)
def test_what_mounts_nothing(text: str) -> None:
    assert not look(text).mounts


def test_files_that_are_named() -> None:
    text = '#[path = "a/b.rs"] mod c; #[cfg_attr(x, path="d.rs")] mod e; include!("f.rs"); #[path = r"g.rs"] mod h;'
    assert look(text).files == ("a/b.rs", "d.rs", "f.rs", "g.rs")
    assert look('#[path /* a */ = // b\n "a.rs"] mod a; include!(/* c */ "b.rs");').files == ("a.rs", "b.rs")
    assert look('#[path = "a\nb.rs"] mod a;').files == ("a\nb.rs",)
    assert "a.rs" in look('const A: &str = "path="; #[path = "a.rs"] mod a;').files
    assert "a.rs" in look('const A: &str = "include!("; include!("a.rs");').files


def test_what_speaks_of_a_generator() -> None:
    assert look("fn main() { prost_build::compile_protos(); }").builds
    assert not look('fn main() { println!("hello"); }').builds


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        ("fn main() {}", ()),
        ('tonic::include_proto!("shop.v1");', ("shop.v1",)),
        ('use tonic::include_proto;\ninclude_proto ! { "b" }\npub mod a { include_proto!["a"]; }', ("a", "b")),
        ('include_str!("x.txt"); include_proto!("a");', ("a",)),
        ("// what we include is elsewhere", ()),
        ('include_proto&[ !("a");', None),
        ('include_proto!("a"); include x !("b.rs");', None),
    ],
)
def test_packages_that_are_mounted_by_name(text: str, packages: tuple[str, ...]) -> None:
    assert look(text).packages == packages


@pytest.mark.parametrize(
    "text",
    [
        "include_proto!($package)",
        'include_proto!(concat!("shop", ".v1"))',
        'include_proto!("a"); include!("b.rs");',
        'include_proto /* a */ !("b")',
        'use tonic::include_proto as mount; mount!("b");',
        'with!(include_proto, "b");',
        'my_include_proto!("b");',
        'let out = env!("OUT_DIR");',
        'include_file_descriptor_set!("a")',
    ],
)
def test_mounts_that_do_not_say_what_they_mount(text: str) -> None:
    assert look(text).packages is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('fn main() { tonic_build::compile_protos("a.proto").unwrap(); }', True),
        (
            'fn main() -> Result<(), Box<dyn std::error::Error>> { prost_build::Config::new().compile_protos(&["a"], &["."]) }',
            True,
        ),
        ('fn main() { tonic_build::configure().out_dir("src/gen").compile(&["a.proto"], &["."]); }', False),
        ('fn main() { tonic_build::configure(); std::fs::copy("a", "b"); }', False),
        ('fn main() { prost_build::compile(); std::process::Command::new("buf"); }', False),
        ("fn main() { proto_helpers::generate(); }", False),
        (
            'fn main() { prost_build::Config::new().protoc_arg("--rust_out=src").compile_protos(&["a"], &["."]); }',
            False,
        ),
        ("mod steps; fn main() { tonic_build::configure(); }", False),
        ("#[macro_use] extern crate x; fn main() { prost_build::compile(); }", False),
    ],
)
def test_build_scripts_that_write_to_their_own_folder_alone(text: str, plain: bool) -> None:
    assert look(text).plain is plain


@pytest.mark.parametrize(
    "text",
    ["macro_rules! include_proto { () => {} }", "macro_rules ! my_include_proto {", "pub macro include_proto($a) {}"],
)
def test_macros_of_the_repository_that_mount_what_they_like(text: str) -> None:
    assert look(text).own_mount
    assert not look('tonic::include_proto!("a");').own_mount
