"""The check asks what matters and nothing else: few questions, none twice, none for nothing, none left out.

What a person may answer is drawn by chance, always the same chance, so that a failure can be repeated.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from bot.content.loading import default_root, load
from bot.dialogue.conditions import NONE
from bot.dialogue.model import UNKNOWN, Fact, Question, QuestionId
from bot.play import Played, play
from tests.content.test_stories import STORIES

CONTENT = load(default_root())
ASKED: dict[str, Fact] = {str(fact.id): fact for question in CONTENT.questions for fact in question.asks}
UNHEARD = replace(
    CONTENT,
    rules=tuple(rule for rule in CONTENT.rules if not rule.if_known),
    blocks=tuple(replace(block, if_known=frozenset()) for block in CONTENT.blocks),
)
"""The content without what is said only because somebody happened to mention it."""

Value = str | float | list[str]
Facts = dict[str, Value]

MOST_QUESTIONS, USUAL_QUESTIONS = 16, 10
LIMITS = (4.0, 49.9, 50.0, 75.0, 75.1, 100.0, 100.1, 300.0, 301.0, 1000.0, 1001.0)
"""Numbers on and beside the limits of the ferritin."""
GOES_ON: Facts = {
    "spoed": [NONE],
    "leeftijd": "18-49",
    "ijzerstop": [NONE],
    "ziekten": [NONE],
    "zwanger": "nvt",
    **dict.fromkeys(("drang", "rust", "bewegen", "avond"), "ja"),
    "anders": [NONE],
}
"""Answers after which the check goes on to the use of iron and the ferritin."""


def every_value(fact: Fact) -> list[Value]:
    """What can be answered: each option, and numbers on the limits."""
    if fact.type == "number":
        return [*LIMITS, UNKNOWN]
    options = [option.id for option in fact.options]
    return [*options] if fact.type == "choice" else [[option] for option in options]


def any_value(fact: Fact, rng: random.Random) -> Value:
    """An answer by chance; things to tick sometimes two at a time."""
    value = rng.choice(every_value(fact))
    other = rng.choice(every_value(fact))
    two = isinstance(value, list) and isinstance(other, list) and NONE not in value + other and rng.random() < 0.3
    return [*value, *other] if two and value != other else value  # type: ignore[misc]


def anybody(rng: random.Random) -> Facts:
    """An answer to everything that can be asked. Half of the people come far into the check."""
    facts = {name: any_value(fact, rng) for name, fact in ASKED.items()}
    usual = {name: value for name, value in GOES_ON.items() if rng.random() < 0.97}
    return {**facts, **(usual if rng.random() < 0.6 else {"spoed": [NONE], "leeftijd": "50-plus"})}


def answered(question: Question, rng: random.Random) -> Facts:
    """An answer by chance to everything a question asks."""
    return {fact.id: any_value(fact, rng) for fact in question.asks}


def people(number: int, seed: int) -> Iterator[Facts]:
    """So many people, always the same."""
    rng = random.Random(seed)  # noqa: S311 - repeatable, no secret
    return (anybody(rng) for _ in range(number))


def extremes() -> Iterator[Facts]:
    """Each answer alone, and each beside what makes the check go on, without and with iron in use."""
    nothing: Facts = {}
    iron: Facts = {
        "supplement": ["ijzertablet", "ijzerinfuus"],
        "infuus-wanneer": "langer-geleden",
        "ijzer-door": "arts",
    }
    for fact in ASKED.values():
        for value in every_value(fact):
            for rest in (nothing, GOES_ON, {**GOES_ON, **iron}, {**GOES_ON, **iron, "ferritine": 60.0}):
                yield {**rest, fact.id: value}


def what_was_read(played: Played) -> tuple[str, str]:
    """Where a check ended and the text that was read there."""
    return played.outcome, played.text


def question_of(question_id: str) -> Question:
    """The question with this id."""
    question = CONTENT.question(QuestionId(question_id))
    assert question is not None
    return question


def test_checks_are_short_and_ask_nothing_twice() -> None:
    """Whoever does the check, with whatever answers: at most sixteen questions, each once, and an end."""
    far = 0
    for facts in (*people(2000, seed=1), *extremes()):
        played = play(CONTENT, facts)
        assert len(played.asked) <= MOST_QUESTIONS, facts
        assert len(played.asked) == len(set(played.asked)), facts
        assert played.outcome, facts
        far += len(played.asked) >= USUAL_QUESTIONS
    assert far > 500


def test_the_usual_check_is_short() -> None:
    """Half of the stories end within ten questions, also when those that an alarm cuts short are left out."""
    stories = [story["facts"] for story in STORIES.values() if story["outcome"] not in CONTENT.alarms]
    assert median(len(play(CONTENT, facts).asked) for facts in stories) <= USUAL_QUESTIONS


def made_a_difference(asked: Sequence[str], facts: Facts, rng: random.Random, tries: int) -> bool:
    """Whether the last question asked can matter: with other facts after it, two answers to it are read differently."""
    before = {fact.id for name in asked[:-1] for fact in question_of(name).asks}
    question = question_of(asked[-1])
    fixed = {name: value for name, value in facts.items() if name in before}
    for _ in range(tries):
        rest = {**facts, **anybody(rng)} if rng.random() < 0.7 else facts
        one = {**rest, **answered(question, rng), **fixed}
        other = {**one, **answered(question, rng)}
        if what_was_read(play(UNHEARD, one)) != what_was_read(play(UNHEARD, other)):
            return True
    return False


def test_no_question_is_asked_for_nothing() -> None:
    """Wherever a question was asked, there are two answers to it that lead, all else alike, to another text."""
    rng = random.Random(2)  # noqa: S311 - repeatable, no secret
    for_nothing: set[str] = set()
    mattered: set[tuple[str, ...]] = set()
    for facts in people(300, seed=3):
        asked = play(CONTENT, facts).asked
        for place in range(1, len(asked) + 1):
            names = [fact.id for name in asked[: place - 1] for fact in question_of(name).asks]
            here = (asked[place - 1], *(f"{name}={facts[name]}" for name in names))
            if here not in mattered and not made_a_difference(asked[:place], facts, rng, tries=500):
                for_nothing.add(" ".join(here))
            mattered.add(here)
    assert for_nothing == set()


def test_what_was_not_asked_would_have_changed_nothing() -> None:
    """At the end of a check, another value of anything that was not asked gives the same outcome and text."""
    rng = random.Random(4)  # noqa: S311 - repeatable, no secret
    tried = 0
    for facts in people(300, seed=5):
        played = play(UNHEARD, facts)
        asked = {fact.id for name in played.asked for fact in question_of(name).asks}
        for fact in (fact for fact in ASKED.values() if fact.id not in asked):
            other = {**facts, fact.id: any_value(fact, rng)}
            tried += other != facts
            assert what_was_read(play(UNHEARD, other)) == what_was_read(played), (fact.id, other[fact.id], facts)
    assert tried > 1000


def test_what_no_question_asks_is_never_waited_for() -> None:
    """Facts that are only heard in free text change nothing about what is asked."""
    for facts in people(200, seed=6):
        heard = {**facts, "hb": 6.1, "weken": 30.0, "transferrineverzadiging": 12.0, "ijzer-mg": 65.0}
        assert play(CONTENT, heard).asked == play(CONTENT, facts).asked
