"""Facts in free text: the messages of facts.yaml, and what holds for any message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.loading import default_root, load
from bot.content.problems import Problem
from bot.content.reading import read
from bot.understanding.dutch import Dutch
from bot.understanding.facts import SEVERAL, FactReader
from bot.understanding.phrases import Lexicon, vocabulary

TODAY = date(2026, 11, 24)
LEAST_EXAMPLES = 4
UNSEEN_RIGHT = 0.95
NUMBERS = ("ferritine", "hb", "weken", "ijzer-mg", "transferrineverzadiging")
NOT_SAID = {("ernst", "weet-niet")}
"""Values that only a button gives."""
CONTENT = load(default_root())
FILE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("facts.yaml").read_text(encoding="utf-8"))
SEEN = [case for case in FILE["cases"] if case.get("split") != "unseen"]
UNSEEN = [case for case in FILE["cases"] if case.get("split") == "unseen"]
ALL = [*FILE["cases"], *FILE["known_failures"]]


def phrases_of_content() -> dict[str, Any]:
    """The phrases as the strict reader of content gives them: all of it text."""
    problems: list[Problem] = []
    read_strictly = read(default_root(), "fact_phrases.yaml", problems).data
    assert isinstance(read_strictly, dict)
    assert problems == []
    return dict(read_strictly)


PHRASES = phrases_of_content()
READER = FactReader(PHRASES, Dutch(CONTENT.language.shorthand, vocabulary(PHRASES)))
VALUES = {
    (fact.id, option.id)
    for fact in CONTENT.facts.values()
    if fact.id != "spoed"
    for option in fact.options
    if (fact.id, option.id) not in NOT_SAID
} | {("ferritine", "weet-niet"), *((number, "number") for number in NUMBERS)}
messages = st.text(max_size=300) | st.lists(
    st.sampled_from([word for case in ALL for word in case["says"].split()]), max_size=25
).map(" ".join)


def named(case: Mapping[str, Any]) -> str:
    """The message itself."""
    return str(case["says"])


def values_of(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each fact with each of its values; a number as "number"."""
    return [
        (fact, each if isinstance(each, str) else "number")
        for fact, value in facts.items()
        for each in (value if isinstance(value, list) else [value])
    ]


@pytest.mark.parametrize("case", SEEN, ids=named)
def test_a_message_states_exactly_its_facts(case: dict[str, Any]) -> None:
    """The facts of the person who writes, in the values and units of the contract; nothing more, nothing less."""
    assert READER.read(case["says"], TODAY) == case["facts"]


@pytest.mark.parametrize("case", FILE["known_failures"], ids=named)
def test_a_known_failure_still_fails(case: dict[str, Any]) -> None:
    """What is read wrongly is written down; a case that is read well belongs among the others."""
    assert READER.read(case["says"], TODAY) != case["facts"]


def test_messages_that_nothing_was_written_for_are_read_well() -> None:
    """Of the unseen half nearly all messages have exactly their facts."""
    wrong = [case["says"] for case in UNSEEN if READER.read(case["says"], TODAY) != case["facts"]]

    assert len(wrong) <= (1 - UNSEEN_RIGHT) * len(UNSEEN), wrong


def test_every_fact_and_value_has_examples() -> None:
    """A value without examples would not be missed when it is no longer read."""
    counted = Counter(pair for case in ALL for pair in values_of(case["facts"]))

    assert {pair for pair in VALUES if counted[pair] < LEAST_EXAMPLES} == set()
    assert set(counted) <= VALUES


def test_the_messages_are_many_and_different() -> None:
    """Enough messages that state nothing, enough that state much, and none twice."""
    said = Counter(case["says"] for case in ALL)

    assert len(said) == len(ALL) >= 400
    assert sum(not case["facts"] for case in ALL) >= 100
    assert sum(len(case["facts"]) >= 3 for case in ALL) >= 80
    assert len(UNSEEN) >= 300


def test_every_value_can_be_read() -> None:
    """Each option of a fact is named in the phrases, or made of what they find (a number, a time, a negation)."""
    made = {"leeftijd", "ernst", "ijzer-duur", "infuus-wanneer", "ferritine-datum", *NUMBERS}
    written = {
        (fact, value)
        for fact, values in PHRASES["facts"].items()
        for value in [*values, values.get("negated"), values.get("doubted"), "geen" if "none_when" in values else None]
    }

    assert {pair for pair in VALUES if pair[0] not in made} <= written


def test_the_order_of_several_values_is_that_of_the_contract() -> None:
    """A fact with several values lists them as content does, whatever the order in the message."""
    facts = READER.read("ik slik cetirizine, sertraline en thyrax, heb kramp en ben bloeddonor", TODAY)

    assert facts["medicijnen"] == ["schildklier", "antidepressivum", "antihistamine"]
    for fact, order in SEVERAL.items():
        assert set(order) == {option.id for option in CONTENT.facts[fact].options}  # type: ignore[index]


@pytest.mark.parametrize(
    ("today", "value"),
    [
        (date(2026, 4, 1), "korter-dan-6-maanden"),
        (date(2026, 11, 24), "6-tot-12-maanden"),
        (date(2028, 1, 1), "langer-dan-12-maanden"),
    ],
)
def test_how_long_ago_depends_on_today(today: date, value: str) -> None:
    """Only the day that is given counts: the same message grows old."""
    assert READER.read("ferritine 30, gemeten in maart 2026", today)["ferritine-datum"] == value


def test_an_explanation_has_the_words() -> None:
    """Each value comes with the words of the message that led to it."""
    found = READER.explain("Ik ben 43, slik thyrax en mijn ferritine is 18", TODAY)

    assert [(each.fact, each.value, each.words) for each in found] == [
        ("medicijnen", "schildklier", "thyrax"),
        ("leeftijd", "18-49", "43"),
        ("ferritine", 18, "ferritine 18"),
    ]


@settings(deadline=None)
@given(messages)
def test_any_message_is_read(text: str) -> None:
    """No text raises, the same text gives the same, and every value is one of the contract."""
    facts = READER.read(text, TODAY)

    assert facts == READER.read(text, TODAY)
    assert set(values_of(facts)) <= VALUES
    for fact, value in facts.items():
        assert isinstance(value, list) == (fact in SEVERAL)
        assert value != []


@settings(deadline=None)
@given(messages)
def test_what_hangs_on_another_fact_is_never_alone(text: str) -> None:
    """Details of iron come with iron tablets, those of a test with a number, weeks with a pregnancy."""
    facts = READER.read(text, TODAY)
    supplements = facts.get("supplement", [])
    assert isinstance(supplements, list)

    assert "ijzertablet" in supplements or not [fact for fact in facts if fact.startswith("ijzer-")]
    assert "ijzerinfuus" in supplements or "infuus-wanneer" not in facts
    assert isinstance(facts.get("ferritine"), (int, float)) or "ferritine-datum" not in facts
    assert "zwanger" in facts or "weken" not in facts
    assert all("geen" not in value or len(value) == 1 for value in facts.values() if isinstance(value, list))


@pytest.mark.parametrize("written", ["<bestaat-niet> helpt", "-alleen", "helpt|<ook-niet>"])
def test_a_phrase_that_cannot_be_read_is_named(written: str) -> None:
    """An editor's mistake stops the start, with the part that is wrong."""
    with pytest.raises(ValueError, match=r"bestaat-niet|alleen|ook-niet"):
        Lexicon({"lopen": ["lopen"]}).phrase(written, "bewegen", "ja", "said")


@pytest.mark.parametrize(
    "piece", ["lopen helpt ", "ferritine 12 ", "geen kramp of dik been, ", "ik weet niet of ", "? "]
)
def test_the_time_grows_with_the_length(piece: str) -> None:
    """The longest message that Telegram holds is read in a moment, also when nearly everything matches."""
    message = (piece * 4096)[:4096]
    before = process_time()
    READER.read(message, TODAY)

    assert process_time() - before < 2
