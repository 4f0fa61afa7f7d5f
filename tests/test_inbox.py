"""`rls-bot inbox`: what an operator sees of what was set aside, and can do about it."""

import asyncio
from pathlib import Path

import pytest

from bot.cli import main
from bot.conversation import ChatId, Trouble, UpdateId
from bot.storage.sqlite import SqliteStore

SECRET = "a secret that is only for tests"  # noqa: S105


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database in which three updates were set aside, as the environment says it."""
    path = tmp_path / "bot.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("RLS_BOT_SECRET", SECRET)

    async def fill() -> None:
        store = SqliteStore(path, SECRET.encode(), clock=lambda: 1_000_000.0)
        for number, kept in enumerate(({"message": {"text": "str"}}, {"callback_query": {"data": "1|a|2|3"}}, {})):
            await store.set_aside(Trouble(UpdateId(number), ChatId(987654321), f"Error{number} at engine:7", kept))
        await store.close()

    asyncio.run(fill())
    return path


@pytest.mark.usefixtures("database")
def test_the_list_says_what_and_when_and_nothing_of_whom(capsys: pytest.CaptureFixture[str]) -> None:
    """One line each, oldest first."""
    assert main(["inbox"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1  1970-01-12 13:46 UTC  message  Error0 at engine:7  1 try",
        "2  1970-01-12 13:46 UTC  callback_query  Error1 at engine:7  1 try",
        "3  1970-01-12 13:46 UTC  no known kind  Error2 at engine:7  1 try",
    ]


@pytest.mark.usefixtures("database")
def test_some_are_tried_again_and_some_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    """By number, or all of them; a number that is not there is said to be none."""
    assert main(["inbox", "retry", "2"]) == 0
    assert main(["inbox", "drop", "1", "17"]) == 0
    assert main(["inbox", "drop", "1"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "1 will be tried again by the bot within seconds, or when it is started.",
        "1 dropped.",
        "0 dropped.",
    ]
    assert main(["inbox", "list"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("is tried again") == 1
    assert "Error0" not in shown
    assert main(["inbox", "drop", "--all"]) == 0
    assert main(["inbox"]) == 0
    assert capsys.readouterr().out == "2 dropped.\nNothing was set aside.\n"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("action", ["retry", "drop"])
def test_what_it_is_about_has_to_be_said(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    """So that nothing is dropped by mistake."""
    assert main(["inbox", action]) == 2
    assert "--all" in capsys.readouterr().err


@pytest.mark.usefixtures("database")
def test_with_another_key_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, by the variable's name."""
    monkeypatch.setenv("RLS_BOT_SECRET", "another secret of sixteen letters")
    assert main(["inbox"]) == 1
    assert "RLS_BOT_SECRET" in capsys.readouterr().err
