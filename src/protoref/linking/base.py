"""What every language's linker is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from protoref.model.generated import GeneratedModule, Stub
from protoref.model.schema import Catalog
from protoref.model.source import Role, Source


class LinkInput(Struct, frozen=True):
    """The world as linking sees it: names and paths, no document text.

    Attributes:
        paths: every document of the snapshot.
        catalog: all schemas.
        modules: what every generator family makes of every schema, whether committed or not.
        stubs: committed generated files, by path.
        roles: of every document, by path.
        names: identifiers of interest. Each identifier in code that has one of these spellings and is no
            reference gets a `Resolution` in its `LinkedDocument`.
        manifests: texts of the language's project files (`pyproject.toml`, `setup.cfg`, `Cargo.toml`), by path.
        import_roots: configured import roots (Python), from the root.
        uncommitted_python: generated Python could be here without being committed.
        python_outputs: gives what the last folder may be called that it would be in; worked out for those alone who ask.
    """

    paths: frozenset[str]
    catalog: Catalog
    modules: tuple[GeneratedModule, ...]
    stubs: Mapping[str, Stub]
    roles: Mapping[str, Role] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    manifests: Mapping[str, Source] = field(default_factory=dict)
    import_roots: tuple[str, ...] = ()
    uncommitted_python: bool = True
    python_outputs: Callable[[], frozenset[str]] = frozenset
