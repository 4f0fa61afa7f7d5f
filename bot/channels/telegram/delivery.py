"""One parcel on its way out: which calls it takes, and what the live screen is afterwards.

A tap costs one round trip, because the query is answered while the screen is edited.
"""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import BadRequest

from bot.channels.telegram.calls import Calls, Superseded
from bot.conversation import Live, Parcel

log = logging.getLogger(__name__)
_NO_PREVIEW = {"is_disabled": True}
_SAME = "message is not modified"
_CANNOT_READ = "can't parse entities"


class Delivery:
    """Sends one parcel. Its screen goes out only as long as it is `wanted`; all else goes out in any case."""

    def __init__(self, calls: Calls, parcel: Parcel, live: Live | None, wanted: Callable[[], bool]) -> None:
        self._calls = calls
        self._parcel = parcel
        self._live = live
        self._wanted = wanted
        self._urgent = bool(parcel.get("urgent"))
        # A tap on the live screen edits it in place, and a form that is filled in collapses where it stands;
        # everything else gets a new message.
        self._in_place = live is not None and parcel["tapped"] == live.message
        self._settles = any(reply["kind"] != "screen" for reply in parcel["replies"])
        self.left_out = False
        """Whether the screen was not wanted any more; then the live screen is not this parcel's business."""

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
                showing = self._screen(self._edit(live, reply), live)
                if reply is self._parcel["replies"][-1]:
                    return await showing
                edited = together.create_task(showing)
            else:
                if live is not None:
                    together.create_task(self._take_keyboard(live))
                live = await self._screen(self._new_screen(reply), live)
        return await edited if edited else live

    async def _screen(self, showing: Awaitable[Live], before: Live | None) -> Live | None:
        """The live screen afterwards: the one before when this one was not wanted any more."""
        try:
            return await showing
        except Superseded:
            self.left_out = True
            return before

    async def _new_screen(self, reply: dict[str, Any]) -> Live:
        return Live(await self._new(reply), _checksum(reply))

    def _may_edit(self, reply: dict[str, Any]) -> bool:
        return len(reply["parts"]) == 1 and (self._in_place or (reply["settled"] and self._settles))

    async def _answer(self) -> None:
        """Stop the spinner. Too late or answered before is no matter: the screen says it all."""
        try:
            await self._call(
                "answerCallbackQuery", callback_query_id=self._parcel["callback"], text=self._parcel["toast"] or None
            )
        except BadRequest:
            log.info("callback-too-old")

    async def _edit(self, live: Live, reply: dict[str, Any]) -> Live:
        """Show this on the live message, or on a new one when Telegram will not have it edited."""
        shows = _checksum(reply)
        if shows == live.shows:
            return live
        try:
            await self._call(
                "editMessageText",
                wanted=self._wanted_for(reply),
                chat_id=self._parcel["chat"],
                message_id=live.message,
                text=reply["parts"][0],
                parse_mode="HTML",
                reply_markup=_markup(reply["keyboard"]),
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as error:
            if _SAME in str(error).lower():
                return Live(live.message, shows)
            log.warning("screen-sent-anew")
            return Live(await self._new(reply), shows)
        return Live(live.message, shows)

    async def _new(self, reply: dict[str, Any]) -> int:
        """Send it as new messages, the keyboard under the last; returns the number of that one."""
        *parts, last = reply["parts"]
        for part in parts:
            await self._send(reply, part, None)
        return await self._send(reply, last, _markup(reply["keyboard"]))

    async def _send(self, reply: dict[str, Any], text: str, markup: dict[str, Any] | None) -> int:
        message = {
            "chat_id": self._parcel["chat"],
            "text": text,
            "reply_markup": markup,
            "link_preview_options": _NO_PREVIEW,
        }
        wanted = self._wanted_for(reply)
        try:
            sent = await self._call("sendMessage", wanted=wanted, parse_mode="HTML", **message)
        except BadRequest as error:
            if _CANNOT_READ not in str(error).lower():
                log.error("message-refused")  # noqa: TRY400 - the traceback would hold the text
                return 0
            log.error("message-sent-without-markup")  # noqa: TRY400 - likewise
            sent = await self._call("sendMessage", wanted=wanted, **message)
        return int(sent["message_id"])

    async def _take_keyboard(self, live: Live) -> None:
        """Buttons of a screen that is not live any more go away; when they cannot, they are harmless."""
        try:
            await self._call("editMessageReplyMarkup", chat_id=self._parcel["chat"], message_id=live.message)
        except BadRequest:
            log.info("old-keyboard-stays")

    def _wanted_for(self, reply: dict[str, Any]) -> Callable[[], bool]:
        return self._wanted if reply["kind"] == "screen" else lambda: True

    async def _call(self, method: str, *, wanted: Callable[[], bool] = lambda: True, **parameters: object) -> Any:  # noqa: ANN401 - whatever the call returns
        return await self._calls.make(self._parcel["chat"], method, parameters, urgent=self._urgent, wanted=wanted)


def _markup(keyboard: list[list[dict[str, str]]]) -> dict[str, Any] | None:
    return {"inline_keyboard": keyboard} if keyboard else None


def _checksum(reply: dict[str, Any]) -> int:
    return zlib.crc32(repr((reply["parts"], reply["keyboard"])).encode())
