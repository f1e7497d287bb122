"""Commands in builds that send packages to an index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from protoref.model.source import Range, Source
from protoref.publication.manifests import Kind, Package
from protoref.publication.sign import Sign

_COMMANDS = {
    Kind.SCHEMAS: rb"buf\s{1,9}push\b | buf-push-action\b",
    Kind.PYTHON: rb"""
        twine[\"',\s]+upload\b | (?:poetry|uv|flit|hatch|pdm)[\"',\s]+(?:-[\w=-]+\s{1,9}){0,8}publish\b
      | maturin[\"',\s]+(?:publish|upload)\b | maturin-action@[^#]{0,400}?\bcommand:\s*[\"']?(?:publish|upload)\b
      | gh-action-pypi-publish\b | action-poetry-publish\b | poetry-publish@ | anaconda\s{1,9}upload\b
      | setup\.py\b[^\n&|;]{0,200}\bupload\b | (?:python-)?semantic-release\b[^\n]{0,200}(?:@|\bpublish\b)""",
    Kind.RUST: rb"""
        cargo\s{1,9}(?:\+\S+\s{1,9})?(?:(?:workspaces|ws)\s{1,9})?publish\b | cargo[ -](?:release|smart-release)\b | publish-crates\b
      | \brelease-plz\b""",
    Kind.JAVASCRIPT: rb"""
        (?:npm|pnpm|yarn|bun|lerna|changeset|vsce|ovsx)\s{1,9}(?:npm\s{1,9}|-\S{1,100}\s{1,9}){0,8}publish\b | npm-publish@ | npx\s{1,9}semantic-release\b
      | changesets/action\b""",
    Kind.JVM: rb"""
        mvnw?\b[^\n]{0,200}\sdeploy\b | gradlew?\b[^\n]{0,200}\bpublish(?!\w*Local)\w*
      | sbt\b[^\n]{0,200}\b(?:publish(?!\w*Local)|ci-release)""",
    Kind.DOTNET: rb"nuget\s{1,9}push\b",
    Kind.RUBY: rb"gem\s{1,9}push\b | release-gem\b | rake\s{1,9}release\b",
    Kind.DART: rb"(?:(?:dart|flutter)\s{1,9})?pub\s{1,9}(?:lish|publish)\b",
}
_PATTERNS = {kind: re.compile(rb"(?<![\w-])(?:" + text + rb")", re.VERBOSE) for kind, text in _COMMANDS.items()}
_TRIAL = re.compile(rb"[^\n&|;${]{0,300}\s--dry-run(?=[\s\"'&|;]|\Z)[^\n&|;${]{0,300}(?=[\n&|;]|\Z)")
"""The rest of a command that only tries what it would do, whatever variables say."""


def signs_in_builds(builds: Iterable[Source], here: Iterable[Package]) -> Iterator[Sign]:
    """What builds publish: of every package of the command's kind, or of everything where no package of the kind is in view.

    Args:
        builds: scripts, workflows, Makefiles and other texts that run commands.
        here: the repository's packages.
    """
    folders: dict[Kind, list[Package]] = {}
    for package in here:
        folders.setdefault(package.kind, []).append(package)
    for source in sorted(builds, key=lambda source: source.path):
        for kind, pattern in _PATTERNS.items():
            found = next((match for match in pattern.finditer(source.data) if _runs(source, match)), None)
            if found is None:
                continue
            text = (
                "a build pushes the schemas to a registry"
                if kind is Kind.SCHEMAS
                else f"a build publishes {kind} packages"
            )
            for package in folders.get(kind) or [Package(kind, "")]:
                if not package.closed:
                    yield Sign(package.folder, source.path, Range(*found.span()), text, package.apart)


def _runs(source: Source, match: re.Match[bytes]) -> bool:
    """Whether it stands in no comment, and is no mere trial."""
    line = source.line(source.position(match.start()).line).lstrip()
    return not line.startswith(("#", "//")) and not _TRIAL.match(source.data, match.end())
