"""The check answered from facts, as `rls-bot play` does it."""

import math

import pytest

from bot.content.loading import default_root, load
from bot.play import BadFacts, Played, play

CONTENT = load(default_root())
MARKS = {"drang": "ja", "rust": "ja", "bewegen": "ja", "avond": "ja"}
LOW = {**MARKS, "ferritine": 28, "ferritine-datum": "korter-dan-6-maanden"}
QUESTIONS = [question.id for question in CONTENT.questions]


def test_what_a_check_comes_to() -> None:
    """Its end, what was added, what was asked, the addresses, and the text that a person reads."""
    played = play(CONTENT, {**LOW, "verlies": ["menstruatie"]})
    assert played.outcome == "ferritine-laag-bespreken"
    assert "verlies-oorzaak" in played.extra
    assert played.asked[0] == "spoed"
    assert "ferritine-datum" in played.asked
    assert all(link.startswith("https://") for link in played.links)
    assert "28" in played.text
    assert played.as_json() == {
        "outcome": played.outcome,
        "extra": list(played.extra),
        "asked": list(played.asked),
        "links": list(played.links),
        "text": played.text,
        "passages": list(played.passages),
    }


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        # Nothing said: the marks count as doubtful.
        ({}, "rls-twijfel-huisarts"),
        (MARKS, "eerst-ferritine-prikken"),
        (LOW, "ferritine-laag-bespreken"),
        ({**LOW, "ferritine": None}, "eerst-ferritine-prikken"),
        ({**LOW, "ferritine": "weet-niet"}, "eerst-ferritine-prikken"),
        ({**LOW, "ferritine": 28.0}, "ferritine-laag-bespreken"),
        # A value below what is possible is not known, one far above is high.
        ({**LOW, "ferritine": 0.5}, "eerst-ferritine-prikken"),
        ({**LOW, "ferritine": -5}, "eerst-ferritine-prikken"),
        ({**LOW, "ferritine": 3000}, "ferritine-hoog-geen-ijzer"),
        ({**LOW, "ferritine": 7.8}, "ferritine-laag-bespreken"),
        # The unit of the fact: nothing is converted or rounded.
        ({**LOW, "ferritine": 49.999, "ziek": "nee"}, "ferritine-laag-bespreken"),
        ({**LOW, "ferritine": 50, "ziek": "nee"}, "ferritine-onder-75-bespreken"),
        # Several values: one, many, none; "geen" beside others is a slip.
        ({"ijzerstop": "hemochromatose"}, "ijzerstapeling-geen-ijzer"),
        ({"ijzerstop": ["hemochromatose", "infuus-reactie"]}, "ijzerstapeling-geen-ijzer"),
        ({"ijzerstop": ["geen", "hemochromatose"]}, "ijzerstapeling-geen-ijzer"),
        ({**LOW, "ijzerstop": []}, "ferritine-laag-bespreken"),
        ({**LOW, "ijzerstop": ["geen"]}, "ferritine-laag-bespreken"),
        # What another fact implies, unless it was said itself.
        ({**MARKS, "weken": 30}, "zwanger-overleg"),
        ({**LOW, "weken": 30, "zwanger": "nee"}, "ferritine-laag-bespreken"),
        # Facts that belong to a tablet nobody takes are not used.
        ({**LOW, "ijzer-door": "zelf", "ijzer-klachten": "ja"}, "ferritine-laag-bespreken"),
        ({**LOW, "supplement": ["ijzertablet"]}, "ijzer-zelf-begonnen"),
        ({**MARKS, "supplement": ["ijzerinfuus"]}, "ijzerinfuus-gehad"),
        # An alarm is said whatever else holds.
        ({"spoed": ["rf-koud-been"], "leeftijd": "onder-18"}, "rf-koud-been"),
        ({"anders": "dik-been", "leeftijd": "onder-18"}, "rf-trombosebeen"),
    ],
    ids=lambda part: str(part)[:60],
)  # fmt: skip
def test_facts_lead_to_an_outcome(facts: dict[str, object], outcome: str) -> None:
    """Values as JSON has them; what is not given counts as when nothing was said."""
    assert play(CONTENT, facts).outcome == outcome


@pytest.mark.parametrize(
    "facts", [{}, MARKS, LOW, {"leeftijd": "onder-18"}, {**LOW, "supplement": ["ijzertablet", "ijzerinfuus"]}]
)
def test_each_question_is_asked_at_most_once_and_in_order(facts: dict[str, object]) -> None:
    """The order of content, as a person is asked."""
    asked = play(CONTENT, facts).asked
    assert list(asked) == [question for question in QUESTIONS if question in asked]
    assert asked[0] == QUESTIONS[0]


def test_what_ends_the_check_early_is_the_last_thing_asked() -> None:
    """Nothing is asked for an outcome that is certain."""
    assert play(CONTENT, {"leeftijd": "onder-18", **LOW}).asked == ("spoed", "leeftijd")
    assert play(CONTENT, {"spoed": ["rf-koud-been"]}).asked == ("spoed",)


def test_a_fact_that_is_never_asked_counts_as_mentioned() -> None:
    """The Hb of somebody who wrote it changes what is said."""
    low, normal = play(CONTENT, {**LOW, "hb": 7.4}), play(CONTENT, {**LOW, "hb": 7.5})
    assert "bloedarmoede-afspraak" in low.extra
    assert "bloedarmoede-afspraak" not in normal.extra
    assert low.asked == normal.asked


def test_the_same_facts_in_another_order_come_to_the_same() -> None:
    """Facts are no conversation."""
    facts = {**LOW, "verlies": ["menstruatie", "bloeddonor"], "medicijnen": ["schildklier"]}
    assert play(CONTENT, dict(reversed(facts.items()))) == play(CONTENT, facts)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"leeftyd": "18-49"}, 'there is no fact "leeftyd"'),
        ({"": "x"}, 'there is no fact ""'),
        ({"leeftijd": "oud"}, "\"leeftijd\" cannot be 'oud'; it can be onder-18, 18-49, 50-plus"),
        ({"leeftijd": 43}, '"leeftijd" cannot be 43; it can be onder-18, 18-49, 50-plus'),
        ({"leeftijd": ["18-49"]}, "\"leeftijd\" cannot be ['18-49']; it can be onder-18, 18-49, 50-plus"),
        ({"leeftijd": "weet-niet"}, "\"leeftijd\" cannot be 'weet-niet'; it can be onder-18, 18-49, 50-plus"),
        ({"zwanger": True}, '"zwanger" cannot be True; it can be nee, ja, misschien, borstvoeding, nvt'),
        ({"ziekten": ["kanker"]}, "\"ziekten\" cannot be ['kanker']; it can be nierziekte, darmziekte, maagoperatie, geen"),
        ({"ziekten": {"nierziekte": True}}, "\"ziekten\" cannot be {'nierziekte': True}; it can be nierziekte, "),
        ({"ferritine": "28"}, "\"ferritine\" cannot be '28'; it can be a number in µg/L (from 1)"),
        ({"ferritine": True}, '"ferritine" cannot be True; it can be a number in µg/L (from 1)'),
        ({"ferritine": [28]}, '"ferritine" cannot be [28]; it can be a number in µg/L (from 1)'),
        ({"hb": "weet-ik-niet"}, "\"hb\" cannot be 'weet-ik-niet'; it can be a number in mmol/L (from 2)"),
    ],
    ids=lambda part: str(part)[:40],
)  # fmt: skip
def test_what_is_no_fact_is_named(facts: dict[str, object], message: str) -> None:
    """Which fact, what was given, and what it can be."""
    with pytest.raises(BadFacts) as error:
        play(CONTENT, facts)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    "facts",
    [
        {**LOW, "ferritine": math.nan},
        {**LOW, "ferritine": math.inf},
        {**LOW, "ferritine": 10**400},
        {**LOW, "ziekten": [["nierziekte"]]},
        {**LOW, "ziekten": [{}]},
        {**LOW, "ziekten": [None]},
    ],
    ids=["nan", "infinite", "huge", "a list in a list", "an object in a list", "null in a list"],
)
def test_what_json_can_hold_and_no_fact_can_is_named_too(facts: dict[str, object]) -> None:
    """No value slips through, and none ends in a traceback."""
    with pytest.raises(BadFacts):
        play(CONTENT, facts)


def test_the_facts_given_are_left_alone() -> None:
    """They can be played again."""
    facts: dict[str, object] = {**LOW, "ziekten": ["geen", "darmziekte"]}
    first: Played = play(CONTENT, facts)
    assert facts["ziekten"] == ["geen", "darmziekte"]
    assert play(CONTENT, facts) == first
