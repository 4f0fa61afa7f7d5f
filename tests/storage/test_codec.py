"""What is stored of a conversation can be read again, also what an older version wrote."""

from bot.dialogue.conditions import FactId
from bot.dialogue.model import QuestionId
from bot.dialogue.replay import Answer
from bot.dialogue.turns import State, Unsure
from bot.storage.codec import decode, encode

FIRST = (
    '{"v":1,"conversation":"7b","screen":4,"consent":true,"place":"check","answers":[["leeftijd","18-49","a1"],'
    '["medicijnen",["geen"],"b2"],["ferritine",28.0,"c3"]],"ticks":[["verlies","menstruatie"]],"unsure":null,'
    '"proposed":[["zwanger","nee"]],"shown":"x","changing":null,"ended_at":""}'
)
"""A row of version 1: answers were always whole, and ticks always a list."""


def test_what_is_written_is_read() -> None:
    """Every part of a state, with everything half done."""
    state = State(
        conversation="7b",
        screen=12,
        consent=True,
        place="check",
        answers=(
            Answer(FactId("medicijnen"), frozenset({"schildklier"}), "b2", partial=True),
            Answer(FactId("ferritine"), 18.5, "c3"),
            Answer(FactId("zwanger"), "nee"),
        ),
        ticks=frozenset({(FactId("verlies"), "menstruatie")}),
        unsure=Unsure(FactId("ferritine"), 7.8, FactId("hb"), 7.8),
        proposed=((FactId("supplement"), frozenset({"magnesium", "ijzertablet"})),),
        shown="x",
        changing=QuestionId("gebruik"),
        ended_at="onbekende-ferritine",
    )
    assert decode(encode(state)) == state
    untouched = State(conversation="7b")
    assert decode(encode(untouched)) == untouched


def test_what_the_first_version_wrote_is_read() -> None:
    """Its answers are whole ones, and what was ticked stays ticked."""
    state = decode(FIRST.encode())
    assert state.answers == (
        Answer(FactId("leeftijd"), "18-49", "a1"),
        Answer(FactId("medicijnen"), frozenset({"geen"}), "b2"),
        Answer(FactId("ferritine"), 28.0, "c3"),
    )
    assert state.ticks == frozenset({(FactId("verlies"), "menstruatie")})
    assert state.proposed == ((FactId("zwanger"), "nee"),)
