"""Manifests that take a package which lives here from git: some other commit of it is in use, wherever that is built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from protoref.model.source import Range, Source
from protoref.publication.manifests import Kind, Package
from protoref.publication.sign import Sign

_FROM_GIT = re.compile(
    rb"""(?m)^[ \t]*+["']?(?P<inline>[\w-]++)["']?[ \t]*+=[ \t]*+\{(?P<facts>[^}\n]*\bgit[ \t]*+=[^}\n]*)\}
         |^[ \t]*+\[[\w.'"()=, -]*dependencies\.["']?(?P<table>[\w-]++)["']?\](?P<body>[^\[]*?^[ \t]*+git[ \t]*+=[^\[]*)""",
    re.VERBOSE,
)
"""A dependency in Cargo.toml, in one line or in a table of its own."""
_RENAMED = re.compile(rb"\bpackage\s*=\s*[\"']([\w-]+)")


def signs_in_git_dependencies(sources: Iterable[Source], here: Iterable[Package]) -> Iterator[Sign]:
    """What manifests of crates say of packages that are here.

    Args:
        sources: the repository's texts.
        here: its packages.
    """
    crates = {package.name: package for package in here if package.kind is Kind.RUST and package.name}
    for source in sources if crates else ():
        if source.path.rpartition("/")[2] != "Cargo.toml" or b"git" not in source.data:
            continue
        for found in _FROM_GIT.finditer(source.data):
            renamed = _RENAMED.search(found["facts"] or found["body"])
            name = (renamed[1] if renamed else found["inline"] or found["table"]).decode()
            if (package := crates.get(name)) is not None:
                text = f"{name} is taken from git, where another commit of it is"
                yield Sign(package.folder, source.path, Range(*found.span()), text, package.apart)
