"""People who go through the whole check by themselves, and what their chats must look like afterwards.

Somebody here answers each screen once and waits for the next, however long it takes: an answer that is
lost is never given again, so it stops the conversation, and one that counts twice ends it elsewhere.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from tests.fakes.bot_api import NOT_MODIFIED, QUERY_TOO_OLD, BotApi, Call, Message, Person

NONE = "Geen van deze"
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "Welkom bij RLS-wijzer": ("Start de check",),
    "Ga je akkoord?": ("Ja, ik ga akkoord",),
    "Geldt iets hiervan voor jou": (NONE, NONE),
    "Hoe oud ben je?": ("18 tot en met 49",),
    "Ben je zwanger": ("Nee",),
    "Tik bij elk nummer op ja": ("Ja, alle vier",),
    "Hoe vaak heb je last": ("1 keer per week",),
    "Hoe hoog was je ijzervoorraad": ("18",),
    "Hoe lang geleden is je ferritine": ("Korter dan 6 maanden",),
    "Was je ziek": ("Nee",),
    "Heb je veel last van je ijzer": ("nee",),
    "Wie gaf je het advies": ("Zelf begonnen",),
    "Wanneer was je laatste ijzerinfuus": ("Korter dan 8 weken",),
}
"""What is answered when part of a question stands on the screen, one after the other; then `NONE`."""
VARIANTS: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {},
    {"Hoe hoog was je ijzervoorraad": ("honderdtwintig",), "Ben je zwanger": ("niet zwanger",)},
    {"Hoe oud ben je?": ("50 of ouder",), "Hoe hoog was je ijzervoorraad": ("Weet ik niet",)},
    {"IJzertabletten": ("IJzertabletten", "Magnesium", "Klaar"), "Hoe hoog was je ijzervoorraad": ("30",)},
    {"IJzertabletten": ("IJzerinfuus", "Klaar"), "Hoe vaak heb je last": ("elke dag",)},
    {"Hoe hoog was je ijzervoorraad": ("112 pmol/l",), "Hoe oud ben je?": ("43",)},
)
"""Kinds of people: some tap, some type, some tick several."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How somebody's check ended: the form with the answers, and the outcome."""

    form: str
    outcome: str


async def whole_check(person: Person, variant: int, patience: float) -> Ending:
    """From /start to the outcome; TimeoutError when the next screen does not come within `patience` seconds."""
    answers = {**VARIANTS[variant % len(VARIANTS)], **ANSWERS}
    answers |= VARIANTS[variant % len(VARIANTS)]
    given: Counter[str] = Counter()
    await person.says("/start")
    number = -1
    while True:
        shown = await person.sees(partial(_is_later, number), patience)
        number = screen_number(shown)
        if "Je antwoorden" in shown.text:
            break
        asked = next((part for part in answers if part in shown.text), "")
        told = answers.get(asked, ())
        await _give(person, shown, told[given[asked]] if given[asked] < len(told) else NONE)
        given[asked] += 1
    await person.sees(lambda message: message.message_id > shown.message_id and message.buttons, patience)
    outcome = next(m for m in person.messages if m.message_id > shown.message_id and any(_links(m)))
    return Ending(shown.text, outcome.text)


def _is_later(number: int, message: Message) -> bool:
    return screen_number(message) > number


async def _give(person: Person, screen: Message, answer: str) -> None:
    """Tap it where it is a button, type it where it is none."""
    for row in screen.buttons:
        for button in row:
            if button.data and button.label.lstrip("☐☑ ") == answer:
                await person.taps_data(button.data, screen.message_id)
                return
    await person.says(answer)


def screen_number(message: Message) -> int:
    """The number of the screen that a message shows; -1 when it shows none."""
    return next((int(d.split("|")[2]) for d in _data(message) if d.count("|") == 3), -1)


def _data(message: Message) -> Iterator[str]:
    return (button.data for row in message.buttons for button in row if button.data)


def _links(message: Message) -> Iterator[str]:
    return (button.url for row in message.buttons for button in row if button.url)


def out_of_order(calls: Iterable[Call]) -> list[Call]:
    """Screens that were shown after a later one of the same conversation."""
    latest: dict[tuple[str, str], int] = {}
    late = []
    for call in calls:
        if call.method in {"sendMessage", "editMessageText"} and call.result is not None:
            for data in _screen_data(call):
                _, conversation, number, _ = data.split("|")
                key = (call.params["chat_id"], conversation)
                if int(number) < latest.get(key, -1):
                    late.append(call)
                latest[key] = max(int(number), latest.get(key, -1))
    return late


def _screen_data(call: Call) -> Iterator[str]:
    rows = json.loads(call.params.get("reply_markup") or "{}").get("inline_keyboard", ())
    return (b["callback_data"] for row in rows for b in row if b.get("callback_data", "").count("|") == 3)


def faults(api: BotApi) -> list[tuple[str, str]]:
    """Calls that Telegram refused, apart from what is refused because it was done before and the answer was lost."""
    harmless = (NOT_MODIFIED, QUERY_TOO_OLD)
    refused = [(call.method, call.refusal.description) for call in api.refused if call.refusal]
    return [(method, why) for method, why in refused if not why.endswith(harmless)]


async def all_checks(people: Iterable[Person], patience: float) -> list[Ending]:
    """The endings of all of them, in their order; the n-th is a person of the n-th variant."""
    return await asyncio.gather(*(whole_check(person, n, patience) for n, person in enumerate(people)))


async def delay(person: Person) -> float:
    """Seconds from a message to the screen that answers it."""
    number = max(map(screen_number, person.messages))
    began = time.monotonic()
    await person.says("/terug")
    await person.sees(lambda message: screen_number(message) > number)
    return time.monotonic() - began
