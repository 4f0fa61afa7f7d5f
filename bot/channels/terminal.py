"""The same conversation on standard input and output: for trying it, for editors, and for scripts.

In a real terminal it has colours and a prompt; with piped input it echoes what was typed, so
that the output reads as the whole conversation.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from bot.dialogue.engine import step
from bot.dialogue.model import Content
from bot.dialogue.turns import Message, Reply, Screen, State, Turn, Typed
from bot.understanding.hearing import hear

WIDTH = 88
"""Columns of running text; longer lines are tiring to read."""
_BOLD, _URGENT, _DIM, _OFF = "\x1b[1m", "\x1b[1;31m", "\x1b[2m", "\x1b[0m"


@dataclass(slots=True)
class Terminal:
    """One conversation with whoever types on `source`. Keeps nothing when it ends."""

    content: Content
    source: TextIO
    out: TextIO
    colours: bool = False

    def run(self) -> None:
        """Talk until the input ends; Ctrl-D and Ctrl-C end it politely."""
        state = State(conversation="terminal")
        turn = step(self.content, state, Typed(hear(self.content, "/start")))
        try:
            self._show(turn)
            for line in self._lines():
                state = turn.state or State(conversation="terminal")
                turn = step(self.content, state, Typed(hear(self.content, line)))
                self._show(turn)
        except KeyboardInterrupt:
            self._write()
        self._write(self.content.words.goodbye)

    def _lines(self) -> Iterator[str]:
        interactive = self.source.isatty()
        while True:
            self.out.write(self._styled(_DIM, self.content.words.prompt) + " ")
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
            self._write(self._styled(_DIM, turn.remark))
        # The outcome is read last, and the live screen in a terminal is simply the last thing written.
        for reply in turn.replies:
            self._write("\n".join(self._reply(reply)))
        self._write()

    def _reply(self, reply: Reply) -> Iterator[str]:
        yield ""
        yield from self._text(reply)
        match reply:
            case Screen():
                yield from self._choices(reply)
            case Message(links=links):
                yield from (f"  {link.title}: {link.url}" for link in links)

    def _text(self, reply: Reply) -> Iterator[str]:
        urgent = isinstance(reply, Message) and reply.urgent
        for line in reply.text.splitlines():
            if line.startswith("# "):
                yield self._styled(_URGENT if urgent else _BOLD, line[2:])
            elif line.startswith("- ") or line[:2].rstrip(".").isdecimal():
                yield textwrap.fill(line, WIDTH, subsequent_indent="   ")
            else:
                yield textwrap.fill(line, WIDTH)

    def _choices(self, screen: Screen) -> Iterator[str]:
        """The buttons by row, so that a script and a reader see what a phone shows."""
        rows: dict[int, list[str]] = {}
        for choice in screen.choices:
            rows.setdefault(choice.row, []).append(f"[{choice.label}]")
        if rows:
            yield ""
        yield from (self._styled(_DIM, "  " + "  ".join(labels)) for labels in rows.values())

    def _styled(self, style: str, text: str) -> str:
        return f"{style}{text}{_OFF}" if self.colours and text else text

    def _write(self, text: str = "") -> None:
        self.out.write(text + "\n")
        self.out.flush()


def wants_colours(out: TextIO) -> bool:
    """Colours only in a terminal, and not for who asked to leave them out (no-color.org)."""
    return out.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
