"""Verdicts as exit codes."""

from __future__ import annotations

from protoref.model.verdict import Verdict

_CODES = {Verdict.SAFE: 0, Verdict.BLOCKED: 1, Verdict.REVIEW: 3}


def exit_code(verdict: Verdict) -> int:
    """Report-v1's exit code of a verdict."""
    return _CODES[verdict]
