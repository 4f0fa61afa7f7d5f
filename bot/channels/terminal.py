"""The same conversation on standard input and output: for trying it, for editors, and for scripts.

In a real terminal it has colours and a prompt; with piped input it echoes what was typed, so
that the output reads as the whole conversation.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

from bot.dialogue.engine import step
from bot.dialogue.model import Content
from bot.dialogue.turns import Heard, Message, Reply, Screen, State, Turn, Typed

WIDTH = 88
"""Columns of running text; longer lines are tiring to read."""
_BOLD, _URGENT, _DIM, _OFF = "\x1b[1m", "\x1b[1;31m", "\x1b[2m", "\x1b[0m"


@dataclass(slots=True)
class Terminal:
    """One conversation with whoever types on `source`. Keeps nothing when it ends."""

    content: Content
    hear: Callable[[str], Heard]
    source: TextIO
    out: TextIO
    colours: bool = False

    def run(self) -> None:
        """Talk until the input ends; Ctrl-D and Ctrl-C end it politely."""
        state = State(conversation="terminal")
        turn = step(self.content, state, Typed(self.hear("/start")))
        try:
            self._show(turn)
            for line in self._lines():
                state = turn.state or State(conversation="terminal")
                turn = step(self.content, state, Typed(self.hear(line)))
                self._show(turn)
        except KeyboardInterrupt:
            self._write()
        self._write(self.content.words.goodbye)

    def _lines(self) -> Iterator[str]:
        interactive = self.source.isatty()
        while True:
            self.out.write(_styled(_DIM, self.content.words.prompt, colours=self.colours) + " ")
            self.out.flush()
            line = self.source.readline()
            if not interactive or not line:
                self._write(line.strip())
            if not line:
                return
            if line.strip():
                yield line

    def _show(self, turn: Turn) -> None:
        if turn.remark:
            self._write(_styled(_DIM, turn.remark, colours=self.colours))
        # The outcome is read last, and the live screen in a terminal is simply the last thing written.
        for reply in turn.replies:
            self._write("\n".join(_reply_lines(reply, colours=self.colours)))
        self._write()

    def _write(self, text: str = "") -> None:
        self.out.write(text + "\n")
        self.out.flush()


def show_message(message: Message, out: TextIO, *, colours: bool) -> None:
    """One message, outside a conversation."""
    out.write("\n".join(_reply_lines(message, colours=colours)).strip() + "\n")


def wants_colours(out: TextIO) -> bool:
    """Colours only in a terminal, and not for who asked to leave them out (no-color.org)."""
    return out.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _reply_lines(reply: Reply, *, colours: bool) -> Iterator[str]:
    yield ""
    urgent = isinstance(reply, Message) and reply.urgent
    yield from _text_lines(reply.text, _URGENT if urgent else _BOLD, colours=colours)
    match reply:
        case Screen():
            yield from _choice_lines(reply, colours=colours)
        case Message(links=links, offers=offers):
            yield from (f"  {link.title}: {link.url}" for link in links)
            yield from (_styled(_DIM, f"  [{offer.label}]", colours=colours) for offer in offers)


def _text_lines(text: str, heading: str, *, colours: bool) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("# "):
            yield _styled(heading, line[2:], colours=colours)
        elif line.startswith("- ") or line.split(".")[0].isdecimal():
            yield textwrap.fill(line, WIDTH, subsequent_indent="   ")
        else:
            yield textwrap.fill(line, WIDTH)


def _choice_lines(screen: Screen, *, colours: bool) -> Iterator[str]:
    """The buttons by row, so that a script and a reader see what a phone shows."""
    rows: dict[int, list[str]] = {}
    for choice in screen.choices:
        rows.setdefault(choice.row, []).append(f"[{choice.label}]")
    if rows:
        yield ""
    yield from (_styled(_DIM, "  " + "  ".join(labels), colours=colours) for labels in rows.values())


def _styled(style: str, text: str, *, colours: bool) -> str:
    return f"{style}{text}{_OFF}" if colours and text else text
