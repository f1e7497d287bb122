"""Committed output of betterproto, both generations: recognised by its header, proven by its statements.

Read in betterproto 1.2.5, 2.0.0b7 and betterproto2_compiler 0.10.1 (templates), and measured with the last two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from protoref.stubs.facts import StubFacts
from protoref.stubs.literals import text_of
from protoref.stubs.python_shapes import Shape, any_of, shaped
from protoref.stubs.statements import Statement, statements

_PLUGIN = re.compile(r"plugin:\s*python-(betterproto2?)$")
_SOURCES = re.compile(r"sources:\s*(.+)$")

_ANNOTATION = r"[\w.,:=|\[\]*$ ]*"
_STATEMENTS = (
    r"\$+",
    r"pass",
    r"__all__=\((?:\$,?)*\)",
    r"from ?[\w.]+ ?import ?\(?[\w, ]+\)?|import [\w.]+(?: as \w+)?",
    r"if (?:typing\.)?TYPE_CHECKING:",
    r"_COMPILER_VERSION=\$|betterproto2\.check_compiler_version\(_COMPILER_VERSION\)",
    r"class \w+\((?:betterproto2?(?:_grpclib)?\.(?:Enum|Message|ServiceStub|ServiceBase)|ServiceBase)\):|class \w+Stub:",
    r"@dataclass(?:\([\w=,]*\))?|@classmethod",
    r"default_message_pool\.register_message\(\$,\$,\w+,?\)",
    r"\w+=-?\d+",
    rf"(?:async )?def \w+\({_ANNOTATION}\)(?:->{_ANNOTATION})?:",
    # Clients.
    r"return await self\._\w+\([\w.$,=]*\)",
    r"async for response in self\._\w+\([\w.$,=]*\):",
    r"yield response",
    r"self\._channel=channel",
    r"if (?:message is None|\w+ is not None):|(?:message|request)=[\w.]+\(\)|request\.\w+=\w+",
    r"(?:return|yield from) self\._channel\.\w+\(\$,[\w.]+\.SerializeToString,[\w.]+\.FromString,?\)\((?:message|iter\(messages\))\)",
    # Servers.
    r"raise (?:grpclib\.)?GRPCError\(grpclib\.const\.Status\.UNIMPLEMENTED\)",
    r"yield [\w.]+\(\)",
    r"request=(?:await stream\.recv_message\(\)|stream\.__aiter__\(\))|response=await self\.\w+\(request\)",
    r"await stream\.send_message\(response\)|await self\._call_rpc_handler_server_stream\([\w.,]*\)",
    r"return\{(?:\$:grpclib\.const\.Handler\([\w.,]*\),?)*\}",
    # Where they are dataclasses of pydantic (option `pydantic_dataclasses`).
    r"else:|return core_schema\.int_schema\(ge=0\)|rebuild_dataclass\(\w+\)",
    r"@model_validator\(mode=\$\)|return cls\._validate_field_groups\(values\)",
    r"@dataclass\(eq=False,repr=False,config=\{\$:\$\}\)",
    # Values that were renamed, deprecated fields.
    r"return\{(?:\d+:\$,?|\$:\d+,?)*\}",
    r"super\(\)\.__post_init__\(\)|if self\.is_set\(\$\):|warnings\.warn\(\$,DeprecationWarning(?:,stacklevel=\d)?,?\)",
)
_FIELDS = (rf"\w+:{_ANNOTATION}=\(?betterproto2?\.\w+\(.*\)",)
_SHAPE = Shape(any_of(_STATEMENTS), any_of(_FIELDS), re.compile(r"(?:betterproto2?\.\w+|\w+)?"))
_CLASS = re.compile(r"class (\w+)")
_RPC = re.compile(r"/[\w.]+/\w+")


def read_betterproto(path: str, comments: Iterable[str], text: str) -> StubFacts | None:
    """Recognise a file that either generation wrote, or None.

    Args:
        path: of the file.
        comments: the comment lines before the first statement.
        text: the whole of it.
    """
    lines = tuple(comments)
    plugin = next((match[1] for line in lines if (match := _PLUGIN.match(line))), "")
    if not plugin:
        return None
    stated = next((match[1] for line in lines if (match := _SOURCES.match(line))), "")
    found = list(statements(text))
    return StubFacts(
        path,
        plugin,
        shaped=shaped(found, _SHAPE),
        names=tuple(sorted({match[1] for one in found if not one.indent and (match := _CLASS.match(one.code))})),
        rpcs=tuple(sorted(_rpcs(found))),
        sources=tuple(source.strip() for source in stated.split(",") if source.strip()),
    )


def _rpcs(found: Iterable[Statement]) -> set[str]:
    return {
        rpc
        for statement in found
        for literal in statement.literals
        if "/" in literal and _RPC.fullmatch(rpc := text_of(literal))
    }
