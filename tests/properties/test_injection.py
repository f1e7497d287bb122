"""Whatever document a use is put into, in whatever form: it is found, or leaves a doubt that reaches it. Look-alikes do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from knowing import is_known
from protoref.analysis import Analysis
from protoref.pipeline import RunOptions, analyse
from protoref.snapshot.memory import MemoryTree

STUDIO = Path(__file__).parents[2] / "examples" / "studio"


@dataclass(frozen=True)
class Symbol:
    """A symbol that nothing uses, and where its Python code lies."""

    full_name: str
    module: str

    @property
    def words(self) -> dict[str, str]:
        """What forms may speak of."""
        package, _, last = self.module.rpartition(".")
        name = self.full_name.rpartition(".")[2]
        return {"N": name, "full": self.full_name, "module": self.module, "package": package, "last": last}


UNUSED = (
    Symbol("studio.preview.PreviewImage", "app.proto_gen.preview_pb2"),
    Symbol("studio.preview.GetPreviewRequest", "app.proto_gen.preview_pb2"),
    Symbol("studio.archive.FrameRecord", "app.proto_gen.frame_record_pb2"),
)

USES = (
    "from {module} import {N}",
    "from {module} import {N} as _inj\n_inj()",
    "import {module}\n{module}.{N}()",
    "import {module} as _inj\nprint(_inj.{N})",
    "from {package} import {last} as _inj\n_inj.{N}.FromString(b'')",
    "def _inj():\n    from {module} import {N} as made\n    return made()",
    "from {module} import *\n\n\ndef _inj():\n    return {N}()",
    "import importlib\n_inj = importlib.import_module('{module}')\n_inj.{N}()",
    "import importlib\nprint(getattr(importlib.import_module('{module}'), '{N}'))",
    "_inj = __import__('{module}', fromlist=['{N}'])\n_inj.{N}",
    "import sys\nsys.modules['{module}'].{N}",
    "import {module} as _inj\ngetattr(_inj, '{N}')",
    "import {module} as _inj\ngetattr(_inj, input())",
    "import {module} as _inj\ngetattr(_inj, '{N}'[:4] + input())",
    "import {module} as _inj\nvars(_inj)['{N}']",
    "import {module} as _inj\n_inj.__dict__['{N}']",
    "import operator\nimport {module} as _inj\noperator.attrgetter('{N}')(_inj)",
    "import {module} as _inj\nprint([part.{N} for part in (_inj,)])",
    "import {module} as _inj\n_table = {{'a': _inj}}\n_table['a'].{N}",
    "import {module} as _inj\n\n\nclass _Holder:\n    part = _inj\n\n    def make(self):\n        return self.part.{N}()",
    "import {module} as _inj\n\n\ndef _made(part=_inj):\n    return part.{N}",
    "import {module} as _inj\n\n\ndef _made(part):\n    return part.{N}\n\n\n_made(_inj)",
    "import {module} as _inj\n_a, _b = 1, _inj\n_b.{N}",
    "import {module} as _inj\nif (_walrus := _inj):\n    _walrus.{N}",
    "import {module} as _inj\nmatch _inj:\n    case _found:\n        _found.{N}",
    "import {module} as _inj\n_f = lambda: _inj.{N}",
    "import functools\nfrom {module} import {N} as _inj\nfunctools.partial(_inj)()",
    "import typing\n\nif typing.TYPE_CHECKING:\n    from {module} import {N}\n\n\ndef _inj(value: '{N}') -> None: ...",
    "from {package} import {last}\n\n\ndef _inj(value: 'list[{last}.{N}]') -> None: ...",
    "from {package} import {last}\n_inj = None  # type: {last}.{N}",
    "import typing\nfrom {package} import {last}\n_inj = typing.cast('{last}.{N}', None)",
    "from unittest import mock\nmock.patch('{module}.{N}')",
    "_inj = 'type.googleapis.com/{full}'",
    "_inj = '{full}'",
    "from google.protobuf import symbol_database\nsymbol_database.Default().GetSymbol('{full}')",
    "from google.protobuf import descriptor_pool\ndescriptor_pool.Default().FindMessageTypeByName('{full}')",
    "import {module} as _inj\n_inj.DESCRIPTOR.message_types_by_name['{N}']",
    "try:\n    from {module} import {N} as _inj\nexcept ImportError:\n    _inj = None\nprint(_inj)",
    "import {module} as _inj\n\n\nclass _Special(_inj.{N}):\n    pass",
    "exec('from {module} import {N}')",
    "import {module} as _inj\nglobals().update(vars(_inj))\n{N}()",
)
"""Uses; `getattr` of a module that is handed around, and the like, leave a doubt at least."""

LOOK_ALIKES = (
    "class {N}:\n    pass\n\n\n{N}()",
    "import json as _inj\n_inj.{N}",
    "from collections import {N}",
    "# {N} is not used here",
    "def _inj({N}=1):\n    return {N}",
    "_inj = {{'{N}': 1}}['{N}']",
    "dict({N}=1)",
    "_inj = '{N}'",
    "_inj = 'other.{full}'",
    "import os\ngetattr(os, '{N}')",
    "for {N} in range(3):\n    print({N})",
    "_inj = lambda {N}: {N}",
    "class _Holder:\n    {N} = 1\n\n\n_Holder.{N}, _Holder().{N}",
    "import elsewhere.proto_gen.{last} as _inj\n_inj.Other",
)
"""The name as something else, in a document that reaches no module of its schema."""


@cache
def studio() -> Mapping[str, str]:
    """The texts of the example studio."""
    files = {path.relative_to(STUDIO).as_posix(): path for path in sorted(STUDIO.rglob("*")) if path.is_file()}
    return {path: file.read_text(encoding="utf-8") for path, file in files.items() if "__pycache__" not in path}


DOCUMENTS = sorted(path for path in studio() if path.endswith(".py") and "proto_gen/" not in path)


def analysed(path: str, addition: str) -> Analysis:
    files = dict(studio())
    files[path] = f"{files[path].rstrip()}\n\n\n{addition}\n"
    note(f"# {path}\n{addition}")
    return analyse(MemoryTree(files), RunOptions(jobs=1))


SETTINGS = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@SETTINGS
@given(st.sampled_from(UNUSED), st.sampled_from(DOCUMENTS), st.sampled_from(USES))
def test_a_use_is_never_overlooked(symbol: Symbol, path: str, use: str) -> None:
    assert is_known(analysed(path, use.format(**symbol.words)), symbol.full_name, "python")


@SETTINGS
@given(st.sampled_from(UNUSED), st.sampled_from(DOCUMENTS), st.sampled_from(LOOK_ALIKES))
def test_a_look_alike_changes_nothing(symbol: Symbol, path: str, look_alike: str) -> None:
    assert not is_known(analysed(path, look_alike.format(**symbol.words)), symbol.full_name, "python")


def test_the_symbols_are_unused() -> None:
    analysis = analyse(MemoryTree(studio()), RunOptions(jobs=1))
    assert [symbol.full_name for symbol in UNUSED if is_known(analysis, symbol.full_name, "python")] == []
