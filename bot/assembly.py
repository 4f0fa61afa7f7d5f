"""Builds the pieces from the settings; the only module that knows them all."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from telegram import Bot, BotCommand, MenuButtonCommands
from telegram.error import TelegramError

from bot import logs
from bot.channels.telegram.calls import Calls, pause
from bot.channels.telegram.gate import Gate
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.raw import RawApi
from bot.channels.telegram.registering import REGISTER_EVERY, keep_registered
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.transport import AiohttpRequest, proxy_for
from bot.content.loading import load
from bot.conversation import Store
from bot.dialogue.model import Content
from bot.metrics import Metrics
from bot.service import Service
from bot.settings import Settings, cache_folder, from_environment, log_level, metrics_port
from bot.storage.keeping import Keeping
from bot.storage.opening import open_store
from bot.understanding.building import build
from bot.understanding.hearing import Understanding

log = logging.getLogger(__name__)
CONNECTIONS = 320
"""To Telegram, for calls; more than the calls that are made at once, so that an urgent one never waits for another."""
GRACE = 2.0
"""Seconds that replies under way get when the process is told to stop."""
READY_AFTER = 1.0
"""Seconds after the start at which nothing else is to be done."""
POLLING_SILENCE = 60.0
"""Seconds without an answer to a poll after which we are not ready; an empty answer comes sooner."""


def serve_telegram(content: Path) -> int:
    """Serve until the process is told to stop (SIGTERM, SIGINT); returns the exit code."""
    logs.configure(log_level())
    # The library is changing the type of waiting times and warns until it is told which is wanted.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    settings = from_environment()
    # Before the store is opened, because it takes a while: who shares a database shows signs of life from then on.
    with _for_good():
        read = load(content)
        understanding = build(read, cache_folder())
    asyncio.run(_serve(settings, read, understanding))
    return 0


@contextlib.contextmanager
def _for_good() -> Iterator[None]:
    """What is made meanwhile stays as long as the process, so it is never looked through for garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


async def _serve(settings: Settings, content: Content, understanding: Understanding) -> None:
    kept = settings.storage
    store = await open_store(kept.database, kept.secret, Keeping(kept.keep_days))
    proxy = proxy_for(settings.api_url)
    polling, calls = AiohttpRequest(connections=1, proxy=proxy), AiohttpRequest(CONNECTIONS, proxy)
    bot = Bot(settings.token, base_url=f"{settings.api_url}/bot", request=calls, get_updates_request=polling)
    await polling.initialize()
    await calls.initialize()
    service = _service(settings, content, understanding, store, RawApi(settings.api_url, settings.token, calls))
    poller = Poller(RawApi(settings.api_url, settings.token, polling), service.take, polling.renew)
    _watch(service, poller)
    hook = settings.webhook
    try:
        async with _http(settings, service):
            with service.metrics.serving(metrics_port()):
                intake = keep_registered(bot, hook.url, hook.secret, service.heard_from) if hook else poller.run()
                endless = (intake, service.keep_tidy(), service.keep_sending(), service.try_again())
                once = (_introduce(service, bot, polls=hook is None), _get_ready(understanding))
                await _until_told_to_stop(once, endless)
    finally:
        await service.sender.stop(GRACE)
        await calls.shutdown()
        await polling.shutdown()
        await store.close()


def _service(settings: Settings, content: Content, understanding: Understanding, store: Store, api: RawApi) -> Service:
    metrics = Metrics()
    sender = Sender(Calls(api, metrics.counted), store)
    gate = Gate(understanding.hear, understanding.hear_alarm, sender.waiting, metrics)
    silence = 2 * REGISTER_EVERY if settings.webhook else POLLING_SILENCE
    return Service(content, gate, store, sender, metrics, silence)


def _http(settings: Settings, service: Service) -> AbstractAsyncContextManager[None]:
    """HTTP for as long as it lasts, where the settings ask for it."""
    if settings.port is None:
        return contextlib.nullcontext()
    from starlette.routing import Route  # noqa: PLC0415 - who only polls starts faster without all this

    from bot.channels.telegram.webhook import endpoint  # noqa: PLC0415
    from bot.web import application, served  # noqa: PLC0415

    routes, hook = [], settings.webhook
    if hook:
        # Any path: a proxy in front may have taken away its own.
        routes.append(Route("/{path:path}", endpoint(hook.secret, service.take_delivered), methods=["POST"]))
    return served(application(service.ready, routes), settings.port)


async def _introduce(service: Service, bot: Bot, *, polls: bool) -> None:
    """Tell Telegram what the bot is called to do, until it is told. Failing is no reason not to serve meanwhile."""
    failures = 0
    while not await _introduced(service, bot, polls=polls):
        await asyncio.sleep(pause(failures))
        failures += 1


async def _introduced(service: Service, bot: Bot, *, polls: bool) -> bool:
    """Commands, menu and descriptions; returns whether Telegram took them."""
    words = service.content.words
    commands = [BotCommand(command.name.removeprefix("/"), command.menu) for command in service.content.commands]
    try:
        service.name = (await bot.get_me()).username or ""
        if polls:
            # Updates that wait are kept: a person who wrote while the bot was away gets an answer.
            await bot.delete_webhook(drop_pending_updates=False)
        await bot.set_my_commands(commands)
        await bot.set_my_description(words.description)
        await bot.set_my_short_description(words.short_description)
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    except TelegramError as error:
        log.warning("introduction-failed", extra={"error": type(error).__name__})
        return False
    return True


async def _get_ready(understanding: Understanding) -> None:
    """Do what the first message would wait for, when the first poll is on its way."""
    await asyncio.sleep(READY_AFTER)
    understanding.hear("30")


async def _until_told_to_stop(
    once: Sequence[Coroutine[None, None, None]], endless: Sequence[Coroutine[None, None, None]]
) -> None:
    """Until a signal comes, or something that should go on for ever fails."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    sides = [asyncio.create_task(job) for job in once]
    tasks: list[asyncio.Task[object]] = [asyncio.create_task(job) for job in (stop.wait(), *endless)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in (*sides, *tasks):
            task.cancel()
        await asyncio.gather(*sides, *tasks, return_exceptions=True)


def _watch(service: Service, poller: Poller) -> None:
    """Give the figures that are looked up when they are asked for."""
    metrics = service.metrics
    metrics.oldest.set_function(service.sender.oldest)
    metrics.waiting.set_function(service.sender.chats_waiting)
    metrics.silence.set_function(service.silence)
    metrics.missing.set_function(lambda: poller.missed)
    metrics.count_troubles()
