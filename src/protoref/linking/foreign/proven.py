"""What the proven stubs of other languages define, and what leads to them: one account of all languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from protoref.linking.foreign import go_packages, includes, scopes
from protoref.linking.foreign.includes import Includes
from protoref.linking.foreign.leads import Lead
from protoref.linking.foreign.modules import LANGUAGES as MODULE_LANGUAGES
from protoref.linking.foreign.modules import LISTING, ModuleNames, Modules
from protoref.linking.foreign.scopes import FAMILIES, ScopedNames, Scopes, scopes_of
from protoref.linking.foreign.stubs import generator_of
from protoref.model.generated import Stub
from protoref.model.schema import Catalog
from protoref.model.source import Source

_IN_PROSE = (".mdx", ".astro")
"""Modules of JavaScript by what is imported in them."""
_PROJECTS = (".csproj", ".fsproj", ".vbproj", ".props", ".targets")


class Proven(Struct, frozen=True):
    """What is known of the proven stubs.

    Attributes:
        sources: the documents that may lead to them.
        modules: of JavaScript and TypeScript.
        scopes: of Java, C# and C++.
        leads: by document, the places that bring in a stub as a whole.
        catalog: all schemas.
    """

    sources: Mapping[str, Source]
    modules: Modules
    scopes: Scopes
    leads: Mapping[str, tuple[Lead, ...]]
    catalog: Catalog

    def names(self, source: Source, language: str) -> ModuleNames | ScopedNames | None:
        """What tells the names that a document means for certain, if its language is one of these."""
        if language in MODULE_LANGUAGES:
            return ModuleNames(source, self.modules, self.catalog)
        return ScopedNames(source, language, self.scopes) if language in FAMILIES else None

    def carried(self, source: Source, language: str) -> dict[str, str]:
        """The schemas whose stubs a document can reach, each with what shows it."""
        found = {
            schema: "an import of what was generated from it"
            for one in self.modules.imports.get(source.path, ())
            for schema in self.modules.schemas(source.path, one.path)
        }
        if language in FAMILIES and language != "xml":
            found |= self.scopes.carried(source, language)
        for lead in self.leads.get(source.path, ()):
            found.setdefault(lead.schema, source.text(lead.place))
        return found


def proven_foreign(
    texts: Mapping[str, Source],
    languages: Mapping[str, str],
    stubs: Mapping[str, Stub],
    catalog: Catalog,
    packages: Mapping[str, tuple[go_packages.GoPackage, ...]],
) -> Proven:
    """Reads what every document takes of the proven stubs.

    Args:
        texts: all documents.
        languages: of each.
        stubs: the proven stubs of other languages.
        catalog: all schemas.
        packages: of Go, by schema.
    """
    of = {path: stub.schema for path, stub in stubs.items() if stub.schema is not None}
    sources = {path: source for path, source in texts.items() if _may_lead(path, languages[path])}
    scripts = {
        path: s for path, s in sources.items() if languages[path] in MODULE_LANGUAGES or path.endswith(_IN_PROSE)
    }
    listings = {path: source for path, source in sources.items() if languages[path] in LISTING}
    modules = Modules({path: schema for path, schema in of.items() if path in scripts}, scripts, listings)
    scoped = scopes_of(_defined(stubs, texts, languages, catalog), sources, languages)
    own = [path for path in sources if languages[path] in includes.LANGUAGES]
    headers = {path: schema for path, schema in of.items() if languages[path] in includes.LANGUAGES}
    included = Includes(headers, own, {path: file.import_path for path, file in catalog.files.items()})

    def leads(source: Source, language: str) -> Iterator[Lead]:
        if language == "go":
            yield from go_packages.leads_of(source, packages)
        if language in includes.LANGUAGES:
            yield from included.leads(source)
        if source.path in scripts or source.path in listings:
            yield from modules.leads(source)
        if language in FAMILIES:
            yield from scopes.leads_of(source, language, scoped)

    if not of:
        sources = {path: source for path, source in sources.items() if languages[path] in includes.LANGUAGES}
    found = {path: tuple(leads(source, languages[path])) for path, source in sources.items()}
    return Proven(sources, modules, scoped, found, catalog)


def _may_lead(path: str, language: str) -> bool:
    known = language == "go" or language in MODULE_LANGUAGES | LISTING or (language in FAMILIES and language != "xml")
    return known or path.endswith((*_IN_PROSE, *_PROJECTS))


def _defined(
    stubs: Mapping[str, Stub], texts: Mapping[str, Source], languages: Mapping[str, str], catalog: Catalog
) -> Iterator[scopes.Defined]:
    for path, stub in stubs.items():
        generator = generator_of(stub)
        if generator is not None and stub.schema is not None and languages[path] in FAMILIES:
            named = generator.names(texts[path], catalog.files[stub.schema])
            yield scopes.Defined(path, languages[path], named, generator.space(texts[path]), stub.schema)
