"""Python's module system over the paths of a snapshot: what a dotted name leads to, without an environment."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from msgspec import Struct, structs

from protoref.linking.base import LinkInput
from protoref.model.generated import GeneratedModule, StubState
from protoref.model.schema import Key, file_key

TELLING = re.compile(r"_(?:pb2?|grpc|connect\w*)(?:[_.]|\Z)")
"""In the name of a module that nobody has by accident."""

_SHIPPED = frozenset(
    {"google", "grpc_health", "grpc_status", "grpc_reflection", "grpc_channelz", "grpc_csds", "opentelemetry"}
    | {"tensorflow", "tensorboard", "onnx"}
)
"""Packages that everybody installs with generated modules in them (protobuf, googleapis-common-protos, grpcio's, ...)."""


@dataclass(frozen=True, slots=True)
class Generated:
    """A generated module that a dotted name leads to.

    Attributes:
        key: tells it from others; the rest takes no part in comparisons.
        module: what it holds.
        stub: path of the committed file, or empty where it is made at build time.
        schema: root path of its schema.
        certain: whether the name leads here and nowhere else.
        proven: whether what lies there is generated from this schema, as far as that can be known.
    """

    key: str
    module: GeneratedModule = field(compare=False)
    stub: str = field(compare=False)
    schema: str = field(compare=False)
    certain: bool = field(compare=False)
    proven: bool = field(default=True, compare=False)

    @property
    def name(self) -> str:
        """The last part of its dotted name, as code writes it."""
        stem = self.stub.removesuffix("/__init__.py").rpartition("/")[2].partition(".")[0]
        return stem or self.module.module.rpartition(".")[2]

    @property
    def dotted(self) -> str:
        """Its dotted name from the root, as far as that is known."""
        path = self.stub.removesuffix("/__init__.py").removesuffix(".py")
        return path.replace("/", ".") or self.module.module

    @property
    def subject(self) -> Key:
        """What the module as a whole stands for: its schema file, or its package."""
        return self.module.stands_for or file_key(self.schema)


def each_schema(module: GeneratedModule) -> tuple[str, ...]:
    """The schemas that a module may be told apart by; one for a whole package."""
    return module.schemas[:1] if module.stands_for else module.schemas


def generated(module: GeneratedModule, stub: str, schema: str, certain: bool) -> Generated:
    """A generated module that a name leads to; the type stub beside a module is the same module."""
    return Generated(f"{module.module} {stub.removesuffix('i')} {schema}", module, stub, schema, certain)


class Place(Struct, frozen=True):
    """What a dotted name leads to.

    Attributes:
        dotted: the name, as far as it is known.
        files: the documents that may be this module; usually one, none for namespace packages and foreign modules.
        folders: where its submodules are.
        root: the import root it was found below.
        certain: whether there is just one way to read it.
        generated: the generated modules it may be.
        local: its top-level package is one of this repository.
        absent: it would be a module of a package of this repository, and is not here: something makes it when the package is built.
    """

    dotted: str
    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    root: str = ""
    certain: bool = True
    generated: tuple[Generated, ...] = ()
    local: bool = True
    absent: bool = False

    @property
    def here(self) -> bool:
        """Whether it is a module or package of this repository."""
        return bool(self.files or self.folders or self.generated)


def parent(path: str) -> str:
    """The folder of a path; empty at the root."""
    return path.rpartition("/")[0]


def join(folder: str, name: str) -> str:
    """A path below a folder."""
    return f"{folder}/{name}" if folder else name


class Modules:
    """The module system of one snapshot."""

    def __init__(self, given: LinkInput) -> None:
        self._given = given
        self._files: dict[str, dict[str, str]] = defaultdict(dict)
        self._folders: dict[str, set[str]] = defaultdict(set)
        self._packages: set[str] = set()
        self._providers: dict[str, set[str]] = defaultdict(set)
        for path in sorted(given.paths):
            name = path.rpartition("/")[2]
            stem, dot, suffix = name.rpartition(".")
            if not dot or suffix not in ("py", "pyi") or not stem:
                continue
            folder = parent(path)
            self._add_folder(folder)
            if stem == "__init__":
                self._packages.add(folder)
            if suffix == "py" or stem not in self._files[folder]:
                self._files[folder][stem] = path
            self._providers[stem].add(folder)
        self._proven = {
            path: stub
            for path, stub in given.stubs.items()
            if stub.module is not None and stub.module.language == "python" and stub.state is not StubState.UNPROVEN
        }
        committed = {
            (stub.generator, schema) for stub in self._proven.values() if stub.module for schema in stub.module.schemas
        }
        self._unproven = {path: stub for path, stub in given.stubs.items() if path not in self._proven}
        self._by_name: dict[str, list[GeneratedModule]] = defaultdict(list)
        self._uncommitted: dict[str, list[GeneratedModule]] = defaultdict(list)
        for module in given.modules:
            if module.language != "python":
                continue
            name = module.module.rpartition(".")[2]
            if not name:
                continue  # a package without a name is the output folder, whatever that is called
            self._by_name[name].append(module)
            if not all((module.family, schema) in committed for schema in module.schemas):
                self._uncommitted[name].append(module)
        at_run_time = {
            (module.module, schema)
            for module in given.modules
            for schema in module.schemas
            if not module.path.endswith(".pyi") and (module.family, schema) in committed
        }
        self._typing_left = {
            (module.module, schema)
            for modules in self._uncommitted.values()
            for module in modules
            for schema in module.schemas
            if module.path.endswith(".pyi") and (module.module, schema) in at_run_time
        }
        """Modules that are committed, but for their type stubs: under another name they are made only perhaps."""
        self._above = {
            tuple(parts[:end])
            for modules in self._uncommitted.values()
            for module in modules
            for parts in (module.module.split("."),)
            for end in range(1, len(parts))
        }
        self._hints = {root.strip("/") for root in given.import_roots} | set(_hinted(given))
        self._absolute: dict[tuple[str, str, bool], tuple[Place, ...]] = {}

    def _add_folder(self, folder: str) -> None:
        while folder:
            above, _, name = folder.rpartition("/")
            if name in self._folders[above]:
                return
            self._folders[above].add(name)
            self._providers[name].add(above)
            folder = above

    def resolve(self, importer: str, level: int, dotted: str) -> tuple[Place, ...]:
        """What each part of an imported module name leads to.

        Args:
            importer: path of the importing document.
            level: number of leading dots.
            dotted: the name behind them, possibly empty.

        Returns:
            One place a part; for a relative import the package that its dots mean stands before them.
        """
        if level:
            folder = parent(importer)
            for _ in range(level - 1):
                if not folder:
                    return (Place("." * level + dotted, certain=False),) * (
                        1 + len(dotted.split(".") if dotted else ())
                    )
                folder = parent(folder)
            base = self._package(folder, folder.replace("/", "."), "", True)
            if not base.folders:
                base = Place(base.dotted, base.files, (folder,))
            return (base, *self._below_own(base, dotted.split(".") if dotted else []))
        folder, _, name = importer.rpartition("/")
        # `redis.py` that imports `redis` means another one: nothing is to be had from itself.
        shunned = name.rpartition(".")[0] == dotted.partition(".")[0]
        key = (folder, dotted, shunned)
        if key not in self._absolute:
            self._absolute[key] = self._resolve_absolute(*key)
        return self._absolute[key]

    def _resolve_absolute(self, folder: str, dotted: str, shunned: bool) -> tuple[Place, ...]:
        parts = dotted.split(".")
        top = parts[0]
        ways: list[tuple[int, int, str, tuple[Place, ...]]] = []
        for root in sorted(self._providers.get(top, ())):
            if shunned and root == folder and top in self._files.get(folder, {}):
                continue
            rank, distance = self._rank(root, folder)
            if rank >= 3 and top in sys.stdlib_module_names:
                continue
            chain = tuple(self._walk(Place("", (), (root,), root), parts))
            if rank >= 3 and len(parts) == 1 and not (chain[0].generated or rank == 3):
                continue
            reached = sum(place.here for place in chain)
            if rank >= 3 and reached < min(len(parts), 2) and len(parts) > 1:
                continue
            ways.append((len(parts) - reached, rank * 1000 + distance, root, chain))
        if not ways:
            return tuple(self._walk(Place("", (), ()), parts))
        ways.sort(key=lambda way: way[:3])
        missing, rank, _, best = ways[0]
        rivals = [way[3] for way in ways[1:] if way[0] == missing and way[1] == rank]
        if rank >= 3000 and (made := self._made_elsewhere(dotted, best)):
            rivals.append(made)
        if rivals and rank >= 2000:
            return _merged([best, *rivals])
        if not best[0].files:
            # A namespace package: its parts may lie below several roots.
            others = [way[3][0] for way in ways[1:] if not way[3][0].files]
            folders = tuple(dict.fromkeys([*best[0].folders, *(f for other in others for f in other.folders)]))
            first = Place(best[0].dotted, (), folders, best[0].root, best[0].certain, best[0].generated)
            return (first, *best[1:])
        return best

    def _made_elsewhere(self, dotted: str, best: tuple[Place, ...]) -> tuple[Place, ...]:
        """The way to modules that are called exactly so, made when something runs, and of another package than a committed one.

        A stub in some package is a guess for a name that says nothing of that package.
        """
        files = self._given.catalog.files
        packages = {files[one.schema].package for one in best[-1].generated if one.schema in files}
        if not packages:
            return ()
        made = tuple(
            generated(module, "", schema, False)
            for module in self._uncommitted.get(dotted.rpartition(".")[2], ())
            if module.module == dotted
            for schema in each_schema(module)
            if schema in files and files[schema].package not in packages
        )
        if not made:
            return ()
        return (*best[:-1], Place(dotted, root=best[-1].root, certain=False, generated=made))

    def _rank(self, root: str, folder: str) -> tuple[int, int]:
        """How likely a folder is an import root for documents in `folder`: 0 is best; and its distance."""
        ancestor = root == folder or not root or folder.startswith(root + "/")
        distance = folder.count("/") - root.count("/") + bool(folder) - bool(root) if ancestor else 0
        if root in self._packages:
            return (3, distance) if ancestor else (4, 0)
        if ancestor:
            return 0, distance
        return (1, 0) if root in self._hints else (2, 0)

    def _walk(self, place: Place, parts: list[str]) -> Iterator[Place]:
        for part in parts:
            place = self.step(place, part)
            yield place

    def _below_own(self, place: Place, parts: list[str]) -> Iterator[Place]:
        """The parts of a relative import: what is not here is absent from the package, which needs no `__init__` to be this one."""
        packages = True
        for one in self._walk(place, parts):
            yield one if one.here else structs.replace(one, absent=packages)
            packages = packages and not (one.files and not one.folders)

    def step(self, place: Place, name: str) -> Place:
        """The submodule `name` of a package; a place that is not `here` where there is none."""
        dotted = f"{place.dotted}.{name}" if place.dotted else name
        for folder in place.folders:
            inner = join(folder, name)
            if inner in self._packages:
                return self._package(inner, dotted, place.root, place.certain)
            path = self._files.get(folder, {}).get(name)
            if path is not None:
                return Place(dotted, (path,), (), place.root, place.certain, self._stub(path, place.certain))
            if name in self._folders.get(folder, ()):
                return Place(dotted, (), (inner,), place.root, place.certain, self._pair(dotted, place, local=True))
        # The first part has nothing before it; whether its package lives here is known only now.
        local = place.local and bool(place.dotted)
        if place.files and not place.folders:
            return Place(dotted, local=local)
        # Nobody else can add to a package with an `__init__`; a namespace may have parts that are installed.
        made = self._pair(dotted, place, local=local)
        return Place(dotted, generated=made, local=local, absent=not made and (place.absent or bool(place.files)))

    def _package(self, folder: str, dotted: str, root: str, certain: bool) -> Place:
        path = self._files.get(folder, {}).get("__init__")
        files = (path,) if path is not None else ()
        return Place(dotted, files, (folder,), root, certain, self._stub(path, certain) if path else ())

    def _stub(self, path: str, certain: bool) -> tuple[Generated, ...]:
        stub = self._proven.get(path)
        if stub is None or stub.module is None:
            return self.lookalikes(path) if path in self._unproven else ()
        schemas = (stub.schema,) if stub.schema and not stub.module.stands_for else each_schema(stub.module)
        return tuple(generated(stub.module, path, schema, certain and len(schemas) == 1) for schema in schemas)

    def lookalikes(self, path: str) -> tuple[Generated, ...]:
        """The generated modules that a document is named like: what it defines out of sight may be theirs."""
        parts = path.rpartition(".")[0].split("/")[::-1]
        candidates = self._by_name.get(parts[0], ())
        stub = self._unproven.get(path)
        if stub is not None and stub.schema is not None:
            candidates = [module for module in candidates if stub.schema in module.schemas] or candidates
        lengths = {id(module): _common(parts, module.module.split(".")[::-1]) for module in candidates}
        longest = max(lengths.values(), default=0)
        best = {module.schemas: module for module in reversed(candidates) if lengths[id(module)] == longest}
        made = (generated(module, path, schema, False) for module in best.values() for schema in each_schema(module))
        return tuple(replace(one, proven=False) for one in made)

    def _pair(self, dotted: str, place: Place, *, local: bool) -> tuple[Generated, ...]:
        """The generated modules, not committed here, that an import may mean: those with the longest common tail."""
        name = dotted.rpartition(".")[2]
        candidates = self._uncommitted.get(name)
        if not candidates:
            return ()
        # Of a package of this repository the whole path counts, as roots are a guess.
        wanted = (join(place.folders[0], name).split("/") if place.folders else dotted.split("."))[::-1]
        best: list[GeneratedModule] = []
        longest = 0
        for module in candidates:
            length = _common(wanted, module.module.split(".")[::-1])
            if module.stands_for and length <= module.module.count("."):
                continue  # `v1` is a word like any other: only the whole package tells
            if length > longest:
                best, longest = [module], length
            elif length == longest:
                best.append(module)
        # A module of this repository's own packages may have been moved there by a script. A foreign package may be
        # one that is made from the schemas here, by a build or elsewhere; who depends on it by name may do so, too.
        exact = any(module.module == dotted for module in best)
        lives_here = local or "." not in dotted
        installed = not lives_here and dotted.partition(".")[0] in _SHIPPED
        if installed and longest < 2:
            return ()
        # Type stubs are the same module once more.
        modules = list({(module.module, module.schemas): module for module in reversed(best)}.values())
        schemas = [(module, schema) for module in modules for schema in each_schema(module)]
        certain = len(schemas) == 1 and (lives_here or (exact and (not installed or self._is_added(schemas[0][1]))))
        certain = certain and (modules[0].module, schemas[0][1]) not in self._typing_left
        return tuple(generated(module, "", schema, certain) for module, schema in schemas)

    def _is_added(self, schema: str) -> bool:
        """Whether the user added a schema from outside: then the dependency that brings its module is the one meant."""
        return self._given.catalog.files[schema].outside

    def all_generated(self) -> Iterator[Generated]:
        """Every generated module, committed or made at build time."""
        for path in sorted(self._proven):
            if not path.endswith(".pyi"):
                yield from self._stub(path, True)
        for modules in self._uncommitted.values():
            for module in modules:
                if not module.path.endswith(".pyi"):
                    for schema in each_schema(module):
                        yield generated(module, "", schema, True)

    def made_with(self, name: str) -> tuple[Generated, ...]:
        """The generated modules that have a name: where something that is not here passes their names on, any may be meant."""
        return self._by_member.get(name, ()) if self.are_here else ()

    @property
    def are_here(self) -> bool:
        """Whether there are generated modules, committed or made when something is built."""
        return bool(self._proven) or (self._given.uncommitted_python and bool(self._uncommitted))

    @cached_property
    def _by_member(self) -> dict[str, tuple[Generated, ...]]:
        found: dict[str, dict[str, Generated]] = defaultdict(dict)
        for one in self.all_generated():
            for name in one.module.names:
                if "." not in name.name and not name.typing_only:
                    found[name.name].setdefault(one.key, replace(one, certain=False, proven=False))
        return {name: tuple(ones.values()) for name, ones in found.items()}

    def inside(self, place: Place) -> Iterator[Generated]:
        """The generated modules that lie in a package, or may be made in it: each is an attribute once anybody imported it."""
        outputs = self._given.python_outputs()
        for one in self.all_generated():
            above = one.module.module.rpartition(".")[0]
            if one.stub:
                lies = parent(one.stub.removesuffix("/__init__.py")) in place.folders
            elif above:
                lies = f".{place.dotted}".endswith(f".{above}")
            else:
                lies = bool(place.folders) and place.dotted.rpartition(".")[2] in outputs
            if lies:
                yield one

    def holds_generated(self, place: Place) -> bool:
        """Whether generated modules may lie somewhere below a package (too often rather than too seldom)."""
        for folder in place.folders:
            inside = folder + "/" if folder else ""
            if any(path.startswith(inside) for path in self._proven):
                return True
            last = folder.rpartition("/")[2]
            for modules in self._uncommitted.values():
                for module in modules:
                    above = module.module.split(".")[:-1]
                    if not above or last in above or any(part in self._folders.get(folder, ()) for part in above):
                        return True
        return False

    def leads(self, dotted: str) -> bool:
        """Whether a package that is not here may be made together with the generated modules in it."""
        parts = dotted.split(".")
        return any(tuple(parts[start:]) in self._above for start in range(len(parts)))

    def proven(self, path: str) -> bool:
        """Whether a document is a committed stub whose names are known."""
        return path in self._proven

    @property
    def generated_names(self) -> frozenset[str]:
        """Last parts of all generated modules' names, committed or not."""
        stems = {path.rpartition("/")[2].rpartition(".")[0] for path in self._proven}
        return frozenset(self._by_name) | (stems - {"__init__"})


def _common(left: list[str], right: list[str]) -> int:
    length = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        length += 1
    return length


def _merged(chains: list[tuple[Place, ...]]) -> tuple[Place, ...]:
    """Several ways to read one name that cannot be told apart."""
    merged: list[Place] = []
    for places in zip(*chains, strict=True):
        made = tuple(generated(one.module, one.stub, one.schema, False) for place in places for one in place.generated)
        files = tuple(dict.fromkeys(path for place in places for path in place.files))
        folders = tuple(dict.fromkeys(folder for place in places for folder in place.folders))
        merged.append(Place(places[0].dotted, files, folders, places[0].root, False, made))
    return tuple(merged)


_SOURCE_FOLDER = re.compile(
    r"""^\s*(?:package[_-]dir|where|pythonpath|from|packages|mypy_path|extraPaths|source)\b[^=\n]*=\s*(?P<value>[^\n]*(?:\n\s+[^\n\[=]*)*)""",
    re.MULTILINE,
)
_PATH_WORD = re.compile(r"[\w./-]+")


def _hinted(given: LinkInput) -> Iterator[str]:
    """Folders that project files name where import roots are named, and the folders of the project files themselves."""
    folders = {parent(path) for path in given.paths}
    known = {folder[:at] for folder in folders for at in _ends(folder)}
    for path, source in given.manifests.items():
        base = parent(path)
        yield base
        for match in _SOURCE_FOLDER.finditer(source.data.decode("utf-8", "replace")):
            for word in _PATH_WORD.findall(match.group("value")):
                folder = join(base, word.strip("./")).strip("/")
                if folder in known:
                    yield folder


def _ends(folder: str) -> Iterator[int]:
    """Where each leading part of a path ends."""
    for at, letter in enumerate(folder):
        if letter == "/":
            yield at
    yield len(folder)
