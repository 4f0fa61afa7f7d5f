"""The steps that make the tables, numbered: `<database>-<version>.sql`.

A step that was published is never changed; a change of the tables is a new step.
"""

from __future__ import annotations

from importlib.resources import files

from bot.errors import BotError


class SchemaTooNew(BotError):
    """The database was made by a later version of the program."""


def steps(database: str) -> tuple[str, ...]:
    """The SQL of every step for this kind of database, in order; step N brings it to version N."""
    numbered: dict[int, str] = {}
    for file in files(__package__).iterdir():
        kind, _, number = file.name.removesuffix(".sql").partition("-")
        if kind == database:
            numbered[int(number)] = file.read_text(encoding="utf-8")
    return tuple(numbered[number] for number in sorted(numbered))


def steps_from(version: int, database: str) -> tuple[tuple[int, str], ...]:
    """The steps still to be made, each with the version it leads to. Raises SchemaTooNew."""
    known = steps(database)
    if version > len(known):
        message = (
            f"DATABASE_URL: the database has schema version {version}, and this program knows versions up to "
            f"{len(known)}. Install the version of rls-bot that last used it, or a later one."
        )
        raise SchemaTooNew(message)
    return tuple(enumerate(known[version:], start=version + 1))
