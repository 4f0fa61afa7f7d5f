"""The content folder while somebody is editing it: reread when a file is saved, and the last good content kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Literal
from zlib import crc32

from bot.content.files import Files
from bot.content.loading import load_with_files
from bot.content.problems import ContentError, Problem
from bot.dialogue.model import Content
from bot.dialogue.turns import Heard

Hear = Callable[[str], Heard]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an editor should look at, whatever found it."""

    file: str
    """With the name of the content folder in front, as in `Place`."""
    line: int
    rule: str
    says: str
    hint: str = ""
    severity: Literal["error", "warning"] = "error"
    conversation: tuple[str, ...] = ()
    """The shortest conversation that shows it, a line for each answer."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What is found out about content beyond whether it can be used."""

    examine: Callable[[Path], Iterable[Finding]] = lambda _: ()
    """What is wrong with a folder that can be used."""
    compare: Callable[[Content, Content], Iterable[str]] = lambda _before, _after: ()
    """What a change does, a line for each group of people."""


NO_CHECKS = Checks()
PATIENCE = 0.2
"""Seconds a page waits for what is found out; if it takes longer, the page comes first."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What the folder held at a moment when it could be used."""

    content: Content
    files: Files
    _hear: Future[Hear]

    def hear(self, text: str) -> Heard:
        """What was meant. Right after a change this waits until the new ways of asking have been learnt."""
        return self._hear.result()(text)


class Workshop:
    """A content folder, watched by looking at it: cheap enough for every request, and it works on every file system."""

    def __init__(self, root: Path, learn: Callable[[Content], Hear], checks: Checks) -> None:
        self.root = root
        self.checks = checks
        self._seen = ""
        self.mark = ""
        """Changes when any file changes."""
        self.edition: Edition | None = None
        """The last good content; None when there was none since the start."""
        self.broken = False
        """The folder as it is now cannot be used."""
        self._learn = learn
        self._problems: tuple[Finding, ...] = ()
        self._found: Future[tuple[Finding, ...]] = Future()
        self._learner = ThreadPoolExecutor(max_workers=1)
        self._examiner = ThreadPoolExecutor(max_workers=1)
        self._lock = Lock()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the folder as it is now; nothing yet while it is being examined."""
        if self.broken:
            return self._problems
        return self._found.result() if self._is_examined() else ()

    @property
    def examining(self) -> bool:
        """Whether what is wrong is still being looked for; the mark changes when it is known."""
        return not self.broken and not self._is_examined()

    def refresh(self) -> str:
        """Read the folder again if a file in it changed; returns the mark, which changes once more when it was examined."""
        with self._lock:
            seen = self._look()
            if seen != self._seen:
                self._read()
                self._seen = seen
                wait([self._found], PATIENCE)
            self.mark = seen if self.broken or self._found.done() else f"{seen}-"
            return self.mark

    def file(self, name: str) -> Path | None:
        """The file a finding names; None for anything that is no content file."""
        return {f"{self.root.name}/{path.relative_to(self.root).as_posix()}": path for path in self._paths()}.get(name)

    def close(self) -> None:
        """Learn nothing more."""
        for executor in (self._learner, self._examiner):
            executor.shutdown(wait=False, cancel_futures=True)

    def _read(self) -> None:
        try:
            content, files = load_with_files(self.root)
        except ContentError as error:
            self.broken, self._problems = True, tuple(map(_unusable, error.problems))
            return
        self.broken = False
        self._found.cancel()
        self._found = self._examiner.submit(self._examine)
        if self.edition is None or self.edition.content.version != content.version:
            self.edition = Edition(content, files, self._learner.submit(self._learn, content))

    def _examine(self) -> tuple[Finding, ...]:
        try:
            return tuple(self.checks.examine(self.root))
        except ContentError as error:
            # It was saved anew meanwhile, and broken; the next look at the folder finds that too.
            return tuple(map(_unusable, error.problems))

    def _is_examined(self) -> bool:
        return self._found.done() and not self._found.cancelled()

    def _look(self) -> str:
        seen = []
        for path in self._paths():
            try:
                status = path.stat()
            except OSError:
                continue  # gone between the two looks; the next one sees it
            seen.append((os.fspath(path), status.st_mtime_ns, status.st_size))
        return f"{crc32(repr(seen).encode()):08x}"

    def _paths(self) -> list[Path]:
        return sorted(self.root.rglob("*.yaml"))


def _unusable(problem: Problem) -> Finding:
    return Finding(problem.place.file, problem.place.line, problem.rule, problem.says, problem.hint)
