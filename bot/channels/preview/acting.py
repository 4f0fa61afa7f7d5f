"""What the buttons and forms of the page do to a conversation. What does not fit it does nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.channels.preview import chats, whatif
from bot.channels.preview.aloud import texts
from bot.channels.preview.chats import Chat
from bot.dialogue.model import Question, QuestionId
from bot.dialogue.turns import Message, Ordered, Tapped

Form = Mapping[str, Sequence[str]]


def first(form: Form, name: str) -> str:
    """What was filled in; "" for nothing."""
    return form.get(name, [""])[0]


def _tap(chat: Chat, form: Form) -> None:
    chats.happen(chat, Tapped(chat.id, _number(form, "screen"), _number(form, "choice")))


def _offer(chat: Chat, form: Form) -> None:
    """A button that stays good, under a message."""
    pressed = next((bubble for bubble in chat.bubbles if bubble.number == _number(form, "bubble")), None)
    place = _number(form, "offer")
    if pressed and isinstance(pressed.said, Message) and 0 <= place < len(pressed.said.offers):
        chats.happen(chat, pressed.said.offers[place].event, pressed=pressed)


def _restart(chat: Chat, _: Form) -> None:
    chats.begin_with(chat, ())
    chats.happen(chat, Ordered("/start"))


def _start_at(chat: Chat, form: Form) -> None:
    question = _question(chat, form)
    way = whatif.way_to(chat.content, question, chat.state.answers) if question else None
    if way is None:
        chat.remark = texts()["path"]["no_way"]
    else:
        chats.begin_with(chat, way)


def _change(chat: Chat, form: Form) -> None:
    question = _question(chat, form)
    if question is not None:
        chats.change_answer(chat, question)


def _what_if(chat: Chat, form: Form) -> None:
    answers, problem = whatif.filled_in(chat.content, form)
    chats.begin_with(chat, answers)
    chat.remark = problem


def _question(chat: Chat, form: Form) -> Question | None:
    return chat.content.question(QuestionId(first(form, "question")))


def _number(form: Form, name: str) -> int:
    written = first(form, name)
    return int(written) if written.isdecimal() and len(written) < 10 else -1  # noqa: PLR2004 - far more than there are


ACTIONS: Mapping[str, Callable[[Chat, Form], None]] = {
    "tap": _tap,
    "offer": _offer,
    "restart": _restart,
    "start_at": _start_at,
    "change": _change,
    "what_if": _what_if,
}
"""By the last part of the address that is posted to; what is typed ("say") needs understanding as well."""
