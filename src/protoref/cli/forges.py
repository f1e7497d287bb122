"""What the services that run CI jobs say of themselves in the environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from protoref.errors import ProtorefError


def file_links(environment: Mapping[str, str], commit: str | None) -> str:
    """What the address of a file of a commit begins with, on GitHub or GitLab; empty where no job runs there.

    Sources: "Default environment variables" (docs.github.com), "Predefined CI/CD variables" (docs.gitlab.com).
    """
    if commit is None:
        return ""
    server, name = environment.get("GITHUB_SERVER_URL", ""), environment.get("GITHUB_REPOSITORY", "")
    if server.startswith("https://") and name:
        return f"{server}/{name}/blob/{commit}/"
    project = environment.get("CI_PROJECT_URL", "")
    return f"{project}/-/blob/{commit}/" if project.startswith("https://") else ""


def add_to_summary(text: str, environment: Mapping[str, str]) -> None:
    """Adds Markdown to the summary of a job on GitHub, where one runs.

    Raises:
        ProtorefError: the runner's file cannot be written.
    """
    path = environment.get("GITHUB_STEP_SUMMARY")
    if path:
        try:
            with Path(path).open("a", encoding="utf-8") as summary:
                summary.write(text)
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            raise ProtorefError(f"cannot write GITHUB_STEP_SUMMARY ({path}): {reason}") from error
