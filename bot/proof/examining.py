"""A content folder examined: everything worked out once, for all rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.content.checking import Found
from bot.content.files import Files
from bot.content.loading import load_with_files
from bot.content.problems import Place, Problem
from bot.content.reading import read_folder
from bot.dialogue.conditions import FactId
from bot.dialogue.model import Block, Content, Outcome
from bot.proof import requirements
from bot.proof.diagrams import Function, Space
from bot.proof.paths import Walk, walk
from bot.proof.regions import Partition, conditions_of
from bot.proof.showing import shortest
from bot.proof.situations import Situations
from bot.proof.telling import conversation_text


@dataclass(frozen=True)
class Examined:
    """A content with its files, what it says in every situation, and all its conversations."""

    root: Path
    content: Content
    files: Files
    situations: Situations
    today: date
    progress: Callable[[int], None] = lambda _: None
    """Told how many moments were walked."""

    @cached_property
    def walk(self) -> Walk:
        """All conversations; walked when they are first needed."""
        return walk(self.content, self.progress)

    @property
    def space(self) -> Space:
        """The space of the situations."""
        return self.situations.space

    def show(self, where: Function) -> str:
        """The shortest conversation to where this is so, in words."""
        shown = shortest(self.content, self.space, where)
        return conversation_text(self.content, shown) if shown else ""

    def heard(self) -> frozenset[FactId]:
        """The facts that can be understood in free text: those with phrases, and numbers, which are heard by their unit."""
        phrases = self.files.fact_phrases
        named = {FactId(name) for name in phrases.entry.facts} if phrases else set()
        return frozenset(named | {fact.id for fact in self.content.facts.values() if fact.type == "number"})

    def used_in_conditions(self) -> frozenset[FactId]:
        """The facts that any condition looks at."""
        return frozenset(fact for condition in conditions_of(self.content) for fact in condition.facts())

    def parts(self) -> Iterator[tuple[Outcome | Block, Found[Any]]]:
        """The outcomes and blocks, each with where it is written."""
        outcomes, blocks = self.files.outcomes.found, self.files.blocks.found
        yield from ((outcome, outcomes[outcome.id]) for outcome in self.content.outcomes.values())
        yield from ((block, blocks[block.id]) for block in self.content.blocks)

    def stories(self) -> int:
        """How many stories there are."""
        problems: list[Problem] = []
        return sum(len(document.entries()) for document in read_folder(self.root, "stories", problems))

    def rule_place(self, number: int, row: int | None = None) -> Place:
        """Where a row of the priority table, or one of its alternatives, stands."""
        found = self.files.rules[number]
        return found.place() if row is None else found.place("when", row)


def examine(root: Path, today: date, progress: Callable[[int], None] = lambda _: None) -> Examined:
    """Everything about the content of a folder. Raises ContentError when it cannot be used at all."""
    content, files = load_with_files(root)
    space = Space(Partition([content], requirements.conditions(files)))
    return Examined(root, content, files, Situations(content, space), today, progress)
