"""Content changes while people are in the middle: nobody is broken off, and only what changed is asked again."""

import dataclasses
import re
import shutil
from pathlib import Path

import pytest

from bot.content.loading import default_root, load
from bot.dialogue import replay
from bot.dialogue.conditions import FactId, Value
from bot.dialogue.engine import step
from bot.dialogue.model import Content, QuestionId
from bot.dialogue.replying import mark
from bot.dialogue.screens import open_question, screen_of
from bot.dialogue.turns import Heard, Message, Number, State, Tapped, Typed
from tests.dialogue.helpers import after, choice_that, seen, state_at

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


def rename(file: Path, name: str, other: str) -> None:
    """Another name in a file of content."""
    file.write_text(file.read_text(encoding="utf-8").replace(name, other), encoding="utf-8")


def test_an_option_that_is_gone_takes_its_answer_along(edited: Path) -> None:
    """An answer that content no longer knows is asked again, even if the question reads the same."""
    for name in ("blocks.yaml", "fact_phrases.yaml"):
        rename(edited / name, "darmziekte", "darmkwaal")
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


# --- What is half done when content changes ---------------------------------------------------


def at(place: str) -> State:
    """Somebody at a place of the old content, with its screen in view."""
    return state_at(OLD, place)


def test_every_changed_question_is_named(edited: Path) -> None:
    """Two questions changed: both are named once, also the one that asks several facts, and the earlier one comes first."""
    edit(edited, "questions.yaml", "Hoe oud ben je?", "Wat is je leeftijd?")
    new = edit(edited, "questions.yaml", "Geldt iets hiervan voor jou?", "Klopt iets hiervan voor jou?")
    turn = step(new, halfway(), Typed(Heard("hallo daar", "hallo daar")))
    assert turn.state is not None
    assert set(said(turn.state)) == {"spoed", "zwanger"}
    told = turn.replies[0].text
    assert [told.count(name) for name in ("Leeftijd", "Gezondheid", "Spoed", "Zwangerschap")] == [1, 1, 0, 0]
    assert seen(new, turn.state)["asks"] == "leeftijd"


def test_another_label_is_no_other_question(edited: Path) -> None:
    """The button reads differently and the option means the same: nothing is asked again."""
    new = edit(edited, "facts.yaml", "label: Darmziekte", "label: Ziekte van de darm")
    turn = step(new, halfway(), Typed(Heard("hallo daar", "hallo daar")))
    assert turn.state is not None
    assert said(turn.state) == ANSWERS
    assert not isinstance(turn.replies[0], Message) or "bijgewerkt" not in turn.replies[0].text


def without_hb(folder: Path) -> Content:
    """The content after the Hb is taken out, wherever it is named."""
    edit(folder, "blocks.yaml", "    - hb: onder 7,5\n", "")
    edit(folder, "requirements.yaml", "    - hb: onder 7,5\n", "")
    edit(folder, "facts.yaml", "  mix_up:\n    fact: hb\n    between: 4 t/m 11\n", "")
    entry = re.search(r"^hb:\n(?:  .*\n)+", (folder / "facts.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    assert entry is not None
    return edit(folder, "facts.yaml", entry[0], "")


def test_a_fact_that_is_gone_takes_its_answer_along(edited: Path) -> None:
    """Nobody is told of a fact that is no longer known, and the other answers stay."""
    noted = after(OLD, at("ferritine"), "7,8", {"tap": "other"})
    assert "hb" in said(noted)
    new = without_hb(edited)
    turn = step(new, noted, Typed(Heard("28", "28", numbers=(Number(28),))))
    assert turn.state is not None
    assert said(turn.state) == {**{fact: v for fact, v in said(noted).items() if fact != "hb"}, "ferritine": 28.0}
    assert not any(isinstance(reply, Message) for reply in turn.replies)


def test_a_new_question_is_asked_of_who_was_done(edited: Path) -> None:
    """An outcome that now depends on one more answer is not final; a button of the finished screen does not count."""
    done = at("finished")
    new = edit(edited, "questions.yaml", "Hoe vaak heb je last van je benen?", "Hoe vaak had je last van je benen?")
    turn = step(new, done, Tapped("c", done.screen, 0))
    assert turn.state is not None
    assert turn.remark == new.words.old_button
    assert seen(new, turn.state)["asks"] == "ernst"
    assert "Hoe vaak" in turn.replies[-1].text


def test_an_old_button_does_not_answer_another_wording(edited: Path) -> None:
    """The buttons read the same, the question asks the opposite: the press is not taken for an answer to it."""
    new = edit(edited, "questions.yaml", "Was je ziek in de vier weken", "Was je gezond in de vier weken")
    state = state_at(OLD, "ziek", {"ferritine": 60})
    turn = step(new, state, Tapped("c", state.screen, 0))
    assert turn.state is not None
    assert "ziek" not in said(turn.state)
    assert turn.remark == new.words.old_button


def test_an_old_button_does_not_answer_another_statement(edited: Path) -> None:
    """The four marks in another order have the same buttons, and "1 nee" is about another mark now."""
    new = edit(edited, "questions.yaml", "asks: [drang, rust, bewegen, avond]", "asks: [rust, drang, bewegen, avond]")
    state = at("kenmerken")
    turn = step(new, state, Tapped("c", state.screen, choice_that(OLD, state, "drang nee")))
    assert turn.state is not None
    assert turn.state.ticks is None
    assert turn.remark == new.words.old_button


def test_a_tick_of_an_option_that_is_gone_is_no_answer(edited: Path) -> None:
    """What was ticked and not given yet is not given when content no longer has it."""
    ticked = after(OLD, at("gezondheid"), {"tap": "ziekten darmziekte"}, {"tap": "verlies bloeddonor"})
    rename(edited / "blocks.yaml", "darmziekte", "nierziekte")
    rename(edited / "fact_phrases.yaml", "\n    darmziekte:\n      had:", "\n      said:")
    option = re.search(r"    darmziekte:\n(?:      .*\n)+", (edited / "facts.yaml").read_text(encoding="utf-8"))
    assert option is not None
    new = edit(edited, "facts.yaml", option[0], "")
    shown = step(new, ticked, Tapped("c", ticked.screen, choice_that(OLD, ticked, "done"))).state
    assert shown is not None
    given = after(new, shown, "/waarom", {"tap": "done"}) if shown.ticks else shown
    assert replay.reconciled(new, given.answers) == (given.answers, ())


def test_what_is_half_done_is_dropped_when_an_answer_is_asked_again(edited: Path) -> None:
    """The ticks belong to another question than the one that comes now."""
    ticked = after(OLD, at("gezondheid"), {"tap": "ziekten darmziekte"})
    new = edit(edited, "questions.yaml", "Hoe oud ben je?", "Wat is je leeftijd?")
    turn = step(new, ticked, Typed(Heard("hallo daar", "hallo daar")))
    assert turn.state is not None
    assert (seen(new, turn.state)["asks"], turn.state.ticks) == ("leeftijd", None)


def test_facts_that_wait_are_dropped_with_their_option() -> None:
    """A yes does not confirm what content no longer knows."""
    words = {"type": "ik slik magnesium en ben 60", "facts": {"supplement": ["magnesium"], "leeftijd": "50-plus"}}
    waiting = after(OLD, at("gezondheid"), words)
    fact = OLD.facts[FactId("supplement")]
    fewer = dataclasses.replace(fact, options=tuple(option for option in fact.options if option.id != "magnesium"))
    new = dataclasses.replace(OLD, facts={**OLD.facts, fact.id: fewer})
    confirmed = after(new, waiting, "ja")
    assert replay.reconciled(new, confirmed.answers) == (confirmed.answers, ())


def test_a_doubt_about_a_fact_that_is_gone_is_dropped(edited: Path) -> None:
    """Whoever is asked "is it your Hb?" when content loses the Hb is asked for the ferritin again."""
    state = after(OLD, at("ferritine"), "7,8")
    new = without_hb(edited)
    turn = step(new, state, Typed(Heard("hallo daar", "hallo daar")))
    assert turn.state is not None
    assert turn.state.unsure is None
    assert seen(new, turn.state)["asks"] == "ferritine"


def test_a_question_that_is_gone_is_not_being_changed() -> None:
    """Whoever is changing its answer sees the check go on, not an end that is none."""
    state = State("c", 7, consent=True, place="check", answers=halfway().answers, changing=QuestionId("anders"))
    new = dataclasses.replace(OLD, questions=tuple(q for q in OLD.questions if q.id != "anders"))
    turn = step(new, state, Typed(Heard("hallo daar", "hallo daar")))
    assert turn.state is not None
    assert seen(new, turn.state)["asks"] == "kenmerken"


@pytest.mark.parametrize(
    "place", ["start", "consent", "leeftijd", "changing", "choose", "unsure", "proposed", "finished"]
)
def test_nothing_is_lost_when_only_wording_elsewhere_changes(place: str, edited: Path) -> None:
    """In every place a press on the live screen counts as if nothing had happened."""
    new = edit(edited, "words.yaml", "goodbye: Tot ziens.", "goodbye: Tot de volgende keer.")
    assert new.version != OLD.version
    state = at(place)
    assert step(new, state, Tapped("c", state.screen, 0)) == step(OLD, state, Tapped("c", state.screen, 0))
