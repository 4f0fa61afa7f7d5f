"""Whether everything is there that `rls-bot run` needs: for the operator, while the bot serves or not.

One line a part: what is fine, or what is wrong and what to do. Nothing is changed, no update is taken, and
no line holds a secret.
"""

from __future__ import annotations

import asyncio
import os
import stat
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot import settings
from bot.channels.telegram.transport import proxy_for
from bot.content.loading import load, reviewed
from bot.content.problems import ContentError
from bot.errors import BotError
from bot.settings import Webhook
from bot.storage.inspecting import Inspected, inspect

SECONDS = 10
"""An answer that takes longer is none."""
MOST_WRONG = 60
"""Seconds the clock may be wrong: from then on certificates and retention times begin to suffer."""
MOST_WAITING = 100
"""Updates that may wait for the bot; it takes a second for as many."""
RECENT = 3600
"""Seconds for which an error of the webhook counts."""
OLDEST_REVIEW = 365
"""Days; `rls-bot check` says which texts are due (content is reviewed once a year)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one part looks like."""

    part: str
    fine: bool
    says: str

    def __str__(self) -> str:
        """On one line."""
        return f"{'ok' if self.fine else 'WRONG':<6}{self.part:<10}{' '.join(self.says.split())}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the Bot API said."""

    status: int
    body: dict[str, Any]
    clock: float | None
    """Its time, in seconds since 1970."""


class _Wrong(BotError):
    """What is wrong with a part, and what to do."""


def examine(content: Path, today: date, environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """A finding for each part, one after the other as they are looked at."""
    yield _found("content", lambda: _content(content, today))
    yield _found("key", lambda: _key(environment))
    database = _looked_into(environment)
    yield _found("database", lambda: _database(database))
    found, clock = asyncio.run(_telegram(environment))
    yield from found
    if clock is None and isinstance(database, Inspected):
        clock = database.clock
    yield _found("clock", lambda: _clock(clock))


def _found(part: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(part, fine=True, says=look())
    except BotError as error:
        return Finding(part, fine=False, says=str(error))


def _content(root: Path, today: date) -> str:
    try:
        content = load(root)
    except ContentError as error:
        message = f"cannot be used: {len(error.problems)} problems. `rls-bot check` shows them."
        raise _Wrong(message) from None
    first, last = reviewed(content)
    if (today - first).days > OLDEST_REVIEW:
        message = f"the oldest text was reviewed on {first}, more than a year ago. `rls-bot check` shows what is due."
        raise _Wrong(message)
    return f"version {content.version}, reviewed from {first} to {last}"


def _key(environment: Mapping[str, str]) -> str:
    file, database = settings.key_file(environment), settings.database_from_environment(environment)
    if file is None:
        settings.storage_from_environment(environment)
        return "is set by RLS_BOT_SECRET"
    if not isinstance(database, Path):
        settings.storage_from_environment(environment)
    if not file.exists():
        if isinstance(database, Path) and database.exists():
            message = f"{file} is gone, and without it {database} cannot be read. Put it back from its back-up."
            raise _Wrong(message)
        return f"there is none yet; the first start makes {file}"
    if others := stat.S_IMODE(file.stat().st_mode) & 0o077:
        message = f"others can use {file} (mode has {others:03o} too much): chmod 600 {file}"
        raise _Wrong(message)
    if not os.access(file, os.R_OK):
        message = f"{file} cannot be read by this user. Run this as the user that the bot runs as."
        raise _Wrong(message)
    return f"{file}, for its owner only"


def _looked_into(environment: Mapping[str, str]) -> Inspected | BotError:
    """What the database says; an error is kept, to be shown in its turn."""
    try:
        database = settings.database_from_environment(environment)
        file = settings.key_file(environment)
        has_key = file is None or (file.is_file() and os.access(file, os.R_OK))
        return inspect(database, settings.storage_from_environment(environment).secret if has_key else None)
    except BotError as error:
        return error


def _database(looked: Inspected | BotError) -> str:
    if isinstance(looked, BotError):
        raise looked
    if not looked.server:
        return "there is none yet; the first start makes it"
    due = f"; the next start changes its tables ({looked.steps} steps)" if looked.steps else ""
    return f"{looked.server}, can be written to{', opens with the key' if looked.opens else ''}{due}"


async def _telegram(environment: Mapping[str, str]) -> tuple[list[Finding], float | None]:
    """What Telegram says of the token and the webhook, and what time it is there."""
    found, clock = [], None
    try:
        url, token = settings.api_from_environment(environment), settings.token_from_environment(environment)
        hook = settings.webhook_from_environment(environment)
        timeout = ClientTimeout(total=SECONDS)
        async with ClientSession(f"{url}/bot{token}/", timeout=timeout, proxy=proxy_for(url)) as session:
            async for part, answer, look in _asked(session, url, hook):
                clock = answer.clock or clock
                found.append(_found(part, look))
    except BotError as error:
        found.append(Finding("telegram", fine=False, says=str(error)))
    return found, clock


async def _asked(
    session: ClientSession, url: str, hook: Webhook | None
) -> AsyncIterator[tuple[str, Answer, Callable[[], str]]]:
    me = await _call(session, "getMe", url)
    yield "telegram", me, lambda: f"{urlsplit(url).hostname} answers"
    yield "token", me, lambda: _token(me)
    if me.status == 200:  # noqa: PLR2004 - HTTP's OK
        registered = await _call(session, "getWebhookInfo", url)
        yield "webhook", registered, lambda: _webhook(registered, hook)


async def _call(session: ClientSession, method: str, url: str) -> Answer:
    """One call. Raises what to do when there is no answer; the address holds the token and is not shown."""
    failure = ""
    try:
        async with session.get(method, allow_redirects=False) as answer:
            read = await answer.json(content_type=None)
            said = answer.headers.get("Date")
            clock = parsedate_to_datetime(said).timestamp() if said else None
            return Answer(answer.status, read if isinstance(read, dict) else {}, clock)
    except (ClientError, OSError, TimeoutError, ValueError) as error:
        failure = type(error).__name__
    message = (
        f"{urlsplit(url).hostname} does not answer as the Bot API does ({failure}). Does this machine reach it? Are "
        "TELEGRAM_API_URL and HTTPS_PROXY right?"
    )
    raise _Wrong(message)


def _token(me: Answer) -> str:
    if not me.body.get("ok"):
        message = (
            f"Telegram does not accept TELEGRAM_BOT_TOKEN ({me.status}). Compare it with what @BotFather gave you."
        )
        raise _Wrong(message)
    return f"belongs to @{me.body['result'].get('username')}"


def _webhook(answer: Answer, hook: Webhook | None) -> str:
    info = answer.body.get("result") or {}
    url, waiting = str(info.get("url", "")), int(info.get("pending_update_count", 0))
    if hook is None and url:
        message = (
            "one is registered, but WEBHOOK_URL is not set, so nothing can be polled. A start of the bot takes it "
            "away; if it comes back, somebody else uses the token: /revoke it at @BotFather."
        )
        raise _Wrong(message)
    if hook is not None and url != hook.url:
        message = (
            f"{'another address than WEBHOOK_URL' if url else 'none'} is registered. Is the bot running? It registers "
            "WEBHOOK_URL at its start and every five minutes."
        )
        raise _Wrong(message)
    if info.get("last_error_message") and time.time() - int(info.get("last_error_date", 0)) < RECENT:
        said = str(info["last_error_message"])
        message = f"{waiting} updates wait; Telegram says: {said}. Look at the proxy, its certificate and the port."
        raise _Wrong(message)
    if waiting > MOST_WAITING:
        message = f"{waiting} updates wait. Is the bot running? Its log says why when it is."
        raise _Wrong(message)
    return f"{f'delivers to {urlsplit(url).hostname}' if url else 'none, as with polling'}; {waiting} updates wait"


def _clock(other: float | None) -> str:
    if other is None:
        message = "could not be compared with Telegram's: see above."
        raise _Wrong(message)
    off = time.time() - other
    if abs(off) > MOST_WRONG:
        message = f"is {abs(off):.0f} s {'ahead' if off > 0 else 'behind'}. Let it be set by the network: timedatectl set-ntp true"
        raise _Wrong(message)
    return "is right"
