"""A message as it is handed to the dialogue: commands, numbers, corrections, and answers that stay answers."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.loading import default_root, load
from bot.dialogue.commands import COMMANDS
from bot.dialogue.conditions import Value
from bot.dialogue.engine import step
from bot.dialogue.folding import fold
from bot.dialogue.model import Alarm, Command, Fact, Option, OutcomeId, Question
from bot.dialogue.reading import tickable
from bot.dialogue.replay import Answers, ending, known, with_answer
from bot.dialogue.replay import given as given_by
from bot.dialogue.turns import Number, Typed
from bot.understanding.building import build
from bot.understanding.hearing import MOST_CHARACTERS, UNKNOWN_COMMAND
from tests.dialogue.helpers import state_asking

CONTENT = load(default_root())
UNDERSTANDING = build(CONTENT)
hear = UNDERSTANDING.hear
PATIENCE = 1.0
"""Seconds in which the longest message is understood, also on a busy machine."""


# --- Commands ---------------------------------------------------------------------------------


@pytest.mark.parametrize("command", CONTENT.commands, ids=lambda command: command.name)
def test_a_command_and_its_words(command: Command) -> None:
    """As Telegram sends it, with the bot's name behind it, in capitals; and each of its words typed alone."""
    name, said = command.name, command.said
    for text in (name, f" {name} ", name.upper(), f"{name}@RlsWijzerBot", f"{name}@RlsWijzerBot  ", f"{name} hallo"):
        assert hear(text).command == name, text
    for word in said:
        for text in (word, word.upper(), f"{word}!", f"  {word}.\n"):
            assert hear(text).command == name, text
            assert hear(text).payload == ""


def test_content_names_every_command_the_program_has() -> None:
    """No command without words, no words without a command."""
    assert {command.name for command in CONTENT.commands} == COMMANDS


@pytest.mark.parametrize(
    ("text", "command", "payload"),
    [
        ("/start check", "/start", "check"),
        ("/start@RlsWijzerBot check", "/start", "check"),
        ("/start   onderwerp_ijzerinfuus ", "/start", "onderwerp_ijzerinfuus"),
        ("/START Check", "/start", "Check"),
        ("/onbekend", UNKNOWN_COMMAND, ""),
        ("/", UNKNOWN_COMMAND, ""),
        ("//", UNKNOWN_COMMAND, ""),
        ("/ check", UNKNOWN_COMMAND, "check"),
        ("/starten", UNKNOWN_COMMAND, ""),
        ("/check28", UNKNOWN_COMMAND, ""),
        ("check 28", "", ""),
        ("ik wil terug", "", ""),
        ("stop de tijd", "", ""),
        ("", "", ""),
    ],
)
def test_what_is_a_command(text: str, command: str, payload: str) -> None:
    """Anything with a slash in front is one, known or not; a word in a sentence is none."""
    heard = hear(text)
    assert (heard.command, heard.payload) == (command, payload)


def test_a_command_says_nothing_else() -> None:
    """What stands behind it is no answer, no fact and no emergency of its own."""
    heard = hear("/check 28")
    assert (heard.numbers, heard.alarm, heard.facts, heard.topics, heard.correction) == ((), None, (), (), None)


# --- Numbers and corrections ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("28", (Number(28.0),)),
        ("18,5 ug/l", (Number(18.5, "µg/L", decimals=1),)),
        ("<10", (Number(10.0, bound="onder"),)),
        ("ferritine 28 en hb 8,1", (Number(28.0), Number(8.1, decimals=1))),
        ("geen getal", ()),
    ],
)
def test_the_numbers_of_a_message(text: str, numbers: tuple[Number, ...]) -> None:
    """As written, with unit and bound."""
    assert hear(text).numbers == numbers


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("nee ik bedoel 55", "55"), ("Nee, 55", "55"), ("sorry, het was 55 ug/l", "55 ug/l"), ("oeps foutje 50 of ouder", "50 of ouder"),
        ("nee", None), ("55", None), ("sorry", None), ("neef van 55", None), ("wachtlijst", None), ("", None),
    ],
)  # fmt: skip
def test_what_stands_behind_a_correction(text: str, rest: str | None) -> None:
    """Heard as an answer of its own; a refusal alone corrects nothing."""
    correction = hear(text).correction
    assert (correction and correction.text) == rest
    if correction:
        assert correction.numbers == hear(rest or "").numbers


# --- Any text at all --------------------------------------------------------------------------

ODD = (
    "", " ", "\n\n", "\x00", "\ud800", "\u202e28", "🦵🏽🦵🏽", "２８", "②", "½", "İstanbul", "ß", "e\u0301\u0301\u0301", "\u200b28\u200b",
    "<b>28</b>", "{ferritine}", "%s", "'; DROP TABLE chats; --", "١٢", "𝟚𝟠", "ﷺ", "a" * 5000, "nee " * 1500, "9" * 5000, "⑳" * 5000,
    "is " * 1500, "? " * 2500, "en wat " * 900, "-" * 5000, "(" * 5000, "1,2" * 1600, "e\u0301" * 2500, "vijfentwintig" * 400,
)  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text[:12]))
def test_any_text_is_heard_soon(text: str) -> None:
    """Nothing raises, nothing hangs, and only as much is looked at as a message can hold."""
    begun = time.process_time()
    heard = hear(text)
    assert time.process_time() - begun < PATIENCE
    assert heard.text == text.strip()[:MOST_CHARACTERS]
    assert heard.folded == fold(heard.text)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_the_same_text_is_heard_the_same(text: str) -> None:
    """Understanding is a function of the text; white space around it does not matter."""
    assert hear(text) == hear(text) == hear(f"  {text}\n")


def test_beyond_the_longest_message_nothing_is_looked_at() -> None:
    """Telegram cuts messages there; piped input does not."""
    assert hear("a" * MOST_CHARACTERS + " 28") == hear("a" * MOST_CHARACTERS)


# --- Answers stay answers ---------------------------------------------------------------------


def test_a_sign_behind_the_last_words_is_part_of_them() -> None:
    """A fact that ends on a sign such as a bracket is read, and nothing breaks."""
    assert ("leeftijd", "50-plus") in hear('{says: "ik ben dus trouwens 58", facts: {leeftijd: 50-plus}}').facts


def wordings() -> Iterator[tuple[Question, Fact, Option, str]]:
    """Every way content lists to type an option, with the question it answers."""
    for asked in CONTENT.questions:
        if asked.kind not in ("choice", "ticks"):
            continue
        fact = asked.asks[0]
        for of, option in tickable(asked) if asked.kind == "ticks" else [(fact, o) for o in fact.options]:
            yield from ((asked, of, option, way) for way in dict.fromkeys((option.label, option.text, *option.said)))


def test_every_listed_wording_answers_its_question() -> None:
    """Whatever else is understood in it: only an alarm to which the option itself leads may take its place."""
    missed: dict[str, object] = {}
    for asked, fact, option, way in wordings():
        before, heard = state_asking(CONTENT, asked.id), hear(way)
        value: Value = frozenset({option.id}) if fact.type == "several" else option.id
        if heard.alarm and _is_as_urgent(heard.alarm, with_answer(CONTENT, before.answers, {fact.id: value})):
            continue
        after = step(CONTENT, before, Typed(heard)).state
        if after is None or given_by(after.answers).get(fact.id) != value:
            missed[f"{asked.id}: {way}"] = heard.alarm or heard.command or heard.topics
    assert missed == {}


def _is_as_urgent(alarm: OutcomeId, answers: Answers) -> bool:
    """Whether these answers end the check with an alarm, and this one is at least as urgent."""
    end = ending(CONTENT, known(CONTENT, answers))
    return isinstance(end, Alarm) and CONTENT.alarms[alarm].level <= end.level
