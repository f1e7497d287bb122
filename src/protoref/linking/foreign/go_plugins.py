"""Go: what plugins beside protoc-gen-go write at the margin: gogo/protobuf, protoc-gen-validate, grpc-gateway."""

from __future__ import annotations

import re

GOGO_METHODS = re.compile(
    r"Marshal|MarshalTo|MarshalToSizedBuffer|Unmarshal|Size|ProtoSize|Equal|VerboseEqual|Compare|GoString"
)
"""Methods of messages that gogo/protobuf adds (plugin/marshalto, unmarshal, size, equal, compare, gostring)."""

VALIDATE_METHODS = re.compile(
    r"Validate|ValidateAll|validate|_validate(?:Hostname|Email|Uuid)|AllErrors|Error|Field|Reason|Cause|Key|ErrorName"
)
"""Methods that protoc-gen-validate adds (templates/goshared/msg.go): of messages and of its two errors."""

_OF_FILES = re.compile(
    rb"(?:func (?:encodeVarint(?:Populate)?|encodeFixed(?:32|64)|sov|soz|skip|valueToString|valueToGoString)|"
    rb"Err(?:InvalidLength|IntOverflow|UnexpectedEndOfGroup))(\w+?)(?:\(| +=)"
)
"""gogo/protobuf's helpers: once for each file, called as that."""
_OF_SYMBOLS = re.compile(
    rb"func New(?:Populated)?(\w+)\((?=r randy\w+,)|"  # gogo/protobuf, plugin/populate
    rb"func _(\w+)_Oneof(?:Marshaler|Unmarshaler|Sizer)\(|"  # protoc-gen-go before 1.3
    rb"func (?:local_)?request_(\w+)_\d+\(|"  # grpc-gateway, protoc-gen-grpc-gateway/internal/gengateway/template.go
    rb"func Register(\w+)Handler(?:Server|Client|FromEndpoint)?\(|"
    rb"(?:var )?(?:filter|pattern|forward)_(\w+)_\d+ += (?:&utilities|runtime)\.|"
    rb"var _ error = (\w+)ValidationError\{\}$|"
    rb"\} = (\w+)ValidationError\{\}$|"
    rb"var _(\w+)_Pattern = regexp\.MustCompile\(|"
    rb"var _(\w+)_(?:In|NotIn)Lookup = map\["
)
_BARE = re.compile(
    rb"var _ interface \{$|_ = \(?[*&]?\(?\*?\w+\.\w+\)?(?:\((?:nil|0|\"\")\)|\{\})?$|var _\w+_uuidPattern = regexp\.MustCompile\("
)
"""What uses nothing but imports."""


def helper_of(line: bytes) -> bytes | None:
    """What a helper of a whole file is called after, where a declaration is one."""
    found = _OF_FILES.match(line)
    return found[1] if found else None


def made_of(line: bytes) -> bytes | None:
    """The name of a symbol that a plugin made a declaration of, or None where none did."""
    found = _OF_SYMBOLS.match(line)
    return next(filter(None, found.groups()), None) if found else None


def is_bare(line: bytes) -> bool:
    """Whether a declaration uses imports and nothing else."""
    return _BARE.match(line) is not None
