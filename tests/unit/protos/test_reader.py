"""What the reader makes of texts that protoc accepts (the rest is compared with protoc itself), and of broken ones."""

from __future__ import annotations

import pytest

from protoref.model.schema import NOWHERE, Edge, Kind, SchemaFile
from protoref.model.source import Source
from protoref.protos import read_proto
from protoref.protos.fields import map_entry_name

PATH = "proto/a.proto"


def read(text: str | bytes) -> SchemaFile:
    return read_proto(Source(PATH, "", text.encode() if isinstance(text, str) else text))


def names(file: SchemaFile, kind: Kind | None = None) -> list[str]:
    return [symbol.full_name for symbol in file.symbols if kind in {None, symbol.kind}]


def lines(file: SchemaFile) -> list[int]:
    return [problem.line for problem in file.problems]


def test_a_map_has_a_synthetic_entry() -> None:
    file = read('syntax = "proto3"; package p; message M { map<string, V> by_user_id = 1; } message V {}')
    assert names(file) == ["p.M", "p.M.by_user_id", "p.M.ByUserIdEntry", "p.V"]
    field, entry = file.symbols[1:3]
    assert (field.type_name, field.number, field.map_entry) == ("map<string, V>", 1, False)
    assert (entry.kind, entry.map_entry, entry.parent, entry.range) == (Kind.MESSAGE, True, "p.M", NOWHERE)
    assert [(ref.written, ref.edge, ref.scope, ref.user) for ref in file.type_refs] == [
        ("V", Edge.MAP_VALUE, "p.M", "p.M.by_user_id")
    ]


@pytest.mark.parametrize(
    ("field", "entry"), [("a", "AEntry"), ("foo_bar", "FooBarEntry"), ("_x__Y9z", "XY9zEntry"), ("URL_", "URLEntry")]
)
def test_map_entry_names(field: str, entry: str) -> None:
    assert map_entry_name(field) == entry


def test_a_group_is_a_message_and_a_field() -> None:
    file = read("message M { repeated group URLs = 3 { optional string url = 1; } }")
    assert names(file) == ["M", "M.urls", "M.URLs", "M.URLs.url"]
    field, message = file.symbols[1:3]
    assert (field.kind, field.group, field.number, field.label) == (Kind.FIELD, True, 3, "repeated")
    assert (message.kind, message.group) == (Kind.MESSAGE, True)
    assert field.range == message.range
    assert field.name_range == message.name_range


def test_enum_values_are_named_through_their_enum() -> None:
    file = read("package p; message M { enum E { A = -1; B = 0x10; } }")
    assert [(symbol.full_name, symbol.number) for symbol in file.symbols[2:]] == [("p.M.E.A", -1), ("p.M.E.B", 16)]


def test_options_are_kept_as_written() -> None:
    file = read(
        'option go_package = "a/b" ";c"; option java_multiple_files = true; option (my.opt).deep = { a: [1, 2] };'
        'option php_namespace = "A\\\\B\\x41\\101";'
    )
    assert file.options == (
        ("go_package", "a/b;c"),
        ("java_multiple_files", "true"),
        ("(my.opt).deep", "{ a: [1, 2] }"),
        ("php_namespace", "A\\BAA"),
    )
    assert file.option("go_package") == "a/b;c"
    assert [(ref.written, ref.edge, ref.user) for ref in file.type_refs] == [
        ("my.opt", Edge.OPTION, f"file:{PATH}"),
    ]


def test_names_in_aggregates_are_references_but_lists_and_strings_are_not() -> None:
    file = read(
        "option (o) = { [my.ext]: [A, B] text: '[not.me]' any { [type.googleapis.com/x.Y] { } } more: [C] };"
        "message not { } enum me { A = 0; }"
    )
    assert [(ref.written, ref.scope) for ref in file.type_refs] == [("o", ""), ("my.ext", ""), ("x.Y", "")]


def test_comments_belong_to_what_they_describe() -> None:
    text = """// A licence, detached.

// One.
// Two.
message A { // behind A
  /* Boxed
   * text. */
  int32 x = 1; // behind x
  int32 y = 2; /* behind y */ int32 z = 3;
  // below z

  // detached

  int32 w = 4; // behind w
  // of nobody
}
"""
    file = read(text)
    comments = {symbol.name: symbol.comment for symbol in file.symbols}
    assert comments == {
        "A": "One.\nTwo.\nbehind A",
        "x": "Boxed\ntext.\nbehind x",
        "y": "behind y",
        "z": "below z",
        "w": "behind w",
    }
    source = Source(PATH, "", text.encode())
    assert source.text(file.comments[0]) == "// A licence, detached."
    assert len(file.comments) == 11


def test_a_comment_at_the_very_end() -> None:
    file = read("// A.\nmessage A { // a\n // x\n int32 x = 1")
    assert [symbol.comment for symbol in file.symbols] == ["A.\na", "x"]


def test_imports_have_the_range_of_their_path() -> None:
    text = 'import public "a/b.proto"; import weak \'c.proto\'; import option "d.proto"; import "ä.proto";'
    file = read(text)
    source = Source(PATH, "", text.encode())
    assert [(entry.path, entry.modifier, source.text(entry.range)) for entry in file.imports] == [
        ("a/b.proto", "public", "a/b.proto"),
        ("c.proto", "weak", "c.proto"),
        ("d.proto", "option", "d.proto"),
        ("ä.proto", "", "ä.proto"),
    ]


def test_scopes_of_options_begin_around_their_element() -> None:
    file = read(
        "package p; message M { option (a) = 1; int32 x = 1 [(b) = 2]; enum E { V = 0 [(c) = 3]; } oneof o { "
        "option (d) = 4; int32 y = 2; } } service S { option (e) = 5; rpc R(M) returns (M) { option (f) = 6; } }"
    )
    found = {ref.written: (ref.scope, ref.user) for ref in file.type_refs if ref.edge is Edge.OPTION}
    assert found == {
        "a": ("p", "p.M"),
        "b": ("p.M", "p.M.x"),
        "c": ("p.M", "p.M.E.V"),
        "d": ("p.M", "p.M.o"),
        "e": ("p", "p.S"),
        "f": ("p.S", "p.S.R"),
    }


def test_reserved_statements_of_one_owner_are_one() -> None:
    file = read(
        'message M { reserved 1, 4 to 6; reserved "a", "b"; reserved 9 to max; reserved c, d; enum E { reserved -3 to 2; } }'
    )
    assert file.reserved == (
        ("M", ("a", "b", "c", "d"), ((1, 2), (4, 7), (9, 536_870_912))),
        ("M.E", (), ((-3, 3),)),
    )


# What is broken.

GOOD = "message Before { int32 a = 1; }\n%s\nmessage After { Before b = 1; }\n"


@pytest.mark.parametrize(
    "broken",
    [
        "message { int32 x = 1; }",
        "import public;",
        "garbage",
        "garbage;",
        "garbage { with { braces } } ",
        "option = 3;",
        "option x = ;",
        "option (x = { a: 1 };",
        'option x = "never closed;',
        "{% for x in y %}",
        "{{ cookiecutter.messages }}",
        "message {{ name }} { int32 x = 1; }",
        "\0\0\0",
        "<<<<<<< HEAD\n=======\n>>>>>>> theirs",
        "<<<<<<< HEAD\noption a = 1;\n||||||| base\n=======\noption a = 2;\n>>>>>>> theirs",
        "service S { rpc }",
        "service S { foo Bar(A) returns (B); }",
        "extend { int32 x = 1; }",
        "enum { A = 0; }",
        "syntax proto3;",
        "é",
        "message X",
        "}",
        "}}}}",
        "int32 x = 1;",
        "[;]",
        "option lacks_its_semicolon = true",
        "import 'no-semicolon.proto'",
    ],
)
def test_a_broken_place_costs_its_statement_alone(broken: str) -> None:
    file = read(GOOD % broken)
    assert {"Before", "Before.a", "After", "After.b"} <= set(names(file))
    assert [ref.written for ref in file.type_refs if ref.user == "After.b"] == ["Before"]
    assert file.problems
    assert all(problem.path == PATH for problem in file.problems)
    last = 1 + broken.count("\n") + 2
    assert all(2 <= line <= last for line in lines(file))


@pytest.mark.parametrize(
    "broken",
    [
        "int32 = 3;",
        "int32 x 3;",
        "string;",
        "optional group = 3 { }",
        "map<string> m = 4;",
        "oneof { int32 z = 9; }",
        "reserved ;",
        "extensions to max;",
        "option (;",
        "string s = 5 [(o) = { [a. } b: { ] }, deprecated];",
        "message",
        "@ # $",
        "{{ more_fields }}",
        "rpc A(B) returns (C);",
        "service S {}",
        "{ { { } } }",
    ],
)
def test_a_broken_place_in_a_message_costs_its_statement_alone(broken: str) -> None:
    file = read(f"message M {{\n  int32 a = 1;\n  {broken}\n  int32 b = 2;\n}}\nmessage N {{}}")
    assert {"M", "M.a", "M.b", "N"} <= set(names(file))
    assert "M.N" not in names(file)
    assert lines(file)
    assert set(lines(file)) <= {3, 4}


def test_an_aggregate_that_is_no_text_format_is_passed_over() -> None:
    file = read("message M {\n  int32 a = 1;\n  option (o) = { [a.] [b/] [] { [c } };\n  int32 b = 2;\n}\nmessage N {}")
    assert names(file) == ["M", "M.a", "M.b", "N"]
    assert [ref.written for ref in file.type_refs] == ["o"]


def test_a_missing_semicolon_costs_nothing() -> None:
    file = read("message M {\n  int32 a = 1\n  int32 b = 2 [deprecated = true]\n}\nenum E {\n  A = 0\n  B = 1;\n}")
    assert names(file) == ["M", "M.a", "M.b", "E", "E.A", "E.B"]
    assert lines(file) == [2, 3, 6]


def test_a_field_without_a_readable_number_is_still_there() -> None:
    file = read("message M { Other a = ; int32 b = 99999999999999999999999999999999; } message Other {}")
    assert names(file) == ["M", "M.a", "M.b", "Other"]
    assert [symbol.number for symbol in file.symbols[1:3]] == [None, None]
    assert [ref.written for ref in file.type_refs] == ["Other"]
    assert len(file.problems) == 2


def test_a_block_that_is_never_closed_ends_before_the_next_declaration() -> None:
    file = read("message A {\n  int32 x = 1;\n\nmessage B {\n  A a = 1;\n}\nservice S {\n  rpc R(A) returns (B);\n}\n")
    assert names(file) == ["A", "A.x", "B", "B.a", "S", "S.R"]
    assert lines(file) == [1]


def test_messages_on_the_first_column_may_be_nested() -> None:
    file = read("message A {\nmessage B {\n}\nenum E {\nZ = 0;\n}\n}\n")
    assert names(file) == ["A", "A.B", "A.E", "A.E.Z"]
    assert file.problems == ()


def test_an_unterminated_comment_is_a_problem_and_a_comment() -> None:
    file = read("message A {}\n/* message B {}\n")
    assert names(file) == ["A"]
    assert lines(file) == [2]
    assert (file.comments[0].start, file.comments[0].end) == (13, 29)


def test_both_sides_of_a_merge_conflict_are_read() -> None:
    file = read(
        "message M {\n<<<<<<< HEAD\n  Ours a = 1;\n=======\n  Theirs a = 1;\n>>>>>>> theirs\n}\n"
        "message Ours {}\nmessage Theirs {}\n"
    )
    assert [ref.written for ref in file.type_refs] == ["Ours", "Theirs"]
    assert names(file, Kind.MESSAGE) == ["M", "Ours", "Theirs"]
    assert lines(file) == [2, 4, 5, 6]


def test_nesting_beyond_the_limit_is_a_problem() -> None:
    depth = 5000
    text = "".join(f"message M{i} {{ " for i in range(depth)) + "}" * depth + " message After {}"
    file = read(text)
    assert names(file)[-1] == "After"
    assert 30 < len(names(file)) < 100
    assert len(file.problems) == 1
    assert file.problems[0].severity == "error"


@pytest.mark.parametrize(
    "text",
    [
        "option (x) = " + "{ a " * 20_000 + "} " * 20_000 + ";",
        "option (x) = " + "{ a " * 20_000,
        "message M { " * 20_000,
        "{" * 50_000,
        "}" * 50_000,
        "/**/" * 50_000 + "message M {}",
        "a" * 1_000_000,
        "message " + "a" * 1_000_000 + " { int32 x = 1; }",
        "package " + "a." * 100_000 + "a; message M {}",
        'import "a" ' + '"b"' * 50_000 + ";",
        "\0" * 100_000,
        "message M { optional group G = 1 " * 10_000,
        "{% " * 50_000,
        "{{ a " * 50_000,
        "\"a'" * 50_000,
        "'" * 50_001,
        "/* *" * 50_000,
        "message\n" * 20_000,
        "package a.\n" * 20_000,
    ],
    ids=range(19),
)
def test_hostile_texts_end(text: str) -> None:
    file = read(text)
    assert len(file.problems) <= 101
    assert sum(len(symbol.full_name) for symbol in file.symbols) < 1_000_000


def test_problems_are_counted_to_a_limit() -> None:
    file = read("garbage;\n" * 500)
    assert len(file.problems) == 101
    assert file.problems[-1].line == 101
    assert "more problems" in file.problems[-1].message


def test_a_file_that_is_no_schema() -> None:
    file = read("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")
    assert file.symbols == ()
    assert lines(file)[0] == 1


def test_names_declared_twice() -> None:
    file = read("message A {}\nmessage A {}\nenum A { X = 0; }")
    assert names(file) == ["A", "A", "A", "A.X"]
    assert lines(file) == [2, 3]


def test_a_byte_order_mark_counts_in_ranges() -> None:
    file = read(b"\xef\xbb\xbfmessage A {}")
    assert (file.symbols[0].range.start, file.symbols[0].name_range.start) == (3, 11)
    assert file.problems == ()
