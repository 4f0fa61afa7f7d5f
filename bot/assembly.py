"""Builds the pieces from the settings; the only module that knows them all."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import httpx
from starlette.routing import Route
from telegram import Bot, BotCommand, MenuButtonCommands
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.essence import essence, private_chat
from bot.channels.telegram.incoming import (
    Happened,
    InGroup,
    Membership,
    Strange,
    Unreadable,
    Update,
    number_of,
    read_update,
)
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.rendering import notice, parcel
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.webhook import endpoint, keep_registered
from bot.content.loading import load
from bot.conversation import Aside, Store, Trouble, Unavailable, handle
from bot.dialogue.model import Content
from bot.dialogue.turns import Heard, Sent, Typed
from bot.settings import Settings, cache_folder, from_environment
from bot.storage.keeping import Keeping
from bot.storage.opening import open_store
from bot.understanding.building import build
from bot.web import application, served

log = logging.getLogger(__name__)
KEEP_ALIVE = 300
"""Seconds an idle connection stays open, so that a slow reader's next tap needs no new one."""
GRACE = 2.5
"""Seconds that replies under way get when the process is told to stop."""
SILENCE = 600
"""Seconds without a word of Telegram after which we are not ready; polling and registering are far more frequent."""
LOOK_EVERY = 2.0
"""Seconds between two looks for what others left unsent, and for what is to be tried again."""
LONGEST_PAUSE = 2.0
"""Seconds between two tries of an update while the database is away."""
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
    kept = settings.storage
    store = await open_store(kept.database, kept.secret, Keeping(kept.keep_days))
    polling, calls = _request(connections=2), _request(connections=64)
    bot = Bot(settings.token, base_url=f"{settings.api_url}/bot", request=calls, get_updates_request=polling)
    await polling.initialize()
    await calls.initialize()
    sender = Sender(bot, store)
    service = Service(content, build(content, cache_folder()).hear, store, sender, bot)
    try:
        async with _http(settings, service):
            intake = _intake(settings, service)
            tasks = (intake, service.keep_tidy(), service.keep_sending(), service.try_again())
            await _until_told_to_stop(service.introduce(polls=settings.webhook is None), tasks)
    finally:
        await sender.stop(GRACE)
        await calls.shutdown()
        await polling.shutdown()
        await store.close()


def _intake(settings: Settings, service: Service) -> Coroutine[None, None, None]:
    """What sees to it that updates come in."""
    hook = settings.webhook
    if hook:
        return keep_registered(service.bot, hook.url, hook.secret, service.heard_from)
    return Poller(service.bot, service.take).run()


def _http(settings: Settings, service: Service) -> AbstractAsyncContextManager[None]:
    """HTTP for as long as it lasts, where the settings ask for it."""
    if settings.port is None:
        return contextlib.nullcontext()
    routes, hook = [], settings.webhook
    if hook:
        # Any path: a proxy in front may have taken away its own.
        routes.append(Route("/{path:path}", endpoint(hook.secret, service.take_delivered), methods=["POST"]))
    return served(application(service.ready, routes), settings.port)


@dataclass(slots=True)
class Service:
    """Takes updates for one content and one store."""

    content: Content
    hear: Callable[[str], Heard]
    store: Store
    sender: Sender
    bot: Bot
    name: str = ""
    """The bot's user name, known once Telegram has told it."""
    heard_at: float = -math.inf
    """When Telegram was last heard from, on the monotonic clock."""

    def heard_from(self) -> None:
        """Telegram polled empty, delivered, or said that it will."""
        self.heard_at = time.monotonic()

    async def ready(self) -> Mapping[str, bool]:
        """Whether updates can be taken: the parts that this needs."""
        return {
            "database": await self.store.reachable(),
            "telegram": time.monotonic() - self.heard_at < SILENCE,
        }

    async def take(self, updates: Sequence[Update]) -> None:
        """Make every update safe, in order; returns when all are, however long the database is away."""
        self.heard_from()
        for update in updates:
            failures = 0
            while not await self._is_taken(update):
                failures += 1
                await asyncio.sleep(min(0.25 * 2.0**failures, LONGEST_PAUSE))

    async def take_delivered(self, update: object) -> None:
        """Make one update safe; returns when it is. Raises Unavailable."""
        self.heard_from()
        await self.take_one(update)

    async def take_one(self, update: object) -> None:
        """One update in its own transaction; its replies are sent afterwards. What cannot be taken is set aside.

        Raises Unavailable and nothing else: one bad update must not hold up others.
        """
        try:
            error = await self._take(update)
        except Unavailable:
            raise
        except Exception as failure:  # noqa: BLE001 - whatever is wrong with this one, the next must be served
            error = _kind(failure)
        if error:
            await self._set_aside(update, error)

    async def _is_taken(self, update: Update) -> bool:
        try:
            await self.take_one(update)
        except Unavailable:
            log.warning("store-unavailable")
            return False
        return True

    async def _take(self, update: object, aside: int | None = None) -> str:
        """Take an update; returns what kind of error it has when it cannot be read, otherwise ""."""
        match read_update(update, self.hear):
            case Happened(event=Typed()) as happened if aside is not None:
                # What was typed was not kept; the person is asked for it.
                asked = replace(happened, event=Sent("failed"))
                await handle(self.content, self.store, asked, partial(parcel, asked), aside=aside)
                self.sender.wake(happened.chat)
            case Happened() as happened:
                await handle(self.content, self.store, happened, partial(parcel, happened), aside=aside)
                self.sender.wake(happened.chat)
            case InGroup() as group:
                await self._point_to_private(group, aside)
            case Membership(chat=chat, status="blocked"):
                await self.store.unreachable(chat)
            case Strange(why=why):
                log.info("update-passed-over", extra={"why": why})
            case Unreadable(error=error):
                return error
        return ""

    async def _set_aside(self, update: object, error: str) -> None:
        log.error("update-set-aside", extra={"error": error})
        whose = private_chat(update)
        told = notice(*whose, self.content.words.failed) if whose else None
        chat = whose[0] if whose else None
        try:
            await self.store.set_aside(Trouble(number_of(update), chat, error, essence(update), told))
        except Unavailable:
            raise
        except Exception as failure:  # noqa: BLE001 - it can neither be taken nor kept, and must not stay in the way
            log.critical("update-lost", extra={"error": _kind(failure)})
        if chat is not None:
            self.sender.wake(chat)

    async def try_again(self) -> None:
        """Take what was set aside once more when the operator asks for it, until cancelled."""
        while True:
            with contextlib.suppress(Unavailable):
                for one in await self.store.aside():
                    if one.again:
                        await self._try_once_more(one)
            await asyncio.sleep(LOOK_EVERY)

    async def _try_once_more(self, one: Aside) -> None:
        try:
            error = await self._take(one.kept, one.id)
        except Unavailable:
            raise
        except Exception as failure:  # noqa: BLE001 - as in `take_one`
            error = _kind(failure)
        log.info("update-tried-again", extra={"error": error})
        if error:
            await self.store.failed_again(one.id, error)
        else:
            await self.store.drop([one.id])

    async def keep_sending(self) -> None:
        """Send what a process left unsent that died, now and whenever there is some, until cancelled."""
        while True:
            try:
                await self.sender.resume()
            except Unavailable:
                log.warning("store-unavailable")
            await asyncio.sleep(LOOK_EVERY)

    async def _point_to_private(self, group: InGroup, aside: int | None) -> None:
        """Say nothing about health where others read along."""
        words = self.content.words
        button = (words.private_chat, f"https://t.me/{self.name}")
        async with self.store.turn(group.chat, group.update, aside=aside) as turn:
            if not turn.seen_before:
                turn.save(None, notice(group.chat, group.callback, words.group, button))
        self.sender.wake(group.chat)

    async def introduce(self, *, polls: bool) -> None:
        """Tell Telegram what the bot is called to do: commands, menu, descriptions. Failing is no reason not to serve."""
        words = self.content.words
        commands = [BotCommand(command.name.removeprefix("/"), command.menu) for command in self.content.commands]
        try:
            self.name = (await self.bot.get_me()).username or ""
            if polls:
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
            try:
                log.info("forgotten", extra={"conversations": await self.store.forget_old()})
            except Unavailable:
                log.warning("store-unavailable")
            await asyncio.sleep(HOUR)


def _request(connections: int) -> HTTPXRequest:
    limits = httpx.Limits(
        max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=KEEP_ALIVE
    )
    return HTTPXRequest(connection_pool_size=connections, pool_timeout=None, httpx_kwargs={"limits": limits})


async def _until_told_to_stop(
    once: Coroutine[None, None, None], endless: Sequence[Coroutine[None, None, None]]
) -> None:
    """Until a signal comes, or something that should go on for ever fails."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    side = asyncio.create_task(once)
    tasks = [asyncio.create_task(job) for job in (stop.wait(), *endless)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in (side, *tasks):
            task.cancel()
        await asyncio.gather(side, *tasks, return_exceptions=True)


def _kind(failure: Exception) -> str:
    """What went wrong and where in this program; not the error's text, which could hold what a person wrote."""
    ours = [frame for frame in traceback.extract_tb(failure.__traceback__) if f"{os.sep}bot{os.sep}" in frame.filename]
    return (
        f"{type(failure).__name__} ({Path(ours[-1].filename).stem}:{ours[-1].lineno})"
        if ours
        else type(failure).__name__
    )


def _log_to_stderr() -> None:
    """Counts and ids of content only. The libraries are kept quiet: they would log the token and what people write."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for library in ("httpx", "httpcore", "telegram"):
        logging.getLogger(library).setLevel(logging.WARNING)
