"""Questions that lead back to themselves: every name is found whoever asks first, and nothing runs without end."""

from collections.abc import Callable
from typing import Any

import pytest

from protoref.linking.rust.entities import Found, Other
from protoref.linking.rust.questions import Questions

Linker = Callable[..., Any]
MOUNT = 'pub mod pb { tonic::include_proto!("shop"); }\n'
_GRAPH = {"a": ["b", "c"], "b": ["a", "d"], "c": ["b", "c"], "d": ["c"], "e": ["d", "f"], "f": []}


class _Reachable:
    """Asks which names are reached in a graph, in the way of glob imports: each name has itself to give."""

    def __init__(self, graph: dict[str, list[str]]) -> None:
        self.graph = graph
        self.questions = Questions()
        self.answered: list[str] = []

    def ask(self, name: str) -> tuple[Found, ...]:
        return self.questions.ask(name, self._answer, name)

    def _answer(self, name: str) -> tuple[Found, ...]:
        self.answered.append(name)
        below = [one for other in self.graph[name] for one in self.ask(other)]
        return tuple(dict.fromkeys([Found(Other(name)), *below]))

    def names(self, name: str) -> str:
        return "".join(sorted(one.entity.what for one in self.ask(name) if isinstance(one.entity, Other)))


@pytest.mark.parametrize("order", ["abcdef", "fedcba", "cfadbe"])
def test_no_answer_depends_on_who_asked_first(order: str) -> None:
    graph = _Reachable(_GRAPH)
    found = {name: graph.names(name) for name in order}
    assert found == {"a": "abcd", "b": "abcd", "c": "abcd", "d": "abcd", "e": "abcdef", "f": "f"}


def test_one_outer_question_asks_each_inner_one_once() -> None:
    everything = [f"n{number}" for number in range(30)]
    graph = _Reachable({name: [*everything] for name in everything})
    graph.ask("n0")
    assert len(graph.answered) == 30


def test_what_waited_for_an_answered_question_is_asked_again() -> None:
    graph = _Reachable(_GRAPH)
    graph.ask("a")
    graph.answered.clear()
    assert graph.names("d") == "abcd"
    assert "a" not in graph.answered  # answered for good, by the question before
    assert "d" in graph.answered


def test_a_name_behind_two_globs_that_need_each_other(linked: Linker) -> None:
    # To see what `first` is, the other glob is looked at, and cannot be followed yet; afterwards it can.
    code = """
        mod first { pub mod second { pub use crate::pb::Order; pub struct Card; } }
        mod inside { use crate::first::*; use second::*; fn f(x: Order, y: Card, z: Till) {} }
    """
    assert linked({"src/lib.rs": MOUNT + code}).refs() == [
        "3 Order -> shop.Order",
        "4 Order -> shop.Order",
    ]


@pytest.mark.parametrize(
    "code",
    [
        "type A = B; type B = A; use A::*; fn f(x: A::Order, y: Order) {}",
        "type A = A; fn f(x: A) { x.pay(); }",
        "mod a { pub use super::b::*; } mod b { pub use super::a::*; } use a::*; fn f(x: Order) {}",
        "use self::x as y; use self::y as x; fn f(a: x::Order) {}",
        "use x::*; use y::*; fn f(a: Order) {}",
    ],
)
def test_circles_end(linked: Linker, code: str) -> None:
    assert linked({"src/lib.rs": MOUNT + code}).refs() == []


@pytest.mark.parametrize("link", ["pub use super::m{below}::Order;", "pub use super::m{below}::*;"])
def test_long_chains_of_modules_are_followed_or_unresolved_but_never_end_the_run(linked: Linker, link: str) -> None:
    chain = "".join(f"mod m{number} {{ {link.format(below=number - 1)} }}\n" for number in range(1, 300))
    code = f"mod m0 {{ pub use crate::pb::Order; }}\n{chain} use m20::Order as Near; use m299::Order as Far;"
    result = linked({"src/lib.rs": MOUNT + code})
    last = 2 + 300
    assert f"{last} Order -> shop.Order" in result.refs()


def test_behind_more_globs_than_are_followed_a_name_is_not_known(linked: Linker) -> None:
    few, many = ("".join(f"use a{number}::*; " for number in range(count)) for count in (30, 300))
    code = f"""
        mod few {{ {few} use crate::pb::*; fn f(x: Order) {{}} }}
        mod many {{ {many} use crate::pb::*; fn f(x: Order) {{}} }}
    """
    found = linked({"src/lib.rs": MOUNT + code})
    assert found.refs() == ["3 Order -> shop.Order"]
    hidden = found.resolution("Order", occurrence=2)
    assert hidden is not None
    assert not hidden.resolved


def test_a_glob_that_is_written_twice_counts_once(linked: Linker) -> None:
    code = f"mod m {{ {'use crate::pb::*; ' * 300} fn f(x: Order) {{}} }}"
    assert linked({"src/lib.rs": MOUNT + code}).refs() == ["2 Order -> shop.Order"]
