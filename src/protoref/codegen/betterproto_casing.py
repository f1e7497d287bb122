"""How betterproto spells identifiers: words joined as CamelCase or snake_case, made legal where Python asks for it.

Read in betterproto 2.0.0b7 (casing.py) and betterproto2_compiler 0.10.1 (casing.py), and measured with both.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

_WORD = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]*[a-z]*[0-9]*")
"""A run of capitals that no lower case follows, else capitals with what follows in lower case; digits at the end."""


def words(name: str) -> Iterator[str]:
    """The words of a name (`HTTPReq` is `HTTP`, `Req`; `get2D` is `get2`, `D`); other characters separate them."""
    for match in _WORD.finditer(name):
        if match.group():
            yield match.group()


def pascal(name: str) -> str:
    """`HTTPReq` -> `HttpReq`, `foo__bar` -> `FooBar`."""
    return "".join(word.capitalize() for word in words(name))


def snake(name: str) -> str:
    """As the first betterproto has it: an underscore between any two words (`get2D` -> `get2_d`)."""
    return "_".join(word.lower() for word in words(name))


_STEPS = (
    re.compile(r"(?<=[a-z0-9])(?=[A-Z])"),
    re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])"),
    re.compile(r"(?<=[a-zA-Z])(?=[0-9])"),
)


def snake2(name: str) -> str:
    """As betterproto2 has it: names with an underscore or without a capital stay (`get2D` -> `get_2_d`)."""
    if "_" in name or not any(letter.isupper() for letter in name):
        return name
    for step in _STEPS:
        name = step.sub("_", name)
    return name.lower()


def legal(name: str) -> str:
    """A keyword gets an underscore behind it, what is no identifier one before it (`from_`, `_2D`)."""
    if keyword.iskeyword(name):
        return f"{name}_"
    return name if name.isidentifier() else f"_{name}"
