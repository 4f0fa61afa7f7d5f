"""One event in, one turn out: the cases in cases/*.yaml, and what holds for all of them."""

from pathlib import Path

import pytest

from bot.dialogue.commands import COMMANDS
from bot.dialogue.engine import step
from bot.dialogue.model import Content
from bot.dialogue.screens import screen_of
from bot.dialogue.turns import Screen, State, Typed
from tests.dialogue.helpers import (
    Case,
    cases,
    event_of,
    expected,
    heard,
    name_of,
    seen,
    state_asking,
    state_at,
    text_named,
    text_of,
)
from tests.dialogue.helpers import after as doing_first

CASES = cases(Path(__file__).with_name("cases"))
PLACES = ("start", "consent", "leeftijd", "changing", "choose", "unsure", "proposed", "finished")


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_step(case: Case, content: Content) -> None:
    """Each case is one event: where the person was, what they did, what came back, and nothing else changed."""
    before = doing_first(content, state_at(content, case["at"], case.get("facts")), *case.get("after", []))
    then = case.get("then", {})

    turn = step(content, before, event_of(content, before, case["does"]))

    assert (turn.state is None) == then.get("forgotten", False)
    if turn.state is not None:
        assert seen(content, turn.state) == expected(content, before, then)
        # A screen that is drawn again has a number of its own; one that stays as it is keeps it.
        new = turn.quiet or (not turn.remark and any(isinstance(reply, Screen) for reply in turn.replies))
        assert turn.state.screen == before.screen + (1 if new else 0)
    assert turn.quiet == then.get("quiet", False)
    assert turn.remark == (text_named(content, f"words.{then['remark']}") if "remark" in then else "")
    assert len(turn.replies) == then.get("replies", 1)
    said = text_of(turn)
    assert then.get("first", "") in turn.replies[0].text
    assert [part for part in then.get("says", []) if text_named(content, part) not in said] == []
    assert [part for part in then.get("never_says", []) if text_named(content, part) in said] == []


def test_every_command_is_tried_in_every_place() -> None:
    """A new command needs its cases."""
    tried = {(case["at"], case["does"]) for case in CASES if "after" not in case and isinstance(case["does"], str)}
    commands = (*sorted(COMMANDS), "/start check", "/onbekend")
    assert [f"{place}: {command}" for place in PLACES for command in commands if (place, command) not in tried] == []


def not_understood(content: Content, state: State) -> list[str]:
    """The buttons of the screen whose label, typed, is not understood."""
    words = content.words
    labels = [choice.label for choice in screen_of(content, state).choices]
    said = {label: text_of(step(content, state, Typed(heard(content, label)))) for label in labels}
    return [label for label, text in said.items() if words.not_understood in text or words.unknown in text]


@pytest.mark.parametrize("place", PLACES)
def test_every_button_can_be_typed(place: str, content: Content) -> None:
    """What a button says, typed, is understood as well."""
    assert not_understood(content, state_at(content, place)) == []
    assert not_understood(content, doing_first(content, state_at(content, "ferritine"), "7,8")) == []


def test_every_button_of_every_question_can_be_typed(content: Content) -> None:
    """The options, the ticks, the four marks, and the row below them."""
    missed = {q.id: not_understood(content, state_asking(content, q.id)) for q in content.questions}
    assert {question: labels for question, labels in missed.items() if labels} == {}


@pytest.mark.parametrize("place", [*PLACES, "spoed", "kenmerken", "ferritine"])
@pytest.mark.parametrize(
    "text", ["\u2473" * 4096, "9" * 4096, "ja " * 1365, "🦵" * 2048, "\ud800", "%s {fact} {0} \x00"]
)
def test_any_message_gets_a_reply(place: str, text: str, content: Content) -> None:
    """Also the longest that Telegram delivers, and what no keyboard types."""
    turn = step(content, state_at(content, place), Typed(heard(content, text)))
    assert all(reply.text.strip() for reply in turn.replies)


def test_names_are_different() -> None:
    """A case that fails can be found."""
    names = [name_of(case) for case in CASES]
    assert sorted(names) == sorted(set(names))
