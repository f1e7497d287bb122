"""The statements that Python's generators write: what a proven stub consists of, and nothing else.

Patterns match whole statements of `statements.py` (``$`` is a string literal). They cover protoc 3.0 to today
(compiler/python/generator.cc) and grpcio-tools (python_generator.cc), also after import rewriting and formatters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from protoref.stubs.statements import Statement

_IMPORTS = (
    r"\$+",
    r"from __future__ import[\w, ]+",
    r"import (?:sys|importlib|warnings|grpc)",
    r"from google\.protobuf[\w.]* import(?: ?\(?[\w ,]+\)?|\*)",
    r"(?:from ?[\w.]+ ?)?import ?\(?[\w.]+_pb2(?: as \w+)?,?\)?",
    r"from ?[\w.]+_pb2 import\*",
    r"\w+=importlib\.import_module\(\$,?\)",
)

_PROTOC = (
    *_IMPORTS,
    r"from ?\.[\w.]* ?import \w+ as \w+",
    r"_b=sys\.version_info\[0\]<3 and\(lambda x:x\)or\(lambda x:x\.encode\(\$\)\)",
    r"_sym_db=_symbol_database\.Default\(\)",
    r"DESCRIPTOR=_descriptor_pool\.Default\(\)\.AddSerializedFile\((?:_b\()?\$+,?\)?\)",
    r"_globals=globals\(\)",
    r"if(?: not)? _descriptor\._USE_C_DESCRIPTORS(?:==False)?:",
    r"[\w.\[\]$]+\.has_options=True",
    # Before protoc 3.20: descriptors as code.
    r"\w+=(?:DESCRIPTOR|_\w+)(?:\.\w+_by_name\[\$\])+",
    r"\w+=_?enum_type_wrapper\.EnumTypeWrapper\(\w+\)",
    r"\w+=-?\d+",
    r"_sym_db\.Register\w+\([\w.]+\)",
    r"DESCRIPTOR\.\w+_by_name\[\$\]=\w+",
    r"_\w+\.(?:\w+_by_name\[\$\]\.)?(?:message_type|enum_type|containing_type|containing_oneof)=[\w.\[\]$]+",
    r"\w+\.(?:message_type|enum_type|containing_type)=[\w.\[\]$]+",
    r"_\w+\.oneofs_by_name\[\$\]\.fields\.append\([\w.\[\]$]+,?\)",
    r"[\w.]+\.RegisterExtension\([\w.\[\]$]+,?\)",
    # Before 3.20: what `import public` passes on.
    r"try:",
    r"except AttributeError:",
    r"\w+__pb2=[\w.]+_pb2",
)

_PROTOC_BUILDS = (
    r"_runtime_version\.ValidateProtobufRuntimeVersion\(.*\)",
    r"_builder\.Build\w+\(.*\)",
    r"[\w.\[\]$]+\._(?:options|loaded_options|serialized_\w+)=.*",
    r"DESCRIPTOR=_descriptor\.FileDescriptor\(.*\)",
    r"_\w+=_descriptor\.(?:Enum|Service|File)?Descriptor\(.*\)",
    r"\w+=_descriptor\.FieldDescriptor\(.*\)",
    r"\w+=_?reflection\.GeneratedProtocolMessageType\(.*\)",
    r"\w+=_?service_reflection\.GeneratedService(?:Stub)?Type\(.*\)",
)
"""Statements whose arguments are free, but for what is called in them."""

_CALLEE = re.compile(r"(?<![\w.$)\]}])([\w.$)\]}]*+)\(")
_PROTOC_CALLS = re.compile(
    r"""(?: _descriptor\.\w+ | _builder\.Build\w+ | _runtime_version\.\w+ | _?reflection\.GeneratedProtocolMessageType
        | _?service_reflection\.\w+ | _?descriptor_pb2\.\w+Options
        | dict | float | globals | unicode | _b | (?:\$|_b\(\$\)|\$\))\.decode )?""",
    re.VERBOSE,
)
"""What protoc calls to build descriptors and default values; empty: parentheses without a call."""

_HINT = r"[\w.|$]+(?:\[[\w.|,$\[\]]*\][\w.|$]*)?"
"""A type as tools and people add it: names, `|` and brackets, and nothing that could be called."""
_SELF_TO_CONTEXT = rf"self,request(?:_iterator)?(?::{_HINT})?,context(?::{_HINT})?,?"
_TARGET_ON = rf"target(?::{_HINT})?(?:,\w+(?::{_HINT})?(?:=(?:\w+|\(\)))?)*,?"

_GRPC = (
    *_IMPORTS,
    r"(?:import|from) (?:typing|collections\.abc)(?: import ?\(?[\w ,]+\)?)?",
    r"GRPC_(?:GENERATED_VERSION=\$|VERSION=grpc\.__version__)",
    r"_version_not_supported=(?:True|False)",
    r"_version_not_supported=first_version_is_lower\(GRPC_VERSION,GRPC_GENERATED_VERSION,?\)",
    r"from grpc\._utilities import first_version_is_lower",
    r"(?:EXPECTED_ERROR_RELEASE|SCHEDULED_RELEASE_DATE)=\$",
    r"try:|except ImportError:|if _version_not_supported:",
    r"raise RuntimeError\([$+,{}\w]*\)",
    r"warnings\.warn\([$+,{}\w]*\)",
    r"class \w+(?:\(object\)|\(\))?:",
    r"@staticmethod",
    rf"def __init__\(self,channel(?::{_HINT})?\)(?:->None)?:",
    r"self\.\w+=channel\.(?:unary|stream)_(?:unary|stream)\([\w.$,=]*\)",
    rf"def \w+\({_SELF_TO_CONTEXT}\)(?:->{_HINT})?:",
    r"context\.set_code\(grpc\.StatusCode\.UNIMPLEMENTED\)",
    r"context\.set_details\(\$\)",
    r"raise NotImplementedError\(\$\)",
    r"pass",
    rf"def add_\w+Servicer_to_server\(servicer(?::{_HINT})?,server(?::{_HINT})?,?\)(?:->None)?:",
    r"rpc_method_handlers=\{(?:\$:grpc\.\w+_rpc_method_handler\([\w.,=]*\),?)*\}",
    r"generic_handler=grpc\.method_handlers_generic_handler\(\$,rpc_method_handlers,?\)",
    r"server\.add_generic_rpc_handlers\(\(generic_handler,\),?\)",
    r"server\.add_registered_method_handlers\(\$,rpc_method_handlers,?\)",
    rf"def \w+\(request(?:_iterator)?(?::{_HINT})?,{_TARGET_ON}\)(?:->{_HINT})?:",
    r"return grpc\.experimental\.(?:unary|stream)_(?:unary|stream)\([\w.$,=]*\)",
)

_RPC_IMPORTS = (
    r"\$",
    r"import (?:abc|typing|google\.protobuf\.\w+)",
    r"from(?: typing| collections\.abc) import [\w,]+",
    r"from ?\.[\w.]* ?import \w+(?: as \w+)?",
    r"(?:from ?[\w.]+ ?)?import ?\(?[\w.]+_pb2(?: as \w+)?,?\)?",
    r"if (?:typing\.)?TYPE_CHECKING:",
)
"""What modules of services import; adapted ones also from the packages around them."""

_GRPCLIB = (
    *_RPC_IMPORTS,
    r"import grpclib\.\w+",
    r"class \w+Base\((?:abc\.ABC|\w+Base)\):|class \w+Stub:",
    r"@abc\.abstractmethod",
    r"async def \w+\(self,stream:(?:\$|grpclib\.server\.Stream\[[\w.,]+\])\)->None:",
    r"pass",
    r"raise grpclib\.exceptions\.GRPCError\(grpclib\.const\.Status\.UNIMPLEMENTED\)",
    r"def __mapping__\(self\)->typing\.Dict\[str,grpclib\.const\.Handler\]:",
    r"return\{(?:\$:grpclib\.const\.Handler\(self\.\w+,grpclib\.const\.Cardinality\.\w+,[\w.]+,[\w.]+,?\),?)*\}",
    r"def __init__\(self,channel:grpclib\.client\.Channel\)->None:",
    r"self\.\w+=grpclib\.client\.\w+Method\(channel,\$,[\w.]+,[\w.]+,?\)",
)

_CONNECT = (
    *_RPC_IMPORTS,
    r"from (?:connectrpc|connecpy)[\w.]* import [\w,]+",
    r"(?:import|from) google\.protobuf[\w.]*(?: import \w+)?(?: as \w+)?",
    r"import [\w.]+(?: as \w+)?",
    r"class \w+\((?:Protocol|Connec\w+(?:\[\w+\])?)\):",
    r"(?:async )?def \w+\([\w.,:=|\[\]*()]*\)->[\w.\[\],|]+:",
    r"raise Connec\w+\(Code\.UNIMPLEMENTED,\$\)",
    r"@property",
    r"return ?\$",
)
_CONNECT_BUILDS = (r"super\(\)\.__init__\(.*\)", r"return(?: await)? self\.\w+\(.*\)")
_CONNECT_CALLS = re.compile(r"(?:super|\)\.__init__|self\.(?:execute|_make)\w+|Endpoint(?:Sync)?\.\w+|MethodInfo)?")

_PYI = (
    *_IMPORTS,
    r"from ?[\w.]+_pb2 import.*",
    r"import google\.protobuf[\w.]*(?: as \w+)?",
    r"(?:from|import) (?:abc|builtins|collections|datetime|enum|grpc|sys|typing|typing_extensions|warnings)\b.*",
    r"if sys\.version_info>=.*:|else:|if(?: not)? (?:typing\.)?TYPE_CHECKING:",
    r"\w+:.+",
    r"\w+=\w+\.V\(-?\d+\)",
    r"(?:[gG]lobal___\w+|_\w+)=.*",
    r"class \w+(?:\(.*\))?:(?:\.\.\.)?",
    r"@[\w.]+(?:\(\$\))?",
    r"def add_\w+Servicer_to_server\(.*\)->None:(?:\.\.\.)?",
)
"""At the top of a type stub; what classes hold is not looked at, nobody runs it."""

_WRAPPED = re.compile(r"([\w.\[\]$]+=)\((.*)\)", re.DOTALL)
"""A value that a formatter put into parentheses, as the line was too long."""


class Shape(Struct, frozen=True):
    """What a generator writes.

    Attributes:
        exact: the statements that are known from their beginning to their end.
        builds: those whose arguments are free.
        calls: what may be called in such arguments.
    """

    exact: re.Pattern[str]
    builds: re.Pattern[str] | None = None
    calls: re.Pattern[str] | None = None

    def fits(self, code: str) -> bool:
        """Whether the generator writes such a statement. Several statements on one line are none of its."""
        if ";" in code:
            return False
        if self.exact.fullmatch(code):
            return True
        if self.builds is None or self.calls is None or not self.builds.fullmatch(code):
            return False
        return all(self.calls.fullmatch(callee) for callee in _CALLEE.findall(code))


def any_of(shapes: Iterable[str]) -> re.Pattern[str]:
    """Whatever one of the shapes fits."""
    return re.compile("|".join(f"(?:{shape})" for shape in shapes), re.DOTALL)


PROTOC = Shape(any_of(_PROTOC), any_of(_PROTOC_BUILDS), _PROTOC_CALLS)
GRPC = Shape(any_of(_GRPC))
GRPCLIB = Shape(any_of(_GRPCLIB))
CONNECT = Shape(any_of(_CONNECT), any_of(_CONNECT_BUILDS), _CONNECT_CALLS)
PYI = Shape(any_of(_PYI))


def shaped(found: Iterable[Statement], shape: Shape) -> bool:
    """Whether every statement is of a generator's shape."""
    return all(
        shape.fits(statement.code)
        or ((wrapped := _WRAPPED.fullmatch(statement.code)) is not None and shape.fits(wrapped[1] + wrapped[2]))
        for statement in found
    )
