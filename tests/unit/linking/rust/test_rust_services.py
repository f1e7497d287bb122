"""Services: traits that are implemented, clients and the methods called on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Linker = Callable[..., Any]
MOUNT = 'pub mod pb { tonic::include_proto!("shop"); }\n'
CLIENT = MOUNT + "use pb::till_client::TillClient; use tonic::transport::Channel;\n"
SERVICE = "shop.Till"
PAY = "shop.Till.Pay"


@pytest.mark.parametrize(
    "path", ["use pb::till_client;", "use pb::till_client::{self as t};", "use pb::till_server::*;", "use pb::{till_client as t};"]
)  # fmt: skip
def test_a_path_that_ends_at_a_service_module_refers_to_the_service(linked: Linker, path: str) -> None:
    found = linked({"src/lib.rs": MOUNT + path}).refs()
    assert len(found) == 1
    assert found[0].endswith(f"-> {SERVICE}")


def test_modules_before_the_name_refer_to_nothing(linked: Linker) -> None:
    code = "use pb::till_client::TillClient; fn f(s: pb::till_server::TillServer<u8>) {}"
    assert linked({"src/lib.rs": MOUNT + code}).refs() == [f"2 TillClient -> {SERVICE}", f"2 TillServer -> {SERVICE}"]


def test_an_implemented_trait_refers_to_the_service_and_its_methods_to_the_rpcs(linked: Linker) -> None:
    code = """
use pb::till_server::Till;
struct S;
#[tonic::async_trait]
impl Till for S {
    type WatchStream = X;
    async fn pay(&self) {}
    async fn watch(&self) {}
    fn helper(&self) {}
}
impl Other for S { fn pay(&self) {} }
impl S { fn pay(&self) {} }
"""
    assert linked({"src/lib.rs": MOUNT + code}).refs(usage=True) == [
        f"3 Till -> {SERVICE} (import)",
        f"6 Till -> {SERVICE} (implement)",
        "7 WatchStream -> shop.Till.Watch (implement)",
        f"8 pay -> {PAY} (implement)",
        "9 watch -> shop.Till.Watch (implement)",
    ]


@pytest.mark.parametrize(
    "code",
    [
        "async fn f(c: TillClient<Channel>) { c.pay(1).await; }",
        "async fn f(mut c: &mut TillClient<Channel>) { c.pay(1).await; }",
        "async fn f() { let mut c = TillClient::new(ch); c.pay(1).await; }",
        "async fn f() { let c = TillClient::connect(url).await?; c.clone().pay(1); }",
        "async fn f() { let c = TillClient::new(ch).max_decoding_message_size(1); let d = c; d.pay(1); }",
        "async fn f() { TillClient::with_interceptor(ch, i).pay(1).await; }",
        "fn f() { let c: TillClient<Channel> = make(); c.pay(1); }",
        "fn f() { let c = make(); c.pay(1); } fn make() -> TillClient<Channel> { todo!() }",
        "fn f() { let c = make().await?; c.pay(1); } async fn make() -> Result<TillClient<Channel>, E> { todo!() }",
        "fn f(c: Arc<Mutex<TillClient<Channel>>>) { c.lock().await.pay(1); }",
        "fn f(c: Option<TillClient<Channel>>) { if let Some(c) = c { c.pay(1); } }",
        "fn f(c: Option<TillClient<Channel>>) { match c { Some(mut x) => x.pay(1), None => 2 } }",
        "fn f(c: Option<TillClient<Channel>>) { let Some(c) = c else { return }; c.pay(1); }",
        "fn f() { let c = match make() { Ok(x) => x, Err(e) => return }; c.pay(1); } fn make() -> R { } type R = Result<TillClient<Channel>, E>;",
        "struct S { c: TillClient<Channel> } impl S { fn f(&self) { self.c.clone().pay(1); } }",
        "struct S(TillClient<Channel>); impl S { fn f(&self) { self.0.pay(1); } }",
        "struct G<T> { c: T } impl G<TillClient<Channel>> { fn f(&self) { self.c.pay(1); } }",
        "struct S { c: TillClient<Channel> } fn f(s: &S) { s.c.pay(1); }",
        "struct S { c: TillClient<Channel> } impl S { fn c(&mut self) -> &mut TillClient<Channel> { &mut self.c } fn f(&self) { self.c().pay(1); } }",
        "fn f() { let s = S::new(); s.c.pay(1); } struct S { c: TillClient<Channel> } impl S { fn new() -> Self { } }",
        "type C = TillClient<Channel>; fn f(c: C) { c.pay(1); }",
        "fn f(c: TillClient<Channel>) { tokio::select! { r = c.pay(1) => r, } }",
        "struct S { c: TillClient<Channel> } impl S { fn f(&self) { vec![self.c.clone().pay(1)]; } }",
        "fn f(c: TillClient<Channel>) { let c = Arc::new(Mutex::new(c)); c.lock().pay(1); }",
        "fn f() { let c = make::<TillClient<Channel>>(); c.pay(1); } fn make<C: New>() -> Result<C, E> { }",
        "fn f() { let c = block_on(make()); c.pay(1); } fn block_on<F: Future>(f: F) -> F::Output { } async fn make() -> TillClient<Channel> { }",
        "static C: OnceCell<TillClient<Channel>> = x; fn f() { C.get().unwrap().pay(1); }",
        "fn f(c: TillClient<Channel>) { let g = || c.pay(1); }",
        "fn f(c: TillClient<Channel>) { TillClient::pay(&mut c, 1); }",
    ],
)  # fmt: skip
def test_an_rpc_called_on_a_client_that_can_be_seen(linked: Linker, code: str) -> None:
    found = [one for one in linked({"src/lib.rs": CLIENT + code}).refs() if " pay -> " in one]
    assert found == [f"3 pay -> {PAY}"]


@pytest.mark.parametrize(
    "code",
    [
        "fn f(c: Other) { c.pay(1); }",
        "fn f() { let c = TillClient::new(ch); let c = other(); c.pay(1); }",
        "fn f() { { let c = TillClient::new(ch); } c.pay(1); }",
        "fn g() { let c = TillClient::new(ch); } fn f() { c.pay(1); }",
        "fn f(c: TillClient<Channel>) { c.pay2(1); pay(1); c.watch.pay; }",
        "fn f(c: TillClient<Channel>) { c.watch(1).pay(1); }",
        "fn f(c: HashMap<TillClient<Channel>, u8>) { c.pay(1); }",
        "struct S { c: TillClient<Channel>, d: Other } impl S { fn f(&self) { self.d.pay(1); } }",
        "struct S { c: TillClient<Channel> } impl S { fn pay(&self) {} fn f(&self) { self.pay(1); } }",
        "fn f(c: TillClient<Channel>) { let g = |c: Other| c.pay(1); }",
        "mod other { pub struct TillClient; } fn f(c: other::TillClient) { c.pay(1); }",
    ],
)
def test_a_method_of_that_name_elsewhere_is_none(linked: Linker, code: str) -> None:
    assert not [one for one in linked({"src/lib.rs": CLIENT + code}).refs() if " pay -> " in one]


def test_a_service_trait_s_method_called_on_its_implementation(linked: Linker) -> None:
    code = """
struct S;
impl pb::till_server::Till for S { async fn pay(&self) {} }
fn f(s: S) { s.pay(); }
"""
    assert linked({"src/lib.rs": MOUNT + code}).refs()[-1] == f"5 pay -> {PAY}"


def test_a_client_alias_used_in_another_crate(linked: Linker) -> None:
    files = {
        "src/lib.rs": CLIENT + "pub struct Auth; pub type Client = TillClient<Auth>;",
        "user/Cargo.toml": '[package]\nname = "user"\nedition = "2021"\n[dependencies]\nshop-app = { path = ".." }\n',
        "user/src/main.rs": "use shop_app::Client;\nfn f(c: Client) { c.pay(1); }",
    }
    assert linked(files).refs("user/src/main.rs") == [
        f"1 Client -> {SERVICE}",
        f"2 Client -> {SERVICE}",
        f"2 pay -> {PAY}",
    ]
