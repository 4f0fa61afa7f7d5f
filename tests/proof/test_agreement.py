"""Independent confirmation: the exact check against the core itself.

On a reduced content every set of facts there can be is tried; on the real content a few thousand at random, and
conversations tapped at random through the real engine.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from bot.content.bands import written
from bot.dialogue import advice, replay
from bot.dialogue.conditions import NONE, Band, Condition, FactId, Value
from bot.dialogue.engine import step
from bot.dialogue.model import Alarm, Content, Outcome
from bot.dialogue.screens import open_question, screen_of
from bot.dialogue.turns import Done, DontKnow, Give, Heard, Number, Pick, StartCheck, State, Tapped, Toggle, Typed
from bot.play import play
from bot.proof.asked import asked
from bot.proof.diagrams import Space
from bot.proof.paths import Walk, all_answers, walk
from bot.proof.regions import Partition, Situation, conditions_of, known_of
from bot.proof.showing import parts_of
from bot.proof.situations import NOWHERE, OPEN, Situations

ASKED = {"zwanger", "ferritine", "ferritine-datum", "ziek"}
WALKED = {"leeftijd", "zwanger", "anders", "ferritine", "ferritine-datum", "ziek"}
HEARD = {"transferrineverzadiging"}
TRIES, CONVERSATIONS = 4000, 200
ENOUGH = 0.6
"""How often a list is left as it is: else nearly every conversation would end at its first screen, with an alarm."""


def reduced(content: Content, asked: AbstractSet[str]) -> Content:
    """The real content, asking only a few of its questions; what is not asked counts as never known."""
    questions = tuple(question for question in content.questions if question.id in asked)
    return replace(content, questions=questions)


def candidates(content: Content, fact: FactId) -> list[Value]:
    """Every kind of value of a fact, and numbers on, just below and just above each limit."""
    tests = tuple(t for c in conditions_of(content) for row in c.rows for t in row if t.fact == fact)
    values = list(all_answers(content.facts[fact], tests))
    limits = {limit for test in tests for band in test.bands for limit in (band.low, band.high) if limit is not None}
    possible = content.facts[fact].possible
    return values + [
        number for limit in sorted(limits) for number in (limit - 0.1, limit, limit + 0.1) if number in possible
    ]


def compare(situations: Situations, values: Mapping[FactId, Value]) -> None:
    """Where it ends, whether it is finished, which blocks and which passages: as the core says."""
    content, space = situations.content, situations.space
    at: Situation = {v: p for f, value in values.items() for v, p in parts_of(space.partition, f, value).items()}
    known = known_of(content, values)
    finished = replay.open_question(content, known) is None
    assert space.at(situations.finished, at) is finished, values
    if not finished:
        return
    ending = replay.ending(content, known)
    assert space.at(situations.ending, at) == (ending.id if ending else NOWHERE), values
    blocks = {block.id for block in replay.blocks(content, known, ending)} if isinstance(ending, Outcome) else set()
    assert {b.id for b in content.blocks if space.at(situations.block(b), at)} == blocks, values
    said = {p.id for p in advice.passages(content, known, ending)} if isinstance(ending, Outcome) else set()
    assert {p for p in content.passages if space.at(situations.passage(p), at)} == said, values


def test_every_set_of_facts_of_a_reduced_content(content: Content) -> None:
    """Brute force: all combinations of unsaid and all kinds of values, asked or only mentioned."""
    small = reduced(content, ASKED)
    situations = Situations(small, Space(Partition([small])))
    facts = [FactId(fact) for fact in (*ASKED, *HEARD)]
    choices: list[list[Value | None]] = [[None, *all_values(small, fact)] for fact in facts]
    tried = 0
    for chosen in product(*choices):
        compare(situations, {f: value for f, value in zip(facts, chosen, strict=True) if value is not None})
        tried += 1
    assert tried > 4_000


def all_values(content: Content, fact: FactId) -> list[Value]:
    """One value of each kind."""
    tests = tuple(t for c in conditions_of(content) for row in c.rows for t in row if t.fact == fact)
    return list(all_answers(content.facts[fact], tests))


@pytest.mark.parametrize("asked", [WALKED, WALKED - {"ferritine"}], ids=["with a number", "options only"])
def test_the_walk_of_a_reduced_content_is_that_of_brute_force(asked: AbstractSet[str], content: Content) -> None:
    """Every conversation listed one by one: as long, the same questions, and as many where there is no number line."""
    small = reduced(content, asked)
    lengths: dict[int, int] = {}
    seen: set[str] = set()

    def go(values: dict[FactId, Value], length: int) -> None:
        question = replay.open_question(small, known_of(small, values))
        if question is None:
            lengths[length] = lengths.get(length, 0) + 1
            return
        seen.add(question.id)
        (fact,) = question.asks
        for value in all_values(small, fact.id):
            go({**values, fact.id: value}, length + 1)

    go({}, 0)
    walked = walk(small)
    assert set(walked.lengths) == set(lengths)
    assert walked.lengths == lengths or "ferritine" in asked
    assert walked.asked() == seen
    assert len(walked.moments) < sum(lengths.values())


def test_random_sets_of_facts(situations: Situations) -> None:
    """Any facts, asked or mentioned, any values, also just beside the limits."""
    chance = Random(20261124)  # noqa: S311 - the same ones in every run
    content = situations.content
    values = {fact: candidates(content, fact) for fact in content.facts}
    for _ in range(TRIES):
        said = chance.random()
        compare(situations, {f: chance.choice(v) for f, v in values.items() if v and chance.random() < said})


@pytest.fixture(scope="module")
def walked(content: Content) -> Walk:
    """Every conversation of the real content."""
    return walk(content)


def tapped(content: Content, chance: Random) -> Iterator[State]:
    """A conversation in which buttons are tapped and numbers typed at random, to its end."""
    state = State("c", consent=True, place="start")
    while state.place != "check" or open_question(content, state) is not None:
        state = after(content, state, chance)
        yield state


def after(content: Content, state: State, chance: Random) -> State:
    """The state after one more thing was done."""
    choices = screen_of(content, state).choices
    answers = [
        n for n, c in enumerate(choices) if isinstance(c.action, Give | Toggle | Pick | Done | DontKnow | StartCheck)
    ]
    done = [n for n in answers if isinstance(choices[n].action, Done)]
    tap = done[0] if done and chance.random() < ENOUGH else chance.choice(answers)
    question = open_question(content, state)
    event: Typed | Tapped = Tapped(state.conversation, state.screen, tap)
    if question is not None and question.kind == "number" and chance.random() < 0.8:
        value = float(chance.choice((20, 49, 50, 75, 76, 100, 300, 301, 900)))
        event = Typed(Heard(f"{value:g}", f"{value:g}", numbers=(Number(value, question.asks[0].unit),)))
    turn = step(content, state, event)
    assert turn.state is not None
    return turn.state


def test_conversations_through_the_engine(situations: Situations, walked: Walk) -> None:
    """Each ends where the exact check says, saying what it says, within its longest conversation."""
    chance = Random(1)  # noqa: S311 - the same ones in every run
    content = situations.content
    ends: set[str] = set()
    for _ in range(CONVERSATIONS):
        seen: dict[str, None] = {}
        last = None
        for state in tapped(content, chance):
            question = open_question(content, state)
            seen |= {question.id: None} if question else {}
            last = state
        assert last is not None
        values = replay.given(last.answers)
        compare(situations, values)
        assert seen.keys() <= walked.asked()
        assert len(seen) in walked.lengths
        ending = replay.ending(content, known_of(content, values))
        assert isinstance(ending, Outcome | Alarm)
        ends.add(ending.id)
    assert len(ends) > 8


def test_an_open_check_has_no_ending_yet(situations: Situations) -> None:
    """What is open to the core is open here, and no set of facts comes to nothing."""
    space = situations.space
    assert space.at(situations.ending, {}) == OPEN
    assert NOWHERE not in space.range(situations.ending)
    assert NONE in {option.id for option in situations.content.facts[FactId("spoed")].options}


def test_who_is_asked_what(situations: Situations) -> None:
    """For people of whom everything is known, at random: the same questions in the same order as `play` asks them."""
    chance = Random(7)  # noqa: S311 - the same ones in every run
    content, space = situations.content, situations.space
    questions = asked(content, space)
    facts = [fact for question in content.questions for fact in question.asks]
    values = {fact.id: candidates(content, fact.id) for fact in facts}
    lengths = set()
    for _ in range(CONVERSATIONS):
        answers = {fact: chance.choice(possible) for fact, possible in values.items()}
        answers[FactId("spoed")] = frozenset({NONE}) if chance.random() < 0.9 else answers[FactId("spoed")]
        at: Situation = {v: p for f, value in answers.items() for v, p in parts_of(space.partition, f, value).items()}
        given: dict[str, object] = {fact: sorted(v) if isinstance(v, frozenset) else v for fact, v in answers.items()}
        assert space.at(questions, at) == play(content, given).asked
        lengths.add(len(play(content, given).asked))
    assert len(lengths) > 3


def test_two_contents_are_compared_over_one_partition(content: Content) -> None:
    """A limit moved by one shows as one region of people, all of whom get another outcome; nobody else does."""
    bands = tuple(replace(rule, when=_moved(rule.when)) for rule in content.rules)
    after = replace(content, rules=bands)
    space = Space(Partition([content, after]))
    one, other = Situations(content, space), Situations(after, space)
    moved = space.both(one.complete, space.combined(lambda a, b: a != b, one.ending, other.ending))
    parts = {p for region in space.regions(moved) for v, ps in region.allowed if v.fact == "ferritine" for p in ps}
    assert [written(part) for part in parts if isinstance(part, Band)] == ["boven 75 t/m 76"]
    assert 0 < space.share(moved) < space.share(one.complete) / 10
    assert one.block(content.blocks[0]) == other.block(after.blocks[0])


def _moved(when: Condition) -> Condition:
    """The condition with 76 where it had 75."""
    return Condition(
        tuple(tuple(replace(test, bands=tuple(map(_wider, test.bands))) for test in row) for row in when.rows)
    )


def _wider(band: Band) -> Band:
    return replace(band, low=76.0 if band.low == 75 else band.low, high=76.0 if band.high == 75 else band.high)
