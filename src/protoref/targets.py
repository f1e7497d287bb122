"""What a user may type as TARGET: files by path, import path or stem; packages; symbols by full or short name.

A word is looked up in every sense at once. A path from the root means that copy; every other name of a file means all
copies of its schema. Where the senses name one schema, file comes before package before symbol; otherwise the word is
ambiguous and the error lists what it may mean. Keys (`package:ingestion`) are accepted, too: they settle such a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from posixpath import normpath

from msgspec import Struct, field

from protoref.errors import TargetError, UnknownTargetError
from protoref.model.schema import OWNED, Catalog, Definition, Key, Kind, SchemaFile, file_key, package_key

_PROTO_SUFFIXES = (".proto", ".protodevel")
_MOST_CANDIDATES = 12
_MOST_SUGGESTIONS = 3


def resolve_targets(words: Sequence[str], catalog: Catalog) -> tuple[Key, ...]:
    """The keys that `words` mean, in their order and each once.

    Raises:
        TargetError: a word names nothing (the hint has the nearest names) or several things (it lists them).
    """
    names = _Names.of(catalog)
    keys: dict[Key, None] = {}
    for word in words:
        for key in _resolve(word, names):
            keys[key] = None
    return tuple(keys)


def completion_words(catalog: Catalog) -> list[str]:
    """What a shell may offer for TARGET, sorted: names of files, stems, packages, full names, unique short names."""
    names = _Names.of(catalog)
    words = {names.shown_file(file) for file in catalog.files.values()}
    words.update(stem for stem, files in names.stems.items() if names.one_schema(files))
    words.update(package for package in catalog.packages if package)
    words.update(names.definitions)
    words.update(short for short, full in names.shorts.items() if len(full) == 1)
    return sorted(words)


class _Names(Struct, frozen=True):
    """The catalog by every name that a word may have.

    Attributes:
        catalog: where everything comes from.
        definitions: by full name, without map entries and what is in them.
        import_paths: files by import path.
        basenames: files by the last part of their path or import path.
        stems: the same without ``.proto``.
        shorts: full names of types and extensions by each end of theirs that starts behind a dot.
        owned: the same for what is owned (fields, oneofs, rpcs, values); a value also by protobuf's own scope.
        group_of: by path, the group of copies it is in (itself alone where it has none).
    """

    catalog: Catalog
    definitions: dict[str, tuple[Definition, ...]] = field(default_factory=dict)
    import_paths: dict[str, list[SchemaFile]] = field(default_factory=dict)
    basenames: dict[str, list[SchemaFile]] = field(default_factory=dict)
    stems: dict[str, list[SchemaFile]] = field(default_factory=dict)
    shorts: dict[str, list[str]] = field(default_factory=dict)
    owned: dict[str, list[str]] = field(default_factory=dict)
    group_of: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, catalog: Catalog) -> _Names:
        names = cls(catalog)
        entries = {n for n, found in catalog.definitions.items() if found and found[0].symbol.map_entry}
        for full_name, found in catalog.definitions.items():
            if found and not (entries and any(end in entries for end in (full_name, *_owners(full_name)))):
                names.definitions[full_name] = found
        for file in catalog.files.values():
            names.import_paths.setdefault(file.import_path, []).append(file)
            ends = dict.fromkeys((_basename(file.path), _basename(file.import_path)))
            for name in ends:
                names.basenames.setdefault(name, []).append(file)
            for stem in dict.fromkeys(filter(None, map(_stem, ends))):
                names.stems.setdefault(stem, []).append(file)
        for full_name, found in names.definitions.items():
            symbol = found[0].symbol
            table = names.owned if symbol.kind in OWNED else names.shorts
            for name in _ends(full_name):
                table.setdefault(name, []).append(full_name)
            if symbol.kind is Kind.ENUM_VALUE and symbol.parent is not None:
                # C++ scoping, protobuf's own: a value is a sibling of its enum.
                scope = symbol.parent.rpartition(".")[0]
                sibling = f"{scope}.{symbol.name}" if scope else symbol.name
                for name in (sibling, *_ends(sibling)):
                    known = names.owned.setdefault(name, [])
                    if full_name not in known:
                        known.append(full_name)
        for group in catalog.copies:
            names.group_of.update(dict.fromkeys(group, group))
        return names

    def copies(self, file: SchemaFile) -> tuple[str, ...]:
        """Paths of all copies of the schema of `file`."""
        return self.group_of.get(file.path, (file.path,))

    def one_schema(self, files: Iterable[SchemaFile]) -> bool:
        """Whether all `files` are copies of one schema."""
        return len({self.copies(file) for file in files}) == 1

    def shown_file(self, file: SchemaFile) -> str:
        """The import path if it is unique here, else the path from the root."""
        return file.import_path if len(self.import_paths.get(file.import_path, ())) == 1 else file.path


class _Candidate(Struct, frozen=True):
    """One thing that a word may mean: what to call it, what it is, its keys, and the schemas it stands in."""

    name: str
    kind: str
    keys: tuple[Key, ...]
    paths: tuple[str, ...]


def _resolve(word: str, names: _Names) -> tuple[Key, ...]:
    for spelled in dict.fromkeys((word, word.replace("\\", "/"))):
        exact = _exact(spelled, names)
        if exact:
            return exact
        candidates = _candidates(spelled, names)
        if candidates:
            return _chosen(word, candidates)
    raise _unknown(word, names)


def _exact(word: str, names: _Names) -> tuple[Key, ...]:
    """A key, or the path of a file from the root: nothing else can be meant."""
    catalog = names.catalog
    sort, colon, rest = word.partition(":")
    if colon and sort == "file" and rest in catalog.files:
        return (word,)
    if colon and sort == "package" and rest in catalog.packages:
        return (word,)
    path = _tidy(word)
    return (file_key(path),) if path in catalog.files else ()


def _candidates(word: str, names: _Names) -> list[_Candidate]:
    """Everything that `word` may mean, files first, then packages, then symbols."""
    found = [_of_files(group, names) for group in _file_groups(word, names)]
    dotted = word.removeprefix(".")
    if dotted and dotted in names.catalog.packages:
        paths = tuple(sorted(names.catalog.packages[dotted]))
        found.append(_Candidate(f"package:{dotted}", "package", (package_key(dotted),), paths))
    found += [_of_symbol(full_name, names) for full_name in _symbols(dotted, word.startswith("."), bool(found), names)]
    return found


def _file_groups(word: str, names: _Names) -> list[tuple[SchemaFile, ...]]:
    """The schemas whose files are called so: by import path, else by the end of a path, else by stem."""
    path = _tidy(word)
    files = (
        names.import_paths.get(path) or names.basenames.get(path) or _by_path_end(path, names) or names.stems.get(path)
    )
    groups: dict[tuple[str, ...], list[SchemaFile]] = {}
    for file in files or ():
        groups.setdefault(names.copies(file), []).append(file)
    every = names.catalog.files
    return [tuple(every[path] for path in paths if path in every) for paths in sorted(groups)]


def _by_path_end(path: str, names: _Names) -> list[SchemaFile]:
    """Files whose path ends with several whole parts (`v1/ingestion.proto`, `v1/ingestion`)."""
    if "/" not in path:
        return []
    ends = tuple(f"/{path}{suffix}" for suffix in ("", *_PROTO_SUFFIXES))
    return [
        f for f in names.catalog.files.values() if f"/{f.path}".endswith(ends) or f"/{f.import_path}".endswith(ends)
    ]


def _symbols(dotted: str, rooted: bool, known: bool, names: _Names) -> list[str]:
    """Full names that `dotted` means. The exact one goes before ends; what is owned counts only if nothing else fits.

    Args:
        dotted: without a leading dot.
        rooted: there was one: only a full name (or a value in protobuf's own scope) is meant.
        known: a file or package is called so already.
        names: the catalog's names.
    """
    if dotted in names.definitions:
        return [dotted]
    if rooted:
        return [full for full in names.owned.get(dotted, ()) if _sibling_scope(full) == dotted]
    types = names.shorts.get(dotted, [])
    return types or ([] if known else names.owned.get(dotted, []))


def _sibling_scope(value: str) -> str:
    """A value's name in the scope of its enum: `pkg.Enum.VALUE` -> `pkg.VALUE`."""
    scope, _, name = value.rpartition(".")
    outer = scope.rpartition(".")[0]
    return f"{outer}.{name}" if outer else name


def _chosen(word: str, candidates: Sequence[_Candidate]) -> tuple[Key, ...]:
    """The first candidate if all others speak of the same schema, at a lower level.

    Raises:
        TargetError: they are different things.
    """
    first = candidates[0]
    if all(_same_schema(first, other) for other in candidates[1:]):
        return first.keys
    listed = [f"  {each.name}   {each.kind} in {_paths_text(each.paths)}" for each in candidates[:_MOST_CANDIDATES]]
    if len(candidates) > _MOST_CANDIDATES:
        listed.append(f"  ... and {len(candidates) - _MOST_CANDIDATES} more")
    raise TargetError(f"{word} may mean {len(candidates)} things", "\n".join(["name one of them:", *listed]))


def _same_schema(first: _Candidate, other: _Candidate) -> bool:
    """Whether `other` is of another level and adds no schema to what `first` means."""
    return first.kind != other.kind and first.kind in {"file", "package"} and set(other.paths) <= set(first.paths)


def _of_files(files: Sequence[SchemaFile], names: _Names) -> _Candidate:
    name = names.shown_file(files[0])
    return _Candidate(name, "file", tuple(file.key for file in files), tuple(file.path for file in files))


def _of_symbol(full_name: str, names: _Names) -> _Candidate:
    found = names.definitions[full_name]
    paths = tuple(sorted({definition.file.path for definition in found}))
    return _Candidate(full_name, found[0].symbol.kind.value.replace("_", " "), (full_name,), paths)


def _unknown(word: str, names: _Names) -> UnknownTargetError:
    catalog = names.catalog
    message = f"no schema is named {word}"
    if not catalog.files:
        return UnknownTargetError(
            message, "there is no .proto file here, nor generated code that holds a schema (--schema PATH adds one)"
        )
    inside = [path for path in catalog.files if path.startswith(f"{word.rstrip('/')}/")]
    if word and inside:
        more = f" and {len(inside) - _MOST_SUGGESTIONS} more" if len(inside) > _MOST_SUGGESTIONS else ""
        return UnknownTargetError(message, f"it is a folder with {', '.join(sorted(inside)[:_MOST_SUGGESTIONS])}{more}")
    places = dict(_places(names))
    by_fold: dict[str, list[str]] = {}
    for name in places:
        by_fold.setdefault(name.casefold(), []).append(name)
    folded = word.removeprefix("./").removeprefix(".").casefold()
    close = [n for near in get_close_matches(folded, by_fold, _MOST_SUGGESTIONS, 0.75) for n in by_fold[near]]
    shown: dict[str, None] = {}
    for name in close:
        called, where = places[name]
        shown[f"{called} ({where})"] = None
    if not shown:
        return UnknownTargetError(message, "protoref audit lists every schema file (--all: and every symbol)")
    return UnknownTargetError(message, f"did you mean {' or '.join(list(shown)[:_MOST_SUGGESTIONS])}?")


def _places(names: _Names) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each name that could have been meant, with what to type and where that is. Later ones win: files, then types."""
    for table in (names.owned, names.shorts):
        for short, full_names in table.items():
            if len(full_names) == 1:
                yield short, (full_names[0], _paths_text(_of_symbol(full_names[0], names).paths))
    for full_name in names.definitions:
        yield full_name, (full_name, _paths_text(_of_symbol(full_name, names).paths))
    for package, paths in names.catalog.packages.items():
        yield package, (package, _paths_text(tuple(paths)))
    for file in names.catalog.files.values():
        shown = names.shown_file(file)
        for name in (_stem(_basename(file.import_path)), _basename(file.import_path), file.import_path, file.path):
            if name:
                yield name, (shown, file.path)


def _paths_text(paths: Sequence[str]) -> str:
    return paths[0] if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more" if paths else "nowhere"


def _tidy(word: str) -> str:
    """A path without ``./``, doubled slashes and steps up; what is no path stays as it is."""
    return normpath(word) if "/" in word and not word.startswith("/") else word


def _basename(path: str) -> str:
    return path.rpartition("/")[2]


def _stem(name: str) -> str:
    """`ingestion` of `ingestion.proto`; empty for what is no proto (a stub that defines a schema)."""
    return next((name[: -len(suffix)] for suffix in _PROTO_SUFFIXES if name.endswith(suffix)), "")


def _ends(full_name: str) -> Iterator[str]:
    """`b.C` and `C` of `a.b.C`."""
    rest = full_name
    while "." in rest:
        rest = rest.partition(".")[2]
        yield rest


def _owners(full_name: str) -> Iterator[str]:
    """`a.b` and `a` of `a.b.C`."""
    rest = full_name
    while "." in rest:
        rest = rest.rpartition(".")[0]
        yield rest
