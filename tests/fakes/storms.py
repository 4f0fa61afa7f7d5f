"""Bad weather between the bot and Telegram: failures by chance, the same for the same seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.fakes.bot_api import Call, Fault, Refusal

TOO_MANY, BAD_GATEWAY = 429, 502
HASTE = 0.4
"""Seconds in which a call that was on its way may still come in after a chat was asked to wait."""


@dataclass(slots=True)
class Storm:
    """Shares of the calls that fail, and how long a chat is asked to wait (each time another time)."""

    chance: random.Random
    slow_down: float = 0.10
    bad_gateway: float = 0.10
    cut: float = 0.05
    waits: Sequence[int] = (1, 1, 2)
    hasty: list[Call] = field(default_factory=list)
    """Calls to a chat before the time that it was asked to wait was over."""
    _waiting: dict[str, tuple[float, float]] = field(default_factory=dict)

    def fault(self, call: Call) -> Fault | None:
        """What befalls this call."""
        chat = call.params.get("chat_id", "")
        since, until = self._waiting.get(chat, (0.0, 0.0))
        if since + HASTE < call.time < until - 0.05:
            self.hasty.append(call)
        drawn = self.chance.random()
        if (drawn := drawn - self.slow_down) < 0:
            wait = self.chance.choice(self.waits)
            if chat:
                self._waiting[chat] = (call.time, call.time + wait)
            return Fault(call.method, 1, None, Refusal(TOO_MANY, f"Too Many Requests: retry after {wait}", wait))
        if (drawn := drawn - self.bad_gateway) < 0:
            return Fault(call.method, 1, None, Refusal(BAD_GATEWAY, "Bad Gateway"))
        if drawn < self.cut:
            return Fault(call.method, 1, performed=self.chance.random() < 0.5)
        return None
