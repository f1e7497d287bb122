"""Imports, scope rules, copies, and what a file, package or message contains."""

from __future__ import annotations

import pytest

from protoref.model.schema import Catalog, file_key, package_key
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto, shown_name, symbols_of


def catalog(files: dict[str, str], import_paths: dict[str, str] | None = None) -> Catalog:
    paths = import_paths or {}
    return build_catalog(
        read_proto(Source(path, "", text.encode()), paths.get(path, path)) for path, text in files.items()
    )


def targets(found: Catalog, path: str) -> dict[str, str | None]:
    return {ref.written: ref.target for ref in found.files[path].type_refs}


BASE = 'syntax = "proto3"; package a.b; message Foo { message Bar { } } enum Kind { ZERO = 0; }'


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("Foo", "a.b.Foo"),
        ("b.Foo", "a.b.Foo"),
        ("a.b.Foo.Bar", "a.b.Foo.Bar"),
        (".a.b.Foo", "a.b.Foo"),
        ("Kind", "a.b.Kind"),
        (".Foo", None),
        (".b.Foo", None),
        ("Bar", None),
        ("Missing", None),
        ("a.b.Missing", None),
        ("ZERO", None),
    ],
)
def test_scopes_from_the_inside_out(written: str, target: str | None) -> None:
    user = f'package a.b.c; import "base.proto"; message M {{ optional {written} f = 1; }}'
    found = catalog({"base.proto": BASE, "user.proto": user})
    assert targets(found, "user.proto") == {written: target}


def test_the_innermost_name_wins() -> None:
    found = catalog(
        {
            "x.proto": "package p; message T { message T { optional T t = 1; } optional T t = 1; } message U { optional T t = 1; }"
        }
    )
    assert [(ref.user, ref.target) for ref in found.files["x.proto"].type_refs] == [
        ("p.T.T.t", "p.T.T"),
        ("p.T.t", "p.T.T"),
        ("p.U.t", "p.T"),
    ]


def test_a_field_named_like_the_type_is_passed_over() -> None:
    found = catalog(
        {"x.proto": "package p; message Foo {} message M { optional Foo Foo = 1; optional Foo other = 2; }"}
    )
    assert [ref.target for ref in found.files["x.proto"].type_refs] == ["p.Foo", "p.Foo"]


def test_the_first_part_of_a_name_binds() -> None:
    inner = "package a.x.b; message Own {}"
    outer = "package b; message Foo {}"
    user = 'package a.x; import "inner.proto"; import "outer.proto"; message M { optional b.Own o = 1; optional .b.Foo f = 2; }'
    found = catalog({"inner.proto": inner, "outer.proto": outer, "user.proto": user})
    assert targets(found, "user.proto") == {"b.Own": "a.x.b.Own", ".b.Foo": "b.Foo"}


def test_only_what_is_imported_binds() -> None:
    """`b` is a package around the user, too, but nothing that the user imports declares it."""
    stranger = "package a.b; message Other {}"
    outer = "package b; message Foo {}"
    user = 'package a; import "outer.proto"; message M { optional b.Foo f = 1; }'
    found = catalog({"stranger.proto": stranger, "outer.proto": outer, "user.proto": user})
    assert targets(found, "user.proto") == {"b.Foo": "b.Foo"}


def test_of_several_schemas_of_one_name_the_imported_one_is_meant() -> None:
    one = "package p; message Foo {}"
    two = "package p.q; message Foo {}"
    user = 'package p.q; import "one.proto"; message M { optional Foo f = 1; }'
    found = catalog({"one.proto": one, "two.proto": two, "user.proto": user})
    assert targets(found, "user.proto") == {"Foo": "p.Foo"}


def test_public_imports_are_seen_through_private_ones_are_not() -> None:
    files = {
        "base.proto": "package base; message Base {}",
        "hidden.proto": "package user.base; message Base {}",
        "public.proto": 'import public "base.proto"; import "hidden.proto";',
        "user.proto": 'package user; import "public.proto"; message M { optional base.Base b = 1; }',
    }
    assert targets(catalog(files), "user.proto") == {"base.Base": "base.Base"}


def test_without_an_import_a_name_is_still_found() -> None:
    found = catalog({"base.proto": BASE, "user.proto": "package a.b; message M { optional Foo f = 1; }"})
    assert targets(found, "user.proto") == {"Foo": "a.b.Foo"}


def test_imports_in_a_circle_end() -> None:
    files = {
        "a.proto": 'import public "b.proto"; message A { optional B b = 1; }',
        "b.proto": 'import public "a.proto"; message B { optional A a = 1; }',
    }
    found = catalog(files)
    assert targets(found, "a.proto") == {"B": "B"}
    assert targets(found, "b.proto") == {"A": "A"}


def test_extensions_of_options() -> None:
    files = {
        "opts.proto": "package o; message Own { extend X { optional int32 inner = 1; } } extend X { optional int32 ext = 2; }",
        "user.proto": 'package p; import "opts.proto"; message M { option (o.ext) = 1; option (o.Own.inner) = 2; option (ext) = 3; }',
    }
    assert targets(catalog(files), "user.proto") == {"o.ext": "o.ext", "o.Own.inner": "o.Own.inner", "ext": "o.ext"}


def test_an_extension_in_a_value_is_looked_up_from_the_values_own_scope() -> None:
    files = {
        "opts.proto": "package o; message V { extensions 1 to 9; } extend X { optional V val = 2; } extend V { optional int32 deep = 1; }",
        "user.proto": 'package p; import "opts.proto"; option (o.val) = { [deep]: 1 [o.deep]: 2 [eep]: 3 };',
    }
    assert targets(catalog(files), "user.proto") == {
        "o.val": "o.val",
        "deep": "o.deep",
        "o.deep": "o.deep",
        "eep": None,
    }
    files["more.proto"] = "package q; extend X { optional int32 deep = 7; }"
    assert targets(catalog(files), "user.proto")["deep"] is None  # which of the two?


def test_map_entries_are_no_types() -> None:
    found = catalog({"x.proto": "message M { map<string, int32> foo = 1; optional FooEntry e = 2; }"})
    assert targets(found, "x.proto") == {"FooEntry": None}
    assert found.copies == ()


# Imports and copies.

COPY = "package p; message Foo { optional int32 a = 1; }"
USER = 'package p; import "p/foo.proto"; message User { optional Foo f = 1; }'


def test_an_import_leads_to_the_nearest_copy() -> None:
    files = {
        "lib/proto/p/foo.proto": COPY,
        "lib/proto/p/user.proto": USER,
        "client/res/p/foo.proto": COPY,
        "client/res/p/user.proto": USER,
    }
    paths = {path: path[path.index("p/f" if "foo" in path else "p/u") :] for path in files}
    found = catalog(files, paths)
    for root in ("lib/proto", "client/res"):
        assert found.files[f"{root}/p/user.proto"].imports[0].target == f"{root}/p/foo.proto"
    assert found.copies == (
        ("client/res/p/foo.proto", "lib/proto/p/foo.proto"),
        ("client/res/p/user.proto", "lib/proto/p/user.proto"),
    )
    assert [definition.file.path for definition in found.definitions["p.Foo"]] == [
        "client/res/p/foo.proto",
        "lib/proto/p/foo.proto",
    ]


def test_the_same_root_comes_before_the_same_folder() -> None:
    files = {
        "a/one/user.proto": 'import "x/foo.proto";',
        "a/x/foo.proto": COPY,
        "a/one/b/x/foo.proto": COPY,
    }
    paths = {"a/one/user.proto": "one/user.proto", "a/x/foo.proto": "x/foo.proto", "a/one/b/x/foo.proto": "x/foo.proto"}
    assert catalog(files, paths).files["a/one/user.proto"].imports[0].target == "a/x/foo.proto"


def test_an_import_by_another_root_is_found_by_its_end() -> None:
    files = {
        "proto/api/foo.proto": COPY,
        "proto/user.proto": 'import "proto/api/foo.proto"; import "oo.proto"; import "b/foo.proto";',
    }
    found = catalog(files, {"proto/api/foo.proto": "api/foo.proto", "proto/user.proto": "user.proto"})
    assert [entry.target for entry in found.files["proto/user.proto"].imports] == ["proto/api/foo.proto", None, None]


def test_copies_share_package_and_names_whatever_their_import_paths() -> None:
    files = {
        "a/x.proto": "package p; message A {} message B {}",
        "b/y.proto": "package p; message B {} message C {}",
        "c/z.proto": "package p; message C {}",
        "d/x.proto": "package q; message A {}",
        "e/x.proto": "package p; message D {}",
    }
    found = catalog(files, dict.fromkeys(files, "x.proto"))
    assert found.copies == (("a/x.proto", "b/y.proto", "c/z.proto"),)
    assert found.packages == {
        "p": ("a/x.proto", "b/y.proto", "c/z.proto", "e/x.proto"),
        "q": ("d/x.proto",),
    }


def test_two_files_with_one_import_path_and_two_packages_are_two_schemas() -> None:
    files = {"a/x.proto": "package p; message A {}", "b/x.proto": "package q; message A {}"}
    found = catalog(files, dict.fromkeys(files, "x.proto"))
    assert found.copies == ()
    assert shown_name(found, file_key("a/x.proto")) == "a/x.proto"


def test_names_shown() -> None:
    found = catalog({"proto/a.proto": "package p; message A {}"}, {"proto/a.proto": "a.proto"})
    assert shown_name(found, file_key("proto/a.proto")) == "a.proto"
    assert shown_name(found, package_key("p")) == "p"
    assert shown_name(found, "p.A") == "p.A"
    assert shown_name(found, file_key("gone.proto")) == "gone.proto"


def test_what_things_contain() -> None:
    files = {
        "a.proto": "package p; message A { map<int32, A> m = 1; message In { optional int32 x = 1; } } message Ab {}",
        "b.proto": "package p; enum E { V = 0; }",
        "c.proto": "package p.q; message A { optional int32 other = 1; }",
    }
    found = catalog(files)
    assert symbols_of(found, "p.A") == ("p.A.m", "p.A.In", "p.A.In.x")
    assert symbols_of(found, file_key("a.proto")) == ("p.A", "p.A.m", "p.A.In", "p.A.In.x", "p.Ab")
    assert symbols_of(found, package_key("p")) == (*symbols_of(found, file_key("a.proto")), "p.E", "p.E.V")
    assert symbols_of(found, "p.E") == ("p.E.V",)
    assert symbols_of(found, "p.Missing") == symbols_of(found, file_key("missing.proto")) == ()


def test_the_order_of_files_does_not_matter() -> None:
    files = {"b.proto": BASE, "a.proto": 'import "b.proto"; message M { optional a.b.Foo f = 1; }'}
    assert catalog(files) == catalog(dict(reversed(files.items())))
