"""The outbox: what was committed is sent, in order for each chat, until it is out.

Chats do not wait for each other: a chat that Telegram asks to be slower (429) is paused alone. A
tap costs one round trip, because the query is answered while the screen is edited.
"""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.conversation import ChatId, Live, Outbox, Parcel, Unavailable, Unsent

log = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
"""Seconds between tries when the network or Telegram fails; doubled each time."""
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_SAME = "message is not modified"
_CANNOT_READ = "can't parse entities"


class Sender:
    """Sends parcels: one task for each chat that has any, which ends when the chat has none left."""

    def __init__(self, bot: Bot, outbox: Outbox) -> None:
        self._bot = bot
        self._outbox = outbox
        self._tasks: dict[ChatId, asyncio.Task[None]] = {}
        self._woken: set[ChatId] = set()

    async def resume(self) -> None:
        """Send what an earlier process left unsent."""
        for chat in await self._outbox.chats_with_unsent():
            self.wake(chat)

    def wake(self, chat: ChatId) -> None:
        """There is something to send to this chat."""
        self._woken.add(chat)
        if chat not in self._tasks:
            self._tasks[chat] = asyncio.create_task(self._empty(chat))

    async def stop(self, grace: float) -> None:
        """Give what is under way `grace` seconds; what is not out by then is sent at the next start."""
        tasks = tuple(self._tasks.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _empty(self, chat: ChatId) -> None:
        try:
            while chat in self._woken:
                self._woken.discard(chat)
                try:
                    while (unsent := await self._outbox.unsent(chat)) is not None:
                        await self._deliver(chat, unsent)
                except Unavailable:
                    self._woken.add(chat)
                    await asyncio.sleep(_FIRST_PAUSE)
        finally:
            # Nothing is awaited since the chat was found asleep, so no call of `wake` falls in between.
            del self._tasks[chat]

    async def _deliver(self, chat: ChatId, unsent: Unsent) -> None:
        live = await self._outbox.live(chat)
        blocked = False
        try:
            live = await _Delivery(self._bot, unsent.parcel, live).send()
        except* Forbidden:
            blocked = True
        except* TelegramError as group:
            # Repeating would not mend it, and the replies behind it must not wait for ever.
            log.error("a reply was refused and is not repeated: %s", type(group.exceptions[0]).__name__)  # noqa: TRY400
        if blocked:
            log.info("a chat cannot be reached any more")
            await self._outbox.unreachable(chat)
        else:
            await self._outbox.sent(chat, unsent.id, live)


class _Delivery:
    """One parcel on its way out."""

    def __init__(self, bot: Bot, parcel: Parcel, live: Live | None) -> None:
        self._bot = bot
        self._parcel = parcel
        self._chat = parcel["chat"]
        self._live = live
        # A tap on the live screen edits it in place, and a form that is filled in collapses where it stands;
        # everything else gets a new message.
        tapped_here = live is not None and parcel["tapped"] == live.message
        said_apart = any(reply["kind"] != "screen" for reply in parcel["replies"])
        self._in_place = tapped_here
        self._settles = said_apart

    async def send(self) -> Live | None:
        """Send it all; returns the live screen afterwards. Raises Forbidden, in a group, when the person blocked the bot."""
        async with asyncio.TaskGroup() as together:
            if self._parcel["callback"]:
                together.create_task(self._answer())
            if self._parcel["quiet"] and self._live is not None:
                together.create_task(self._take_keyboard(self._live))
            live = await self._replies(together)
        return None if self._parcel["quiet"] else live

    async def _replies(self, together: asyncio.TaskGroup) -> Live | None:
        """Send the replies in order; a turn has at most one screen."""
        live, edited = self._live, None
        for reply in self._parcel["replies"]:
            if reply["kind"] == "page" and self._parcel["tapped"]:
                # Another page takes the place of the one whose button was pressed.
                await self._edit(Live(self._parcel["tapped"], 0), reply)
            elif reply["kind"] != "screen":
                await self._new(reply)
                self._in_place = False
            elif live is not None and self._may_edit(reply):
                # An edit touches nothing else, so what follows need not wait for it.
                edited = together.create_task(self._edit(live, reply))
            else:
                if live is not None:
                    together.create_task(self._take_keyboard(live))
                live = Live(await self._new(reply), _checksum(reply))
        return await edited if edited else live

    def _may_edit(self, reply: dict[str, Any]) -> bool:
        return len(reply["parts"]) == 1 and (self._in_place or (reply["settled"] and self._settles))

    async def _answer(self) -> None:
        """Stop the spinner. Too late or answered before is no matter: the screen says it all."""
        try:
            await _tried(
                lambda: self._bot.answer_callback_query(self._parcel["callback"], self._parcel["toast"] or None)
            )
        except BadRequest:
            log.info("callback query was too old")

    async def _edit(self, live: Live, reply: dict[str, Any]) -> Live:
        """Show this on the live message, or on a new one when Telegram will not have it edited."""
        shows = _checksum(reply)
        if shows == live.shows:
            return live
        text, keyboard = reply["parts"][0], _markup(reply["keyboard"])
        try:
            await _tried(
                lambda: self._bot.edit_message_text(
                    text,
                    self._chat,
                    live.message,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard,
                    link_preview_options=_NO_PREVIEW,
                )
            )
        except BadRequest as error:
            if _SAME in str(error).lower():
                return Live(live.message, shows)
            log.warning("a screen could not be edited and was sent anew")
            return Live(await self._new(reply), shows)
        return Live(live.message, shows)

    async def _new(self, reply: dict[str, Any]) -> int:
        """Send it as new messages, the keyboard under the last; returns the number of that one."""
        *parts, last = reply["parts"]
        for part in parts:
            await self._send(part, None)
        return await self._send(last, _markup(reply["keyboard"]))

    async def _send(self, text: str, keyboard: InlineKeyboardMarkup | None) -> int:
        def call(parse_mode: str | None) -> Callable[[], Awaitable[Any]]:
            return lambda: self._bot.send_message(
                self._chat, text, parse_mode=parse_mode, reply_markup=keyboard, link_preview_options=_NO_PREVIEW
            )

        try:
            message = await _tried(call(ParseMode.HTML))
        except BadRequest as error:
            if _CANNOT_READ not in str(error).lower():
                log.error("a message was refused and is not repeated")  # noqa: TRY400 - the traceback would hold the text
                return 0
            log.error("a message was refused for its markup and was sent without")  # noqa: TRY400 - likewise
            message = await _tried(call(None))
        number: int = message.message_id
        return number

    async def _take_keyboard(self, live: Live) -> None:
        """Buttons of a screen that is not live any more go away; when they cannot, they are harmless."""
        try:
            await _tried(lambda: self._bot.edit_message_reply_markup(self._chat, live.message, reply_markup=None))
        except BadRequest:
            log.info("an old keyboard could not be taken away")


async def _tried(call: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - whatever the call returns
    """Make a call until it is through: wait as long as Telegram says, and longer and longer when it fails.

    Raises what repeating cannot mend: BadRequest and Forbidden. An answer that got lost means the call
    may be made twice; a message shown twice is better than one never shown.
    """
    pause = _FIRST_PAUSE
    while True:
        try:
            return await call()
        except RetryAfter as error:
            await asyncio.sleep(seconds(error))
        except (BadRequest, Forbidden, InvalidToken):
            raise
        except NetworkError:
            log.info("telegram could not be reached; trying again")
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        except TelegramError as error:
            log.warning("telegram answered %s; trying again", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _markup(keyboard: list[list[dict[str, str]]]) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(b["text"], url=b.get("url"), callback_data=b.get("callback_data")) for b in row]
            for row in keyboard
        ]
    )


def _checksum(reply: dict[str, Any]) -> int:
    return zlib.crc32(repr((reply["parts"], reply["keyboard"])).encode())
