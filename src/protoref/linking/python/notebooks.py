"""What linking finds in a notebook's cells, as it stands in the notebook's file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from protoref.model.occurrence import LinkedDocument, Step
from protoref.model.source import Notebook, Range, Source

LANGUAGE = "notebook"


def unread(path: str) -> str:
    """Under which path all code of a notebook is known that could not be read together."""
    return f"{path} (unread)"


def in_notebooks(
    documents: Iterable[LinkedDocument], sources: Mapping[str, Source], notebooks: Mapping[str, Notebook]
) -> tuple[LinkedDocument, ...]:
    """One result for each document: what stands in a notebook's code, in its file.

    Cells that could not be read may use all that any cell imports.

    Args:
        documents: what was found, also in all code of a notebook that could not be read together.
        sources: by path, the files.
        notebooks: by path, where their code stands.
    """
    found = {document.path: document for document in documents}
    for path, notebook in notebooks.items():
        hidden = found.pop(unread(path), None)
        spots = tuple(replace(one, path=path, range=None) for one in hidden.opaque) if hidden is not None else ()
        linked = _in_notebook(found[path], sources[path], notebook)
        found[path] = replace(linked, opaque=(*linked.opaque, *spots))
    return tuple(found.values())


def _in_notebook(linked: LinkedDocument, source: Source, notebook: Notebook) -> LinkedDocument:
    inner = notebook.code
    lines = _Lines(source, notebook)
    references = [
        replace(one, range=place, language=LANGUAGE, chain=tuple(map(lines.moved, one.chain)))
        for one in linked.references
        if (place := inner.placed(one.range)) is not None
    ]
    resolutions = {
        place.start: replace(one, range=place)
        for one in linked.resolutions.values()
        if (place := inner.placed(one.range)) is not None
    }
    return replace(
        linked,
        language=LANGUAGE,
        references=tuple(references),
        resolutions=resolutions,
        opaque=tuple(
            replace(one, range=inner.spanned(one.range) if one.range is not None else None) for one in linked.opaque
        ),
        comments=(*_spanned(linked.comments, notebook), *notebook.prose),
        strings=tuple(_spanned(linked.strings, notebook)),
        texts=notebook.texts,
        sites=tuple(
            replace(one, range=place) for one in linked.sites if (place := inner.spanned(one.range)) is not None
        ),
    )


def _spanned(ranges: Iterable[Range], notebook: Notebook) -> Iterable[Range]:
    return (place for one in ranges if (place := notebook.code.spanned(one)) is not None)


class _Lines:
    """The file's lines by those of the code."""

    def __init__(self, source: Source, notebook: Notebook) -> None:
        self._source = source
        self._inner = notebook.code

    def moved(self, step: Step) -> Step:
        """A step with the line in the file, where it happened there."""
        starts = self._inner.source.line_starts
        if step.path != self._source.path or not 0 < step.line <= len(starts):
            return step
        end = starts[step.line] if step.line < len(starts) else len(self._inner.source.data)
        place = self._inner.spanned(Range(starts[step.line - 1], end))
        if place is None:
            return step
        line = self._source.position(place.start).line
        return replace(step, line=line, how=step.how.replace(f"line {step.line}", f"line {line}"))
