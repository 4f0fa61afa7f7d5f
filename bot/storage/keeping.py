"""How long things are kept; the same for every store."""

from __future__ import annotations

from dataclasses import dataclass

DAY = 24 * 3600
SEEN_FOR = 3 * DAY
"""Seconds an update id is remembered. Telegram keeps an update for 24 hours at most (Bot API, getUpdates)."""
ASIDE_FOR = 3 * DAY
"""Seconds an update stays set aside."""
MOST_DAYS = 30
"""What the privacy statement in `content/` promises."""
LEFT_DAYS = 7
"""Days that are left after the person blocked the bot; long enough to come back from a mistake."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long a conversation is kept after its last turn."""

    days: int = MOST_DAYS

    @property
    def seconds(self) -> float:
        """Of a conversation, and of a reply that cannot be delivered."""
        return self.days * DAY

    @property
    def left_seconds(self) -> float:
        """Of a conversation whose person blocked the bot."""
        return min(self.days, LEFT_DAYS) * DAY


AS_PROMISED = Keeping()
"""As the privacy statement says."""
