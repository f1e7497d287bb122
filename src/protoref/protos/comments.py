"""Which comments belong to which declaration."""

from __future__ import annotations

from protoref.protos.tokens import Comment, Tokens


class CommentIndex:
    """The comments of one document, to be asked for by declaration. Immutable once made."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._before: dict[int, list[Comment]] = {}
        for comment in tokens.comments:
            self._before.setdefault(comment.before, []).append(comment)

    def of(self, first: int, closing: int) -> str:
        """The comment of a declaration, markers removed.

        As protoc's SourceCodeInfo has it (io/tokenizer.cc, NextWithComments), without the detached ones: the block
        directly above; and what stands behind on the same line, or else the block directly below that belongs to
        nothing else, since a blank line or the end of the scope follows.

        Args:
            first: index of the declaration's first token.
            closing: index of the token that ends the declaration or opens its block.

        Returns:
            The text, lines joined with line feeds; empty where there is none.
        """
        before = self._before
        if first not in before and closing + 1 not in before:
            return ""
        return "\n".join([*self._leading(first), *self._trailing(closing)])

    def _leading(self, first: int) -> list[str]:
        """The lines of the block directly above."""
        text = self._tokens.text
        blocks: list[list[str]] = []
        below = self._tokens.starts[first]
        # What stands behind the token before, on its line, belongs to that one.
        above = text.find("\n", self._tokens.ends[first - 1]) if first else 0
        for comment in reversed(self._before.get(first, [])):
            if text.count("\n", comment.end, below) > 1 or not 0 <= above <= comment.start:
                break
            blocks.append(_lines(text[comment.start : comment.end]))
            below = comment.start
        return [line for block in reversed(blocks) for line in block]

    def _trailing(self, closing: int) -> list[str]:
        """The lines of what stands behind on the same line, or below and belongs to nothing else."""
        text = self._tokens.text
        found: list[str] = []
        comments = self._before.get(closing + 1, [])
        if not comments:
            return found
        above = self._tokens.ends[closing]
        beside = [comment for comment in comments[:1] if "\n" not in text[above : comment.start]]
        for comment in beside or comments:
            if text.count("\n", above, comment.start) > 1:
                return found  # a blank line follows what has been found
            found += _lines(text[comment.start : comment.end])
            above = comment.end
        if beside or self._tokens.texts[closing + 1] in {"}", "]", ")", ""}:
            return found
        return found if text.count("\n", above, self._tokens.starts[closing + 1]) > 1 else []


def _lines(comment: str) -> list[str]:
    """A comment's lines without markers and outer blanks; decoded."""
    if not comment.isascii():
        comment = comment.encode("latin-1").decode("utf-8", "replace")
    if comment.startswith("//"):
        return [comment[2:].strip()]
    inner = comment[2:-2] if comment.endswith("*/") and len(comment) >= 4 else comment[2:]
    lines = [line.strip() for line in inner.split("\n")]
    lines = [line[1:].strip() if line.startswith("*") else line for line in lines]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return lines
