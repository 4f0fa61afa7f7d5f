"""No question is asked for nothing: for each one asked, two answers exist that end in something else being said."""

from random import Random

from bot.content.loading import default_root, load
from bot.dialogue import advice, replay
from bot.dialogue.conditions import NONE, Value
from bot.dialogue.model import UNKNOWN, Fact, Question

CONTENT = load(default_root())
CHECKS, TRIES = 60, 200
"""How many checks are walked, and how often two answers are tried before a question counts as asked for nothing."""
FERRITIN = (UNKNOWN, 20.0, 49.0, 60.0, 90.0, 120.0, 350.0, 1200.0)
ENDS_EARLY = ("rf-", "hemochromatose", "transfusies", "nierziekte", "dik-been")
"""Options that end a check, taken seldom so that most walks get far."""


def some_answer(fact: Fact, chance: Random) -> Value:
    """Any value of the fact, those that go on more often than those that end the check."""
    if fact.type == "number":
        return chance.choice(FERRITIN)
    options = [o.id for o in fact.options if not o.id.startswith(ENDS_EARLY) or chance.random() < 0.1]
    if fact.type == "choice":
        return chance.choice(options)
    ticked = (option for option in options if option != NONE and chance.random() < 0.2)
    return frozenset(ticked) or frozenset({NONE})


def answered(answers: replay.Answers, question: Question, chance: Random) -> replay.Answers:
    """The answers with one more."""
    return replay.with_answer(CONTENT, answers, {fact.id: some_answer(fact, chance) for fact in question.asks})


def said_at_the_end(answers: replay.Answers, seed: int) -> str:
    """What is said when the rest is answered in the way of this seed."""
    chance = Random(seed)  # noqa: S311 - no secret
    while (question := replay.open_question(CONTENT, replay.known(CONTENT, answers))) is not None:
        answers = answered(answers, question, chance)
    return advice.result(CONTENT, replay.known(CONTENT, answers)).text


def can_matter(answers: replay.Answers, question: Question, chance: Random) -> bool:
    """Whether two answers to the question are found after which something else is said."""
    for _ in range(TRIES):
        seed = chance.getrandbits(32)
        one, other = (said_at_the_end(answered(answers, question, chance), seed) for _ in range(2))
        if one != other:
            return True
    return False


def test_every_question_asked_can_matter() -> None:
    """Over many walks through the check, with the rest answered at random."""
    chance = Random(20261124)  # noqa: S311 - the same walks in every run
    for_nothing = []
    asked = 0
    for _ in range(CHECKS):
        answers: replay.Answers = ()
        while (question := replay.open_question(CONTENT, replay.known(CONTENT, answers))) is not None:
            asked += 1
            if not can_matter(answers, question, chance):
                for_nothing.append((question.id, replay.given(answers)))
            answers = answered(answers, question, chance)
    assert asked > CHECKS
    assert for_nothing == []
