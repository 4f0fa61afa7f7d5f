"""What the process says about itself: one line of key=value an event, on standard error.

Only our own events are written out: their name, and counts and short ids beside it. Of everything else,
libraries and errors included, the line says who spoke and where, never what: their messages hold the
token, texts and names. This is done where records are made, so no handler or level gets around it.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

OURS = "bot"
EVENT = re.compile(r"[a-z][a-z0-9-]{0,60}")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,60}")
"""A word of the program: a method, a class, an id of content. A token and a number of a chat begin with digits."""
_LARGEST_COUNT = 100_000
"""Larger whole numbers are no counts but may be somebody's number, which in Telegram has five digits at least."""
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_ADDED = frozenset({"at", "exception", "raised"})
FRAMES = 4
"""Places shown of an error, from where it was raised outwards."""

log = logging.getLogger(__name__)


def configure(level: int, stream: TextIO | None = None) -> None:
    """From here on all logging, warnings and uncaught errors of this process become lines on `stream` (standard error)."""
    logging.setLogRecordFactory(_record)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda trouble: _uncaught(trouble.exc_type, trouble.exc_value, trouble.exc_traceback)
    threading.excepthook = lambda trouble: _uncaught(trouble.exc_type, trouble.exc_value, trouble.exc_traceback)


class Line(logging.Formatter):
    """time=… level=… event=… and the event's own fields, then at=module:line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; fields that may be more than a count or an id are shown as "?"."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        fields = {"time": when, "level": record.levelname.lower(), "event": record.getMessage()}
        own = vars(record).keys() - _STANDARD if _is_ours(record.name) else _ADDED & vars(record).keys()
        fields |= {name: _shown(value) for name, value in vars(record).items() if name in own}
        return " ".join(f"{name}={value}" for name, value in fields.items())


def _record(  # noqa: PLR0913, PLR0917 - the signature is logging's
    name: str,
    level: int,
    path: str,
    line: int,
    message: object,
    _args: object,
    exc_info: Any,  # noqa: ANN401 - whatever logging was given
    func: str | None = None,
    _stack: str | None = None,
    **_more: object,
) -> logging.LogRecord:
    """A record that holds nothing but the event's name, where it was logged, and the type and place of an error."""
    event = message if _is_ours(name) and isinstance(message, str) and EVENT.fullmatch(message) else "message-withheld"
    record = logging.LogRecord(name, level, path, line, event, None, None, func)
    vars(record)["at"] = f"{name}:{line}"
    error = exc_info[1] if isinstance(exc_info, tuple) else None
    if isinstance(error, BaseException):
        error = _first(error)
        vars(record)["exception"] = type(error).__name__
        vars(record)["raised"] = place(error.__traceback__)
    return record


def _is_ours(logger: str) -> bool:
    return logger.partition(".")[0] == OURS


def place(traceback: TracebackType | None) -> str:
    """Where an error was raised, innermost first: file:line-file:line."""
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"{Path(code.co_filename).stem}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return "-".join(reversed(frames[-FRAMES:]))


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() if abs(value) < _LARGEST_COUNT:
            return str(value)
        case float():
            return f"{value:.3f}" if abs(value) < _LARGEST_COUNT else "?"
        case str() if _ID.fullmatch(value):
            return value
        case _:
            return "?"


def _uncaught(kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None) -> None:
    log.critical("uncaught-error", exc_info=(kind, error or kind(), traceback))
