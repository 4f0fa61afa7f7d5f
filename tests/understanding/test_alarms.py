"""The safety net: every emergency is raised, what only looks like one is not."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.loading import default_root, load
from bot.dialogue.model import Content, OutcomeId
from bot.understanding.alarm_rules import mistakes, rules, texts
from bot.understanding.alarms import Alarms
from bot.understanding.building import build, known_words
from bot.understanding.dictated import with_marks
from bot.understanding.groups import GroupError

CONTENT = load(default_root())
ALARMS = Alarms(CONTENT, known_words(CONTENT))
UNDERSTANDING = build(CONTENT)
EXAMPLES: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (default_root() / "alarm_examples.yaml").read_text(encoding="utf-8")
)
HERE = Path(__file__).parent
KNOWN_FAILURES: list[dict[str, str]] = yaml.safe_load((HERE / "alarms.yaml").read_text(encoding="utf-8"))
AROUND = (
    "hoi, ik heb rusteloze benen en {}",
    "wat kan ik doen tegen rusteloze benen? en {}",
    "Ik slik al 3 jaar pramipexol tegen RLS. {}",
    "{}, komt dat van ijzer?",
    "{}. Wat is een goede ferritine?",
    "{}\nwat is rls",
)


def first_rule(message: str) -> OutcomeId | None:
    """The alarm that rules alone would raise."""
    return next(iter(ALARMS.most_urgent(message)), None)


def raised_by(message: str) -> OutcomeId | None:
    """The alarm that the whole net raises."""
    return UNDERSTANDING.hear_alarm(message).alarm


SHORT = (
    "{}", "{} jaar", "ik ben {}", "{} ug/l", "ferritine {}", "mijn ferritine is {}", "nee, {}", "{} geloof ik", "{},5", "<{}",
    "ongeveer {}", "{} weken", "ik bedoel {}", "{} denk ik", "rond de {}", "ferritine was {} in mei", "hb {}", "{} keer",
    "{} mg", "{} maanden", "al {} jaar", "{} pmol/l", "het was {}", "ja {}", "dat weet ik niet meer, {} ofzo",
)  # fmt: skip
"""Answers people give to the questions of the check, with any number in them."""
FEWEST_RAISED, FEWEST_QUIET = 15, 8
FEWEST_LETTERS = 3
STOPS_TALK = 2
"""The level from which the talk stops at an alarm."""


@pytest.mark.parametrize("alarm", EXAMPLES["raised"])
def test_an_emergency_is_raised(alarm: str) -> None:
    """Every example; nearly always by the alarm that fits it, else by a neighbour."""
    found = {message: raised_by(message) for message in EXAMPLES["raised"][alarm]}
    assert [message for message, raised in found.items() if raised is None] == []
    others = {message: raised for message, raised in found.items() if raised != alarm}
    assert len(others) <= 0.02 * len(found), others


@pytest.mark.parametrize("alarm", EXAMPLES["raised"])
def test_an_emergency_is_raised_whatever_stands_around_it(alarm: str) -> None:
    """In capitals, at the end of a story, before a question: never a less urgent one."""
    level = CONTENT.alarms[OutcomeId(alarm)].level
    around = [wrapped.format(message) for message in EXAMPLES["raised"][alarm] for wrapped in AROUND]
    missed = [said for said in around if not (found := raised_by(said)) or CONTENT.alarms[found].level > level]
    assert len(missed) <= 0.01 * len(around), missed
    assert [message for message in EXAMPLES["raised"][alarm] if not raised_by(message.upper())] == []


@pytest.mark.parametrize("kind", EXAMPLES["quiet"])
def test_what_only_looks_like_one_stays_quiet(kind: str) -> None:
    """A figure of speech, a general question, something past or mild, or an answer in the check."""
    raised = {message: found for message in EXAMPLES["quiet"][kind] if (found := raised_by(message))}
    assert len(raised) <= 0.07 * len(EXAMPLES["quiet"][kind]), raised


@pytest.mark.parametrize("form", SHORT)
def test_a_number_alone_is_no_emergency(form: str) -> None:
    """Somebody who answers with an age, a ferritin or a number of weeks is not sent to 112."""
    numbers = (*range(130), 150, 160, 180, 200, 250, 300, 301, 350, 400, 500, 1000, 1500, 2000)
    assert [n for n in numbers if raised_by(form.format(n)) and not first_rule(form.format(n))] == []


@pytest.mark.parametrize("form", [form for form in SHORT if form != "hb {}"])
def test_no_rule_takes_a_number_for_an_emergency(form: str) -> None:
    """But for an Hb that is dangerously low."""
    assert [n for n in range(300) if first_rule(form.format(n))] == []


@pytest.mark.parametrize(
    "message",
    [
        "ik heb ijzerpillen ingenomen, ik heb er rond 20 genomen",
        "ijzerpillen genomen, tussen 20 en 30",
        "ik ben bang dat mijn moeder hallucineert",
        "ben bang dat hij hallucineert sinds gisteren",
    ],
)
def test_what_keeps_a_rule_quiet_does_not_reach_too_far(message: str) -> None:
    """About twenty is no value one "is at", and who is afraid that it is so tells of it."""
    assert first_rule(message)


def test_rules_alone_raise_nearly_all_examples() -> None:
    """What an editor can read must not leave the work to what is learnt."""
    heard = [first_rule(message) for messages in EXAMPLES["raised"].values() for message in messages]
    assert sum(found is not None for found in heard) >= 0.99 * len(heard)


@pytest.mark.parametrize("case", KNOWN_FAILURES, ids=lambda case: str(case["q"]))
def test_a_known_failure_still_fails(case: dict[str, str]) -> None:
    """So that the list stays honest: what has become right moves to the examples."""
    assert (first_rule(case["q"]) or "nothing") != case["should"]


def test_people_who_say_it_in_their_own_way_are_heard() -> None:
    """On messages of two writers who had seen nothing.

    At first sight 98.7 and 100 in 100 were raised, 96.7 and 94.4 as the right one, and of harmless ones 98.5 and 97.6
    stayed quiet; what they showed of rules was mended afterwards.
    """
    cases: dict[str, Any] = yaml.safe_load((HERE / "alarm_messages.yaml").read_text(encoding="utf-8"))
    known = {message for kind in EXAMPLES.values() for messages in kind.values() for message in messages}
    assert not known & {*cases["quiet"], *(message for messages in cases["raised"].values() for message in messages)}
    heard = [(alarm, raised_by(message)) for alarm, messages in cases["raised"].items() for message in messages]
    assert sum(found is not None for _, found in heard) >= 0.99 * len(heard)
    assert sum(found == alarm for alarm, found in heard) >= 0.97 * len(heard)
    assert sum(raised_by(message) is None for message in cases["quiet"]) >= 0.99 * len(cases["quiet"])


def test_every_alarm_has_rules_examples_and_near_misses() -> None:
    """An alarm without them could never be raised, or would not be missed."""
    assert set(CONTENT.language.alarms["alarms"]) == set(CONTENT.alarms)
    assert [alarm for alarm in CONTENT.alarms if len(EXAMPLES["raised"].get(alarm, ())) < FEWEST_RAISED] == []
    assert [alarm for alarm in CONTENT.alarms if len(EXAMPLES["quiet"].get(alarm, ())) < FEWEST_QUIET] == []


def test_a_typing_error_rarely_hides_an_emergency() -> None:
    """In any word of four letters or more, the second and the third letter swapped."""
    swapped = [
        " ".join([*words[:at], word[0] + word[2] + word[1] + word[3:], *words[at + 1 :]])
        for cases in EXAMPLES["raised"].values()
        for words in (message.split() for message in cases)
        for at, word in enumerate(words)
        if len(word) > FEWEST_LETTERS and word.isalpha()
    ]
    heard = [message for message in swapped if first_rule(message)]
    assert len(heard) >= 0.9 * len(swapped)


def test_marks_spoken_to_a_phone_are_marks() -> None:
    """A decimal, and the end of a sentence; "punt" is a word when nobody says "komma"."""
    assert with_marks("mijn hb is vier komma acht komma ik ben bleek punt wat nu vraagteken") == (
        "mijn hb is 4,8, ik ben bleek. wat nu?"
    )
    assert with_marks("ik zet er een punt achter") == "ik zet er een punt achter"
    assert first_rule("mijn h b is vier komma acht") == "rf-bloedarmoede-ernstig"


def test_every_group_is_used() -> None:
    """A group that no rule names is a mistake, or can go."""
    phrases = CONTENT.language.alarms
    named = {name for rule in rules(phrases) for name in rule.names()}
    named |= {entry for words in phrases["words"].values() for entry in re.findall(r"<([\w-]+)>", str(words))}
    named |= set(texts(phrases["always"])).union(
        phrases["silent"], *(way.values() for way in phrases["silent"].values())
    )
    assert set(phrases["words"]) - named == set()


def test_every_name_in_the_phrases_is_that_of_something() -> None:
    """Every name in the file is that of a group, an alarm or a number."""
    assert list(mistakes(CONTENT.language.alarms, CONTENT.alarms)) == []


def test_equally_urgent_alarms_stand_in_the_order_of_the_opening_screen() -> None:
    """What is raised of two is what the check would end with."""
    opening = list(dict.fromkeys(rule.ending.id for rule in CONTENT.rules if rule.ending.id in CONTENT.alarms))
    written = [alarm for alarm in CONTENT.language.alarms["alarms"] if alarm in opening]
    assert written == sorted(opening, key=lambda alarm: (CONTENT.alarms[alarm].level, opening.index(alarm)))


def test_the_most_urgent_of_several_is_raised() -> None:
    """And all of them are explained, the most urgent first, with the words that made them."""
    message = "mijn kuit is dik en warm en ik heb pijn op mijn borst"
    fired = ALARMS.explain(message)
    assert first_rule(message) == fired[0].alarm == "rf-borst-adem-flauw"
    assert "rf-trombosebeen" in {fire.alarm for fire in fired}
    assert fired[0].words == ("borst", "pijn")
    assert all(fire.rule in CONTENT.language.alarms["alarms"][fire.alarm]["rules"] for fire in fired)


def test_ways_of_asking_about_topics_raise_no_emergency() -> None:
    """Ordinary questions stay questions, but for those about a child that swallowed iron, which are none."""
    asked = [
        (topic.id, message)
        for topic in CONTENT.topics.values()
        for message in topic.asked_as
        if topic.id != "ijzer-kind-ingenomen"
    ]
    urgent = [
        (topic, message)
        for topic, message in asked
        if (found := first_rule(message)) and CONTENT.alarms[found].level <= STOPS_TALK
    ]
    assert len(urgent) <= len(asked) / 500, urgent


def with_phrases(phrases: dict[str, Any]) -> Content:
    """The content, with other phrases."""
    return replace(CONTENT, language=replace(CONTENT.language, alarms=phrases))


SMALL: dict[str, Any] = {
    "words": {"been": "been, kuit", "dik": "dik, gezwollen", "ledemaat": "<been>, arm"},
    "alarms": {"rf-trombosebeen": ["been ~ dik unless ledemaat"]},
}


@pytest.mark.parametrize(
    ("where", "written", "says"),
    [
        ("alarms", {"rf-trombosebeen": ["been ~ dikk"]}, 'there is no group "dikk"'),
        ("alarms", {"rf-trombosebeen": ["been + dik unless sok"]}, 'there is no group "sok"'),
        ("alarms", {"rf-trombosebeen": ["been + dik without sok"]}, 'there is no group "sok"'),
        ("alarms", {"rf-trombosebeen": ["been + hbb < 5"]}, 'there is no number "hbb", only hb, tabletten, weken, graden'),
        ("alarms", {"rf-trombosebeen": ["hb < 5"]}, "a rule needs at least one group"),
        ("alarms", {"rf-trombose": ["been ~ dik"]}, 'there is no alarm "rf-trombose"'),
        ("alarms", {"rf-trombosebeen": {"rules": ["been"], "instead_of": "rf-been"}}, 'there is no alarm "rf-been"'),
        ("silent", {"algemeen": {"part": "been"}}, 'silent: there is no group "algemeen"'),
        ("silent", {"been": {"zin": "dik"}}, 'silent: "zin" is none of part, sentence, message'),
        ("always", "been, voet", 'always: there is no group "voet"'),
        ("words", {"been": "<been>", "dik": "dik", "ledemaat": "arm"}, 'group "been" takes in itself: been > been'),
        ("words", {"been": "<kuit>", "dik": "dik", "ledemaat": "arm"}, 'names "<kuit>", and there is no such group'),
        ("words", {"been": ".. been", "dik": "dik", "ledemaat": "arm"}, 'group "been": ".. been" must begin and end with a word'),
        ("words", {"been": 5, "dik": "dik", "ledemaat": "arm"}, "5 must be words with commas between them"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_words(where: str, written: object, says: str) -> None:
    """A misspelled group would silence its rule for ever."""
    Alarms(with_phrases(SMALL), ())
    with pytest.raises(GroupError) as error:
        Alarms(with_phrases({**SMALL, where: written}), ())
    assert says in str(error.value)
