"""Nothing but events, counts and ids reaches the log, whoever writes it and however."""

import ast
import asyncio
import gc
import io
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import logs

SECRETS = ("123456:AAE-token_of_a_bot", "987654321", "Wilhelmina", "ik slaap slecht", "ferritine 17")
SAID = " ".join(SECRETS)
BOT = Path(logs.__file__).parent


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything the process logs at DEBUG; what is changed for the whole process is put back."""
    root, factory = logging.getLogger(), logging.getLogRecordFactory()
    monkeypatch.setattr(root, "handlers", [])
    level = root.level
    for hook in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, hook, getattr(sys, hook))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    stream = io.StringIO()
    logs.configure(logging.DEBUG, stream)
    yield stream
    logging.captureWarnings(capture=False)
    logging.setLogRecordFactory(factory)
    root.setLevel(level)


def fails() -> None:
    """An error that says everything it must not."""
    raise ValueError(SAID)


def by_a_library() -> None:
    """As httpx logs addresses and python-telegram-bot logs whole updates."""
    for name in ("httpx", "telegram.Bot", "aiohttp.client", "asyncio", "uvicorn.access", "botocore"):
        logging.getLogger(name).debug("HTTP Request: POST %s %s", SAID, {"text": SAID})
        logging.getLogger(name).warning(SAID, extra={"color_message": SAID, "who": "Wilhelmina"})


def by_a_library_with_a_handler_of_its_own() -> None:
    """Which writes to standard error, past all that was set on the root."""
    library = logging.getLogger("uvicorn.error")
    library.propagate = False
    library.addHandler(handler := logging.StreamHandler(sys.stderr))
    try:
        fails()
    except ValueError:
        library.exception("failed: %s", SAID)
    library.removeHandler(handler)
    library.propagate = True


def by_ourselves() -> None:
    """By mistake."""
    log = logging.getLogger("bot.channels")
    log.info("message from %s: %s", *SECRETS[1:3])
    log.info(SAID)
    log.info("taken", extra={"text": SAID, "chat": 987654321, "who": "Wilhelmina is hier", "token": SECRETS[0]})
    try:
        fails()
    except ValueError:
        log.exception("taken", stack_info=True)


def by_a_task_nobody_waits_for() -> None:
    """The library logs its error when it is collected."""

    async def main() -> None:
        async def task() -> None:
            fails()

        lost = asyncio.create_task(task(), name=SAID)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del lost
        gc.collect()

    asyncio.run(main())


def by_a_hook() -> None:
    """Uncaught errors: of the process, of a thread, and where none can be raised."""

    class Odd:
        def __del__(self) -> None:
            fails()

    Odd()
    thread = threading.Thread(target=fails, name=SAID)
    thread.start()
    thread.join()
    try:
        fails()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)


def by_a_warning() -> None:
    """Which quotes what it warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn(SAID, stacklevel=1)


@pytest.mark.parametrize(
    "leak",
    [
        by_a_library,
        by_a_library_with_a_handler_of_its_own,
        by_ourselves,
        by_a_task_nobody_waits_for,
        by_a_hook,
        by_a_warning,
    ],
    ids=lambda leak: leak.__name__,
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nothing_leaks(leak: Callable[[], None], written: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    """Somebody spoke, and what they said is nowhere."""
    leak()
    streams = capfd.readouterr()
    everything = written.getvalue() + streams.out + streams.err
    assert everything.count("\n") >= 1
    assert [secret for secret in SECRETS if secret in everything] == []
    assert "Traceback" not in everything


def test_without_it_the_same_leaks(capfd: pytest.CaptureFixture[str]) -> None:
    """The control: what is searched for would be found."""
    by_a_library_with_a_handler_of_its_own()
    written = capfd.readouterr().err
    assert [secret for secret in SECRETS if secret not in written] == []


def test_a_line_says_what_where_and_how_many(written: io.StringIO) -> None:
    """Enough for an operator to act on, in one line."""
    log = logging.getLogger("bot.channels.telegram.polling")
    log.info("poll-failed", extra={"error": "TimedOut", "failures": 3, "seconds": 1.5, "id": "wat-is-ferritine"})
    try:
        fails()
    except ValueError:
        log.exception("reply-dropped")
    first, second = written.getvalue().splitlines()
    assert first.startswith("time=20")
    assert " level=info event=poll-failed at=bot.channels.telegram.polling:" in first
    assert first.endswith(" error=TimedOut failures=3 seconds=1.500 id=wat-is-ferritine")
    assert " level=error event=reply-dropped at=bot.channels.telegram.polling:" in second
    assert " exception=ValueError raised=test_logs:" in second


def test_the_first_of_many_errors_is_named(written: io.StringIO) -> None:
    """A group of errors says nothing by itself."""
    inner = ExceptionGroup("several", [KeyError("x")])
    logging.getLogger("bot").error("failed", exc_info=ExceptionGroup("more", [inner, ValueError("y")]))
    assert "exception=KeyError" in written.getvalue()


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of a logger in the program."""
    for path in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="log"))):
                    yield f"{path.relative_to(BOT)}:{node.lineno}", node


def test_every_event_has_a_name() -> None:
    """A name in lower case with dashes; values stand beside it, because what stands in the message is withheld."""
    found = dict(log_calls())
    wrong = [
        place
        for place, call in found.items()
        if not (
            len(call.args) == 1
            and isinstance(call.args[0], ast.Constant)
            and logs.EVENT.fullmatch(str(call.args[0].value))
            and {keyword.arg for keyword in call.keywords} <= {"extra", "exc_info"}
        )
    ]
    assert wrong == []
    assert len(found) > 10
