"""The page as HTML: the conversation at the left, and beside it the view that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.channels.preview import tracing
from bot.channels.preview.aloud import region, texts
from bot.channels.preview.chats import Chat, pieces
from bot.channels.preview.workshop import Workshop
from bot.content.loading import load
from bot.content.problems import ContentError
from bot.dialogue import replay
from bot.dialogue.model import UNKNOWN, Content
from bot.dialogue.telling import number
from bot.dialogue.turns import Choice, Screen
from bot.proof import wordings
from bot.proof.revisions import NotFoundInGit, at_revision

VIEWS = ("path", "what_if", "findings", "difference", "file")
Told = dict[str, object]


class Show:
    """Draws pages."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        environment = Environment(
            loader=PackageLoader("bot.channels.preview"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["pieces"] = pieces
        environment.filters["rows"] = rows
        environment.filters["decimal"] = number
        self._template = environment.get_template("page.html")

    def page(self, chat_id: str, chat: Chat | None, query: Mapping[str, str]) -> str:
        """The page for a conversation; there is none while content was never good."""
        view = query.get("view", "")
        view = view if view in VIEWS else VIEWS[0]
        if chat is None and view in ("path", "what_if"):
            view = "findings"
        return self._template.render(
            t=texts(),
            chat=chat,
            chat_id=chat_id,
            view=view,
            workshop=self._workshop,
            unknown=UNKNOWN,
            **self._side(view, chat, query),
        )

    def _side(self, view: str, chat: Chat | None, query: Mapping[str, str]) -> Told:
        if view == "file":
            return self._file(query.get("file", ""), query.get("line", ""))
        if view == "difference":
            return self._difference()
        if view == "what_if" and chat:
            asked = {fact.id for question in chat.content.questions for fact in question.asks}
            unasked = [fact for fact in chat.content.facts.values() if fact.id not in asked]
            return {"given": replay.given(chat.state.answers), "unasked": unasked}
        return self._path(chat) if view == "path" and chat else {}

    def _path(self, chat: Chat) -> Told:
        content, answers, edition = chat.content, chat.state.answers, self._workshop.edition
        facts = replay.known(content, answers)
        numbers = [
            f for f in content.facts.values() if f.type == "number" and (f.id in facts.values or _asked(content, f.id))
        ]
        return {
            "stations": tracing.stations(content, answers, chat.state.changing or ""),
            "possible": tracing.possible(content, facts),
            "ending": replay.ending(content, facts),
            "added": tracing.added(content, facts),
            "region": region(content, facts),
            "lines": [(fact, tracing.number_line(content, answers, fact)) for fact in numbers],
            "title": replay.title,
            "files": edition.files if edition else None,
        }

    def _file(self, name: str, line: str) -> Told:
        path = self._workshop.file(name)
        text = path.read_text(encoding="utf-8", errors="replace") if path else ""
        return {"name": name, "path": path, "code": text.splitlines(), "line": int(line) if line.isdecimal() else 1}

    def _difference(self) -> Told:
        try:
            with at_revision(self._workshop.root) as before:
                found = tuple(wordings.changes(wordings.written(before), wordings.written(self._workshop.root)))
                return {"changes": found, "effects": self._effects(before) if found else ()}
        except NotFoundInGit:
            return {"changes": None, "effects": ()}

    def _effects(self, before: Path) -> tuple[str, ...]:
        edition = self._workshop.edition
        try:
            return tuple(self._workshop.checks.compare(load(before), edition.content)) if edition else ()
        except ContentError:
            return ()


def rows(screen: Screen) -> list[list[tuple[int, Choice]]]:
    """The buttons by row, each with the number it is pressed by."""
    numbered = enumerate(screen.choices)
    return [list(row) for _, row in groupby(numbered, key=lambda cell: cell[1].row)]


def _asked(content: Content, fact: str) -> bool:
    return any(asked.id == fact for question in content.questions for asked in question.asks)
