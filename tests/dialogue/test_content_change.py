"""Content changes while people are in the middle: nobody is broken off, and only what changed is asked again."""

import shutil
from pathlib import Path

import pytest

from bot.content.loading import default_root, load
from bot.dialogue import replay
from bot.dialogue.conditions import FactId, Value
from bot.dialogue.engine import mark, step
from bot.dialogue.model import Content
from bot.dialogue.screens import open_question, screen_of
from bot.dialogue.turns import Heard, Message, State, Tapped, Typed

OLD = load(default_root())
ANSWERS: dict[str, Value] = {
    "spoed": frozenset({"geen"}),
    "leeftijd": "50-plus",
    "ijzerstop": frozenset({"geen"}),
    "ziekten": frozenset({"darmziekte"}),
    "verlies": frozenset({"geen"}),
    "hb-laag": "weet-niet",
    "zwanger": "nvt",
}


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the content to edit."""
    return Path(shutil.copytree(default_root(), tmp_path / "content"))


def edit(folder: Path, file: str, find: str, replace: str) -> Content:
    """The content after one edit."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert find in text
    path.write_text(text.replace(find, replace, 1), encoding="utf-8")
    return load(folder)


def halfway() -> State:
    """Somebody who has answered up to the four marks, with the screen of the old content in view."""
    answers = replay.with_answer(OLD, (), {FactId(fact): value for fact, value in ANSWERS.items()})
    state = State("c", 7, consent=True, place="check", answers=answers)
    return State("c", 7, consent=True, place="check", answers=answers, shown=mark(OLD, state))


def said(state: State) -> dict[str, Value]:
    """What is answered."""
    return {str(fact): value for fact, value in replay.given(state.answers).items()}


def test_only_the_answer_to_the_changed_question_is_asked_again(edited: Path) -> None:
    """The person is told which, every other answer stays, and the question comes first."""
    new = edit(edited, "questions.yaml", "Hoe oud ben je?", "Wat is je leeftijd?")
    turn = step(new, halfway(), Typed(Heard("hallo daar", "hallo daar")))
    assert turn.state is not None
    assert said(turn.state) == {fact: value for fact, value in ANSWERS.items() if fact != "leeftijd"}
    assert isinstance(turn.replies[0], Message)
    assert "Leeftijd" in turn.replies[0].text
    question = open_question(new, turn.state)
    assert question is not None
    assert question.id == "leeftijd"


def test_an_option_that_is_gone_takes_its_answer_along(edited: Path) -> None:
    """An answer that content no longer knows is asked again, even if the question reads the same."""
    blocks = edited / "blocks.yaml"
    blocks.write_text(blocks.read_text(encoding="utf-8").replace("darmziekte", "darmkwaal"), encoding="utf-8")
    new = edit(edited, "facts.yaml", "    darmziekte:\n", "    darmkwaal:\n")
    turn = step(new, halfway(), Typed(Heard("hallo daar", "hallo daar")))
    assert turn.state is not None
    assert "ziekten" not in said(turn.state)
    assert said(turn.state)["leeftijd"] == "50-plus"


def test_another_text_elsewhere_changes_nothing_for_the_person(edited: Path) -> None:
    """A button drawn before the change still counts when its screen is the same."""
    new = edit(edited, "words.yaml", "goodbye: Tot ziens.", "goodbye: Tot de volgende keer.")
    state = halfway()
    turn = step(new, state, Tapped("c", 7, 0))
    assert turn.state is not None
    assert said(turn.state) == {**ANSWERS, "drang": "ja", "rust": "ja", "bewegen": "ja", "avond": "ja"}


def test_an_old_button_of_a_screen_that_changed_does_not_count(edited: Path) -> None:
    """The buttons in the chat are those of the old content, so a press on them is not taken for a new one."""
    new = edit(edited, "questions.yaml", '    label: "Ja, alle vier"', '    label: "Alle vier"')
    turn = step(new, halfway(), Tapped("c", 7, 0))
    assert turn.state is not None
    assert said(turn.state) == ANSWERS
    assert turn.remark == new.words.old_button
    assert turn.state.screen == 8
    assert turn.replies[-1] == screen_of(new, turn.state)
