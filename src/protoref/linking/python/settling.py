"""Judge the attributes of unknown objects, once it is known which generated modules escape in any document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from protoref.linking.python.classes import MADE_BY
from protoref.linking.python.document import MADE_FORMS, DocumentLinker, Pending
from protoref.linking.python.members import COMPUTES
from protoref.linking.python.modules import Generated
from protoref.linking.python.resolver import Resolver
from protoref.model.generated import Form
from protoref.model.occurrence import Step, Usage
from protoref.model.schema import Key

_MADE_ANYWHERE = ("a computed import", "a loaded module", MADE_BY)
"""How it begins what may be any module: by its name alone it is told which."""


class Settling:
    """What an attribute of an unknown object could be: only what escapes somewhere can be reached through one."""

    def __init__(self, linkers: Mapping[str, DocumentLinker], resolver: Resolver, escaped: Iterable[Generated]) -> None:
        self._linkers = linkers
        self._resolver = resolver
        self._lost: dict[str, list[Key]] = defaultdict(list)
        for one in escaped:
            for module in resolver.names.visible(one.module):
                for name in module.names:
                    self._lost[name.name].append(name.symbol)

    @cached_property
    def _everything(self) -> dict[str, Generated]:
        return {one.key: one for one in self._resolver.modules.all_generated() if one.module.names}

    @cached_property
    def _classes(self) -> dict[str, set[Key]]:
        """All that code makes something of or calls, by its name in its generated module."""
        found: dict[str, set[Key]] = defaultdict(set)
        for one in self._everything.values():
            for name in one.module.names:
                if name.form in MADE_FORMS:
                    found[name.name].add(name.symbol)
        return found

    @cached_property
    def _modules(self) -> dict[str, list[Generated]]:
        """All generated modules, by the last part of their names."""
        found: dict[str, list[Generated]] = defaultdict(list)
        for one in self._resolver.modules.all_generated():
            found[one.name].append(one)
        return found

    def settle(self, linker: DocumentLinker) -> None:
        """Judge what is pending in a document."""
        if not linker.pending:
            return
        nested: dict[str, list[Key]] = defaultdict(list)
        rpcs: dict[str, list[Key]] = defaultdict(list)
        wanted = {pending.name for pending in linker.pending}
        for one in self._carried(linker):
            for name in one.module.names:
                if name.last not in wanted:
                    continue
                if "." in name.name and name.form in (Form.TYPE, Form.VALUE):
                    nested[name.last].append(name.symbol)
                elif name.form is Form.METHOD:
                    rpcs[name.last].append(name.symbol)
        for pending in linker.pending:
            self._judge(linker, pending, rpcs, nested)

    def _carried(self, start: DocumentLinker) -> list[Generated]:
        """The generated modules that a document's imports lead to, directly or through other documents."""
        seen = {start.document.path}
        waiting = [start]
        found: dict[str, Generated] = {}
        while waiting:
            linker = waiting.pop()
            found.update(linker.reached)
            for path in linker.imports_of:
                if path in self._linkers and path not in seen:
                    seen.add(path)
                    waiting.append(self._linkers[path])
        return [self._everything.get(key) or one for key, one in found.items()]

    def _judge(
        self,
        linker: DocumentLinker,
        pending: Pending,
        rpcs: Mapping[str, list[Key]],
        nested: Mapping[str, list[Key]],
    ) -> None:
        recorder = linker.recorder
        if pending.called and pending.name in rpcs:
            step = Step(pending.name, f"called on {pending.where}, in a document that reaches its service")
            recorder.possible(dict.fromkeys(rpcs[pending.name]), pending.range, Usage.CALL, (step,))
            return
        reach = {*self._lost.get(pending.name, ()), *nested.get(pending.name, ())}
        reach |= {one.subject for one in self._modules.get(pending.name, ())}
        if pending.where.startswith(_MADE_ANYWHERE) or pending.where.endswith(COMPUTES):
            reach |= self._classes.get(pending.name, set())
        for one in self._modules.get(pending.owner, ()):
            reach |= {name.symbol for name in one.module.names if name.name == pending.name}
        if reach:
            what = f"attribute of {pending.where}: what that is could not be resolved"
            recorder.resolve(pending.name, pending.range, what, resolved=False, reach=tuple(sorted(reach)))
        else:
            what = f"attribute of {pending.where}, which no generated module reaches"
            recorder.resolve(pending.name, pending.range, what)
