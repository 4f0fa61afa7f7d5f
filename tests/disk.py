"""A disk that may fail, under a SQLite database."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FAILS = "disk I/O error"


class Disk:
    """Every database that is opened between `under` and its end lies on it."""

    def __init__(self) -> None:
        self.failing = False
        """From now on a commit fails."""
        self.commits = 0
        self.database: sqlite3.Connection

    def commits_one(self) -> None:
        """A commit, which may fail."""
        if self.failing:
            raise sqlite3.OperationalError(FAILS)
        self.commits += 1

    @contextmanager
    def under(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """What `sqlite3.connect` opens until the end of the block."""
        disk = self

        class Connection(sqlite3.Connection):
            def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:  # noqa: ANN401 - whatever SQLite stores
                if statement == "COMMIT":
                    disk.commits_one()
                return super().execute(statement, values)

        def connect(path: Path, *, isolation_level: None) -> sqlite3.Connection:
            self.database = Connection(path, isolation_level=isolation_level)
            return self.database

        with monkeypatch.context() as patch:
            patch.setattr("sqlite3.connect", connect)
            yield
        self.commits = 0
