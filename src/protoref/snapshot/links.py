"""Where symbolic links lead, worked out from their texts alone: the file system is never asked to follow one."""

from __future__ import annotations

from collections.abc import Mapping

from protoref.snapshot.base import path_text

_HOPS = 40
"""As many links as Linux follows in one path."""


def resolve_links(texts: Mapping[str, bytes]) -> tuple[dict[str, str], frozenset[str]]:
    """Follow links on paper.

    Args:
        texts: by path from the root, what each link says.

    Returns:
        By path, the root path that a link leads to after all links on the way (empty: the root itself; it need not
        exist), and the paths of those that leave the root. A loop is in neither: it leads nowhere.
    """
    inside: dict[str, str] = {}
    outside: set[str] = set()
    for path in texts:
        try:
            target = _follow(path, texts)
        except LookupError:
            outside.add(path)
            continue
        if target is not None:
            inside[path] = target
    return inside, frozenset(outside)


def _follow(path: str, texts: Mapping[str, bytes]) -> str | None:
    """The root path behind `path`, None for a loop; raises LookupError where it leaves the root."""
    todo = path.split("/")[::-1]
    done: list[str] = []
    hops = 0
    while todo:
        part = todo.pop()
        if part in {"", "."}:
            continue
        if part == "..":
            if not done:
                raise LookupError(path)
            done.pop()
            continue
        done.append(part)
        text = texts.get("/".join(done))
        if text is None:
            continue
        hops += 1
        if hops > _HOPS:
            return None
        if text.startswith(b"/"):
            # Even the root's own absolute path: a commit read elsewhere must say the same.
            raise LookupError(path)
        done.pop()
        todo.extend(path_text(text).split("/")[::-1])
    return "/".join(done)
