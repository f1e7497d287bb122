"""Whatever Rust document a use is put into, in whatever form: it is found, or leaves a doubt that reaches it. Look-alikes do not."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from knowing import is_known
from protoref.analysis import Analysis
from protoref.model.occurrence import Certainty
from protoref.pipeline import RunOptions, analyse
from protoref.snapshot.memory import MemoryTree

FILES = {
    "proto/shop.proto": """\
syntax = "proto3";
package shop.v1;
message Order { string id = 1; }
message IdleThing { string id = 1; }
message Outer {
  message HiddenPart { string id = 1; }
  oneof choice { string left_arm = 1; bytes right_arm = 2; }
}
enum SleepMood { SLEEP_MOOD_UNSPECIFIED = 0; SLEEP_MOOD_DEEP = 1; }
service Orders { rpc Place(Order) returns (Order); }
""",
    "Cargo.toml": '[workspace]\nmembers = ["wire", "app"]\nresolver = "2"\n',
    "wire/Cargo.toml": """\
[package]
name = "shop-wire"
version = "0.1.0"
edition = "2021"

[dependencies]
prost = "0.13"
tonic = "0.12"

[build-dependencies]
tonic-build = "0.12"
""",
    "wire/build.rs": 'fn main() { tonic_build::compile_protos("../proto/shop.proto").unwrap(); }\n',
    "wire/src/lib.rs": """\
//! The schemas.

pub mod deep;

pub mod pb {
    tonic::include_proto!("shop.v1");
}

pub mod prelude {
    pub use crate::pb as wired;
}
""",
    "wire/src/deep/mod.rs": "pub mod inner;\n\nuse crate::pb::Order;\n\npub fn keep(order: Order) -> Order {\n    order\n}\n",
    "wire/src/deep/inner.rs": "use super::super::pb;\n\npub fn made() -> pb::Order {\n    pb::Order::default()\n}\n",
    "app/Cargo.toml": """\
[package]
name = "app"
version = "0.1.0"
edition = "2021"

[dependencies]
wired = { package = "shop-wire", path = "../wire" }
prost = "0.13"
tonic = "0.12"
paste = "1"
""",
    "app/src/lib.rs": "pub mod parts;\n\npub use wired::pb as shop;\n\npub fn count(orders: &[shop::Order]) -> usize {\n    orders.len()\n}\n",
    "app/src/parts/mod.rs": "mod small {\n    pub struct Part;\n}\n\npub use small::Part;\n",
    "app/src/main.rs": 'use app::shop::Order;\n\nfn main() {\n    println!("{:?}", Order::default());\n}\n',
    "app/tests/whole.rs": "use app::shop;\n\n#[test]\nfn empty() {\n    assert_eq!(app::count(&[shop::Order::default()]), 1);\n}\n",
    "app/examples/show.rs": "fn main() {}\n",
}

PATHS = {
    "wire/src/lib.rs": ("crate::pb", "self::pb", "crate::prelude::wired"),
    "wire/src/deep/mod.rs": ("crate::pb", "super::pb", "crate::prelude::wired"),
    "wire/src/deep/inner.rs": ("pb", "super::super::pb", "crate::pb"),
    "app/src/lib.rs": ("wired::pb", "shop", "::wired::prelude::wired"),
    "app/src/parts/mod.rs": ("crate::shop", "super::shop", "wired::pb"),
    "app/src/main.rs": ("app::shop", "wired::pb", "::app::shop"),
    "app/tests/whole.rs": ("app::shop", "shop", "wired::prelude::wired"),
    "app/examples/show.rs": ("app::shop", "wired::pb"),
}
"""By document, how it reaches the generated module."""


@dataclass(frozen=True)
class Symbol:
    """A type that nothing uses; its Rust name, and the module below the package that it lies in."""

    full_name: str
    name: str
    inside: str = ""
    kind: str = "type"


UNUSED = (
    Symbol("shop.v1.IdleThing", "IdleThing"),
    Symbol("shop.v1.Outer.HiddenPart", "HiddenPart", "::outer"),
    Symbol("shop.v1.SleepMood", "SleepMood"),
    Symbol("shop.v1.Outer.choice", "Choice", "::outer", "oneof"),
)

USES = (
    "use {P}::{N};",
    "use {P}::r#{N};",
    "use {P}::{{\n    {N}, // what it is\n}};",
    "use {P}::{N} as Inj;\nfn inj(_: Inj) {{}}",
    "use {P} as inj_m;\nfn inj(_: inj_m::{N}) {{}}",
    "use {P}::{{self as inj_m}};\nfn inj(_: &inj_m::{N}) {{}}",
    "use {P}::*;\nfn inj(_: {N}) {{}}",
    "fn inj() {{\n    use {P}::*;\n    let _: Option<{N}> = None;\n}}",
    "fn inj(_: {P}::{N}) {{}}",
    "fn inj<'a>(_: &'a mut [{P}::{N}]) {{}}",
    "fn inj() {{\n    let _ = {P}::{N}::default();\n}}",
    "fn inj() {{\n    let _ = <{P}::{N} as Default>::default();\n}}",
    "fn inj() {{\n    let _ = std::mem::size_of::<{P}::{N}>();\n}}",
    "fn inj() {{\n    let made = |one: {P}::{N}| one;\n}}",
    "fn inj(x: X) {{\n    match x {{\n        {P}::{N} {{ .. }} => (),\n    }}\n}}",
    "fn inj(x: X) {{\n    if let Some({P}::{N} {{ .. }}) = x {{}}\n}}",
    "pub use {P}::{N} as Passed;\nmod inj {{\n    fn f(_: super::Passed) {{}}\n}}",
    "pub mod inj {{\n    pub use super::inj_root as again;\n}}\npub use {P} as inj_root;\nfn inj(_: inj::again::{N}) {{}}",
    "struct Inj {{\n    all: Vec<Box<{P}::{N}>>,\n}}",
    "enum Inj {{\n    A({P}::{N}),\n    B {{ b: u8 }},\n}}",
    "type Inj = std::sync::Arc<{P}::{N}>;",
    "type Inj<T> = ({P}::{N}, T);\nfn inj(_: Inj<u8>) {{}}",
    "trait Inj {{\n    type A;\n}}\nimpl Inj for u8 {{\n    type A = {P}::{N};\n}}",
    "impl From<{P}::{N}> for Local {{\n    fn from(_: {P}::{N}) -> Local {{\n        Local\n    }}\n}}",
    "impl Local for {P}::{N} {{}}",
    "impl {P}::{N} {{\n    fn more(&self) {{}}\n}}",
    "fn inj<T: Into<{P}::{N}>>(_: T) {{}}",
    "fn inj<T>(_: T)\nwhere\n    {P}::{N}: From<T>,\n{{}}",
    "fn inj() -> impl Iterator<Item = {P}::{N}> {{\n    std::iter::empty()\n}}",
    "fn inj(_: Box<dyn Fn({P}::{N}) -> u8>) {{}}",
    "async fn inj() -> Result<tonic::Response<{P}::{N}>, tonic::Status> {{\n    todo!()\n}}",
    "const INJ: fn() -> {P}::{N} = Default::default;",
    "static INJ: std::sync::OnceLock<{P}::{N}> = std::sync::OnceLock::new();",
    "fn inj() {{\n    vec![{P}::{N}::default()];\n}}",
    "fn inj() {{\n    println!(\"{{:?}}\", {P}::{N}::default());\n}}",
    "fn inj(x: X) {{\n    assert!(matches!(x, {P}::{N} {{ .. }}));\n}}",
    "macro_rules! inj {{\n    () => {{\n        {P}::{N}::default()\n    }};\n}}\nfn inj() {{\n    inj!();\n}}",
    "macro_rules! inj {{\n    ($t:ident) => {{\n        {P}::$t::default()\n    }};\n}}\nfn inj() {{\n    inj!({N});\n}}",
    "macro_rules! inj {{\n    ($t:path) => {{\n        <$t>::default()\n    }};\n}}\nfn inj() {{\n    inj!({P}::{N});\n}}",
    "macro_rules! inj {{\n    ($t:ty) => {{\n        impl Local for $t {{}}\n    }};\n}}\ninj!({P}::{N});",
    "macro_rules! inj {{\n    ($($t:ident),*) => {{\n        $(impl Local for {P}::$t {{}})*\n    }};\n}}\ninj!({N});",
    "macro_rules! inj {{\n    ($($part:tt)*) => {{\n        $($part)*\n    }};\n}}\ninj! {{\n    use {P}::{N};\n}}",
    "thread_local! {{\n    static INJ: {P}::{N} = Default::default();\n}}",
    "cfg_if::cfg_if! {{\n    if #[cfg(unix)] {{\n        use {P}::{N};\n    }}\n}}",
    "#[cfg(test)]\nmod inj {{\n    use {P2}::{N};\n}}",
    "#[cfg(feature = \"more\")]\nuse {P}::{N};",
    "mod inj {{\n    mod two {{\n        pub(super) fn f(_: {P3}::{N}) {{}}\n    }}\n}}",
    "#[derive(Default)]\nstruct Inj(Option<{P}::{N}>);",
    "fn inj() {{\n    let f = {P}::{N}::default;\n    f();\n}}",
    "fn inj() {{\n    <{P}::{N} as prost::Message>::decode(&[][..]).ok();\n}}",
    "fn inj() {{\n    let _: Result<{P}::{N}, _> = prost::Message::decode(&[][..]);\n}}",
    "const INJ: &str = \"type.googleapis.com/{full}\";",
    "const INJ: &str = \"{full}\";",
    "paste::paste! {{\n    fn inj(_: {P}::[<{half} {rest}>]) {{}}\n}}",
    "unsafe extern \"C\" fn inj(_: *const {P}::{N}) {{}}",
    "fn inj<const N: usize>(_: [{P}::{N}; N]) {{}}",
    "impl<T> Inj<T, {P}::{N}> for Vec<T> {{}}",
    "fn inj() {{\n    loop {{\n        break {P}::{N}::default();\n    }}\n}}",
)  # fmt: skip
"""Uses of a type: `P` leads to its module, also from modules inside (`P2`, `P3`: one and two levels down)."""

LOOK_ALIKES = (
    "struct {N};\nfn inj(_: {N}) {{}}",
    "mod inj {{\n    pub struct {N};\n}}\nuse inj::{N};\nfn inj_f(_: {N}) {{}}",
    "use serde_json::{N};\nfn inj(_: {N}) {{}}",
    "fn inj(_: elsewhere::pb::{N}) {{}}",
    "// {N}, {P}::{N}\n",
    "/* {P}::{N} */",
    "const INJ: &str = \"{N}\";",
    "const INJ: &str = \"other.{full}\";",
    "fn inj<{N}>(_: {N}) {{}}",
    "enum Inj {{\n    {N},\n}}\nfn inj() {{\n    let _ = Inj::{N};\n}}",
    "trait {N} {{}}\nfn inj(_: &dyn {N}) {{}}",
    "macro_rules! {N} {{\n    () => {{}};\n}}\n{N}!();",
    "fn inj() {{\n    struct {N};\n    let _ = {N};\n}}",
    "use {P}::*;\nstruct {N};\nfn inj(_: {N}) {{}}",
    "mod inj {{\n    use {P2}::*;\n    use std::fmt::Debug as {N};\n    fn f(_: &dyn {N}) {{}}\n}}",
    "fn inj(x: X) {{\n    x.{N};\n}}",
    "struct Inj {{\n    {N}: u8,\n}}",
    "fn inj() {{\n    '{low}: loop {{\n        break '{low};\n    }}\n}}",
    "#[doc = \"{N}\"]\nfn inj() {{}}",
)  # fmt: skip
"""The name as something else: no certain reference comes of it."""


def injected(path: str, way: str, symbol: Symbol, text: str) -> Analysis:
    """The repository with something added at the end of a document."""
    base = way + symbol.inside

    def below(levels: int) -> str:
        """The same path from a module inside."""
        if base.startswith(("crate", "::", "wired", "app")):
            return base
        up = "super::" * levels
        return up + base.removeprefix("self::")

    half = len(symbol.name) // 2
    words = {
        "P": base, "P2": below(1), "P3": below(2), "N": symbol.name, "full": symbol.full_name, "low": symbol.name.lower(),
        "half": symbol.name[:half], "rest": symbol.name[half:],
    }  # fmt: skip
    addition = text.format(**words)
    note(f"// {path}\n{addition}")
    files = dict(FILES)
    files[path] = f"{files[path].rstrip()}\n\n{addition}\n"
    return analyse(MemoryTree(files), RunOptions(jobs=1))


def certain(analysis: Analysis, symbol: Symbol) -> list[str]:
    """Where code names a symbol for certain."""
    references = analysis.evidence.references_by_symbol.get(symbol.full_name, ())
    return [one.path for one in references if one.language == "rust" and one.certainty is Certainty.CERTAIN]


PLACES = st.sampled_from([(path, way) for path, ways in PATHS.items() for way in ways])
SETTINGS = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@SETTINGS
@given(st.sampled_from(UNUSED), PLACES, st.sampled_from(USES))
def test_a_use_is_never_overlooked(symbol: Symbol, place: tuple[str, str], use: str) -> None:
    assume(symbol.kind != "oneof" or "{full}" not in use)  # strings name no oneof
    assert is_known(injected(*place, symbol, use), symbol.full_name, "rust")


@SETTINGS
@given(st.sampled_from(UNUSED), PLACES, st.sampled_from(LOOK_ALIKES))
def test_a_look_alike_is_no_certain_use(symbol: Symbol, place: tuple[str, str], look_alike: str) -> None:
    assert not certain(injected(*place, symbol, look_alike), symbol)


def test_the_symbols_are_unused() -> None:
    analysis = analyse(MemoryTree(FILES), RunOptions(jobs=1))
    assert [symbol.full_name for symbol in UNUSED if is_known(analysis, symbol.full_name, "rust")] == []
