"""Questions the bot has not heard before: found, offered, or honestly declined.

Nothing is learnt from `questions.yaml` and `out_of_scope.yaml`; their writers also wrote some of what is
learnt, so other people's questions will do a little worse. Both list apart what is not understood yet
(`known_failures`), which must fail.
"""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.loading import default_root, load
from bot.understanding.building import MOST_KEPT, build, examples
from bot.understanding.dutch import Dutch
from bot.understanding.features import Features
from bot.understanding.hearing import asks
from bot.understanding.ranking import Ranker
from bot.understanding.synonyms import Synonyms

CONTENT = load(default_root())
UNDERSTANDING = build(CONTENT)
HERE = Path(__file__).parent
QUESTIONS: dict[str, list[dict[str, Any]]] = yaml.safe_load((HERE / "questions.yaml").read_text(encoding="utf-8"))
OUT_OF_SCOPE: dict[str, list[str]] = yaml.safe_load((HERE / "out_of_scope.yaml").read_text(encoding="utf-8"))
MOVE = "understood after all; move to the list above known_failures"

FEWEST = 5
"""Questions that every topic must have."""
FLOORS = {"first": 0.96, "three": 0.99, "sure and right": 0.99, "sure": 0.9, "declined": 0.96}
"""What was measured when they were last looked at, rounded down; only to be raised."""


def test_questions_are_found() -> None:
    """A right topic is among those offered; what is known to fail still does."""
    missed = [row["q"] for row in QUESTIONS["found"] if not is_found(row)]
    mended = [f"{row['q']}: {MOVE}" for row in QUESTIONS["known_failures"] if is_found(row)]
    assert (missed, mended) == ([], [])


def test_what_is_not_ours_is_declined() -> None:
    """It finds no topic; what is known to fail still does."""
    missed = [message for message in OUT_OF_SCOPE["declined"] if UNDERSTANDING.hear(message).sure]
    mended = [
        f"{message}: {MOVE}" for message in OUT_OF_SCOPE["known_failures"] if not UNDERSTANDING.hear(message).sure
    ]
    assert (missed, mended) == ([], [])


def test_enough_is_understood() -> None:
    """How often the first topic is right, one of three is, what is answered at once is, and what is not ours is declined."""
    rows = QUESTIONS["found"] + QUESTIONS["known_failures"]
    heard = [(UNDERSTANDING.hear(row["q"]), row["topics"]) for row in rows]
    sure = [found.topics[0] in topics for found, topics in heard if found.sure == "answer"]
    not_ours = OUT_OF_SCOPE["declined"] + OUT_OF_SCOPE["known_failures"]
    figures = {
        "first": sum(bool(found.topics) and found.topics[0] in topics for found, topics in heard) / len(heard),
        "three": sum(is_found(row) for row in rows) / len(rows),
        "sure and right": sum(sure) / len(sure),
        "sure": len(sure) / len(rows),
        "declined": sum(not UNDERSTANDING.hear(message).sure for message in not_ours) / len(not_ours),
    }
    assert {name: (figure, FLOORS[name]) for name, figure in figures.items() if figure < FLOORS[name]} == {}


def test_every_topic_has_questions() -> None:
    """A topic with hardly any would not be missed; a question of no topic could never be found."""
    asked = [topic for row in QUESTIONS["found"] for topic in row["topics"]]
    assert {topic: asked.count(topic) for topic in CONTENT.topics if asked.count(topic) < FEWEST} == {}
    assert set(asked) <= set(CONTENT.topics)


def is_found(row: dict[str, Any]) -> bool:
    """Whether a right topic is among those offered."""
    return not set(row["topics"]).isdisjoint(UNDERSTANDING.hear(row["q"]).topics)


@pytest.mark.parametrize("topic", CONTENT.topics.values(), ids=lambda topic: topic.id)
def test_a_title_opens_its_topic(topic: Any) -> None:  # noqa: ANN401 - a topic
    """What stands on a button can be typed."""
    heard = UNDERSTANDING.hear(topic.title.upper())
    assert (heard.topics, heard.sure) == ((topic.id,), "answer")


def test_two_questions_are_both_heard() -> None:
    """The first is answered, the second offered."""
    heard = UNDERSTANDING.hear("Wat is ferritine? En helpt magnesium tegen rusteloze benen?")
    assert heard.topics[0] == "wat-is-ferritine"
    assert heard.second == "magnesium"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("is 28 laag", True),
        ("helpt magnesium", True),
        ("wrm snachts", True),
        ("28", False),
        ("ik slik ijzer", False),
        ("echt waar?", True),
    ],
)
def test_a_question_is_told_from_a_statement(text: str, question: bool) -> None:  # noqa: FBT001 - a case
    """By its mark or its first word."""
    assert asks(text) is question


@pytest.mark.timeout(300)  # it learns three times
def test_what_was_learnt_is_kept_and_the_same(tmp_path: Path) -> None:
    """A second start reads what the first one learnt and hears the same; a spoiled file is learnt anew.

    Of older content only the latest few files stay.
    """
    for age in range(1, MOST_KEPT + 3):
        older = tmp_path / f"understanding-{age}.npz"
        older.touch()
        os.utime(older, (0, 1000 - age))
    first = build(CONTENT, tmp_path)
    (kept,) = (file for file in tmp_path.iterdir() if file.stat().st_size)
    assert {file.name for file in tmp_path.iterdir()} == {kept.name, *(f"understanding-{age}.npz" for age in (1, 2, 3))}
    message = "hoe lang duurt het voor ijzer werkt"
    assert build(CONTENT, tmp_path).hear(message) == first.hear(message)
    whole = kept.read_bytes()
    for spoiled in (b"spoiled", b"", whole[: len(whole) // 2]):
        kept.write_bytes(spoiled)
        assert build(CONTENT, tmp_path).hear(message) == first.hear(message)
        assert kept.read_bytes() == whole


def test_learning_is_deterministic() -> None:
    """The same examples give the same scores, to the last digit."""
    pairs = list(examples(CONTENT))
    pairs = pairs[:300] + pairs[-50:]
    dutch, synonyms = Dutch(CONTENT.language.shorthand, ()), Synonyms(CONTENT.language.synonyms)

    def learnt() -> Ranker:
        return Ranker.learn(Features.counted(dutch, synonyms, [message for message, _ in pairs]), pairs)

    one, other = (learnt().rank("wat is rls") for _ in range(2))
    assert one == other


def test_an_explanation_names_words_and_topics() -> None:
    """An editor sees which words counted, which topics came near and why."""
    lines = UNDERSTANDING.explain("ik heb druk op mijn borst, wat is ferritine")
    assert any(part == "words" and "ferritine" in seen for part, seen in lines)
    assert any(part == "alarm" and seen.startswith("rf-borst-adem-flauw") for part, seen in lines)
    assert any(part == "topic" and seen.startswith("wat-is-ferritine") for part, seen in lines)
