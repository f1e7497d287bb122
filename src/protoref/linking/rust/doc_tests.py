"""Which documents hold doc tests for whom, and what linking finds in them put together with the rest of a document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from protoref.indexers.rust.index import RustIndex
from protoref.linking.base import LinkInput
from protoref.linking.rust.crates import Target, folder_of, join, package_of, read_packages
from protoref.linking.rust.module_tree import Tree
from protoref.model.occurrence import Certainty, LinkedDocument
from protoref.model.source import Range


def documentation(indexes: Mapping[str, RustIndex], given: LinkInput) -> dict[str, list[tuple[str, int]]]:
    """The documents that others take in as their documentation: path -> by which, and where."""
    found: dict[str, list[tuple[str, int]]] = {}
    taking = [path for path in sorted(indexes) if indexes[path].doc_files]
    packages = read_packages(given.manifests, given.paths) if taking else {}
    for path in taking:
        for file in indexes[path].doc_files:
            package = package_of(path, packages)
            base = package.folder if file.from_package and package is not None else folder_of(path)
            if (target := join(base, file.name)) in given.paths:
                found.setdefault(target, []).append((path, file.start))
    return found


class DocTests(Struct, frozen=True):
    """The code in a document's documentation that is compiled.

    Attributes:
        name: what it is called among the tree's documents.
        ranges: of the tests, sorted.
    """

    name: str
    ranges: tuple[tuple[int, int], ...]


def add_doc_tests(tree: Tree) -> dict[str, DocTests]:
    """Adds the doc tests of all documents to a tree: each is a crate that depends on the library that it documents.

    Cargo compiles those of libraries; how others are built, where a document belongs to no crate, is not known.
    """
    found = {}
    taken_in = documentation(tree.indexes, tree.given)
    for path, index in sorted(tree.indexes.items()):
        name = f"{path} (doc tests)"
        ranges = []
        for number, scope in enumerate(index.doc_tests.scopes if index.doc_tests else ()):
            places = taken_in.get(path) or [(path, scope.start)]
            modules = [module for place in places if scope.parent == 0 for module in _documented(tree, *place)]
            crates = [tree.crates[crate] for crate in dict.fromkeys(tree.modules[one].crate for one in modules)]
            if index.doc_tests is not None and crates:
                tree.indexes[name] = index.doc_tests
                ranges.append((scope.start, scope.end))
            for crate in crates:
                tree.add_crate(Target("doctest", name), crate.package, crate.loose, number)
        if ranges:
            found[path] = DocTests(name, tuple(ranges))
    return found


def _documented(tree: Tree, document: str, offset: int) -> Iterator[int]:
    """The modules around an offset of a document whose documentation is compiled."""
    scope = tree.module_scope(document, tree.scope_at(document, offset))
    for module in tree.at.get((document, scope), ()):
        crate = tree.crates[tree.modules[module].crate]
        library = crate.target.kind == "lib" and (crate.package is None or crate.package.doc_tests)
        if (library or crate.loose) and not tree.modules[module].test:
            yield module


def with_doc_tests(
    document: LinkedDocument, tests: LinkedDocument, ranges: Sequence[tuple[int, int]]
) -> LinkedDocument:
    """One result for a document: what its doc tests hold is code, and no comment. What they name is possible at best.

    Args:
        document: what was found outside of comments.
        tests: what was found in the code in its documentation, compiled or not.
        ranges: of the code that is compiled, sorted.
    """

    def compiled(place: Range) -> bool:
        number = bisect_right(ranges, place.start, key=lambda one: one[0]) - 1
        return number >= 0 and place.start < ranges[number][1]

    # Which blocks rustdoc compiles also depends on features and `cfg`, which nobody here evaluates.
    found = (replace(one, certainty=Certainty.POSSIBLE) for one in tests.references)
    resolutions = {start: one for start, one in tests.resolutions.items() if compiled(one.range)}
    return replace(
        document,
        references=tuple(sorted([*document.references, *found], key=lambda one: (one.range, one.symbol))),
        resolutions=dict(sorted({**document.resolutions, **resolutions}.items())),
        opaque=(*document.opaque, *(spot for spot in tests.opaque if spot.range and compiled(spot.range))),
        comments=tuple(sorted([*_outside(document.comments, ranges), *filter(compiled, tests.comments)])),
        strings=tuple(sorted([*_outside(document.strings, ranges), *filter(compiled, tests.strings)])),
        sites=tuple(sorted([*document.sites, *tests.sites], key=lambda one: (one.range, one.message))),
        made_of=document.made_of | tests.made_of,
    )


def _outside(places: Iterable[Range], holes: Sequence[tuple[int, int]]) -> Iterator[Range]:
    """The parts of some ranges that lie in none of some sorted holes."""
    for place in places:
        at = place.start
        first = max(0, bisect_right(holes, place.start, key=lambda hole: hole[0]) - 1)
        for start, end in holes[first:]:
            if start >= place.end:
                break
            if end > at:
                if start > at:
                    yield Range(at, start)
                at = end
        if at < place.end:
            yield Range(at, place.end)
