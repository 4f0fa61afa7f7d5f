"""Builds the pieces from the settings; the only module that knows them all."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from telegram import Bot, BotCommand, MenuButtonCommands
from telegram.error import TelegramError

from bot import logs
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.gate import Flooded, Gate
from bot.channels.telegram.incoming import Happened, InGroup, Membership, Strange, Update
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.rendering import notice, parcel
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.transport import AiohttpRequest, proxy_for
from bot.content.loading import load
from bot.conversation import Parcel, handle
from bot.dialogue.model import Content
from bot.dialogue.turns import Event, Turn, Typed
from bot.metrics import Metrics
from bot.settings import Settings, cache_folder, from_environment, log_level, metrics_port
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
    logs.configure(log_level())
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
    metrics = Metrics()
    sender = Sender(Calls(bot, metrics.counted), store)
    understanding = build(content, cache_folder())
    gate = Gate(understanding.hear, understanding.hear_alarm, sender.waiting, metrics)
    service = Service(content, gate, store, sender, bot, metrics)
    poller = Poller(bot, service.take, polling.renew)
    _watch(metrics, sender, poller)
    try:
        with metrics.serving(metrics_port()):
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
    gate: Gate
    store: SqliteStore
    sender: Sender
    bot: Bot
    metrics: Metrics
    name: str = ""
    """The bot's user name, known once Telegram has told it."""

    async def take(self, updates: Sequence[Update]) -> None:
        """Make every update safe; returns when all are committed. What cannot be read is set aside."""
        for update in updates:
            await self.take_one(update)

    async def take_one(self, update: Update) -> None:
        """One update in its own transaction; its replies are sent afterwards."""
        match self.gate.read(update):
            case Happened() as happened:
                with self.metrics.turns.time():
                    await handle(self.content, self.store, happened, partial(self._packed, happened))
                self.sender.wake(happened.chat, urgent=_is_alarming(happened.event))
            case InGroup() as group:
                await self._point_to_private(group)
            case Membership(chat=chat, status="blocked"):
                self.store.unreachable(chat)
            case Strange(why=why):
                log.info("update-passed-over", extra={"why": why})
            case Flooded():
                pass

    def _packed(self, happened: Happened, turn: Turn) -> Parcel:
        for reply in turn.replies:
            if reply.about is not None:
                self.metrics.content.add(*reply.about)
        return parcel(happened, turn)

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
            log.warning("introduction-failed", extra={"error": type(error).__name__})

    async def keep_tidy(self) -> None:
        """Delete what was kept long enough, now and every hour."""
        while True:
            log.info("forgot-old", extra={"conversations": self.store.forget_old()})
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


def _watch(metrics: Metrics, sender: Sender, poller: Poller) -> None:
    """Give the figures that are looked up when they are asked for."""
    metrics.oldest.set_function(sender.oldest)
    metrics.waiting.set_function(sender.chats_waiting)
    metrics.polled.set_function(poller.age)
    metrics.missing.set_function(lambda: poller.missed)
    metrics.count_troubles()
