"""The dialogue that everybody has with every bot: a whole check, as RLS-wijzer has it.

It is recorded once from the bot itself, so the other bots show the same texts and as many buttons.
"""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.telegram import Telegram, as_message
from tests.people import ANSWERS, NONE

Json = dict[str, Any]
QUIET = 0.4
"""Seconds without a word after which the bot has said all it had to say."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody does, and what is shown then."""

    says: str
    """What is typed; "" when a button is tapped."""
    taps: str
    """The label of the button."""
    shows: tuple[Json, ...]
    """Each text with its markup, and whether it is an `edit` of the message with the button."""


@dataclass(slots=True)
class Shown:
    """One text that a bot showed."""

    message: int
    text: str
    markup: Json


def button(markup: Json, label: str) -> str | None:
    """The data of the button with this label."""
    rows = markup.get("inline_keyboard", ())
    found = (
        b["callback_data"] for row in rows for b in row if b["text"].lstrip("☐☑ ") == label and "callback_data" in b
    )
    return next(found, None)


def says(telegram: Telegram, chat: int, text: str) -> None:
    """Somebody types."""
    message = as_message(chat, 1_000_000_000, user(chat), text)
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    telegram.put("message", message)


def taps(telegram: Telegram, chat: int, shown: Shown, data: str, sender: Json) -> None:
    """Somebody taps a button."""
    message = as_message(chat, shown.message, sender, shown.text, shown.markup)
    query = {"id": f"{chat}{shown.message}", "from": user(chat), "chat_instance": str(chat), "data": data}
    telegram.put("callback_query", {**query, "message": message})


def user(chat: int) -> Json:
    """Whose chat it is."""
    return {"id": chat, "is_bot": False, "first_name": "Anna", "language_code": "nl"}


async def recorded(telegram: Telegram, said: "asyncio.Queue[Shown]", sender: Json) -> tuple[Turn, ...]:
    """The dialogue with the bot that runs now, from /start to the outcome; the answers are those of `tests.people`."""
    chat, turns, given = 7, [], Counter[str]()
    says_, label, tapped = "/start", "", 0
    says(telegram, chat, says_)
    while True:
        shows = [await asyncio.wait_for(said.get(), 20)]
        await asyncio.sleep(QUIET)
        while not said.empty():
            shows.append(said.get_nowait())
        turns.append(Turn(says_, label, tuple(_as_json(one, tapped) for one in shows)))
        if any("Je antwoorden" in one.text for one in shows):
            return tuple(turns)
        screen = next(one for one in shows if one.markup)
        asked = next((part for part in ANSWERS if part in screen.text), "")
        told = ANSWERS.get(asked, ())
        answer = told[given[asked]] if given[asked] < len(told) else NONE
        given[asked] += 1
        data = button(screen.markup, answer)
        says_, label, tapped = ("", answer, screen.message) if data else (answer, "", 0)
        if data:
            taps(telegram, chat, screen, data, sender)
        else:
            says(telegram, chat, answer)


def _as_json(shown: Shown, tapped: int) -> Json:
    rows = [
        [{"text": b["text"], **({"url": b["url"]} if "url" in b else {})} for b in row]
        for row in shown.markup.get("inline_keyboard", ())
    ]
    return {"text": shown.text, "rows": rows, "edit": shown.message == tapped}


def write(turns: tuple[Turn, ...], path: Path) -> None:
    """For the other bots, which read it at their start."""
    rows = [{"says": turn.says, "taps": turn.taps, "shows": turn.shows} for turn in turns]
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
