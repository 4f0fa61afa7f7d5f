"""What every turn is made of: the live screen shown anew, or something said beside it."""

from __future__ import annotations

from dataclasses import replace
from zlib import crc32

from bot.dialogue.model import Content, PassageId
from bot.dialogue.reading import (
    Refused,
)
from bot.dialogue.screens import is_finished, open_question, screen_of
from bot.dialogue.turns import (
    Message,
    State,
    Turn,
)


def mark(content: Content, state: State) -> str:
    """What tells the live screen's choices apart from those of another question or another content."""
    question = open_question(content, state)
    labels = "\n".join(choice.label for choice in screen_of(content, state).choices)
    asked = f"{question.id} {question.fingerprint}" if question else ""
    return f"{asked}:{crc32(labels.encode()):x}"


def refuse(content: Content, state: State, refused: Refused) -> Turn:
    """Why a message cannot be the answer, and the screen again."""
    return show(content, state, getattr(content.words, refused.remark).format(**refused.details))


def show(content: Content, state: State, note: str = "") -> Turn:
    """The live screen, after a remark on what happened."""
    return Turn(state, (screen_of(content, state, note),))


def say(content: Content, state: State, *messages: Message) -> Turn:
    """Say something and come back to the same place: an open question is shown again, whatever else is live stays."""
    waits = state.place != "start" and not is_finished(content, state)
    if not waits and state.shown == mark(content, state):
        return Turn(state, messages)
    return Turn(state, (*messages, screen_of(content, state)))


def passage(content: Content, name: str) -> Message:
    """One of the texts the program says itself."""
    return Message(content.passages[PassageId(name)].text)


def leave(state: State) -> State:
    """The same conversation with nothing open."""
    return replace(state.cleared(), place="start")
