"""A conversation in a tab, as a phone shows it: bubbles, and one live screen whose buttons can be pressed.

Where a reply goes follows `bot.channels.telegram.sending`: a tap changes the live screen where it stands,
what was typed gets a new one, and a form that is filled in collapses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.dialogue import advice, reconciling, replay, topics
from bot.dialogue.answering import change
from bot.dialogue.engine import step
from bot.dialogue.model import Content, Question
from bot.dialogue.replying import mark
from bot.dialogue.screens import is_finished, screen_of
from bot.dialogue.turns import Event, Message, Ordered, Reply, State, Tapped, Turn

MOST_BUBBLES = 300
"""What a tab keeps of a long conversation."""
Piece = tuple[Literal["heading", "list", "text"], tuple[str, ...]]


@dataclass(slots=True)
class Bubble:
    """Something said: text that was typed, or a reply."""

    number: int
    said: str | Reply


@dataclass(slots=True)
class Chat:
    """One tab's conversation with one content. Changed only by the functions below."""

    id: str
    content: Content
    state: State
    bubbles: list[Bubble] = field(default_factory=list)
    live: Bubble | None = None
    """The bubble whose buttons can be pressed."""
    remark: str = ""
    said: int = 0
    """How many bubbles there have been."""


def opened(content: Content, chat_id: str) -> Chat:
    """A new conversation, with its welcome."""
    chat = Chat(chat_id, content, State(conversation=chat_id))
    happen(chat, Ordered("/start"))
    return chat


def happen(chat: Chat, event: Event, *, typed: str = "", pressed: Bubble | None = None) -> None:
    """One event: what was typed, or a button of the live screen or of the bubble that was pressed."""
    if typed:
        _add(chat, typed)
    _take(chat, step(chat.content, chat.state, event), in_place=isinstance(event, Tapped), pressed=pressed)


def change_answer(chat: Chat, question: Question) -> None:
    """What "Verander een antwoord" does, for this question."""
    here = replace(_next_screen(chat.state), consent=True, place="check")
    turn = change(chat.content, here, question.id)
    assert turn.state is not None  # noqa: S101 - only forgetting leaves no state
    marked = replace(turn.state, shown=mark(chat.content, turn.state))
    _take(chat, replace(turn, state=marked), in_place=True)


def begin_with(chat: Chat, answers: replay.Answers) -> None:
    """Begin anew with these answers given."""
    screen = chat.state.screen + 1
    chat.bubbles, chat.live = [], None
    chat.state = State(conversation=chat.id, screen=screen, consent=True, place="check", answers=answers)
    happen(chat, Ordered("/check"))


def renew(chat: Chat, content: Content) -> None:
    """Go on with another content: the answers stay as far as it understands them, and what was said is said anew."""
    before, was_finished = chat.content, is_finished(chat.content, chat.state)
    state, told = reconciling.reconciled(content, chat.state)
    again = dict(_said_again(before, content, chat.state, state))
    for bubble in chat.bubbles:
        if isinstance(bubble.said, Message):
            bubble.said = again.get(bubble.said, bubble.said)
    state = _next_screen(state)
    chat.content, chat.state, chat.remark = content, replace(state, shown=mark(content, state)), ""
    if told:
        _add(chat, Message(told))
    if chat.live is not None:
        chat.live.said = screen_of(content, chat.state)
    if is_finished(content, chat.state) and not was_finished:
        _add(chat, advice.result(content, replay.known(content, chat.state.answers)))


def pieces(text: str) -> Iterator[Piece]:
    """A text as it is laid out: headings ("# "), lists ("- "), and paragraphs with their line breaks."""
    for paragraph in text.split("\n\n"):
        for kind, lines in _runs(paragraph.split("\n")):
            yield kind, tuple(re.sub(r"^(# |- )", "", line) for line in lines)


def _runs(lines: list[str]) -> Iterator[tuple[Literal["heading", "list", "text"], list[str]]]:
    kinds: dict[str, Literal["heading", "list"]] = {"# ": "heading", "- ": "list"}
    run: list[str] = []
    for line in lines:
        if run and kinds.get(run[-1][:2]) != kinds.get(line[:2]):
            yield kinds.get(run[0][:2], "text"), run
            run = []
        run.append(line)
    yield kinds.get(run[0][:2], "text"), run


def _take(chat: Chat, turn: Turn, *, in_place: bool, pressed: Bubble | None = None) -> None:
    said_apart = any(isinstance(reply, Message) for reply in turn.replies)
    live = chat.live
    for reply in turn.replies:
        if isinstance(reply, Message):
            if reply.turns_page and pressed is not None:
                pressed.said = reply
            else:
                _add(chat, reply)
                in_place = False
        elif live is not None and (in_place or (reply.settled and said_apart)):
            live.said = reply
        else:
            live = _add(chat, reply)
    chat.live = None if turn.quiet or turn.state is None else live
    chat.state = turn.state or State(conversation=chat.id)
    chat.remark = turn.remark


def _add(chat: Chat, said: str | Reply) -> Bubble:
    chat.said += 1
    bubble = Bubble(chat.said, said)
    chat.bubbles = [*chat.bubbles[1 - MOST_BUBBLES :], bubble]
    return bubble


def _next_screen(state: State) -> State:
    return replace(state, screen=state.screen + 1)


def _said_again(before: Content, after: Content, old: State, new: State) -> Iterator[tuple[Message, Message]]:
    """What the content before could have said of itself, with what the content after says instead."""
    for topic in before.topics.keys() & after.topics.keys():
        yield topics.told(before, topic)[0], topics.told(after, topic)[0]
    for passage in before.passages.keys() & after.passages.keys():
        yield Message(before.passages[passage].text), Message(after.passages[passage].text)
    if is_finished(before, old) and is_finished(after, new):
        said, says = (
            advice.result(content, replay.known(content, state.answers))
            for content, state in ((before, old), (after, new))
        )
        yield said, says
