"""What a bare name is: the scopes around it from the inside out, its module, other crates, the preludes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from protoref.indexers.rust.index import ScopeKind
from protoref.linking.rust.builtins import BUILTIN_CRATES, PRELUDE, PRIMITIVES, VALUES
from protoref.linking.rust.entities import Found, ModuleEntity, Namespace, Other, Unknown
from protoref.linking.rust.facts import Facts, Place
from protoref.linking.rust.module_names import ModuleNames
from protoref.linking.rust.questions import distinct


class ScopeNames:
    """Finds bare names."""

    def __init__(self, facts: Facts, modules: ModuleNames) -> None:
        self._facts = facts
        self._modules = modules

    def find(self, place: Place, name: str, space: Namespace, offset: int, only: bool) -> tuple[Found, ...]:
        """What a bare name is at a place.

        Args:
            place: where it stands.
            name: the name.
            space: in which namespace.
            offset: where it stands; variables are visible behind their binding.
            only: the name is the whole path, so that it may be a variable.
        """
        facts = self._facts
        scopes = facts.tree.indexes[place.document].scopes
        if only and space is Namespace.VALUE and (local := facts.binding(place.document, place.scope, name, offset)):
            return (Found(Other(f"local variable {local.name}")),)
        scope, around = place.scope, []
        while scopes[scope].kind not in (ScopeKind.FILE, ScopeKind.MOD):
            if space is Namespace.TYPE and name in scopes[scope].generics:
                return (Found(Other(f"generic parameter {name}")),)
            if scopes[scope].kind in (ScopeKind.BLOCK, ScopeKind.FN):
                here = Place(place.document, scope, place.module)
                found = (
                    facts.declared(here, name, space, block=True)
                    or self._modules.imported(here, name, space)
                    or self._modules.from_globs(here, name, space)
                )
                if found:
                    return distinct(found)
                around.append(here)
            scope = scopes[scope].parent
        found_here = self._modules.find(place.module, name, space)
        if found_here:
            return found_here
        if space is Namespace.TYPE and (crates := self.crate(place.module, name)):
            return crates
        return self._prelude((*around, replace(place, scope=scope)), name, space, only)

    def crate(self, module: int, name: str) -> tuple[Found, ...]:
        """The crate that a name is in the extern prelude of a module's crate; empty if it is none."""
        return self._modules.renamed_crate(self._facts.root(module), name) or self._of_package(module, name)

    def _of_package(self, module: int, name: str) -> tuple[Found, ...]:
        """The crate that the module's package knows by a name: itself, or a dependency."""
        crate = self._facts.crate(module)
        package = crate.package
        if name == "self":  # `extern crate self as shop`
            return (Found(ModuleEntity(self._facts.root(module)), "pub", module),)
        if name in BUILTIN_CRATES:
            return (Found(Other(f"crate {name}")),)
        if package is None:
            return ()
        dependency = package.dependencies.get(name)
        if dependency is not None and dependency.lost:
            return (Found(Unknown(f"crate {name} of a workspace that is not here", mounts=True)),)
        if dependency is not None and dependency.folder is None:
            return (Found(Other(f"external crate {dependency.package}")),)
        folder = dependency.folder if dependency is not None else None
        if folder is None and name == package.lib_name and crate.target.kind != "build":
            folder = package.folder
        if folder is None:
            return ()
        tree = self._facts.tree
        number = tree.libraries.get(folder)
        if number is None:
            if folder == package.folder:
                return ()
            return (Found(Other(f"crate {name}, which mounts nothing")),)
        return (Found(ModuleEntity(tree.crates[number].root), "pub", module),)

    def _prelude(self, places: Sequence[Place], name: str, space: Namespace, only: bool) -> tuple[Found, ...]:
        """What a name is that no scope of its document has: those around it from the inside out, its module the last."""
        place = places[-1]
        if name in PRIMITIVES and space is Namespace.TYPE:
            return (Found(Other("a primitive type")),)
        if space is Namespace.MACRO:
            return (Found(Other(f"macro {name}")),)
        if name in VALUES and space is Namespace.VALUE and not any(map(self._has_globs_of_types, places)):
            return (Found(Other("the standard prelude")),)
        if hidden := next(filter(None, map(self._glob_of_unknown, places)), None):
            return (Found(replace(hidden, why=f"{name} is not declared here; {hidden.why}")),)
        if name in PRELUDE:
            return (Found(Other("the standard prelude")),)
        unread = self._facts.unread(place.module, name) or self._glob_of_unmade(place, name)
        if not only and not unread and not name[:1].isupper():
            if self._facts.crate(place.module).package is not None:
                return (Found(Other(f"external crate {name}")),)
            # Other build systems (Bazel, Buck, Meson) name crates out of sight, generated ones among them.
            return (Found(Unknown(f"crate {name} of a build that is not read", mounts=True)),)
        what = f"no {name} is declared or imported here"
        return (Found(replace(unread, why=f"{what}; {unread.why}") if unread else Unknown(what, possible=False)),)

    def _has_globs_of_types(self, place: Place) -> bool:
        """Whether a glob of the scope may be of an enum, which brings its variants in as values."""
        globs = self._facts.tables(place.document).globs.get(place.scope, ())
        return any(not use.segments or not use.segments[-1].name.islower() for use in globs)

    def _glob_of_unknown(self, place: Place) -> Unknown | None:
        """Why a glob of the scope could bring in names that are not seen; None if none does."""
        for use in self._facts.tables(place.document).globs.get(place.scope, ()):
            for one in self._modules.glob_target(place, use):
                if isinstance(one.entity, Unknown) and one.entity.possible:
                    return replace(one.entity, why=f"a glob import could not be followed: {one.entity.why}")
                if isinstance(one.entity, ModuleEntity):
                    module = self._facts.tree.modules[one.entity.number]
                    if module.absent:
                        return Unknown(module.absent, mounts=True)
        return None

    def _glob_of_unmade(self, place: Place, name: str) -> Unknown | None:
        """Why a glob of the module would bring in a name if more schemas were compiled; None if none would."""
        for use in self._facts.tables(place.document).globs.get(place.scope, ()):
            for one in self._modules.glob_target(place, use):
                unmade = self._facts.unmade(one.entity.number, name) if isinstance(one.entity, ModuleEntity) else None
                if unmade is not None:
                    return unmade
        return None
