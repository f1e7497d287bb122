"""Whether a repository shows any sign of generated Python: a library that it runs on, a generator that writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from protoref.model.source import Role, Source

_LANGUAGES = frozenset({"python", "notebook"})
_CODE = re.compile(rb"_pb2|\bgrpc|\bprotobuf|betterproto|purerpc|\bimport proto\b")
_REQUIREMENT = re.compile(
    rb"(?<![\w-])(?:protobuf|grpcio(?:-tools)?|grpclib|betterproto2?|purerpc|proto-plus|googleapis-common-protos|"
    rb"connect-python|connecpy|mypy-protobuf)(?![\w-])"
)
_BUILD = re.compile(
    rb"(?:python|pyi|mypy|betterproto|grpclib|connecpy)\w*_out|grpc_tools|grpcio[-_]tools|py_proto|python_proto|py_grpc|"
    rb"protoc-gen-[\w-]*(?:python|mypy|betterproto)|python_grpc|compile-python|codegen\.protobuf|_pb2"
)
_RUNS = re.compile(rb"_out\b|grpc_tools|grpcio[-_]tools|protoc\b")
_NAMING = re.compile(rb"^(?:[ \t]*+(?:from|import)\b.*|.*_pb2.*)$", re.MULTILINE)
_WORD = re.compile(rb"\w+")
_WRITES = re.compile(rb"_out\b|\bplugins?\b|\bbuiltins\b|\bprotoc-all\b|\bbuf\b")
"""What a text has that says in which languages code is generated: flags of protoc, plugins of buf, Gradle's builtins."""
_PYTHON = re.compile(rb"(?<![A-Za-z])(?:python|pyi|mypy)(?![A-Za-z0-9])")
_MANIFEST = re.compile(
    r"(?:^|/)(?:pyproject\.toml|setup\.(?:py|cfg)|[\w.-]*requirements[\w.-]*\.(?:txt|in)|requirements/[^/]+|Pipfile(?:\.lock)?|"
    r"(?:poetry|uv|pdm)\.lock|environment[\w.-]*\.ya?ml|tox\.ini|noxfile\.py)$"
)


def shows_generated_python(sources: Iterable[Source], languages: Mapping[str, str], roles: Mapping[str, Role]) -> bool:
    """Whether Python generated from schemas could be here without being committed.

    It could not where no Python names a protobuf library or a generated module, no project file requires such a library, and
    no build input writes Python: then a module whose name is computed is none of them.

    Args:
        sources: all texts.
        languages: of every document.
        roles: of every document.
    """
    return any(_shows(source, languages[source.path], roles[source.path]) for source in sources)


def output_words(sources: Iterable[Source], languages: Mapping[str, str], roles: Mapping[str, Role]) -> frozenset[str]:
    """What the folder may be called into which a build writes generated Python, or in which code looks for it.

    The words of all build inputs and of Python that runs a generator, their own folders, and the imports of Python that
    uses a protobuf library. Nothing else says where modules are that nobody commits.

    Args:
        sources: all texts.
        languages: of every document.
        roles: of every document.
    """
    found: set[bytes] = set()
    for source in sources:
        if languages[source.path] in _LANGUAGES:
            if _CODE.search(source.data) is None:
                continue
            if _RUNS.search(source.data) is None:
                for line in _NAMING.findall(source.data):
                    found.update(_WORD.findall(line))
                continue
        elif roles[source.path] is not Role.BUILD and not _MANIFEST.search(source.path):
            continue
        found.update(_WORD.findall(source.data))
        found.update(_WORD.findall(source.path.rpartition("/")[0].encode("utf-8", "surrogateescape")))
    return frozenset(word.decode("utf-8", "replace") for word in found)


def _shows(source: Source, language: str, role: Role) -> bool:
    if language in _LANGUAGES:
        return _CODE.search(source.data) is not None
    if _MANIFEST.search(source.path):
        return _REQUIREMENT.search(source.data) is not None
    return role is Role.BUILD and (
        _BUILD.search(source.data) is not None
        or (_WRITES.search(source.data) is not None and _PYTHON.search(source.data) is not None)
    )
