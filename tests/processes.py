"""Runs the bot as a process of its own, as in production, and ends it by its id."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

SECRET = "a secret that is only for tests"  # noqa: S105
PATIENCE = 20
"""Seconds a process gets to start or end on a busy machine."""


class BotProcess:
    """`rls-bot run` against a test server."""

    def __init__(self, api_url: str, token: str, folder: Path, main: str = "bot", **environment: str) -> None:
        self._folder = folder
        self._main = main
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TELEGRAM_BOT_TOKEN": token,
            "TELEGRAM_API_URL": api_url,
            "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
            "RLS_BOT_SECRET": SECRET,
            # What is learnt from content is the same for all of them.
            "XDG_CACHE_HOME": str(Path(tempfile.gettempdir()) / "rls-bot-tests"),
            **environment,
        }
        self._process: asyncio.subprocess.Process | None = None

    @property
    def log(self) -> str:
        """Everything the process has written to standard error and output, over all its starts."""
        return (self._folder / "log.txt").read_text(encoding="utf-8")

    async def start(self) -> None:
        """Start it; returns at once, the bot polls a moment later."""
        with (self._folder / "log.txt").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self._main,
                "run",
                env=self._environment,
                stdout=log,
                stderr=log,
                cwd=Path(__file__).parents[1],
            )

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal to this process and wait until it is gone; returns its exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        return await asyncio.wait_for(self._process.wait(), PATIENCE)

    async def close(self) -> None:
        """Kill it if it still runs."""
        if self._process is not None:
            await self.end(signal.SIGKILL)


WEBHOOK_SECRET = "s3cret_of-no-webhook"  # noqa: S105 - of no bot


def webhook_workers(api_url: str, token: str, folder: Path, database: str) -> dict[str, BotProcess]:
    """Two bots on one database, not started, each with the address at which it takes updates."""
    workers = {}
    for name in ("one", "two"):
        (folder / name).mkdir()
        port = free_port()
        address = f"http://127.0.0.1:{port}/hook"
        workers[address] = BotProcess(
            api_url,
            token,
            folder / name,
            DATABASE_URL=database,
            PORT=str(port),
            WEBHOOK_URL=address,
            WEBHOOK_SECRET=WEBHOOK_SECRET,
        )
    return workers


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@asynccontextmanager
async def running(
    api_url: str, token: str, folder: Path, main: str = "bot", **environment: str
) -> AsyncIterator[BotProcess]:
    """A bot that serves this server until the end of the block; `main`: the module that is run."""
    bot = BotProcess(api_url, token, folder, main, **environment)
    await bot.start()
    try:
        yield bot
    finally:
        await bot.close()
