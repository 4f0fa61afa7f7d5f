"""A bot as a process of its own, and what it takes."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks.telegram import TOKEN, Telegram

ROOT = Path(__file__).parents[2]
BOTS = Path(__file__).parent / "bots"
SECRET = "a secret that is only for benchmarks"  # noqa: S105
PATIENCE = 60
MIB = 2**20
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "RLS-wijzer": ("-m", "bot", "run"),
    "PTB conversation": (str(BOTS / "ptb_conversation.py"),),
    "aiogram_dialog": (str(BOTS / "aiogram_dialogs.py"),),
    "PTB floor": (str(BOTS / "ptb_floor.py"),),
}
"""What is measured, side by side."""


@dataclass(slots=True)
class Running:
    """A bot that serves."""

    process: psutil.Process
    start_up: float
    """Seconds from its start until it asked for updates, or for them to be delivered."""

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> float:
        """MiB in memory now."""
        return float(self.process.memory_info().rss / MIB)


@asynccontextmanager
async def running(
    name: str, telegram: Telegram, folder: Path, dialogue: Path, core: int | None = None, **environment: str
) -> AsyncIterator[Running]:
    """The bot until the end of the block, on one core if one is named."""
    folder.mkdir(exist_ok=True)
    telegram.first_poll.clear()
    began = time.perf_counter()
    with (folder / "log.txt").open("ab") as log:
        child = await asyncio.create_subprocess_exec(
            sys.executable, *COMMANDS[name], cwd=ROOT, stdout=log, stderr=log,
            env={
                "PATH": os.environ["PATH"], "HOME": str(folder), "XDG_CACHE_HOME": str(folder.parent / "cache"),
                "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "RLS_BOT_SECRET": SECRET,
                "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}", "DIALOGUE": str(dialogue), **environment,
            },
        )  # fmt: skip
    try:
        process = psutil.Process(child.pid)
        if core is not None:
            process.cpu_affinity([core])
        await _first_poll(telegram, child, folder)
        yield Running(process, time.perf_counter() - began)
    finally:
        if child.returncode is None:
            child.terminate()
        try:
            await asyncio.wait_for(child.wait(), 10)
        except TimeoutError:
            child.kill()
            await child.wait()


async def _first_poll(telegram: Telegram, child: asyncio.subprocess.Process, folder: Path) -> None:
    """Returns at the first poll; a process that ended before says why in its log."""
    polled, ended = asyncio.create_task(telegram.first_poll.wait()), asyncio.create_task(child.wait())
    try:
        await asyncio.wait((polled, ended), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if not polled.done():
            message = f"the bot never polled:\n{(folder / 'log.txt').read_text(encoding='utf-8')[-2000:]}"
            raise RuntimeError(message)
    finally:
        polled.cancel()
        ended.cancel()
