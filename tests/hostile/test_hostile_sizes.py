"""Huge and deep: every input ends, in bounded memory, and what is too much for a parser is a doubt about what it carries."""

from __future__ import annotations

import pytest
from yard import FILES, Yard

DEEP = 10_000
WALKER = FILES["app/walker.py"]
DRINK = FILES["src/drink.rs"]
PATH = FILES["proto/path.proto"]


def around(before: str, middle: str, after: str) -> str:
    return f"{before * DEEP}{middle}{after * DEEP}"


PYTHON = {
    "parentheses": "x = " + around("(", "1", ")"),
    "lists": "x = " + around("[", "1", "]"),
    "dictionaries": "x = " + around("{1:", "1", "}"),
    "calls": "x = " + around("f(", "1", ")"),
    "subscripts": "x = " + around("a[", "1", "]"),
    "lambdas": "x = " + "lambda: " * DEEP + "1",
    "unary operators": "x = " + "-" * DEEP + "1",
    "not": "x = " + "not " * DEEP + "1",
    "await": "async def f():\n    return " + "await " * DEEP + "g()",
    "starred": "f(" + "*" * DEEP + "x)",
    "conditionals": "x = " + "1 if a else " * DEEP + "2",
    "attributes": "x = a" + ".a" * DEEP,
    "additions": "x = 1" + " + 1" * DEEP,
    "comparisons": "x = 1" + " < 1" * DEEP,
    "and": "x = a" + " and a" * DEEP,
    "powers": "x = 1" + " ** 1" * DEEP,
    "strings side by side": "x = " + "'a' " * DEEP,
    "formatted strings side by side": "x = " + "f'{a}' " * DEEP,
    "fields in fields": "x = f'" + "{a:" * DEEP + "}" * DEEP + "'",
    "calls in a row": "x = a" + "()" * DEEP,
    "targets in a row": "x = " * DEEP + "1",
    "elif": "if a:\n    pass\n" + "elif a:\n    pass\n" * DEEP,
    "blocks": "".join(" " * level + "if a:\n" for level in range(1000)) + " " * 1000 + "pass\n",
    "nested functions": "".join(" " * level + "def f():\n" for level in range(500)) + " " * 500 + "pass\n",
    "nested classes": "".join(" " * level + "class A:\n" for level in range(500)) + " " * 500 + "pass\n",
    "for in comprehensions": "x = [1 " + "for a in b " * DEEP + "]",
    "if in comprehensions": "x = [1 for a in b " + "if a " * DEEP + "]",
    "open brackets": "x = " + "(" * DEEP,
    "closed brackets": ")" * DEEP,
    "patterns": "match a:\n    case " + around("[", "x", "]") + ":\n        pass\n",
    "annotations": "x: " + around("list[", "int", "]") + " = 1",
    "annotations in strings": "x: '" + around("list[", "int", "]") + "' = 1",
    "type comments": "x = []  # type: " + around("list[", "int", "]"),
    "decorators": "@a\n" * DEEP + "def f(): pass\n",
    "a name that is imported from itself": "from a" + ".a" * DEEP + " import b\n",
    "dots": "from " + "." * DEEP + " import b\n",
    "aliases": "import a\n" + "".join(f"a{n + 1} = a{n}\n" for n in range(DEEP)),
    "continued lines": "x = 1 \\\n" * DEEP + "\n",
    "semicolons": "x = 1;" * DEEP + "\n",
    "texts of themselves": "x0 = 'app'\n"
    + "".join(f"x{n + 1} = x{n} + x{n}\n" for n in range(60))
    + "import_module(x60)\n",
    "texts of many texts": "x = ['a', 'b', 'c', 'd']\nfor a in x:\n    import_module(" + " + ".join("a" * 500) + ")\n",
    "names": "x = [" + ", ".join(f"name{n}" for n in range(100_000)) + "]\n",
    "assignments of each other": "".join(f"x{n} = x{n + 1}\n" for n in range(5000)),
    "one line": "x = '" + "a" * 20_000_000 + "'\n",
    "twenty megabytes": "x = [a, b, c, d]\n" * 1_200_000,
    "quotes": "'" * 100_001,
    "triple quotes without end": '"""' + "a" * 1_000_000,
    "a comment without end": "#" * 5_000_000,
    "tabs and blanks": "".join(("\t" * (n % 50)) + " " * (n % 30) + "x\n" for n in range(20_000)),
    "walruses": "x = " + around("(a := ", "1", ")"),
    "try": "".join(" " * level + "try:\n" for level in range(300)) + " " * 300 + "pass\n",
    "with": "with " + ", ".join(["a"] * DEEP) + ": pass\n",
    "global": "def f():\n    global " + ", ".join(f"a{n}" for n in range(DEEP)) + "\n",
    "numbers": "x = " + "9" * 100_000 + "\n",
}


@pytest.mark.parametrize("form", PYTHON)
def test_python(yard: Yard, form: str) -> None:
    """Beside the use in the document, and behind it: the use may turn to a doubt, and is never lost; others are no doubt."""
    yard.write("app/walker.py", f"{WALKER}\n{PYTHON[form]}\n")
    assert still_held(yard, "path.proto")


RUST = {
    "parentheses": "fn f() { let x = " + around("(", "1", ")") + "; }",
    "blocks": "fn f() " + around("{", "", "}"),
    "arrays": "const X: u8 = " + around("[", "1", "]") + ";",
    "calls": "fn f() { " + around("f(", "", ")") + "; }",
    "methods": "fn f() { a" + ".b()" * DEEP + "; }",
    "fields": "fn f() { a" + ".b" * DEEP + "; }",
    "additions": "const X: u8 = 1" + " + 1" * DEEP + ";",
    "negations": "const X: u8 = " + "-" * DEEP + "1;",
    "references": "fn f(x: " + "&" * DEEP + "u8) {}",
    "generics": "type X = " + around("Vec<", "u8", ">") + ";",
    "paths": "fn f() { a" + "::a" * DEEP + "; }",
    "use groups": "use " + around("a::{", "b", "}") + ";",
    "a wide use": "use a::{" + ", ".join(f"b{n}" for n in range(DEEP)) + "};",
    "modules": around("mod a {", "", "}"),
    "macros": "m!" + around("(", "", ")") + ";",
    "macros in macros": around("m!{", "", "}"),
    "attributes": "#[a]\n" * DEEP + "fn f() {}",
    "attribute trees": "#[a" + around("(", "", ")") + "]\nfn f() {}",
    "else if": "fn f() { if a {} " + "else if a {} " * DEEP + "}",
    "match arms": "fn f() { match a { " + "a => 1, " * DEEP + "} }",
    "nested matches": "fn f() { " + around("match a { _ => ", "1", " }") + " }",
    "comments in comments": around("/*", "", "*/"),
    "comments without end": "/*" * DEEP,
    "raw strings": "const X: &str = r" + "#" * 200 + '"a"' + "#" * 200 + ";",
    "open braces": "fn f() " + "{" * DEEP,
    "closed braces": "}" * DEEP,
    "closures": "fn f() { " + "|x| " * DEEP + "1; }",
    "lifetimes": "fn f<" + ", ".join(f"'a{n}" for n in range(DEEP)) + ">() {}",
    "questions": "fn f() { a" + "?" * DEEP + "; }",
    "ranges": "fn f() { a" + "..a" * DEEP + "; }",
    "casts": "fn f() { a" + " as u8" * DEEP + "; }",
    "doc tests": "/// ```\n/// let x = 1;\n/// ```\n" * 2000 + "fn f() {}",
    "doc fences": "/// ```\n" * 9999 + "fn f() {}",
    "one line": 'const X: &str = "' + "a" * 20_000_000 + '";',
    "recursive macros": "macro_rules! m { ($($x:tt)*) => { m!($($x)* $($x)*); } }\nm!(pb::WellRecord);",
    "macros that define macros": "macro_rules! a { ($x:ident) => { macro_rules! $x { () => { a!($x); } } a!($x); } }\na!(b);",
    "macros with many rules": "macro_rules! m { " + "($a:ident) => { $a::WellRecord }; " * 1000 + " }\nm!(pb);",
    "macros with many calls": "macro_rules! m { ($a:ident) => { $a::WellRecord }; }\n" + "m!(pb);" * 2000,
    "macros that call each other": "".join(
        f"macro_rules! m{n} {{ ($a:ident) => {{ m{n + 1}!($a); pb{n}::$a }} }}\n" for n in range(2000)
    )
    + "m0!(WellRecord);" * 100,
    "variables in a row": "macro_rules! m { ($a:ident) => { $a"
    + "::$a" * DEEP
    + "::WellRecord }; }\nm!(pb, self, super, crate);",
    "imports by macros": "macro_rules! m { ($($a:ident)*) => { use $a"
    + "::$a" * 20
    + "::*; } }\n"
    + "m!(pb self super crate a b c);" * 500,
    "aliases": "use crate::pb as a0;\n" + "".join(f"use self::a{n} as a{n + 1};\n" for n in range(2000)),
    "globs of each other": "".join(f"mod g{n} {{ pub use super::g{(n + 1) % 60}::*; }}\n" for n in range(60)),
    "one glob again and again": "fn f() { use pb::{" + "A::*, " * 5000 + "WellRecord}; }",
    "globs in a block": "fn f() { use pb::{" + "".join(f"A{n}::*, " for n in range(5000)) + "WellRecord}; WellRecord }",
    "globs in a document": "".join(f"use a{n}::*;\n" for n in range(5000)),
    "globs that nobody follows": "fn f() { use a::*; " + "".join(f"use A{n}::*; " for n in range(249)) + "WellRecord }",
    "types of each other": "".join(f"type T{n} = T{n + 1};\n" for n in range(2000)) + "type T2000 = T0;\n",
    "lists below each other": "fn f() {\n"
    + "[a, b, c, d],\n" * 66_500,  # levels of a tree, more than 16 bits can count
    "pastes": "paste! { " + "[<a b>] " * DEEP + "}",
    "one name imported again and again": "fn f() { " + "use WellRecord; " * 60 + "}",
    "one alias again and again": "fn f() { " + "type WellRecord = WellRecord; " * 1000 + "}",
    "modules of one name": "mod W { pub use super::W::*; type W = super::W; }\n" * 1000,
    "twenty megabytes": "fn f() { a.b; }\n" * 1_250_000,
}


@pytest.mark.parametrize("form", RUST)
def test_rust(yard: Yard, form: str) -> None:
    yard.write("src/drink.rs", f"{DRINK}\n{RUST[form]}\n")
    assert still_held(yard, "well.proto")


NOTEBOOKS = {
    "lists": around("[", "", "]"),
    "objects": around('{"a": ', "1", "}"),
    "numbers": "[" + "1, " * 1_000_000 + "1]",
    "open lists": "[" * DEEP,
    "a picture": '{"outputs": [{"data": "' + "iVBORw0KGgo" * 1_000_000 + '"}]}',
    "cells": ", ".join(['{"cell_type": "code", "source": ["x = 1"]}'] * DEEP),
    "escapes": '{"cell_type": "code", "source": "' + "\\u0061" * 200_000 + '"}',
    "lines": '{"cell_type": "code", "source": "' + "x = 1\\n" * 100_000 + '"}',
    "magics": '{"cell_type": "code", "source": "' + "%a\\n" * 100_000 + '"}',
    "brackets": '{"cell_type": "code", "source": "' + "(" * 100_000 + '"}',
    "quotes": '{"cell_type": "code", "source": "' + "'" * 100_000 + '"}',
    "blanks": '{"cell_type": "code", "source": "' + " \\n" * 100_000 + '"}',
    "equal signs": '{"cell_type": "code", "source": "' + "a=" * 100_000 + '"}',
    "backslashes": '{"cell_type": "code", "source": "!' + "\\\\" * 100_000 + '"}',
    "nothing": '"' + "\\" * 100_000,
}


@pytest.mark.parametrize("form", NOTEBOOKS)
def test_notebook(yard: Yard, form: str) -> None:
    use = '{"cell_type": "code", "source": ["from app.gen.shed_pb2 import ShedRecord\\n", "ShedRecord()"]}'
    yard.write("day.ipynb", f'{{"cells": [{use}, {NOTEBOOKS[form]}]}}')
    assert still_held(yard, "shed.proto")


PROTO = {
    "options": "option (a) = " + around("{ a: ", "1", "}") + ";",
    "option lists": "message A { int32 a = 1 [" + ", ".join(["deprecated = true"] * DEEP) + "]; }",
    "option values": "option a = " + around("[", "1", "]") + ";",
    "messages in messages": around("message A { ", "", "}"),
    "groups in groups": "message A { " + around("optional group B = 1 { ", "", "}") + "}",
    "groups in oneofs": "message A { " + around("oneof o { group B = 1 { ", "", "}}") + "}",
    "groups in extensions": around("extend A { optional group B = 1 { ", "", "}}"),
    "long names in long names": around(f"message A{'a' * 400} {{ ", "", "}"),
    "one name in many messages": "".join(f"message M{n} {{ message A {{}} }} " for n in range(500)),
    "open braces": "message A " + "{" * DEEP,
    "closed braces": "}" * DEEP,
    "types with many parts": "message A { " + ".a" * DEEP + " b = 1; }",
    "packages with many parts": "package a" + ".a" * DEEP + ";",
    "fields": "message A { " + " ".join(f"int32 f{n} = {n};" for n in range(1, 5001)) + " }",
    "enum values": "enum E { " + " ".join(f"V{n} = {n};" for n in range(5000)) + " }",
    "imports": "".join(f'import "i{n}.proto";\n' for n in range(5000)),
    "imports of itself": 'import "other.proto";\n' * 1000,
    "maps": "message A { " + around("map<string, ", "int32", ">") + " a = 1; }",
    "reserved numbers": "message A { reserved " + ", ".join(map(str, range(1, 20_000))) + "; }",
    "reserved ranges": "message A { reserved 1 to 536870911; " + "reserved 1 to max; " * 1000 + "}",
    "numbers": f"message A {{ int32 a = {'9' * 10_000}; }}",
    "strings": 'option a = "' + "\\x41" * 1_000_000 + '";',
    "strings side by side": "option a = " + '"a" ' * 100_000 + ";",
    "comments": "/*" * DEEP + "*/",
    "a comment without end": "/* " + "a" * 5_000_000,
    "line comments": "//\n" * 200_000,
    "one line": 'option a = "' + "a" * 20_000_000 + '";',
    "semicolons": ";" * 1_000_000,
    "rpcs": "service S { " + " ".join(f"rpc R{n} (A) returns (A);" for n in range(5000)) + " } message A {}",
    "oneofs": "message A { " + " ".join(f"oneof o{n} {{ int32 f{n} = {n + 1}; }}" for n in range(3000)) + " }",
    "extensions": "".join(
        f"extend .google.protobuf.FieldOptions {{ int32 e{n} = {50000 + n}; }}\n" for n in range(3000)
    ),
}


@pytest.mark.parametrize("form", PROTO)
def test_a_schema(yard: Yard, form: str) -> None:
    yard.write("proto/path.proto", f"{PATH}\n{PROTO[form]}\n")
    assert still_held(yard, "path.proto")


def test_all_schemas_at_once(yard: Yard) -> None:
    """A line of a megabyte is quoted once, not once for each name on it."""
    for form, text in PROTO.items():
        if " in " not in form:
            yard.write(f"proto/{form.replace(' ', '_')}.proto", text)
    assert still_held(yard, "path.proto")
    assert yard.protoref("ci", "--base", yard.base).code in {0, 1, 3}


@pytest.mark.parametrize("form", ["messages in messages", "groups in groups"])
def test_a_change_into_the_deep(yard: Yard, form: str) -> None:
    """What nobody could compile is not read, and what was declared before it still is."""
    yard.write("proto/path.proto", f"{PATH}\n{PROTO[form]}\n")
    assert yard.protoref("ci", "--base", yard.base).code in {1, 3}


def test_a_hundred_thousand_symbols(yard: Yard) -> None:
    """Twenty thousand messages in one file, each with the next one as its field."""
    messages = (
        f"message Big{n} {{ string id = 1; string name = 2; int32 value = 3; Big{n + 1} next = 4; }}\n"
        for n in range(20_000)
    )
    yard.write("proto/big.proto", f'syntax = "proto3";\npackage big;\n{"".join(messages)}')
    yard.write("app/big.py", "from app.gen.big_pb2 import Big0\n")
    assert yard.protoref("can-delete", "big.proto").code == 1


def still_held(yard: Yard, schema: str) -> bool:
    """Whether what used a schema still holds it back, for all that stands beside it."""
    return yard.protoref("can-delete", schema).code in {1, 3}


def test_many_files_and_deep_folders(yard: Yard) -> None:
    for number in range(500):
        yard.write(f"many/{number % 50}/f{number}.py", f"from .f{number + 1} import *\n")
    yard.write("/".join(["d"] * 900) + "/x.py", WALKER)
    yard.base = ""
    yard.hold()
