"""A content folder as git has it, in a temporary folder."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from bot.errors import BotError

PATIENCE = 10
"""Seconds git gets."""


class Missing(StrEnum):
    """Why there is no earlier content."""

    GIT = "no_git"
    REPOSITORY = "no_repository"
    REVISION = "no_revision"
    FOLDER = "no_folder"


class NotFoundInGit(BotError):
    """Git has no such content. `why` says what is missing."""

    def __init__(self, why: Missing) -> None:
        super().__init__(why.value)
        self.why = why


@contextmanager
def at_revision(root: Path, revision: str = "HEAD") -> Iterator[Path]:
    """A copy of a folder as it was in a revision, under the same name; it goes away. Raises NotFoundInGit."""
    archived = _archive(root, _commit(root, revision))
    with TemporaryDirectory() as copy:
        folder = Path(copy) / root.name
        with tarfile.open(fileobj=io.BytesIO(archived)) as archive:
            archive.extractall(folder, filter="data")
        yield folder


def _commit(root: Path, revision: str) -> str:
    if _git(root, "rev-parse", "--git-dir") is None:
        raise NotFoundInGit(Missing.REPOSITORY)
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found is None:
        raise NotFoundInGit(Missing.REVISION)
    return found.decode().strip()


def _archive(root: Path, commit: str) -> bytes:
    archived = _git(root, "archive", "--format=tar", commit, ".")
    if archived is None:
        raise NotFoundInGit(Missing.FOLDER)
    return archived


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git answers; None when it refuses."""
    git = which("git")
    if git is None:
        raise NotFoundInGit(Missing.GIT)
    command = [git, "-C", str(root), *arguments]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - all of it is ours
    return done.stdout if done.returncode == 0 else None
