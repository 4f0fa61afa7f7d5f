"""Builds the pieces from the settings; the only module that knows them all."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from telegram import Bot, BotCommand, MenuButtonCommands
from telegram.error import TelegramError

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.incoming import Happened, InGroup, Membership, Strange, Update, read_update
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.rendering import notice, parcel
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.transport import AiohttpRequest, proxy_for
from bot.content.loading import load
from bot.conversation import handle
from bot.dialogue.model import Content
from bot.dialogue.turns import Event, Heard, Typed
from bot.settings import Settings, cache_folder, from_environment
from bot.storage.sqlite import SqliteStore
from bot.understanding.building import build

log = logging.getLogger(__name__)
CONNECTIONS = 320
"""To Telegram, for calls; more than the calls that are made at once, so that an urgent one never waits for another."""
GRACE = 3.0
"""Seconds that replies under way get when the process is told to stop."""
HOUR = 3600


def serve_telegram(content: Path) -> int:
    """Serve until the process is told to stop (SIGTERM, SIGINT); returns the exit code."""
    _log_to_stderr()
    # The library is changing the type of waiting times and warns until it is told which is wanted.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    settings = from_environment()
    asyncio.run(_serve(settings, load(content)))
    return 0


async def _serve(settings: Settings, content: Content) -> None:
    store = SqliteStore(settings.database, settings.secret)
    proxy = proxy_for(settings.api_url)
    polling, calls = AiohttpRequest(connections=1, proxy=proxy), AiohttpRequest(CONNECTIONS, proxy)
    bot = Bot(settings.token, base_url=f"{settings.api_url}/bot", request=calls, get_updates_request=polling)
    await polling.initialize()
    await calls.initialize()
    sender = Sender(Calls(bot, lambda _method, _how: None), store)
    service = Service(content, build(content, cache_folder()).hear, store, sender, bot)
    poller = Poller(bot, service.take, polling.renew)
    try:
        sender.resume()
        tasks = [asyncio.create_task(job) for job in (poller.run(), service.introduce(), service.keep_tidy())]
        await _until_told_to_stop(tasks)
    finally:
        await sender.stop(GRACE)
        await calls.shutdown()
        await polling.shutdown()
        store.close()


@dataclass(slots=True)
class Service:
    """Takes updates for one content and one store."""

    content: Content
    hear: Callable[[str], Heard]
    store: SqliteStore
    sender: Sender
    bot: Bot
    name: str = ""
    """The bot's user name, known once Telegram has told it."""

    async def take(self, updates: Sequence[Update]) -> None:
        """Make every update safe; returns when all are committed. What cannot be read is set aside."""
        for update in updates:
            await self.take_one(update)

    async def take_one(self, update: Update) -> None:
        """One update in its own transaction; its replies are sent afterwards."""
        match read_update(update, self.hear):
            case Happened() as happened:
                await handle(self.content, self.store, happened, partial(parcel, happened))
                self.sender.wake(happened.chat, urgent=_is_alarming(happened.event))
            case InGroup() as group:
                await self._point_to_private(group)
            case Membership(chat=chat, status="blocked"):
                self.store.unreachable(chat)
            case Strange(why=why):
                log.info("an update was passed over (%s)", why)

    async def _point_to_private(self, group: InGroup) -> None:
        """Say nothing about health where others read along."""
        words = self.content.words
        button = (words.private_chat, f"https://t.me/{self.name}")
        async with self.store.turn(group.chat, group.update) as turn:
            if not turn.seen_before:
                turn.save(None, notice(group.chat, group.callback, words.group, button))
        self.sender.wake(group.chat)

    async def introduce(self) -> None:
        """Tell Telegram what the bot is called to do: commands, menu, descriptions. Failing is no reason not to serve."""
        words = self.content.words
        commands = [BotCommand(command.name.removeprefix("/"), command.menu) for command in self.content.commands]
        try:
            self.name = (await self.bot.get_me()).username or ""
            # Updates that wait are kept: a person who wrote while the bot was away gets an answer.
            await self.bot.delete_webhook(drop_pending_updates=False)
            await self.bot.set_my_commands(commands)
            await self.bot.set_my_description(words.description)
            await self.bot.set_my_short_description(words.short_description)
            await self.bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        except TelegramError as error:
            log.warning("telegram was not told about the commands (%s)", type(error).__name__)

    async def keep_tidy(self) -> None:
        """Delete what was kept long enough, now and every hour."""
        while True:
            log.info("forgot %d old conversations", self.store.forget_old())
            await asyncio.sleep(HOUR)


def _is_alarming(event: Event) -> bool:
    return isinstance(event, Typed) and event.heard.alarm is not None


async def _until_told_to_stop(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Until a signal comes, or a task that should go on for ever fails."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    stopped = asyncio.create_task(stop.wait())
    try:
        endless = (tasks[0], tasks[-1], stopped)
        done, _ = await asyncio.wait(endless, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in (*tasks, stopped):
            task.cancel()
        with contextlib.suppress(Exception):
            await asyncio.gather(*tasks, stopped, return_exceptions=True)


def _log_to_stderr() -> None:
    """Counts and ids of content only. The libraries are kept quiet: they would log the token and what people write."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for library in ("httpx", "httpcore", "telegram"):
        logging.getLogger(library).setLevel(logging.WARNING)
