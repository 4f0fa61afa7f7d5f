"""The conversation shown really shows it, and none is shorter."""

from collections import deque
from dataclasses import replace

import pytest

from bot.dialogue import replay
from bot.dialogue.conditions import FactId, Value
from bot.dialogue.model import Content, OutcomeId
from bot.proof.diagrams import Space
from bot.proof.paths import all_answers
from bot.proof.regions import Partition, conditions_of, known_of
from bot.proof.showing import shortest
from bot.proof.situations import Situations
from bot.proof.telling import conversation_text


def test_every_ending_and_block_is_shown(situations: Situations) -> None:
    """By a conversation at whose end the core says so itself."""
    content, space = situations.content, situations.space
    for ending in content.outcomes:
        shown = shortest(content, space, space.both(situations.finished, situations.ends_at({ending})))
        assert shown is not None
        assert shown.ending == ending
        found = replay.ending(content, known_of(content, shown.values))
        assert found is not None
        assert found.id == ending
    for block in content.blocks:
        shown = shortest(content, space, space.both(situations.finished, situations.block(block)))
        assert shown is not None
        known = known_of(content, shown.values)
        found = replay.ending(content, known)
        assert found is not None
        assert block in replay.blocks(content, known, found)


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        ("kind-onder-18", "Zo zie je het: spoed: geen · leeftijd: onder-18 → kind-onder-18"),
        (
            "nierziekte-specialist",
            "Zo zie je het: spoed: geen · leeftijd: 18-49 · ijzerstop: geen · ziekten: nierziekte · verlies: geen · hb-laag: nee → nierziekte-specialist",
        ),
    ],
)
def test_a_conversation_in_words(ending: str, text: str, situations: Situations) -> None:
    """One line: each fact with its answer, and where it ends."""
    content, space = situations.content, situations.space
    shown = shortest(content, space, space.both(situations.finished, situations.ends_at({OutcomeId(ending)})))
    assert shown is not None
    assert conversation_text(content, shown) == text


def test_what_no_question_brings_out_is_mentioned(situations: Situations) -> None:
    """A pregnant teenager says so by herself; nothing else is mentioned that would be asked."""
    content, space = situations.content, situations.space
    block = next(block for block in content.blocks if block.id == "verloskundige-lijn")
    where = space.both(situations.finished, situations.block(block))
    shown = shortest(content, space, where)
    assert shown is not None
    assert conversation_text(content, shown) == (
        "Zo zie je het: (zegt zelf) zwanger: ja · spoed: geen · leeftijd: onder-18 → kind-onder-18"
    )


def test_nothing_is_shown_that_never_happens(situations: Situations) -> None:
    """No conversation is invented."""
    content, space = situations.content, situations.space
    assert shortest(content, space, space.constant(False)) is None  # noqa: FBT003 - a value


def test_no_other_conversation_is_shorter(content: Content) -> None:
    """On a reduced content, where every conversation can be listed: none comes to an outcome with fewer questions."""
    asked = {"leeftijd", "zwanger", "ferritine", "ferritine-datum", "ziek"}
    small = replace(content, questions=tuple(question for question in content.questions if question.id in asked))
    situations = Situations(small, Space(Partition([small])))
    fewest: dict[str, int] = {}
    todo: deque[dict[FactId, Value]] = deque([{}])
    while todo:
        values = todo.popleft()
        known = known_of(small, values)
        question = replay.open_question(small, known)
        if question is None:
            ending = replay.ending(small, known)
            assert ending is not None
            fewest.setdefault(ending.id, len(values))
            continue
        (fact,) = question.asks
        tests = tuple(t for c in conditions_of(small) for row in c.rows for t in row if t.fact == fact.id)
        todo.extend({**values, fact.id: value} for value in all_answers(fact, tests))
    assert len(fewest) > 5
    for ending_id, length in fewest.items():
        where = situations.space.both(situations.finished, situations.ends_at({OutcomeId(ending_id)}))
        shown = shortest(small, situations.space, where)
        assert shown is not None
        assert (len(shown.mentioned), len(shown.answers)) == (0, length)
