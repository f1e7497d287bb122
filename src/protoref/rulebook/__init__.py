"""The rules in words: one Markdown page each, beside this module. Its name is the rule's id."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def rule_ids() -> tuple[str, ...]:
    """The ids of all rules, sorted."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in names if name.endswith(".md")))


def page(rule: str) -> str:
    """The page of one of the `rule_ids`: its title as a heading, what it means, an example, what to do next."""
    return files(__name__).joinpath(f"{rule}.md").read_text(encoding="utf-8")


def title(rule: str) -> str:
    """What a rule says, in half a sentence: the heading of its page without the id."""
    return page(rule).partition("\n")[0].partition(": ")[2]
