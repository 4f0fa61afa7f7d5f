"""What an update means."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.channels.telegram.incoming import Happened, read_update
from bot.dialogue.model import OutcomeId
from bot.dialogue.turns import Event, Heard, Sent, Typed

ALARM, CALM = "help", "hallo"


def hear(text: str) -> Heard:
    """An emergency is whatever says so."""
    return Heard(text, text, alarm=OutcomeId("rf-cauda") if text == ALARM else None)


@pytest.mark.parametrize(
    ("kind", "message", "event"),
    [
        ("message", {"photo": [], "caption": ALARM}, Typed(hear(ALARM))),
        ("message", {"photo": [], "caption": CALM}, Sent("photo")),
        ("message", {"voice": {}}, Sent("voice")),
        ("edited_message", {"text": ALARM}, Typed(hear(ALARM))),
        ("edited_message", {"text": CALM}, Sent("edited")),
        ("edited_message", {"photo": []}, Sent("edited")),
    ],
    ids=["photo with an alarm", "photo with words", "voice", "changed to an alarm", "changed", "photo changed"],
)
def test_an_emergency_is_heard_wherever_it_is_written(kind: str, message: Mapping[str, Any], event: Event) -> None:
    """Everything else that is no text gets its remark."""
    read = read_update({"update_id": 1, kind: {"chat": {"id": 5, "type": "private"}, **message}}, hear)
    assert isinstance(read, Happened)
    assert read.event == event
