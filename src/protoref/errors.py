"""Errors that are the user's to mend: what is wrong and where, and what to do next. Each exits with its code."""

from __future__ import annotations


class ProtorefError(Exception):
    """A run that cannot answer, with the reason and the next step.

    Attributes:
        message: what is wrong and where, one line.
        hint: what to do next, one line, or empty.
        exit_code: report-v1's exit code.
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class RootError(ProtorefError):
    """The root (or its git repository) cannot be read."""


class RevisionError(ProtorefError):
    """A commit or ref that is not here."""


class ConfigError(ProtorefError):
    """The configuration cannot be understood."""


class TargetError(ProtorefError):
    """A TARGET that names nothing, or several things."""


class UnknownTargetError(TargetError):
    """A TARGET that names nothing here; an earlier commit may know it."""
