"""What one occurrence of a name is to a target: its class, and why. What could not be told is *unresolved*, never unrelated."""

from __future__ import annotations

import keyword
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from posixpath import join, normpath

from protoref.evidence import Entry, Evidence
from protoref.linking.beside import (
    Beside,
    beside,
    defined_in,
    ends_another_path,
    stands_as_value,
    stands_behind_variable,
    stands_in_path,
)
from protoref.linking.facades import Facades
from protoref.linking.foreign.leads import alike
from protoref.linking.foreign.link import LANGUAGES as FOREIGN
from protoref.linking.path_variables import behind_variable
from protoref.linking.text import (
    PROSE,
    SCALARS,
    TextReader,
    distinctive,
    dotted_around,
    fills_its_string,
    names_file,
    path_around,
)
from protoref.model.generated import Stub, StubState
from protoref.model.occurrence import (
    Certainty,
    LinkedDocument,
    OccurrenceClass,
    Reading,
    Reference,
    Usage,
)
from protoref.model.schema import Key, file_key, package_key
from protoref.model.source import Range, Role
from protoref.outline.patterns import Pattern, Written

RESOLVED_LANGUAGES = frozenset({"python", "rust", "notebook"})
_OWNER = re.compile(rb"(\w+)::\Z")
_CLASS = re.compile(rb"^[ \t]*class[ \t]+\Z", re.MULTILINE)
_KEYWORDS = dict.fromkeys(("python", "notebook"), frozenset(keyword.kwlist))
_OURS = RESOLVED_LANGUAGES | {"proto"}
_WHOLE = frozenset({Written.FULL_NAME, Written.RPC_PATH})
"""Spellings that code has in strings alone; elsewhere something is damaged."""
_PACKED = (b"PK\3\4", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"(\xb5/\xfd", b"7z\xbc\xaf")
"""How compressed files begin: a short word stands in any of them."""
_NOWHERE: tuple[frozenset[Key], frozenset[str]] = (frozenset(), frozenset())


class Readings:
    """Reads occurrences. What it works out of a document is kept: it is asked for once an occurrence."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._readers: dict[str, TextReader] = {}
        self._besides: dict[str, Beside] = {}
        self._defined: tuple[frozenset[Key], tuple[frozenset[Key], frozenset[str]]] = (frozenset(), _NOWHERE)
        self._reference_starts: dict[str, list[int]] = {}
        self._covered: dict[str, frozenset[Key]] = {}
        self._spans: dict[tuple[str, str], list[Range]] = {}
        self._imported: dict[str, Mapping[str, frozenset[Key]]] = {}

    def entry(self, path: str, place: Range, written: Written, pattern: Pattern, family: frozenset[Key]) -> Entry:
        """An occurrence in its class.

        Args:
            path: the document.
            place: of the spelling.
            written: how it names the target.
            pattern: the spelling, with all that it may mean.
            family: the target and all that is deleted with it.
        """
        reference = None
        if written is Written.RPC_PATH and ends_another_path(self._evidence.source(path).data, place):
            return Entry(path, place, written, Reading(OccurrenceClass.UNRELATED, "the end of another path"))
        stub = self._stub_reading(path, written, family)
        if stub is not None:
            return Entry(path, place, written, stub)
        if written is Written.NAME and (twin := self._machine_written(path, place)):
            return Entry(path, place, written, twin)
        linked = self._evidence.linked.get(path)
        if linked is not None:
            reading, reference = self._linked_reading(linked, place, written, family)
            if reading is not None:
                return Entry(path, place, written, reading, reference)
        if written is Written.PROTO_PATH and not self._means(path, place, pattern, family):
            other = path_around(self._evidence.source(path), place)
            return Entry(path, place, written, Reading(OccurrenceClass.UNRELATED, f"another file: {other}"))
        if written is Written.GENERATED_FILE and not self._is_stub(path, place, family):
            other = path_around(self._evidence.source(path), place)
            return Entry(path, place, written, Reading(OccurrenceClass.UNRELATED, f"another file: {other}"))
        if written is Written.MODULE and (other := self._other_module(path, place, pattern, family)):
            return Entry(path, place, written, Reading(OccurrenceClass.UNRELATED, f"another module: {other}"))
        return Entry(path, place, written, self._text_reading(path, linked, place, written, family))

    def concerns(self, path: str, place: Range) -> frozenset[Key] | None:
        """Whom a bare name may be something else to than to everybody: targets that hold one of these keys; None: anyone.

        In the order in which `entry` reads it.
        """
        schemas = self._schemas_of_stub(path)
        if schemas:
            return frozenset().union(*map(self._keys_of_schema, schemas))
        linked = self._evidence.linked.get(path)
        if linked is not None:
            defined = linked.definitions.get(place.start)
            if defined is not None:
                return frozenset([defined])
            inside = self._references_inside(linked, place)
            if inside:
                return frozenset(reference.symbol for reference in inside)
            resolution = linked.resolutions.get(place.start)
            if resolution is not None:
                return frozenset() if resolution.resolved or resolution.reach is None else frozenset(resolution.reach)
            return None  # text within code, which depends on what the code around it means
        beside = self._spelled(path)
        told = beside.files or beside.packages or self._passed_on(path, place) or self._module_before(path, place)
        return None if told or stands_behind_variable(self._evidence.source(path).data, place) else frozenset()

    def _stub_reading(self, path: str, written: Written, family: frozenset[Key]) -> Reading | None:
        schemas = self._schemas_of_stub(path)
        if not schemas:
            return None
        language = self._evidence.languages.get(path, "text")
        for schema in schemas:
            if self._keys_of_schema(schema) & family:
                if written is Written.PROTO_PATH and path in self._evidence.descriptor_sets:
                    what = "in a descriptor set, which is to be made again"
                    return Reading(OccurrenceClass.MENTION, what, Usage.OTHER, language)
                return Reading(OccurrenceClass.GENERATED, f"generated from {schema}", Usage.OTHER, language)
        if written in (Written.NAME, Written.PACKAGE, Written.MODULE, Written.GENERATED_FILE):
            what = f"generated from another schema, {schemas[0]}"
            return Reading(OccurrenceClass.UNRELATED, what, Usage.OTHER, language)
        # A proven stub holds no code of anybody's: what else it says was copied from its schema's comments and options.
        return Reading(OccurrenceClass.MENTION, f"in text generated from {schemas[0]}", Usage.OTHER, language)

    def _machine_written(self, path: str, place: Range) -> Reading | None:
        """A class in Python that a program wrote, whichever: it may have made it of the schema's type of that name."""
        language = self._evidence.languages.get(path)
        if language != "python" or self._evidence.roles[path] is not Role.MACHINE_WRITTEN:
            return None
        if not _CLASS.search(self._evidence.source(path).data, max(0, place.start - 40), place.start):
            return None
        return Reading(
            OccurrenceClass.REFERENCE, "a class of that name in code that a program wrote", Usage.OTHER, language
        )

    def _schemas_of_stub(self, path: str) -> tuple[str, ...]:
        """The schema files that a proven stub or a descriptor set was made from: one, those of a package (Rust), or several."""
        if path in self._evidence.descriptor_sets:
            return self._evidence.descriptor_sets[path]
        stub = self._evidence.stubs.get(path)
        if stub is None:
            schema = self._evidence.foreign_stubs.get(path)
        elif stub.state is StubState.UNPROVEN:
            return ()
        elif stub.schema is None and stub.module is not None:
            return stub.module.schemas
        else:
            schema = stub.schema
        return (schema,) if schema is not None else ()

    def _keys_of_schema(self, path: str) -> frozenset[Key]:
        """What generated code of a schema may name: its own symbols and those of its imports."""
        if path not in self._covered:
            catalog = self._evidence.catalog
            group = next((copies for copies in catalog.copies if path in copies), (path,))
            open_paths, found = list(group), set(group)
            while open_paths:
                file = catalog.files.get(open_paths.pop())
                for statement in file.imports if file else ():
                    if statement.target and statement.target not in found:
                        found.add(statement.target)
                        open_paths.append(statement.target)
            keys: set[Key] = set()
            for member in found:
                if file := catalog.files.get(member):
                    keys.update([file_key(member), package_key(file.package), *(s.full_name for s in file.symbols)])
            self._covered[path] = frozenset(keys)
        return self._covered[path]

    def _linked_reading(
        self, linked: LinkedDocument, place: Range, written: Written, family: frozenset[Key]
    ) -> tuple[Reading | None, Reference | None]:
        language = linked.language
        defined = linked.definitions.get(place.start)
        if defined is not None:
            if defined in family:
                return Reading(OccurrenceClass.DEFINITION, f"definition of {defined}", Usage.OTHER, language), None
            return Reading(OccurrenceClass.UNRELATED, f"definition of {defined}", Usage.OTHER, language), None
        inside = self._references_inside(linked, place)
        for reference in inside:
            if reference.symbol in family:
                return reading_of(reference), reference
        if inside:
            what = f"a reference to {inside[0].symbol.partition(':')[2] or inside[0].symbol}"
            return Reading(OccurrenceClass.UNRELATED, what, Usage.OTHER, language), inside[0]
        if linked.broken and written in _WHOLE and not self._quoted(linked, place):
            what = "a whole name, in a document that could not be read"
            return Reading(OccurrenceClass.UNRESOLVED, what, Usage.OTHER, language), None
        resolution = linked.resolutions.get(place.start)
        if resolution is None and written is not Written.NAME:
            last = self._evidence.source(linked.path).text(place).rpartition(".")[2]
            resolution = linked.resolutions.get(place.end - len(last))
        if resolution is None:
            return None, None
        elsewhere = resolution.reach is not None and not family.intersection(resolution.reach)
        if resolution.resolved or elsewhere:
            return Reading(OccurrenceClass.UNRELATED, resolution.what, Usage.OTHER, language), None
        return Reading(OccurrenceClass.UNRESOLVED, resolution.what, Usage.OTHER, language), None

    def _quoted(self, linked: LinkedDocument, place: Range) -> bool:
        return self._within(linked, "strings", place) or self._within(linked, "comments", place)

    def _references_inside(self, linked: LinkedDocument, place: Range) -> list[Reference]:
        starts = self._reference_starts.get(linked.path)
        if starts is None:
            starts = self._reference_starts[linked.path] = [r.range.start for r in linked.references]
        low, high = bisect_left(starts, place.start), bisect_left(starts, place.end)
        return [reference for reference in linked.references[low:high] if reference.range in place]

    def _text_reading(
        self, path: str, linked: LinkedDocument | None, place: Range, written: Written, own: frozenset[Key]
    ) -> Reading:
        language = self._evidence.languages.get(path, "text")
        reader = self._reader(path)
        if language not in _OURS:
            if written is Written.NAME and (found := self._beside_name(path, place, own)):
                return found
            return reader.read(place, written)
        if linked is None:
            if written is Written.NAME and (found := self._beside_name(path, place, own)):
                return found
            if written in (Written.NAME, Written.PACKAGE):
                return Reading(OccurrenceClass.HOMONYM, "no import leads to a generated module", Usage.OTHER, language)
            return reader.read(place, written)
        if self._within(linked, "comments", place):
            if written is Written.NAME and (found := self._in_example(path, place, own)):
                return found
            return reader.prose(place, written, "in prose" if language == "notebook" else "in a comment")
        if self._within(linked, "texts", place):
            return self._beside_name(path, place, own) or reader.read(place, written)
        if self._within(linked, "strings", place):
            if written is Written.PROTO_PATH:
                return reader.proto_path_in_code()
            if written is Written.NAME and (found := self._beside_name(path, place, own)):
                return found
            if written is Written.RPC_PATH and fills_its_string(self._evidence.source(path).data, place):
                how = "the path of an rpc, and nothing else"
                return Reading(OccurrenceClass.REFERENCE, how, Usage.STRING, language, Certainty.CERTAIN)
            return reader.string(written, "in a string")
        if written is Written.PACKAGE:
            return Reading(OccurrenceClass.HOMONYM, "a bare name", Usage.OTHER, language)
        if self._evidence.source(path).text(place) in _KEYWORDS.get(language, ()):
            return Reading(OccurrenceClass.UNRELATED, "a keyword", Usage.OTHER, language)
        if language == "proto":
            return self._schema_text(place, written, reader)
        return Reading(OccurrenceClass.UNRESOLVED, "the document could not be read there", Usage.OTHER, language)

    def _beside_name(self, path: str, place: Range, own: frozenset[Key]) -> Reading | None:
        """A bare name in text that what stands beside it makes a possible use; None where nothing does."""
        language = self._evidence.languages.get(path, "text")
        reader, data = self._reader(path), self._evidence.source(path).data
        found = self._spelled(path)
        files, packages = self._definers(own)
        text = language not in RESOLVED_LANGUAGES
        why = ""
        if (
            text
            and not found.files.isdisjoint(files)
            and (not data.startswith(_PACKED) or distinctive(reader.source.text(place)))
        ):
            why = "its schema is named in the same text"
        elif not found.packages.isdisjoint(packages) and stands_as_value(data, place, scalars=language in SCALARS):
            why = "its package stands in the same text"
        elif stands_behind_variable(data, place) and not packages.isdisjoint(self._packages | found.words):
            why = "behind a variable, which may be its package"
        elif text and language not in FOREIGN and self._module_before(path, place) in _last_parts(packages):
            why = "behind a module that is called like its package"
        elif not own.isdisjoint(self._passed_on(path, place)):
            why = "had through a module that passes it on"
        elif (
            language == "rust"
            and path in self._evidence.linked
            and stands_in_path(data, place)
            and not self._behind_another(self._evidence.linked[path], data, place, own)
        ):
            why = "a path in a string"
        elif language == "textproto" and distinctive(self._evidence.source(path).text(place)):
            why = "a name in a message's text"
        if not why:
            return None
        if text and reader.prose_at(place):
            return self._in_example(path, place, own)
        return Reading(OccurrenceClass.REFERENCE, f"a bare name; {why}", Usage.STRING, language)

    def _module_before(self, path: str, place: Range) -> str:
        """What a name in a template, say, stands behind in the way of Rust and C++ (`acme_pb::till::Order`), or empty."""
        data = self._evidence.source(path).data
        owner = _OWNER.search(data, max(0, place.start - 200), place.start)
        return owner[1].decode("utf-8", "replace") if owner is not None else ""

    def _behind_another(self, linked: LinkedDocument, data: bytes, place: Range, own: frozenset[Key]) -> bool:
        """Whether a path in a string goes through a name that stands in the code around it for some other symbol alone."""
        owner = _OWNER.search(data, max(0, place.start - 200), place.start)
        if owner is None:
            return False
        meant = [one for one in linked.references if data[one.range.start : one.range.end] == owner[1]]
        return bool(meant) and all(
            one.certainty is Certainty.CERTAIN
            and self._evidence.catalog.symbol(one.symbol) is not None
            and not any(key == one.symbol or key.startswith(f"{one.symbol}.") for key in own)
            for one in meant
        )

    def _in_example(self, path: str, place: Range, own: frozenset[Key]) -> Reading | None:
        """A bare name in code that stands in a comment or in prose and is run by tests."""
        if not self._reader(path).is_code(place):
            return None
        files, _ = self._definers(own)
        if self._spelled(path).files.isdisjoint(files) and own.isdisjoint(self._passed_on(path, place)):
            return None
        language = self._evidence.languages.get(path, "text")
        return Reading(OccurrenceClass.REFERENCE, "in an example that is run", Usage.OTHER, language)

    def _passed_on(self, path: str, place: Range) -> frozenset[Key]:
        """What a name in a text that is not resolved may be through a module that the text names, or imports (as Python does)."""
        language = self._evidence.languages.get(path, "text")
        if language in _OURS:
            return frozenset()
        data = self._evidence.source(path).data
        name = data[place.start : place.end].decode("utf-8", "replace")
        if language not in FOREIGN and path not in self._imported:
            self._imported[path] = self._facades.imported(data)
        opened = self._imported.get(path, {}).get(name, frozenset())
        return opened or self._facades.behind_path(data, place.start, name, quoted=language in FOREIGN)

    @cached_property
    def _facades(self) -> Facades:
        return Facades(self._evidence.linked, self._evidence.paths)

    def _definers(self, own: frozenset[Key]) -> tuple[frozenset[Key], frozenset[str]]:
        """The files and packages of a target; asked for once an occurrence, so the last answer is kept."""
        if self._defined[0] is not own:
            self._defined = (own, defined_in(self._evidence.catalog, own))
        return self._defined[1]

    def _spelled(self, path: str) -> Beside:
        found = self._besides.get(path)
        if found is None:
            evidence = self._evidence
            source = evidence.source(path)
            own = source.encoding == "binary" or evidence.languages.get(path) in ("textproto", "text")
            reader, patterns = self._reader(path), evidence.patterns
            hits = (
                hit
                for hit in evidence.hits[path]
                if not any(
                    reader.leaves_out(Range(hit.start, hit.end), way) for _, way in patterns[hit.pattern].meanings
                )
            )
            found = self._besides[path] = beside(source, hits, patterns, paths=own)
        return found

    @cached_property
    def _packages(self) -> frozenset[str]:
        """Packages of several parts that stand by themselves in any document that is neither schema nor stub nor prose."""
        evidence = self._evidence
        packages = {
            at for at, one in enumerate(evidence.patterns) if any(w is Written.PACKAGE for _, w in one.meanings)
        }
        found: set[str] = set()
        for path, hits in evidence.hits.items():
            if (
                evidence.languages.get(path) not in ("proto", *PROSE)
                and not self._schemas_of_stub(path)
                and any(hit.pattern in packages for hit in hits)
            ):
                found |= self._spelled(path).packages
        return frozenset(found)

    def _schema_text(self, place: Range, written: Written, reader: TextReader) -> Reading:
        """Text of a schema that is neither declaration nor use: an option's value, or a statement that is broken."""
        if written is not Written.NAME:
            return reader.string(written, "in an option")
        return Reading(OccurrenceClass.UNRELATED, "a name of the schema's own", Usage.OTHER, "proto")

    def _within(self, linked: LinkedDocument, kind: str, place: Range) -> bool:
        ranges = self._spans.get((linked.path, kind))
        if ranges is None:
            ranges = self._spans[linked.path, kind] = _outermost(getattr(linked, kind))
        index = bisect_right(ranges, place.start, key=lambda found: found.start) - 1
        return index >= 0 and place.start < ranges[index].end

    def _means(self, path: str, place: Range, pattern: Pattern, family: frozenset[Key]) -> bool:
        source = self._evidence.source(path)
        written, folder = path_around(source, place), path.rpartition("/")[0]
        told = frozenset(behind_variable(source, place)) & self._evidence.paths
        for key, way in pattern.meanings:
            if key in family and way is Written.PROTO_PATH:
                file = self._evidence.catalog.files[key.removeprefix("file:")]
                if told:
                    if file.path in told:
                        return True
                elif names_file(written, folder, (file.path, file.import_path), self._evidence.paths):
                    return True
        return False

    def _is_stub(self, path: str, place: Range, family: frozenset[Key]) -> bool:
        """Whether a written path can mean a committed generated file of the target."""
        written = path_around(self._evidence.source(path), place)
        exact = normpath(join(path.rpartition("/")[0], written))
        paths = [stub.path for stub in self._committed if stub.schema and file_key(stub.schema) in family]
        return exact in paths or (exact not in self._evidence.paths and any(alike(written, stub) for stub in paths))

    @cached_property
    def _committed(self) -> tuple[Stub, ...]:
        """Committed generated files of other languages."""
        return tuple(stub for stub in self._evidence.stubs.values() if stub.foreign)

    def _other_module(self, path: str, place: Range, pattern: Pattern, family: frozenset[Key]) -> str:
        """The dotted path around a module's name, where it means the module of another schema; else empty.

        `a.v1.message_pb2` means the module that ends like it, if there is one; alone, the name may mean any. A path to a
        committed stub means that one.
        """
        source = self._evidence.source(path)
        if source.data.startswith(b".py", place.end):
            written = f"{path_around(source, place)}.py"
            schemas = [stub.schema for stub in self._stubs_at(path, written)]
            others = [schema for schema in schemas if schema and file_key(schema) not in family]
            return written if others and len(others) == len(schemas) else ""
        written = dotted_around(source, place)
        if "." not in written:
            return ""
        meant = {
            key
            for key, way in pattern.meanings
            if way is Written.MODULE
            and any(_ends_alike(written, module) for module in self._evidence.modules.get(key, ()))
        }
        return written if meant and meant.isdisjoint(family) else ""

    def _stubs_at(self, path: str, written: str) -> list[Stub]:
        """The committed stubs that a path in a document names, seen from the root or from the document's folder."""
        places = {normpath(written), normpath(join(path.rpartition("/")[0], written))}
        return [stub for place in sorted(places) if (stub := self._evidence.stubs.get(place)) is not None]

    def _reader(self, path: str) -> TextReader:
        if path not in self._readers:
            evidence = self._evidence
            language, role = evidence.languages.get(path, "text"), evidence.roles.get(path, Role.PRODUCTION)
            self._readers[path] = TextReader(evidence.source(path), language, role)
        return self._readers[path]


def reading_of(reference: Reference) -> Reading:
    """A reference as the ledger classes it."""
    ours = reference.language in _OURS or reference.language == "text"
    occurrence_class = OccurrenceClass.REFERENCE if ours else OccurrenceClass.FOREIGN
    how = reference.chain[0].how if reference.chain else f"{reference.certainty} reference"
    return Reading(occurrence_class, how, reference.usage, reference.language)


def _last_parts(packages: Iterable[str]) -> frozenset[str]:
    return frozenset(package.rpartition(".")[2] for package in packages if package)


def _outermost(ranges: Iterable[Range]) -> list[Range]:
    """Some ranges in order, without those that lie in others (a formatted string's fields have strings of their own)."""
    found: list[Range] = []
    for one in sorted(ranges):
        if not found or one.end > found[-1].end:
            found.append(one)
    return found


def _ends_alike(one: str, other: str) -> bool:
    return f".{one}".endswith(f".{other}") or f".{other}".endswith(f".{one}")
