"""What the page says of the tree is what the core does."""

from collections.abc import Mapping
from random import Random

import pytest

from bot.channels.preview import aloud, tracing, whatif
from bot.content.bands import band, written
from bot.content.loading import default_root, load
from bot.dialogue import replay
from bot.dialogue.conditions import Band, FactId, Value
from bot.dialogue.model import OutcomeId, Question
from bot.dialogue.replay import Answers
from bot.play import play
from bot.proof.regions import representative
from tests.dialogue.helpers import TYPICAL

CONTENT = load(default_root())
WALKS = 150


def answers_of(facts: Mapping[str, object]) -> Answers:
    """The answers somebody with these facts has given when the check is at its end; all else as when not known."""
    stated = replay.given(whatif.filled_in(CONTENT, {name: [str(value)] for name, value in facts.items()})[0])
    answers: Answers = ()
    while (question := replay.open_question(CONTENT, replay.known(CONTENT, answers))) is not None:
        values = {fact.id: stated.get(fact.id, fact.absent or "") for fact in question.asks}
        answers = replay.with_answer(CONTENT, answers, values)
    return answers


def states(answers: Answers) -> dict[str, str]:
    """The state of each question."""
    return {str(station.question.id): station.state for station in tracing.stations(CONTENT, answers, "")}


def whys(answers: Answers) -> dict[str, str]:
    """Why questions are not needed."""
    return {str(s.question.id): s.why for s in tracing.stations(CONTENT, answers, "") if s.state == "unneeded"}


def some_answer(question: Question, chance: Random) -> dict[FactId, Value]:
    """An answer to the question, any that can be given."""
    return {
        fact.id: chance.choice([*whatif.values_of(CONTENT, fact), fact.dont_know or fact.absent or "ja"])
        for fact in question.asks
    }


@pytest.mark.parametrize("seed", range(3))
def test_states_are_what_the_check_does(seed: int) -> None:
    """On random walks: the open question is the one asked, and what is not needed any more is never asked after."""
    chance = Random(seed)  # noqa: S311 - a walk that can be walked again
    for _ in range(WALKS // 3):
        answers: Answers = ()
        idle: set[str] = set()
        while (question := replay.open_question(CONTENT, replay.known(CONTENT, answers))) is not None:
            now = states(answers)
            assert now[question.id] == "open"
            assert question.id not in idle
            idle |= {name for name, state in now.items() if state == "unneeded"}
            coming = {q.id for q in replay.open_questions(CONTENT, replay.known(CONTENT, answers))}
            assert {name for name, state in now.items() if state in ("open", "later")} == coming
            answers = replay.with_answer(CONTENT, answers, some_answer(question, chance))
        assert not {"open", "later", "perhaps"} & set(states(answers).values())


def test_why_a_question_is_not_asked() -> None:
    """It says on what it hangs, or that the outcome is fixed, or that nothing depends on it."""
    why = whys(answers_of(TYPICAL))
    assert why["ijzer-duur"] == "Alleen bij: IJzer en supplementen: IJzertabletten."
    young = whatif.filled_in(CONTENT, {"spoed": ["geen"], "leeftijd": ["onder-18"]})[0]
    why = whys(young)
    assert why["kenmerken"] == "De uitkomst staat al vast: Jonger dan 18 jaar: altijd via een arts."
    unsure = whatif.filled_in(CONTENT, {"spoed": ["geen"], "drang": ["nee"]})[0]
    why = whys(unsure)
    assert why["ijzer-klachten"] == "Geen uitkomst die nog kan komen, hangt hiervan af."


def test_an_answer_off_the_path_is_kept_and_said_not_to_count() -> None:
    """As the core keeps it and does not use it."""
    answers = whatif.filled_in(CONTENT, {"ferritine": ["weet-niet"], "ferritine-datum": ["weet-niet"]})[0]
    station = next(s for s in tracing.stations(CONTENT, answers, "") if s.question.id == "ferritine-datum")
    assert (station.state, station.why) == ("unused", "Alleen bij: Ferritine: bekend.")


def test_the_question_being_changed_is_the_open_one() -> None:
    """Although it has an answer."""
    stations = tracing.stations(CONTENT, answers_of(TYPICAL), "ferritine")
    assert [(s.question.id, s.answer) for s in stations if s.state == "open"] == [("ferritine", "28 µg/L")]


@pytest.mark.parametrize("value", [5, 49.9, 50, 74, 75, 75.1, 100, 300, 300.1, 1000, 1001])
def test_each_band_of_the_number_line_says_what_the_check_says(value: float) -> None:
    """One band holds the value, and the outcome it names is the outcome of a check with that value."""
    line = tracing.number_line(CONTENT, answers_of({**TYPICAL, "ferritine": value}), CONTENT.facts[FactId("ferritine")])
    here = [stretch for stretch in line if stretch.here]
    ending = play(CONTENT, {**TYPICAL, "ferritine": value}).outcome
    assert [(s.then, s.others) for s in here] == [(CONTENT.outcomes[OutcomeId(ending)].title, 0)]


def test_bands_read_as_content_writes_them() -> None:
    """What is said of a band is what an editor would write for it, and no number lies in two bands or in none."""
    numbers = [limit + by for limit in (0, 7.5, 20, 45, 50, 75, 100, 300, 1000) for by in (-0.1, 0, 0.1)]
    for fact in CONTENT.facts.values():
        line = aloud.bands(CONTENT, fact.id)
        assert [sum(number in part for part in line) for number in numbers] == [1] * len(numbers)
        assert all(representative(part) in part for part in line)  # type: ignore[operator]
        for part in line:
            if part.low is None or part.low != part.high:
                found = band(written(part))
                assert found is not None
                assert [number in found for number in numbers] == [number in part for number in numbers]


@pytest.mark.parametrize(
    ("low", "high", "low_included", "high_included", "text"),
    [
        (None, 50, True, False, "onder 50"),
        (None, 7.5, True, True, "t/m 7,5"),
        (300, None, False, True, "boven 300"),
        (75, None, True, True, "vanaf 75"),
        (50, 75, True, True, "50 t/m 75"),
        (50, 75, True, False, "50 tot 75"),
        (75, 300, False, True, "boven 75 t/m 300"),
        (75, 300, False, False, "boven 75 tot 300"),
        (75, 75, True, True, "75"),
        (None, None, True, True, "bekend"),
    ],
)
def test_a_band_aloud(
    low: float | None, high: float | None, *, low_included: bool, high_included: bool, text: str
) -> None:
    """In the words of content."""
    assert written(Band(low, high, low_included, high_included)) == text


def test_a_row_shows_what_holds_and_what_is_open() -> None:
    """Rows that cannot hold any more are left out while another can."""
    facts = replay.known(CONTENT, whatif.filled_in(CONTENT, {"drang": ["twijfel"], "rust": ["ja"]})[0])
    rule = next(rule for rule in CONTENT.rules if rule.ending.id == "rls-twijfel-huisarts")
    rows = tracing.reason(CONTENT, facts, rule.when).rows
    assert (("Drang: Twijfel", "holds"), ("Bewegen: Twijfel", "open")) in rows
    assert not any(mark == "fails" for row in rows for _, mark in row)


def test_what_can_still_come_shrinks_to_what_comes() -> None:
    """Everything at first; the outcome alone, and certain, at the end."""
    nothing, answers = replay.known(CONTENT, ()), answers_of(TYPICAL)
    assert {p.ending.id for p in tracing.possible(CONTENT, nothing)} == {
        rule.ending.id for rule in CONTENT.rules if not rule.if_known
    }
    possible = tracing.possible(CONTENT, replay.known(CONTENT, answers))
    assert [(p.ending.id, p.certain) for p in possible] == [("ferritine-laag-bespreken", True)]


def test_blocks_say_why_they_are_added() -> None:
    """With the condition that holds."""
    facts = replay.known(CONTENT, answers_of({**TYPICAL, "verlies": "bloeddonor"}))
    reasons = {block.id: reason.rows for block, reason in tracing.added(CONTENT, facts)}
    (row,) = reasons["verlies-oorzaak"]
    assert [(text.split(":")[0], mark) for text, mark in row] == [("Bloedverlies", "holds")]


@pytest.mark.parametrize("facts", [{}, TYPICAL, {**TYPICAL, "ferritine": 400, "leeftijd": "onder-18"}], ids=str)
@pytest.mark.parametrize("question", CONTENT.questions, ids=lambda question: question.id)
def test_there_is_a_way_to_every_question(question: Question, facts: Mapping[str, object]) -> None:
    """Whatever was answered before; and what was answered to questions before it is kept where it leads there."""
    given = whatif.filled_in(CONTENT, {name: [str(value)] for name, value in facts.items()})[0]
    way = whatif.way_to(CONTENT, question, given)
    assert way is not None
    asked = replay.open_question(CONTENT, replay.known(CONTENT, way))
    assert asked is not None
    assert asked.id == question.id
    if facts is TYPICAL and question.id in ("ferritine", "ferritine-datum", "ernst"):
        assert all(answer in given for answer in way if answer.fact in replay.given(given))
