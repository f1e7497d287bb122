"""What people have acknowledged: `[[ignore]]` in the configuration, and comments in code.

A comment speaks of its own line; alone on a line, of the next one: `# protoref: ignore[possible-reference] a log text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from protoref.config import Config
from protoref.model.finding import Place
from protoref.model.problem import Problem
from protoref.model.schema import Catalog
from protoref.model.source import Role, Source
from protoref.model.suppression import Suppression
from protoref.policy.ignores import IGNORABLE
from protoref.snapshot.patterns import compile_patterns
from protoref.standing.keys import matching

_MARK = b"protoref: ignore"
_COMMENT = re.compile(
    r"^(?P<before>.*?)(?:#|//|/\*|<!--|--|;)\s*protoref: ignore(?:\[(?P<rules>[^\]]*)\])?(?P<reason>.*)$"
)
_ENDS = re.compile(r"\s*(?:\*/|-->)\s*$")


def suppressions(
    config: Config, catalog: Catalog, sources: Mapping[str, Source], roles: Mapping[str, Role]
) -> tuple[tuple[Suppression, ...], tuple[Problem, ...]]:
    """All acknowledgements that count, and what is wrong with those that do not.

    Args:
        config: the configuration.
        catalog: all schemas.
        sources: all texts, by path.
        roles: of every document. In documentation the words are an example.
    """
    found = list(_configured(config, catalog, sources))
    problems: list[Problem] = []
    for path, source in sources.items():
        if _MARK in source.data and roles[path] is not Role.DOCS:
            for one in _inline(source):
                (found if isinstance(one, Suppression) else problems).append(one)  # type: ignore[arg-type]
    return tuple(found), tuple(problems)


def _configured(config: Config, catalog: Catalog, paths: Iterable[str]) -> Iterator[Suppression]:
    for rule in config.ignores:
        yield Suppression(
            rule.rule,
            rule.reason,
            Place(config.path or "", rule.line),
            documents=frozenset(filter(compile_patterns(rule.paths).covers, paths)) if rule.paths else None,
            keys=matching(catalog, rule.symbols) if rule.symbols else None,
        )


def _inline(source: Source) -> Iterator[Suppression | Problem]:
    for number in sorted({source.position(found.start()).line for found in re.finditer(_MARK, source.data)}):
        comment = _COMMENT.match(source.line(number))
        if comment is None:
            continue
        reason = _ENDS.sub("", comment["reason"]).strip(" \t:")
        rules = [rule.strip() for rule in (comment["rules"] or "").split(",") if rule.strip()]
        wrong = next((rule for rule in rules if rule not in IGNORABLE), None)
        if not rules:
            yield Problem(source.path, number, f"protoref: ignore[RULE] needs a rule: {', '.join(IGNORABLE)}")
        elif wrong is not None:
            near = get_close_matches(wrong[:60], IGNORABLE, n=1)
            hint = f"did you mean {near[0]}?" if near else f"only {', '.join(IGNORABLE)}"
            yield Problem(source.path, number, f"protoref: ignore: {wrong[:60]} cannot be ignored; {hint}")
        elif not reason:
            yield Problem(source.path, number, "protoref: ignore has no effect without a reason behind it")
        else:
            line = number if comment["before"].strip() else number + 1
            for rule in rules:
                yield Suppression(rule, reason, Place(source.path, number), line, frozenset([source.path]))
