"""Code and schemas that are no code, not this version's, or that lead back to themselves: what is used stays used.

What cannot be parsed is a doubt about what it names, and nothing else: the unused schema is safe all the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from yard import FILES, Yard

WALKER = FILES["app/walker.py"]
DRINK = FILES["src/drink.rs"]
MAIN = FILES["src/main.rs"]
PATH = FILES["proto/path.proto"]
DOUBT = {"path": "review"}

PYTHON: Mapping[str, tuple[dict[str, str], dict[str, str]]] = {
    "Python 2": ({"app/walker.py": f"{WALKER}\nprint 'x', PathRecord\n"}, DOUBT),
    "Python 2, elsewhere": ({"app/old.py": "print 'x'\nexec 'y' in {}\nraise E, 'z'\n"}, {}),
    "Python newer than the parser": ({"app/walker.py": f"{WALKER}\nwhenever PathRecord() -> None:\n    pass\n"}, DOUBT),
    "Python newer than the parser, elsewhere": ({"app/new.py": "lazy import json\nx = a ?? b\nt'{x}'\n"}, {}),
    "a module in letters that Python reads as others": (
        {"app/walker.py": WALKER.replace("path_pb2", "\uff50ath_pb2")},
        DOUBT,
    ),
    "letters that Python reads as others, elsewhere": ({"app/m.py": "\uff58 = \u212f = 1\nprint(x, \u00b5)\n"}, {}),
    "a template": ({"app/walker.py": "{% if x %}\n" + WALKER + "{% endif %}\n"}, DOUBT),
    "a template, elsewhere": ({"app/t.py": "{{ cookiecutter.x }}\nclass {{ name }}:\n    pass\n"}, {}),
    "a merge conflict": ({"app/walker.py": f"<<<<<<< a\n{WALKER}=======\n{WALKER}>>>>>>> b\n"}, DOUBT),
    "imports in a ring": (
        {
            "app/a.py": "from app.b import *\nfrom app.b import PathRecord\n",
            "app/b.py": "from app.c import PathRecord as PathRecord\nfrom app.a import *\n",
            "app/c.py": "from app.a import PathRecord\nimport app.b\n",
        },
        {},
    ),
    "the only import behind a ring": (
        {
            "app/walker.py": "from app.a import PathRecord\n\nPathRecord()\n",
            "app/a.py": "from app.b import *\n",
            "app/b.py": "from app.a import *\nfrom app.gen.path_pb2 import *\n",
        },
        {},
    ),
    "a star import of itself": ({"app/walker.py": f"from app.walker import *\nfrom .walker import *\n{WALKER}"}, {}),
    "a package that imports itself": (
        {"app/__init__.py": "from app import *\nfrom . import app\nimport app.app as app\n"},
        {},
    ),
    "minified": (
        {"app/walker.py": 'from app.gen.path_pb2 import PathRecord as p;w=lambda:p(id="1");' + "x=1;" * 900 + "\n"},
        {},
    ),
    "a name that is its own alias": (
        {"app/n.py": "a = b\nb = c\nc = a\na.PathRecord()\nimport app.n as n\nn.n.n.a\n"},
        {},
    ),
    "a class that is its own base": (
        {"app/n.py": "class A(B): pass\nclass B(A): pass\nA().x.y\nclass C(C): pass\n"},
        {},
    ),
    "functions that give each other": (
        {"app/n.py": "def f(): return g()\ndef g(): return h()\ndef h(): return f()\nf().PathRecord\n"},
        {},
    ),
    "`__all__` of itself": ({"app/n.py": "from app.n import __all__, x\n__all__ = __all__ + ['x']\n"}, {}),
}

RUST: Mapping[str, tuple[dict[str, str], dict[str, str]]] = {
    "Rust newer than the grammar": ({"src/drink.rs": f"{DRINK}\ngen fn f() {{ yield do {{ x }} @@ y; }}\n"}, {}),
    "a merge conflict": ({"src/drink.rs": f"<<<<<<< a\n{DRINK}=======\n{DRINK}>>>>>>> b\n"}, {}),
    "a template": ({"src/drink.rs": "{{#if x}}\n" + DRINK + "{{/if}}\n"}, {}),
    "#[path] in a ring": (
        {
            "src/main.rs": f'#[path = "a.rs"]\nmod a;\n{MAIN}',
            "src/a.rs": '#[path = "b.rs"]\nmod b;\n',
            "src/b.rs": '#[path = "a.rs"]\nmod a;\n#[path = "main.rs"]\nmod main;\n',
        },
        {},
    ),
    "include! in a ring": (
        {"src/main.rs": f'include!("a.rs");\n{MAIN}', "src/a.rs": 'include!("b.rs");', "src/b.rs": 'include!("a.rs");'},
        {},
    ),
    "the only use behind a ring of globs": (
        {
            "src/main.rs": "mod a { pub use crate::b::*; }\nmod b { pub use crate::a::*; pub use crate::pb::*; }\n"
            'mod pb { tonic::include_proto!("yard.well"); }\nfn main() { a::WellRecord::default(); }\n',
            "src/drink.rs": "",
        },
        {},
    ),
    "minified": (
        {
            "src/main.rs": 'mod pb{tonic::include_proto!("yard.well");}mod drink;fn main(){drink::all(pb::WellRecord::default());}',
            "src/drink.rs": "use crate::pb::WellRecord as W;pub fn all(r:W){drop(r);}" + "fn f(){}" * 900,
        },
        {},
    ),
    "`use` of itself": (
        {"src/main.rs": f"use self::x as x;\nuse crate::y as z;\nuse crate::z as y;\npub use self::*;\n{MAIN}"},
        {},
    ),
    "a macro that calls itself": (
        {
            "src/main.rs": "macro_rules! m { ($x:ident) => { m!($x); mod inner { m!($x); } }; }\nm!(pb);\n" + MAIN,
        },
        {},
    ),
    "crates that depend on each other": (
        {
            "a/Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\n[dependencies]\nb = { path = "../b" }\n',
            "a/src/lib.rs": "pub use b::*;\n",
            "b/Cargo.toml": '[package]\nname = "b"\nversion = "0.1.0"\n[dependencies]\na = { path = "../a" }\n',
            "b/src/lib.rs": "pub use a::*;\npub fn f() { a::WellRecord::x(); }\n",
        },
        {},
    ),
}

PROTO: Mapping[str, tuple[dict[str, str], dict[str, str]]] = {
    "a merge conflict": ({"proto/path.proto": f"<<<<<<< a\n{PATH}=======\n{PATH}>>>>>>> b\n"}, {}),
    "an edition of the future": ({"proto/path.proto": PATH.replace('syntax = "proto3"', 'edition = "2099"')}, {}),
    "an unknown syntax": ({"proto/path.proto": PATH.replace("proto3", "proto9")}, {}),
    "declared twice": ({"proto/path.proto": PATH + "message PathRecord { int64 other = 7; }\n"}, {}),
    "imports in a ring": (
        {
            "proto/a.proto": 'syntax = "proto3";\npackage ring;\nimport public "b.proto";\nmessage A { B b = 1; }\n',
            "proto/b.proto": 'syntax = "proto3";\npackage ring;\nimport public "a.proto";\nmessage B { A a = 1; }\n',
        },
        {},
    ),
    "imports that are missing": ({"proto/path.proto": PATH.replace("package", 'import "gone.proto";\npackage')}, {}),
    "a template": ({"proto/t.proto": 'syntax = "{{ syntax }}";\npackage {{ package }};\nmessage {{ name }} {}\n'}, {}),
}


def written(yard: Yard, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        yard.write(path, text)


@pytest.mark.parametrize("case", PYTHON)
def test_python(yard: Yard, case: str) -> None:
    files, expected = PYTHON[case]
    written(yard, files)
    yard.hold(**expected)


@pytest.mark.parametrize("case", RUST)
def test_rust(yard: Yard, case: str) -> None:
    files, expected = RUST[case]
    written(yard, files)
    yard.hold(**expected)


@pytest.mark.parametrize("case", PROTO)
def test_schemas(yard: Yard, case: str) -> None:
    files, expected = PROTO[case]
    written(yard, files)
    yard.hold(**expected)


def test_copies_that_differ(yard: Yard) -> None:
    """Each copy is a file of its own: the users are those of the one that the stubs were made from."""
    yard.write("vendor/path.proto", PATH.replace("string id = 1;", "int64 id = 1;"))
    assert yard.protoref("can-delete", "proto/path.proto").code == 1
    assert yard.protoref("can-delete", "vendor/path.proto").code == 0
    assert yard.protoref("can-delete", "proto/path.proto", "vendor/path.proto").code == 1
    assert yard.verdicts()["shed.proto"] == "safe"


BUNDLE = (
    "!function(e){var t={};"
    + "".join(f't[{n}]=function(e,t){{return e.ShedRecord+"{n}"}};' for n in range(20_000))
    + "}();"
)


@pytest.mark.parametrize("path", ["web/app.min.js", "web/app.min.css", "web/app.js.map", "web/page.html"])
def test_a_minified_bundle_of_something_else(yard: Yard, path: str) -> None:
    """Its properties are called like a message, a megabyte of them on one line, and nothing leads to generated code."""
    yard.write(path, BUNDLE)
    yard.hold()


def test_windows_line_ends_in_every_text(yard: Yard) -> None:
    """Configuration, manifests, stubs, lists of what git ignores: all of them."""
    for path in yard.git("ls-files").splitlines():
        yard.write(path, yard.read(path).replace(b"\n", b"\r\n"))
    yard.write(".gitignore", "*.log\r\n/target/\r\n")
    yard.hold()
    yard.base = yard.commit()
    yard.hold()


@pytest.mark.parametrize(
    "header",
    [
        "// @generated\n",
        "// This file is @generated by prost-build.\n",
        "// This file is generated by rust-protobuf 3.7.1. Do not edit\n// @generated\n",
        "// Generated by the protocol buffer compiler.  DO NOT EDIT!\n// source: well.proto\n",
    ],
)
@pytest.mark.parametrize("path", ["src/drink.rs", "src/main.rs"])
def test_a_header_makes_no_rust_generated(yard: Yard, header: str, path: str) -> None:
    yard.write(path, header + FILES[path])
    yard.hold()


@pytest.mark.parametrize(
    "header", ["# @generated\n", "# Generated by the protocol buffer compiler.  DO NOT EDIT!\n# source: path.proto\n"]
)
def test_a_header_makes_no_code_generated(yard: Yard, header: str) -> None:
    yard.write("app/walker.py", header + WALKER)
    yard.hold()
