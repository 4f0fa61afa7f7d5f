"""A tab of the preview page over HTTP, as a browser without JavaScript has it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path

import httpx

from bot.channels.preview.app import application
from bot.channels.preview.workshop import NO_CHECKS, Checks, Hear, Workshop
from bot.dialogue.model import Content
from tests.dialogue.helpers import heard

HERE = "http://127.0.0.1:8000"
VIEWS = ("path", "what_if", "findings", "difference")


@dataclass
class Tab:
    """One tab; `html` is what it shows."""

    client: httpx.AsyncClient
    path: str = ""
    html: str = ""

    async def open(self) -> "Tab":
        """Start a conversation."""
        self._show(await self.client.get("/", follow_redirects=True))
        self.path = re.findall(r'action="(/chat/\w+)/say', self.html)[0]
        return self

    async def view(self, view: str, **query: str) -> "Tab":
        """Look at another view."""
        self._show(await self.client.get(self.path, params={"view": view, **query}))
        return self

    async def post(self, action: str, **form: str | list[str]) -> "Tab":
        """Press a button or send a form."""
        answer = await self.client.post(
            f"{self.path}/{action}", data=form, headers={"Origin": HERE}, follow_redirects=True
        )
        self._show(answer)
        return self

    async def tap(self, *labels: str) -> "Tab":
        """Press buttons of the live screen, one after the other."""
        for label in labels:
            screen = re.findall(r'name="screen" value="(\d+)"', self.html)[-1]
            numbers = {
                unescape(said): number for number, said in re.findall(r'"choice" value="(\d+)">(.*?)<', self.html)
            }
            await self.post("tap", screen=screen, choice=numbers[label])
        return self

    async def say(self, *messages: str) -> "Tab":
        """Type messages."""
        for message in messages:
            await self.post("say", text=message)
        return self

    @property
    def log(self) -> str:
        """What the conversation reads as."""
        return _text(self.html.split('<ol id="log"')[1].split('<p id="remark"')[0])

    @property
    def side(self) -> str:
        """What the view beside it reads as."""
        return _text(self.html.split('<section id="side"')[1])

    def _show(self, answer: httpx.Response) -> None:
        assert answer.status_code == httpx.codes.OK, answer.text
        self.html = answer.text


def learn(content: Content) -> Hear:
    """Understanding that need not be learnt: what a message says is only read as an answer."""
    return partial(heard, content)


@contextmanager
def served(
    root: Path, checks: Checks = NO_CHECKS, learn: Callable[[Content], Hear] = learn
) -> Iterator[httpx.AsyncClient]:
    """A client of the page for this folder."""
    workshop = Workshop(root, learn, checks)
    try:
        transport = httpx.ASGITransport(application(workshop, stopping=lambda: False))
        yield httpx.AsyncClient(transport=transport, base_url=HERE)
    finally:
        workshop.close()


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html.partition(">")[2])).split())
