"""Typing is an equal way to answer: every option of every question, in every wording content lists."""

from itertools import combinations

import pytest

from bot.content.loading import default_root, load
from bot.dialogue.conditions import NONE, FactId, Value
from bot.dialogue.folding import fold
from bot.dialogue.model import Fact, Option, Question
from bot.dialogue.reading import (
    Doubtful,
    Given,
    Reading,
    Refused,
    Ticked,
    offered,
    read_answer,
    tickable,
    ticked_values,
)
from tests.dialogue.helpers import heard, question

CONTENT = load(default_root())
TICKS = [q for q in CONTENT.questions if q.kind == "ticks"]
SINGLE = [(q, option) for q in CONTENT.questions if q.kind == "choice" for option in q.asks[0].options]
TICKED = [(q, fact, option) for q in CONTENT.questions if q.kind == "ticks" for fact, option in tickable(q)]


def read(asked: Question | str, text: str) -> Reading | None:
    """What a message answers to a question; None when it is no answer, or a command."""
    asked = question(CONTENT, asked) if isinstance(asked, str) else asked
    message = heard(CONTENT, text)
    return None if message.command else read_answer(CONTENT, asked, message)


def given(asked: Question | str, text: str) -> dict[FactId, Value] | None:
    """The values a message gives; None when it gives none."""
    match read(asked, text):
        case Given(values=values):
            return dict(values)
        case Ticked(ticks=ticks):
            return ticked_values(question(CONTENT, asked) if isinstance(asked, str) else asked, ticks)
        case _:
            return None


@pytest.mark.parametrize(("question", "option"), SINGLE, ids=[f"{q.id}-{o.id}" for q, o in SINGLE])
def test_an_option_can_be_typed_in_every_listed_way(question: Question, option: Option) -> None:
    """Its label, its text, its other wordings, in capitals and with a full stop, and its number on the screen."""
    fact = question.asks[0]
    ways = [option.label, option.text, option.label.upper(), f"  {option.label}.", f"{option.label}!!", *option.said]
    if option in offered(fact):
        ways.append(str(offered(fact).index(option) + 1))
    assert {way: given(question, way) for way in ways} == {way: {fact.id: option.id} for way in ways}


@pytest.mark.parametrize(("question", "fact", "option"), TICKED, ids=[f"{f.id}-{o.id}" for _, f, o in TICKED])
def test_a_tick_can_be_typed_in_every_listed_way(question: Question, fact: Fact, option: Option) -> None:
    """Typed alone it is the whole answer: this one, and none of the others."""
    number = str([o for _, o in tickable(question)].index(option) + 1)
    for way in (option.label, option.text, option.label.upper(), f"{option.label}.", number, *option.said):
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


@pytest.mark.parametrize("asked", TICKS, ids=lambda asked: asked.id)
def test_two_ticks_can_be_typed_at_once(asked: Question) -> None:
    """Every pair of a list by number, and by label where the label has no comma or "en" of its own."""
    shown = list(enumerate(tickable(asked), start=1))
    for (one, (fact, option)), (two, (other_fact, other)) in combinations(shown, 2):
        expected = ticked_values(asked, frozenset({(fact.id, option.id), (other_fact.id, other.id)}))
        ways = [f"{one} {two}", f"{two}, {one}", f"{one} en {two}", f"{one},{two}", f"{one}\n{two}", f"{one} & {two}"]
        if not any(part in f"{option.label} {other.label}" for part in (",", " en ")):
            ways += [f"{option.label} en {other.label}", f"{other.label}, {option.label}", f"{option.label}, {two}"]
        assert {way: given(asked, way) for way in ways} == dict.fromkeys(ways, expected)


def test_more_than_two_ticks_at_once() -> None:
    """Mixed as people mix them; ticking twice is ticking once."""
    both = {FactId("medicijnen"): frozenset({"maagzuurremmer"}), FactId("supplement"): frozenset({"ijzertablet"})}
    for way in ("2 8", "8 2 8", "omeprazol en ijzertabletten", "Maagzuurremmer, ferrofumaraat", "omeprazol + 8"):
        assert given("gebruik", way) == both, way
    three = {**both, FactId("medicijnen"): frozenset({"maagzuurremmer", "antidepressivum"})}
    for way in ("2, 5 en 8", "omeprazol, sertraline en staalpillen", "OMEPRAZOL; sertraline; 8."):
        assert given("gebruik", way) == three, way


@pytest.mark.parametrize(
    "text", ["omeprazol en bananen", "2 99", "2 0", "banaan", "geen en 2", "2.8", "12345678901234567890"]
)
def test_what_is_not_understood_spoils_all(text: str) -> None:
    """Half of a message is not an answer."""
    assert given("gebruik", text) is None


@pytest.mark.parametrize("asked", TICKS, ids=lambda asked: asked.id)
def test_none_of_these_can_be_typed(asked: Question) -> None:
    """In the usual words, and as zero."""
    none = ticked_values(asked, frozenset())
    for way in ("geen", "Geen van deze", "nee", "NIETS!", "0"):
        assert given(asked, way) == none, way


@pytest.mark.parametrize(("asked", "text"), [
    ("ernst", "0"), ("ernst", "5"), ("ernst", "1 2"), ("ernst", "1 of 2"), ("ernst", "geen"), ("ernst", "3,5"),
    ("zwanger", "6"), ("zwanger", "ja en nee"), ("zwanger", "ja misschien nee"), ("leeftijd", "18 of 50"), ("leeftijd", "121"),
    ("leeftijd", "oud"), ("ziek", "28"), ("kenmerken", "1"), ("kenmerken", "geen"), ("kenmerken", "1 2 3 4"), ("ferritine", ""),
    ("ferritine", "28 30"), ("ferritine", "van 28 naar 60"), ("ferritine", "06-12345678"), ("ferritine", "12-03-2026"),
])  # fmt: skip
def test_what_is_no_answer(asked: str, text: str) -> None:
    """A number that is no option, one of two numbers, words that fit nothing: not taken for anything."""
    assert read(asked, text) is None


@pytest.mark.parametrize(
    ("asked", "text", "option"),
    [
        ("gezondheid", "NIERPATIËNT", "nierziekte"),
        ("gezondheid", "nierpatient", "nierziekte"),
        ("gezondheid", "  Nier-dialyse ??? ", None),
        ("spoed", "één dik rood warm been", "rf-trombosebeen"),
        ("spoed", "een dik, rood, warm been!", "rf-trombosebeen"),
        ("zwanger", "Ja 🤰", "ja"),
        ("zwanger", "n.v.t", "nvt"),
        ("ernst", "ELKE DAG!!!", "dagelijks"),
        ("infuus-wanneer", "langer dan 1 jaar…", "langer-geleden"),
    ],
)
def test_case_accents_and_punctuation_do_not_matter(asked: str, text: str, option: str | None) -> None:
    """The same words typed differently are the same answer."""
    values = given(asked, text)
    found = {o for v in (values or {}).values() for o in (v if isinstance(v, frozenset) else {v})}
    assert (option in found) if option else values is None


def test_the_four_marks() -> None:
    """All alike in one word, or one for each in order."""
    marks = ("drang", "rust", "bewegen", "avond")
    for way in ("alle vier", "ja", "Ja, alle vier", "allemaal"):
        assert given("kenmerken", way) == dict.fromkeys(marks, "ja"), way
    for way in ("ja ja nee twijfel", "1 ja 2 ja 3 nee 4 twijfel", "ja, ja, nee, twijfel", "JA ja Nee twijfel."):
        assert given("kenmerken", way) == dict(zip(marks, ("ja", "ja", "nee", "twijfel"), strict=True)), way
    for way in ("nee", "ja ja nee", "ja ja ja ja ja", "1 ja 2 nee", "ja ja ja banaan"):
        assert given("kenmerken", way) is None, way


def test_the_numbers_of_the_marks_count() -> None:
    """Numbered answers in another order belong to their numbers, or are not taken at all."""
    meant = {FactId("drang"): "ja", FactId("rust"): "ja", FactId("bewegen"): "ja", FactId("avond"): "nee"}
    for way in ("4 nee 3 ja 2 ja 1 ja", "2 ja 1 ja 4 nee 3 ja"):
        assert given("kenmerken", way) in (meant, None), way


@pytest.mark.parametrize(
    ("age", "group"),
    [
        ("17", "onder-18"),
        ("18", "18-49"),
        ("ik ben 43", "18-49"),
        ("49 jaar", "18-49"),
        ("50", "50-plus"),
        ("72", "50-plus"),
        ("120", "50-plus"),
        ("drieënveertig", "18-49"),
        ("17 jaar", "onder-18"),
        ("4 jaar", "onder-18"),
        ("0", "onder-18"),
    ],
)
def test_an_age_is_its_group(age: str, group: str) -> None:
    """A bare number of years means the group it falls in."""
    assert given("leeftijd", age) == {"leeftijd": group}


FERRITIN: list[tuple[str, object]] = [
    ("18", 18.0), ("18.0", 18.0), ("18,5", 18.5), ("<10", 9.0), ("> 300", 301.0), ("18 ug/l", 18.0), ("18ng", 18.0), ("18 ng/ml", 18.0),
    ("18 µg/L", 18.0), ("112 pmol/L", 50.0), ("169 pmol/l", 75.0), ("twintig", 20.0), ("mijn ferritine is 31", 31.0), ("0,1 nmol/l", 44.0),
    ("28.", 28.0), ("28!", 28.0), ("  28  ", 28.0), ("1.250 ug/l", "unusual"), ("honderd", 100.0), ("300+", 301.0),
    ("7,8", "hb"), ("7,8 mmol/l", "hb"), ("7", 7.0), ("12,5", 12.5), ("8,1 g/dl", "hb"),
    ("1500", "unusual"), ("3000", "unusual"), ("3", "unusual"), ("0,5", "impossible"), ("-5", "impossible"), ("200000", "impossible"),
    ("28 mg", "unit_unknown"), ("ferritine 28 en hb 8,1", None), ("hoog", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FERRITIN)
def test_a_ferritin_is_read_as_it_was_meant(text: str, expected: object) -> None:
    """Units, bounds, words; an Hb is asked about, what is unusual too, and what is impossible refused."""
    reading = read("ferritine", text)
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


def test_no_wording_stands_for_two_options() -> None:
    """Within one screen a wording, a label or a text belongs to one option, or nobody can know which was meant."""
    doubles = []
    for q in CONTENT.questions:
        of: dict[str, set[str]] = {}
        for fact in q.asks if q.kind != "grid" else q.asks[:1]:
            for option in fact.options if q.kind in ("choice", "grid") else [o for f, o in tickable(q) if f is fact]:
                for way in (option.label, option.text, *option.said):
                    of.setdefault(fold(way), set()).add(option.id)
        doubles += [f"{q.id}: {way!r} is {', '.join(sorted(ids))}" for way, ids in of.items() if len(ids) > 1]
    assert doubles == []


def test_no_wording_is_a_command() -> None:
    """What a command says, typed alone, never answers a question."""
    commands = {word for command in CONTENT.commands for word in command.said}
    ways = {fold(w) for f in CONTENT.facts.values() for o in f.options for w in (o.label, o.text, *o.said)}
    words = CONTENT.words
    ways |= {*words.said_yes, *words.said_no, *words.said_dont_know, *words.said_none, *words.said_all}
    assert commands & ways == set()
