"""Typing is an equal way to answer: every option of every question, in every wording content lists."""

import pytest

from bot.content.loading import default_root, load
from bot.dialogue.conditions import FactId, Value
from bot.dialogue.folding import fold
from bot.dialogue.model import NONE, Fact, Option, Question
from bot.dialogue.reading import Doubtful, Given, Refused, offered, read_answer, tickable
from bot.dialogue.turns import Heard, Number
from bot.understanding.numbers import quantities

CONTENT = load(default_root())
BY_ID = {question.id: question for question in CONTENT.questions}
SINGLE = [(q, option) for q in CONTENT.questions if q.kind == "choice" for option in q.asks[0].options]
TICKED = [(q, fact, option) for q in CONTENT.questions if q.kind == "ticks" for fact, option in tickable(q)]


def typed(text: str) -> Heard:
    """A message with the numbers in it."""
    numbers = tuple(Number(q.value, q.unit, q.bound, q.decimals) for q in quantities(text))
    return Heard(text, fold(text), numbers=numbers)


def given(question: Question, text: str) -> dict[FactId, Value] | None:
    """The values a message gives; None when it is no answer."""
    reading = read_answer(CONTENT, question, typed(text))
    return dict(reading.values) if isinstance(reading, Given) else None


@pytest.mark.parametrize(("question", "option"), SINGLE, ids=[f"{q.id}-{o.id}" for q, o in SINGLE])
def test_an_option_can_be_typed_in_every_listed_way(question: Question, option: Option) -> None:
    """Its label, its text, its other wordings, in capitals and with a full stop, and its number on the screen."""
    fact = question.asks[0]
    ways = [option.label, option.text, option.label.upper(), f"{option.label}.", *option.said]
    if option in offered(fact):
        ways.append(str(offered(fact).index(option) + 1))
    assert {way: given(question, way) for way in ways} == {way: {fact.id: option.id} for way in ways}


@pytest.mark.parametrize(("question", "fact", "option"), TICKED, ids=[f"{f.id}-{o.id}" for _, f, o in TICKED])
def test_a_tick_can_be_typed_in_every_listed_way(question: Question, fact: Fact, option: Option) -> None:
    """Typed alone it is the whole answer: this one, and none of the others."""
    number = str([o for _, o in tickable(question)].index(option) + 1)
    for way in (option.label, number, *option.said):
        values = given(question, way)
        assert values is not None, way
        assert values[fact.id] == (frozenset({option.id}) if fact.type == "several" else option.id), way
        assert all(
            v in (frozenset({NONE}), f.dont_know) for f in question.asks if (v := values[f.id]) and f is not fact
        ), way


@pytest.mark.parametrize("question", CONTENT.questions, ids=lambda question: question.id)
def test_every_question_can_be_answered_with_weet_ik_niet(question: Question) -> None:
    """In several wordings, with the value that content gives it."""
    for way in ("weet ik niet", "Weet ik niet.", "geen idee"):
        assert given(question, way) == {fact.id: fact.dont_know for fact in question.asks}


@pytest.mark.parametrize("text", ["!!!", "...", "🙂", "", "-"])
def test_nothing_is_no_answer(text: str) -> None:
    """A message without a letter or a digit answers no question."""
    assert [question.id for question in CONTENT.questions if given(question, text) is not None] == []


def test_several_at_once() -> None:
    """Numbers and words, joined by commas, spaces or "en"; one part that is not understood spoils all."""
    both = {FactId("medicijnen"): frozenset({"maagzuurremmer"}), FactId("supplement"): frozenset({"ijzertablet"})}
    question = BY_ID["gebruik"]  # type: ignore[index]
    for way in (
        "2 8",
        "2, 8",
        "2 en 8",
        "omeprazol en ijzertabletten",
        "Maagzuurremmer, ferrofumaraat",
        "omeprazol + 8",
    ):
        assert given(question, way) == both, way
    for way in ("omeprazol en bananen", "2 99", "banaan"):
        assert given(question, way) is None, way


def test_the_four_marks() -> None:
    """All alike in one word, or one for each in order."""
    question = BY_ID["kenmerken"]  # type: ignore[index]
    marks = ("drang", "rust", "bewegen", "avond")
    for way in ("alle vier", "ja", "Ja, alle vier", "allemaal"):
        assert given(question, way) == dict.fromkeys(marks, "ja"), way
    for way in ("ja ja nee twijfel", "1 ja 2 ja 3 nee 4 twijfel", "ja, ja, nee, twijfel"):
        assert given(question, way) == dict(zip(marks, ("ja", "ja", "nee", "twijfel"), strict=True)), way
    for way in ("nee", "ja ja nee", "ja ja ja ja ja"):
        assert given(question, way) is None, way


@pytest.mark.parametrize(
    ("age", "group"),
    [
        ("17", "onder-18"),
        ("18", "18-49"),
        ("ik ben 43", "18-49"),
        ("49 jaar", "18-49"),
        ("50", "50-plus"),
        ("72", "50-plus"),
    ],
)
def test_an_age_is_its_group(age: str, group: str) -> None:
    """A bare number of years means the group it falls in."""
    assert given(BY_ID["leeftijd"], age) == {"leeftijd": group}  # type: ignore[index]


FERRITIN: list[tuple[str, object]] = [
    ("18", 18.0), ("18.0", 18.0), ("18,5", 18.5), ("<10", 9.0), ("> 300", 301.0), ("18 ug/l", 18.0), ("18ng", 18.0), ("18 ng/ml", 18.0),
    ("18 µg/L", 18.0), ("112 pmol/L", 50.0), ("169 pmol/l", 75.0), ("twintig", 20.0), ("mijn ferritine is 31", 31.0), ("0,1 nmol/l", 44.0),
    ("7,8", "hb"), ("7,8 mmol/l", "hb"), ("7", 7.0), ("12,5", 12.5), ("8,1 g/dl", "hb"),
    ("1500", "unusual"), ("3000", "unusual"), ("3", "unusual"), ("0,5", "impossible"), ("-5", "impossible"), ("200000", "impossible"),
    ("28 mg", "unit_unknown"), ("ferritine 28 en hb 8,1", None), ("hoog", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FERRITIN)
def test_a_ferritin_is_read_as_it_was_meant(text: str, expected: object) -> None:
    """Units, bounds, words; an Hb is asked about, what is unusual too, and what is impossible refused."""
    reading = read_answer(CONTENT, BY_ID["ferritine"], typed(text))  # type: ignore[index]
    match reading:
        case Given(values=values):
            found: object = values[FactId("ferritine")]
        case Doubtful(unsure=unsure):
            found = unsure.perhaps or "unusual"
        case Refused(remark=remark):
            found = remark
        case None:
            found = None
    assert found == expected
