"""The crate graph and the module tree: through which crates and files a path leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from protoref.linking.rust.crates import Dependency, read_packages
from protoref.model.source import Source

Linker = Callable[..., Any]
MOUNT = 'pub mod pb { tonic::include_proto!("shop"); }\n'
USE = "fn f(o: shop_api::pb::Order) {}"
API = {
    "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n[workspace.dependencies]\nshop-api = { path = "crates/api" }\n',
    "crates/api/Cargo.toml": '[package]\nname = "shop-api"\nedition = "2021"\n',
    "crates/api/src/lib.rs": MOUNT,
    "build.rs": None,
}


def member(dependency: str, code: str = USE) -> dict[str, str | None]:
    manifest = f'[package]\nname = "user"\nedition = "2021"\n[dependencies]\n{dependency}\n'
    return {**API, "crates/user/Cargo.toml": manifest, "crates/user/src/main.rs": code}


@pytest.mark.parametrize(
    ("dependency", "code"),
    [
        ('shop-api = { path = "../api" }', USE),
        ("shop-api = { workspace = true }", USE),
        ("shop-api.workspace = true", USE),
        ('api = { path = "../api", package = "shop-api" }', "fn f(o: api::pb::Order) {}"),
        ('shop-api = { path = "../api" }', "use ::shop_api::pb; fn f(o: pb::Order) {}"),
        ('shop-api = { path = "../api" }', "extern crate shop_api as s; fn f(o: s::pb::Order) {}"),
        ('shop-api = { path = "../api" }', "use shop_api as s; fn f(o: s::pb::Order) {}"),
        ('[target."cfg(unix)".dependencies]\nshop-api = { path = "../api" }', USE),
        ('[dev-dependencies]\nshop-api = { path = "../api" }', USE),
    ],
)
def test_a_dependency_on_a_crate_here_is_followed(linked: Linker, dependency: str, code: str) -> None:
    assert linked(member(dependency, code)).refs("crates/user/src/main.rs") == ["1 Order -> shop.Order"]


@pytest.mark.parametrize(
    "dependency",
    [
        'shop-api = "1.0"',
        'shop-api = { git = "https://example.org/shop" }',
        'api = { path = "../api", package = "shop-api" }',
        'shop_api = { path = "../elsewhere" }',
    ],
)
def test_a_crate_of_that_name_from_elsewhere_is_another(linked: Linker, dependency: str) -> None:
    result = linked({**member(dependency), "crates/user/src/x.rs": "", "crates/user/build.rs": "// prost"})
    if "crates/user/src/main.rs" in result.documents:
        assert result.refs("crates/user/src/main.rs") == []
        assert "external crate" in result.resolution("Order", "crates/user/src/main.rs").what


def test_a_patch_takes_the_crate_from_here(linked: Linker) -> None:
    files = member('shop-api = "1.0"')
    files["Cargo.toml"] = str(API["Cargo.toml"]) + '[patch.crates-io]\nshop-api = { path = "crates/api" }\n'
    assert linked(files).refs("crates/user/src/main.rs") == ["1 Order -> shop.Order"]


def test_a_library_may_have_a_name_of_its_own(linked: Linker) -> None:
    files = member('shop-api = { path = "../api" }', "fn f(o: goods::pb::Order, p: shop_api::pb::Order) {}")
    files["crates/api/Cargo.toml"] = '[package]\nname = "shop-api"\nedition = "2021"\n[lib]\nname = "goods"\n'
    assert linked(files).refs("crates/user/src/main.rs") == ["1 Order -> shop.Order"]


def test_reexports_are_followed_through_two_crates(linked: Linker) -> None:
    files = member('mid = { path = "../mid" }', "use mid::prelude::*; fn f(o: Order, m: mid::api::pb::Card) {}")
    files["crates/mid/Cargo.toml"] = (
        '[package]\nname = "mid"\nedition = "2021"\n[dependencies]\nshop-api.workspace = true\n'
    )
    files["crates/mid/src/lib.rs"] = "pub use shop_api as api; pub mod prelude { pub use shop_api::pb::*; }"
    result = linked(files)
    assert result.refs("crates/user/src/main.rs") == ["1 Order -> shop.Order", "1 Card -> shop.Card"]
    assert "crates/mid/src/lib.rs" in result.carriers


def test_what_is_private_in_another_crate_is_not_seen(linked: Linker) -> None:
    files = member('shop-api = { path = "../api" }', "use shop_api::inner::Order; fn f(o: Order) {}")
    files["crates/api/src/lib.rs"] = MOUNT + "pub mod inner { use crate::pb::Order; }"
    assert linked(files).refs("crates/user/src/main.rs") == []


def test_crates_that_reach_nothing_generated_are_no_carriers(linked: Linker) -> None:
    result = linked(member('serde = "1"', "struct Order;"))
    assert "crates/user/src/main.rs" not in result.carriers
    assert "crates/api/src/lib.rs" in result.carriers


def test_all_targets_of_a_package_see_its_library(linked: Linker) -> None:
    files = {"src/lib.rs": MOUNT}
    roots = ["src/main.rs", "src/bin/a.rs", "src/bin/b/main.rs", "tests/t.rs", "benches/b.rs", "examples/e.rs"]
    result = linked(files | dict.fromkeys(roots, "fn f(o: shop_app::pb::Order) {}"))
    for path in roots:
        assert result.refs(path) == ["1 Order -> shop.Order"]


def test_crate_means_the_own_target_and_not_the_library(linked: Linker) -> None:
    result = linked({"src/lib.rs": MOUNT, "src/main.rs": "fn f(o: crate::pb::Order) {}"})
    assert result.refs("src/main.rs") == []


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"src/lib.rs": MOUNT + "mod a;", "src/a.rs": "use crate::pb::Order;"}, "src/a.rs"),
        ({"src/lib.rs": MOUNT + "mod a;", "src/a/mod.rs": "use super::pb::Order;"}, "src/a/mod.rs"),
        ({"src/lib.rs": MOUNT + "mod a;", "src/a.rs": "mod b;", "src/a/b.rs": "use super::super::pb::Order;"}, "src/a/b.rs"),
        ({"src/lib.rs": MOUNT + "mod a { mod b; }", "src/a/b.rs": "use crate::pb::Order;"}, "src/a/b.rs"),
        ({"src/lib.rs": MOUNT + '#[path = "x/y.rs"] mod a;', "src/x/y.rs": "use super::pb::Order;"}, "src/x/y.rs"),
        ({"src/lib.rs": MOUNT + '#[path = "../gen/y.rs"]\n/// doc\n#[cfg(x)]\nmod a;', "gen/y.rs": "use super::pb::Order;"}, "gen/y.rs"),
        ({"src/lib.rs": MOUNT + 'include!("part.rs");', "src/part.rs": "use pb::Order;"}, "src/part.rs"),
        ({"src/lib.rs": "pub mod pb;", "src/pb.rs": 'tonic::include_proto!("shop"); impl Order {}'}, "src/pb.rs"),
    ],
)  # fmt: skip
def test_module_files_are_found(linked: Linker, files: dict[str, str], path: str) -> None:
    expected = "1 Order -> shop.Order"
    assert linked(files).refs(path) == [expected]


def test_a_document_of_no_crate_may_only_possibly_refer(linked: Linker) -> None:
    result = linked({"src/lib.rs": MOUNT, "src/forgotten.rs": "use crate::pb::Order;"})
    assert result.refs("src/forgotten.rs") == ["1 Order -> shop.Order?"]


def test_a_module_that_contains_itself_ends(linked: Linker) -> None:
    result = linked({"src/lib.rs": MOUNT + '#[path = "lib.rs"] mod me; use pb::Order;'})
    assert "2 Order -> shop.Order" in result.refs()


def test_the_same_file_in_two_crates_is_resolved_in_both(linked: Linker) -> None:
    files = {
        "src/lib.rs": MOUNT + "mod a;",
        "src/main.rs": "mod pb { pub struct Order; } mod a;",
        "src/a.rs": "use crate::pb::Order;",
    }
    assert linked(files).refs("src/a.rs") == ["1 Order -> shop.Order"]


def packages(**texts: str) -> dict[str, Any]:
    manifests = {f"{folder}/Cargo.toml".lstrip("/"): text for folder, text in texts.items()}
    paths = frozenset(manifests) | {"a/src/lib.rs", "a/build.rs", "b/src/main.rs", "b/src/bin/tool.rs"}
    return read_packages({p: Source(p, p, t.encode()) for p, t in manifests.items()}, paths)


def test_packages_have_targets_and_dependencies() -> None:
    found = packages(
        a='[package]\nname = "a-b"\n[lib]\nname = "ab"\n',
        b='[package]\nname = "b"\nedition = "2018"\nautobins = false\n[dependencies]\nx = { path = "../a", package = "a-b" }\ny-z = "1"\n',
    )
    assert (found["a"].lib, found["a"].build, found["a"].lib_name) == ("a/src/lib.rs", "a/build.rs", "ab")
    assert [target.path for target in found["b"].targets] == ["b/src/main.rs"]
    assert found["b"].dependencies == {"x": Dependency("a", "a-b"), "y_z": Dependency(None, "y-z")}


@pytest.mark.parametrize("text", ["[package", "\x00", "package = 3", "[package]\nname = 3", "[workspace]\nmembers = 1"])
def test_a_broken_manifest_defines_no_package(text: str) -> None:
    assert packages(a=text) == {}


def test_a_package_excluded_from_a_workspace_inherits_nothing_from_it() -> None:
    workspace = '[workspace]\nexclude = ["b"]\n[workspace.dependencies]\na = { path = "a" }\n'
    manifests = {
        "Cargo.toml": workspace,
        "a/Cargo.toml": '[package]\nname = "a"\n',
        "b/Cargo.toml": '[package]\nname = "b"\n[dependencies]\na.workspace = true\n',
        "c/Cargo.toml": '[package]\nname = "c"\n[dependencies]\na.workspace = true\n',
    }
    found = read_packages({p: Source(p, p, t.encode()) for p, t in manifests.items()}, frozenset(manifests))
    assert found["b"].dependencies["a"].folder is None
    assert found["c"].dependencies["a"].folder == "a"
