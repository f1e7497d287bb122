"""What linking finds in the examples of docstrings, put together with the rest of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from protoref.indexers.python.index import PythonIndex
from protoref.linking.python.document import UNBOUND
from protoref.model.occurrence import Certainty, LinkedDocument, Step
from protoref.model.source import InnerCode, Role

_HOW = "in an example that tests may run"


def with_doc_tests(
    documents: Iterable[LinkedDocument], examples: Mapping[str, InnerCode], indexes: Mapping[str, PythonIndex]
) -> tuple[LinkedDocument, ...]:
    """One result for each document: a name in an example is what it is there. What they use is possible at best.

    Of examples that cannot be read together nothing is said: they stay text.

    Args:
        documents: what was found in documents and in their examples.
        examples: by path of a document.
        indexes: of the documents.
    """
    found = {document.path: document for document in documents}
    for path, tests in examples.items():
        linked = found.pop(tests.source.path, None)
        read = linked is not None and not indexes[tests.source.path].failure
        if linked is not None and read and path in found:
            found[path] = _joined(found[path], linked, tests, indexes[path])
    return tuple(found.values())


def _joined(document: LinkedDocument, linked: LinkedDocument, tests: InnerCode, index: PythonIndex) -> LinkedDocument:
    """Whether anybody runs the examples is not known; nor what a test gives them that neither they nor the module bind."""
    own = _own_names(document, index)
    texts = tests.source.data
    references = [
        replace(
            one,
            path=document.path,
            range=place,
            certainty=Certainty.POSSIBLE,
            role=Role.TEST if one.role is not Role.GENERATED else one.role,
            chain=(Step(one.chain[0].name if one.chain else "", _HOW), *(step for step in one.chain if not step.path)),
        )
        for one in linked.references
        if (place := tests.placed(one.range)) is not None
    ]
    resolutions = {
        place.start: replace(one, range=place, what=f"{one.what} (in an example)")
        for one in linked.resolutions.values()
        if (place := tests.placed(one.range)) is not None
        and (one.what != UNBOUND or texts[one.range.start : one.range.end].decode("utf-8", "replace") in own)
    }
    spots = [
        replace(one, path=document.path, range=place)
        for one in linked.opaque
        if one.range is not None and (place := tests.placed(one.range)) is not None
    ]
    sites = [
        replace(one, path=document.path, range=place, role=Role.TEST)
        for one in linked.sites
        if (place := tests.placed(one.range)) is not None
    ]
    return replace(
        document,
        references=tuple(sorted([*document.references, *references], key=lambda one: (one.range, one.symbol))),
        resolutions=dict(sorted({**resolutions, **document.resolutions}.items())),
        opaque=(*document.opaque, *spots),
        sites=tuple(sorted([*document.sites, *sites], key=lambda one: (one.range, one.message))),
    )


def _own_names(document: LinkedDocument, index: PythonIndex) -> set[str]:
    """Names that a module binds, to something that is known and is not generated each time."""
    known: dict[str, bool] = {}
    for binding in index.bindings:
        if binding.scope == 0:
            meant = document.resolutions.get(binding.range.start)
            known[binding.name] = known.get(binding.name, True) and meant is not None and meant.resolved
    return {name for name, is_known in known.items() if is_known}
