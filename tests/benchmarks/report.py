"""What was measured, as tables for a terminal and for docs/benchmarks.md."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import FAR, FLOOR, FULL, Figures, medians, ratios

OURS = "RLS-wijzer"
PACKAGES = ("rls-bot", "python-telegram-bot", "aiogram", "aiogram-dialog", "aiohttp", "httpx", "uvloop", "psycopg")
BY_WEBHOOK = "SQLite, by webhook, 50 ms latency"
Table = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Target:
    """What is to hold: our figure against another bot's, both of one run."""

    figure: str
    other: str
    most: float | None = None
    least: float | None = None

    def row(self, rounds: Mapping[str, list[Figures]]) -> list[str]:
        """What, the target, the ratio, and whether it is met."""
        return self.told(ratios(rounds[OURS], rounds[self.other])[self.figure])

    def told(self, ratio: float) -> list[str]:
        """The same for this ratio."""
        wanted = f"at most {self.most:g}" if self.most is not None else f"at least {self.least:g}"
        met = ratio <= self.most if self.most is not None else ratio >= (self.least or 0)
        return [self.figure, self.other, wanted, f"{ratio:.2f}", "yes" if met else "**no**"]


TARGETS = (
    Target("CPU s per 1,000 turns, 50 chats", FLOOR, most=0.25),
    Target("CPU s per 1,000 turns, 50 chats", "aiogram_dialog", most=0.6),
    Target("turns/s, 50 chats", "PTB conversation", least=4),
    Target("turns/s, 50 chats", "aiogram_dialog", least=1.6),
    Target("turns/s, 500 chats", "PTB conversation", least=4),
    Target("turns/s, 500 chats", "aiogram_dialog", least=1.6),
    Target(FAR, "PTB conversation", least=40),
    Target("p99 ms, 500 chats", "PTB conversation", most=0.25),
    Target("p99 ms, 500 chats", "aiogram_dialog", most=0.25),
    Target("start-up s", FLOOR, most=2),
    Target("memory at start MiB", FLOOR, most=2),
    Target("memory at end MiB", FLOOR, most=2),
)


def machine(began: float, load: tuple[float, float, float]) -> dict[str, str]:
    """Where and when this was measured. `began`: seconds since 1970; `load`: the load average then."""
    cpu = next((line.partition(":")[2] for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    return {
        "date": datetime.fromtimestamp(began, UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{cpu.strip()}, {os.cpu_count()} cores, {int(memory) / 2**20:.0f} GiB, {platform.system()}",
        "load average": f"{load[0]:.1f} over the minute before, {os.getloadavg()[0]:.1f} in the last",
        "versions": ", ".join(
            [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in PACKAGES)]
        ),
    }


def bots(rounds: Mapping[str, list[Figures]]) -> Table:
    """A row for each figure, a column for each bot: medians over the rounds."""
    found = {name: medians(each) for name, each in rounds.items()}
    figures = [f for f in found[OURS] if not f.startswith(("driver busy", "tap ms", "wrong %", "calls a turn,"))]
    return [["", *rounds], *([figure, *(_figure(each[figure]) for each in found.values())] for figure in figures)]


def targets(rounds: Mapping[str, list[Figures]]) -> Table:
    """Ratios of medians, round by round."""
    return [["figure", "against", "target", "ratio", "met"], *(target.row(rounds) for target in TARGETS)]


def store_targets(rounds: Mapping[str, list[Figures]], kept: Mapping[str, Figures], stored: Sequence[int]) -> Table:
    """The rows about what was measured once, after all rounds: ratios of turns a second."""
    turns = {name: figures["turns/s"] for name, figures in kept.items()}
    few, many = stored[0], stored[-1]
    return [
        Target(f"{FAR}, by webhook", "PTB conversation", least=40).told(
            turns[BY_WEBHOOK] / medians(rounds["PTB conversation"])[FAR]
        ),
        Target("turns/s, two workers on PostgreSQL", "one", least=1.7).told(
            turns[of_workers(few, 2)] / turns[of_workers(few, 1)]
        ),
        Target(f"turns/s, {many:,} stored in SQLite", f"{few:,} stored", least=0.8).told(
            turns[of_sqlite(many)] / turns[of_sqlite(few)]
        ),
    ]


def of_sqlite(stored: int) -> str:
    """What a row about SQLite is called."""
    return f"SQLite, {stored:,} stored"


def of_workers(stored: int, workers: int) -> str:
    """What a row about PostgreSQL is called."""
    return f"PostgreSQL, {stored:,} stored, {workers} {'worker' if workers == 1 else 'workers'}"


def limits(rounds: Mapping[str, list[Figures]]) -> list[str]:
    """What the rates say nothing about, because it was not the bot that limited them."""
    found = {name: medians(each) for name, each in rounds.items()}
    return [
        f"{name} with {chats} chats: the people and the server took {each[f'driver busy %, {chats} chats']:.0f} % of their core."
        for name, each in found.items()
        for chats in (50, 500)
        if each.get(f"driver busy %, {chats} chats", 0) > 100 * FULL
    ]


def stores(found: Mapping[str, Figures]) -> Table:
    """A row for each store."""
    columns = ("turns/s", "median ms", "p99 ms", "CPU s per 1,000 turns", "bot busy %", "driver busy %")
    rows = [[name, *(_figure(each[column]) for column in columns)] for name, each in found.items()]
    return [["50 chats at once", *columns], *rows]


def words(found: Mapping[str, str]) -> Table:
    """What needs no Telegram."""
    return [["", "figure"], *([name, figure] for name, figure in found.items())]


def printed(table: Table) -> str:
    """For a terminal."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(w) if n == 0 else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in table
    )


INTRODUCTION = """\
# Benchmarks

Made by `python -m tests.benchmarks` (`pip install -e ".[benchmarks]"`); not to be changed by hand. All figures of all rounds:
`docs/benchmarks.json`."""
HOW = """\
Simulated people go through whole checks, each bot in a process of its own on one core, people and server on another. All
bots have the same dialogue, recorded from RLS-wijzer. PTB conversation is `ConversationHandler` with `PicklePersistence`;
aiogram_dialog keeps chats in memory; PTB floor shows one fixed text and keeps nothing; RLS-wijzer commits every turn, sealed,
to SQLite. Somebody acts 20 ms after a screen; taps without that pause are the quick ones. A bot that saves a turn after it has
shown it (aiogram_dialog) loses the answers of some of the 50, who then wait until they give up: its rates with 50 chats, and over a
far network, are low for that, not for work. The bots take turns
and each figure is the median over them. Where a bot is less than busy, the disk, other processes on the machine or the people
were what limited it."""
WHERE = """\
Where it goes, by a profile of 2026-11-24. A turn of RLS-wijzer at 50 chats: a third is HTTP to Telegram (aiohttp), an eighth SQLite
(the turns of a batch share a commit), an eighth the dialogue, the rest asyncio, sealing, JSON and the outbox. What brought it down
by a third: calls without python-telegram-bot's objects around them, orjson, names and keys kept at hand, answers that are compared
without Python code. p99 at 500 chats is how long all of them take, one after the other, on one core. Start-up: half is imports that
every bot on python-telegram-bot and aiohttp has, an eighth the models that content is checked with, a third content read and checked,
and understanding. Memory beyond the floor's: 11 MiB numpy, 10 what was learnt, 16 the models of content, 13 the content, 10 aiohttp.
Two workers share the two cores with PostgreSQL and the people, and get 1.2 to 1.3 of them."""
STORES = """\
SQLite: one process that polls. PostgreSQL: workers that take updates by webhook; what is committed is on the disk. Workers,
database, people and server share the cores of this machine, so a second worker adds only what the others leave; CPU is
that of the workers."""

GROWTH = """\
Content as it is and many times as large, generated: as many times the topics, texts, blocks, links and stories, and as many more
outcomes and rules. Seconds at work on one core, and the most memory held at once. The check plays every story with every block,
which both grow."""


def page(results: Mapping[str, Any]) -> str:
    """docs/benchmarks.md."""
    tables = results["tables"]
    facts = {**results["machine"], "rounds": len(results["rounds"][OURS])}
    where = "\n".join(f"- {name}: {value}" for name, value in facts.items())
    ratio = "Ratios within a round, median over the rounds."
    parts = [INTRODUCTION, where, HOW, _markdown(tables["bots"]), *results["limits"]]
    parts += ["## Targets", ratio, _markdown(tables["targets"]), WHERE]
    parts += ["## Stores", STORES, _markdown(tables["stores"]), "## Understanding", _markdown(tables["words"])]
    parts += ["## Growth", GROWTH, _markdown(tables["growth"])]
    return "\n\n".join(parts) + "\n"


def _markdown(table: Table) -> str:
    rows = [table[0], ["---", *("---:" for _ in table[0][1:])], *table[1:]]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
