"""The page over HTTP: what was pressed becomes an event, and the page shows what came of it.

Works without JavaScript, by forms and redirects; `preview.js` only saves loading whole pages.
"""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from threading import Lock
from urllib.parse import parse_qs, urlencode

import anyio
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.channels.preview import chats
from bot.channels.preview.acting import ACTIONS, Form, first
from bot.channels.preview.chats import Chat
from bot.channels.preview.guarding import Guard
from bot.channels.preview.showing import VIEWS, Show
from bot.channels.preview.workshop import Edition, Workshop
from bot.dialogue.turns import Typed

MOST_CHATS = 100
"""Tabs that are remembered; the one not looked at for the longest is forgotten first."""
LONGEST_TEXT = 4096
"""As in Telegram."""
GLANCE = 0.4
"""Seconds between two looks at the folder while a page is open."""
_CHAT_ID = re.compile(r"[0-9a-f]{12}")


def application(workshop: Workshop, *, stopping: Callable[[], bool]) -> Starlette:
    """The page for a content folder. `stopping` ends what is held open, when the server is told to stop."""
    page = _Page(workshop, stopping)
    return Starlette(
        routes=[
            Route("/", page.begin),
            Route("/chat/{chat}", page.show),
            Route("/chat/{chat}/{action}", page.act, methods=["POST"]),
            Route("/events", page.events),
            Mount("/static", StaticFiles(packages=[("bot.channels.preview", "static")])),
        ],
        middleware=[Middleware(Guard)],
    )


class _Page:
    """The conversations of all tabs. One lock for all: there is one editor."""

    def __init__(self, workshop: Workshop, stopping: Callable[[], bool]) -> None:
        self._workshop = workshop
        self._show = Show(workshop)
        self._stopping = stopping
        self._chats: OrderedDict[str, Chat] = OrderedDict()
        self._lock = Lock()

    def begin(self, _: Request) -> Response:
        """A conversation of its own for every tab."""
        return RedirectResponse(f"/chat/{secrets.token_hex(6)}", 303)

    def show(self, request: Request) -> Response:
        """The whole page."""
        chat_id: str = request.path_params["chat"]
        if not _CHAT_ID.fullmatch(chat_id):
            return RedirectResponse("/", 303)
        self._workshop.refresh()
        with self._lock:
            edition = self._workshop.edition
            chat = self._chat(edition, chat_id) if edition else None
            return HTMLResponse(self._show.page(chat_id, chat, request.query_params))

    async def act(self, request: Request) -> Response:
        """Something was pressed, typed or filled in."""
        chat_id, action = request.path_params["chat"], request.path_params["action"]
        form = parse_qs((await request.body()).decode(errors="replace"))
        if _CHAT_ID.fullmatch(chat_id):
            await run_in_threadpool(self._act, chat_id, action, form)
        view = request.query_params.get("view", VIEWS[0])
        return RedirectResponse(f"/chat/{chat_id}?{urlencode({'view': view})}", 303)

    def events(self, _: Request) -> Response:
        """Tells which mark the folder has, now and whenever that changes."""
        return StreamingResponse(self._marks(), media_type="text/event-stream")

    async def _marks(self) -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        seen = ""
        while not self._stopping():
            mark = await run_in_threadpool(self._workshop.refresh)
            if mark != seen:
                seen = mark
                yield f"data: {mark}\n\n"
            await anyio.sleep(GLANCE)

    def _act(self, chat_id: str, action: str, form: Form) -> None:
        self._workshop.refresh()
        edition = self._workshop.edition
        text = first(form, "text").strip()[:LONGEST_TEXT]
        # Outside the lock: right after a change it waits for what has to be learnt.
        heard = edition.hear(text) if edition and action == "say" and text else None
        with self._lock:
            if edition is None:
                return
            chat = self._chat(edition, chat_id)
            if heard is not None:
                chats.happen(chat, Typed(heard), typed=text)
            elif action in ACTIONS:
                ACTIONS[action](chat, form)

    def _chat(self, edition: Edition, chat_id: str) -> Chat:
        chat = self._chats.pop(chat_id, None) or chats.opened(edition.content, chat_id)
        if chat.content is not edition.content:
            chats.renew(chat, edition.content)
        self._chats[chat_id] = chat
        if len(self._chats) > MOST_CHATS:
            self._chats.popitem(last=False)
        return chat
