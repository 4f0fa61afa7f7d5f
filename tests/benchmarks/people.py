"""People who go through one check after the other, each answering as soon as the next screen is there."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks.dialogue import Shown, Turn, button, says, taps
from tests.benchmarks.telegram import BOT, Telegram

Json = dict[str, Any]
THINKS = 0.02
"""Seconds between a screen and what somebody does about it: no person is quicker, and some bots save what they did
only after they have answered."""

_NUMBERS = itertools.count(1000)
"""Of chats; nobody comes twice."""


@dataclass(slots=True)
class Tally:
    """What a time of measuring came to."""

    turns: int = 0
    seconds: list[float] = field(default_factory=list)
    """From what somebody did to all of what it shows."""
    taps: list[float] = field(default_factory=list)
    """The same, of taps on a screen that is edited."""
    wrong: int = 0
    """Turns that showed something else, and people who gave up."""


class People:
    """A number of chats at once. Who comes to the end makes room for somebody new."""

    def __init__(self, telegram: Telegram, dialogue: Sequence[Turn], *, exact: bool) -> None:
        """`exact`: the texts must be those of the dialogue; otherwise one text, whatever it is, ends a turn."""
        self.thinks = THINKS
        self.telegram = telegram
        self.dialogue = dialogue
        self.exact = exact
        self.tally = Tally()
        self._chats: dict[int, _Somebody] = {}

    def come(self, count: int) -> None:
        """So many begin."""
        for _ in range(count):
            self._next()

    def go(self) -> None:
        """Nobody does anything any more."""
        self._chats.clear()

    def hear(self, chat: int, message: int, text: str, markup: Json) -> None:
        """A text is shown in a chat."""
        somebody = self._chats.get(chat)
        if somebody is None or not somebody.hear(Shown(message, text, markup)):
            return
        if somebody.is_through:
            del self._chats[chat]
            self._next()
        elif self.thinks:
            asyncio.get_running_loop().call_later(self.thinks, self._act, chat)
        else:
            somebody.act()

    def replace_stuck(self, patience: float) -> None:
        """Who got no answer for so many seconds gives up, and somebody new begins."""
        now = time.perf_counter()
        stuck = [
            chat
            for chat, somebody in self._chats.items()
            if somebody.waits_since and now - somebody.waits_since > patience
        ]
        for chat in stuck:
            self.tally.wrong += 1
            del self._chats[chat]
            self._next()

    def _next(self) -> None:
        chat = next(_NUMBERS)
        self._chats[chat] = _Somebody(self, chat)
        self._act(chat)

    def _act(self, chat: int) -> None:
        somebody = self._chats.get(chat)
        if somebody is not None:
            somebody.act()


class _Somebody:
    """One chat, from /start to the outcome."""

    def __init__(self, people: People, chat: int) -> None:
        self._people = people
        self._chat = chat
        self._at = 0
        self.waits_since = 0.0
        """Since when, on the clock of `time.perf_counter`; 0 while thinking."""
        self._seen: list[str] = []
        self._screen = Shown(0, "", {})

    def act(self) -> None:
        """Do what comes next."""
        turn = self._people.dialogue[self._at]
        self.waits_since = time.perf_counter()
        self._seen = []
        if turn.says:
            says(self._people.telegram, self._chat, turn.says)
            return
        data = button(self._screen.markup, turn.taps)
        if data is None:
            # A bot that always shows the same has another keyboard.
            data = self._screen.markup["inline_keyboard"][0][0]["callback_data"]
        taps(self._people.telegram, self._chat, self._screen, data, BOT)

    def hear(self, shown: Shown) -> bool:
        """Whether this was the last text of a turn."""
        people = self._people
        if self.is_through or not self.waits_since:
            return False
        turn = people.dialogue[self._at]
        self._seen.append(shown.text.strip())
        if any(b.get("callback_data") for row in shown.markup.get("inline_keyboard", ()) for b in row):
            self._screen = shown
        if len(self._seen) < (len(turn.shows) if people.exact else 1):
            return False
        took, self.waits_since = time.perf_counter() - self.waits_since, 0.0
        people.tally.turns += 1
        people.tally.seconds.append(took)
        if turn.taps and len(turn.shows) == 1:
            people.tally.taps.append(took)
        if people.exact and sorted(self._seen) != sorted(one["text"].strip() for one in turn.shows):
            people.tally.wrong += 1
        self._at += 1
        return True

    @property
    def is_through(self) -> bool:
        """Whether it was the last turn."""
        return self._at == len(self._people.dialogue)
