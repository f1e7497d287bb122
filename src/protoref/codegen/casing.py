"""How Rust generators spell identifiers: heck's words, prost's keyword rules, tonic's and grpcio's cases.

Read in heck 0.5 (lib.rs, upper_camel.rs, snake.rs), prost-build 0.14 (ident.rs), tonic-build 0.14 (lib.rs) and
grpcio-compiler 0.13 (util.rs).
Names come without raw-identifier marks: prost's ``r#type`` is `type` here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NEVER_RAW = frozenset({"_", "super", "self", "Self", "extern", "crate"})
"""Keywords that cannot be raw identifiers (prost-build's list): they get a trailing underscore."""

_RAW = re.compile(
    "as|break|const|continue|else|enum|false|fn|for|if|impl|in|let|loop|match|mod|move|mut|pub|ref|return|static"
    "|struct|trait|true|type|unsafe|use|where|while|dyn|abstract|become|box|do|final|macro|override|priv|typeof"
    "|unsized|virtual|yield|async|await|try|gen"
)
"""Keywords that prost-build writes as raw identifiers."""


def words(name: str) -> Iterator[str]:
    """A name's words as heck sees them.

    What is not alphanumeric separates words; so does a step from lower to upper case (digits in between count as
    the case before them), and the last capital of a run starts the word that the following lower case continues
    (`HTTPReq` is `HTTP`, `Req`; `A1B2` is one word; `html5Text` is `html5`, `Text`).
    """
    for chunk in _chunks(name):
        if chunk.islower() or chunk.isupper():
            yield chunk  # one case only: nothing to step between
            continue
        start = 0
        mode = ""
        for index, character in enumerate(chunk[:-1]):
            following = chunk[index + 1]
            case = "lower" if character.islower() else "upper" if character.isupper() else mode
            if case == "lower" and following.isupper():
                yield chunk[start : index + 1]
                start, mode = index + 1, ""
            elif mode == "upper" and character.isupper() and following.islower():
                yield chunk[start:index]
                start, mode = index, ""
            else:
                mode = case
        yield chunk[start:]


def _chunks(name: str) -> Iterator[str]:
    if not name.replace("_", "").isalnum():
        name = "".join(character if character.isalnum() else "_" for character in name)
    return (chunk for chunk in name.split("_") if chunk)


def heck_upper_camel(name: str) -> str:
    """As heck's `to_upper_camel_case`: `HTTPReq` -> `HttpReq`, `top_enum` -> `TopEnum`."""
    return "".join(word[0].upper() + word[1:].lower() for word in words(name))


def heck_snake(name: str) -> str:
    """As heck's `to_snake_case`: `userID` -> `user_id`, `HTTPReq` -> `http_req`."""
    return "_".join(word.lower() for word in words(name))


def prost_sanitize(identifier: str) -> str:
    """As prost's `sanitize_identifier`: what keywords and leading digits become, without ``r#``."""
    if identifier in _NEVER_RAW:
        return identifier + "_"
    if identifier[:1].isnumeric():
        return "_" + identifier
    return identifier


def prost_type(name: str) -> str:
    """As prost's `to_upper_camel`: the name of a message, enum, oneof, variant or service."""
    return prost_sanitize(heck_upper_camel(name))


def prost_snake(name: str) -> str:
    """As prost's `to_snake`: the name of a field, method or module."""
    return prost_sanitize(heck_snake(name))


def prost_variant(enum_type: str, value: str) -> str:
    """The name that prost gives an enum value: the enum's name is stripped where an upper-case letter follows it.

    Args:
        enum_type: the enum's name in Rust.
        value: the value's name in the schema.
    """
    variant = prost_type(value)
    stripped = variant.removeprefix(enum_type)
    return prost_sanitize(stripped if stripped[:1].isupper() else variant)


def prost_file_part(name: str) -> str:
    """A package's part in the name of its file: there prost leaves the raw mark in (`acme.r#type.rs`)."""
    part = heck_snake(name)
    return f"r#{part}" if _RAW.fullmatch(part) else prost_sanitize(part)


def tonic_snake(name: str) -> str:
    """As tonic's `naive_snake_case`: an underscore before each capital but the first letter.

    It is given prost's name of the service, so acronyms are folded already (`HTTPGateway` -> `HttpGateway` ->
    `http_gateway`); in hand-described services they are not (`ABCServiceX` -> `a_b_c_service_x`).
    """
    return name[:1].lower() + "".join("_" + letter.lower() if letter.isupper() else letter for letter in name[1:])


def grpcio_words(name: str) -> list[str]:
    """A name's words as grpcio's and ttrpc's compilers see them.

    A capital behind what is none starts a word, and the last capital of a run starts the word that the following small
    letter or digit continues (`HTTPReq` is `HTTP`, `Req`; `get2D` is `get2`, `D`).
    """
    return re.findall(r"[A-Z]+(?=[A-Z][^A-Z_])|[A-Z]?[^A-Z_]+|[A-Z]+", name)


def grpcio_camel(name: str) -> str:
    """As grpcio's `to_camel_case`: `HTTPGate` -> `HttpGate`."""
    return "".join(word[0].upper() + word[1:].lower() for word in grpcio_words(name))


def grpcio_snake(name: str) -> str:
    """As grpcio's `to_snake_case`: `GetURL` -> `get_url`."""
    return "_".join(word.lower() for word in grpcio_words(name))
