"""The conversations in content are had, with the whole understanding: the editor's own tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.loading import default_root, load
from bot.dialogue import replay
from bot.dialogue.engine import step
from bot.dialogue.model import Question
from bot.dialogue.screens import open_question, screen_of
from bot.dialogue.turns import State, Turn, Typed
from bot.understanding.building import build
from tests.dialogue.helpers import state_asking, state_at, text_of, value_of

CONTENT = load(default_root())
UNDERSTANDING = build(CONTENT)
KEYS = {"at", "talk", "stays", "stops", "knows"}
EVERYWHERE = "every question"


def conversations(root: Path) -> dict[str, dict[str, Any]]:
    """Every conversation of a content folder, by its file and its name."""
    return {
        f"{path.stem}: {name}": talk
        for path in sorted((root / "conversations").glob("*.yaml"))
        for name, talk in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    }


def places(written: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each conversation in each place where it is to be had."""
    for name, talk in written.items():
        at = [question.id for question in CONTENT.questions] if talk["at"] == EVERYWHERE else [talk["at"]]
        yield from ((name, place, talk) for place in at)


WRITTEN = conversations(default_root())
PLACES = list(places(WRITTEN))


@pytest.mark.parametrize(("name", "at", "talk"), PLACES, ids=[f"{name}, {at}" for name, at, _ in PLACES])
def test_a_conversation_goes_as_it_says(name: str, at: str, talk: dict[str, Any]) -> None:
    """What the bot says to each message, what is open afterwards, and what is known in the end."""
    before = state_asking(CONTENT, at) if talk["at"] == EVERYWHERE else state_at(CONTENT, at)
    state, turn = before, None
    for said in talk["talk"]:
        turn = step(CONTENT, state, Typed(UNDERSTANDING.hear(said["types"])))
        assert turn.state is not None
        state, text = turn.state, text_of(turn)
        assert [part for part in said.get("says", []) if part not in text] == [], (name, text)
        assert [part for part in said.get("never_says", []) if part in text] == [], (name, text)
    assert turn is not None
    check_end(talk, before, state, turn)


def check_end(talk: dict[str, Any], before: State, state: State, turn: Turn) -> None:
    """Where the person is now, and what the bot knows."""
    if talk.get("stays"):
        assert _asked(state) == _asked(before)
        assert state.answers == before.answers
        assert turn.replies[-1].text.endswith(screen_of(CONTENT, before).text)
    if talk.get("stops"):
        assert (turn.quiet, _asked(state)) == (True, None)
    known = replay.known(CONTENT, state.answers)
    for fact, value in talk.get("knows", {}).items():
        assert known.said(fact) == (value_of(value) if value is not None else None)


def _asked(state: State) -> Question | None:
    return open_question(CONTENT, state)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_conversation_is_written_as_the_others(name: str) -> None:
    """A misspelt key would make a conversation hold whatever happens."""
    talk = WRITTEN[name]
    assert {"at", "talk"} <= set(talk) <= KEYS
    assert all({"types"} <= set(said) <= {"types", "says", "never_says"} for said in talk["talk"])
