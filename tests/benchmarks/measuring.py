"""What a bot does with so many chats: rates, times and what they cost."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.dialogue import Shown, Turn, recorded, write
from tests.benchmarks.people import People, Tally
from tests.benchmarks.processes import Running, running
from tests.benchmarks.telegram import BOT, Telegram

FLOOR = "PTB floor"
LATENCY = 0.05
"""Seconds that each call is held where the network is far."""
QUIET, LONGEST_REST = 0.4, 60.0
"""Seconds without a call after which nothing waits for the bot any more, and how long that may take."""
PATIENCE, SLOWEST, SLOWEST_FAR = 2.0, 25.0, 5.0
"""Somebody gives up after so many seconds, and a second more for so many others who wait as well: with a bot that
serves them one after the other each turn takes two or three round trips."""
FAR = "turns/s, 50 chats, 50 ms latency"
FIRST_TURNS = 3.0
"""Seconds in which a bot that serves one after the other is through with the first turns of 50 people at 50 ms. They
are typed, and cost it one round trip where a tap costs two."""
CROWD = 250
"""Chats that are given a second to spread."""
FULL = 0.8
"""From this share of a core on, it is what limits."""
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how often, and with how many."""

    seconds: float
    rounds: int
    chats: tuple[int, ...] = (1, 50, 500)
    warm_up: float = 0.5


QUICK = Plan(seconds=1, rounds=1)


class Bench:
    """A server with people at it. Made by `opened`."""

    def __init__(self, folder: Path, core: int | None) -> None:
        self.folder = folder
        self.core = core
        """The one that the bot runs on; None: any."""
        self.telegram = Telegram(self._hear)
        self.path = folder / "dialogue.json"
        self.dialogue: tuple[Turn, ...] = ()
        self._people: People | None = None
        self._said: asyncio.Queue[Shown] = asyncio.Queue()

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path, core: int | None) -> AsyncIterator["Bench"]:
        """With the dialogue recorded; what the bot learns from its content stands in the cache from then on."""
        bench = cls(folder, core)
        await bench.telegram.start()
        try:
            await bench._record()
            yield bench
        finally:
            await bench.telegram.stop()

    async def _record(self) -> None:
        async with running("RLS-wijzer", self.telegram, self.folder / "recorded", self.path):
            self.dialogue = await recorded(self.telegram, self._said, BOT)
        write(self.dialogue, self.path)

    def people(self, name: str) -> People:
        """Others than those before."""
        self._people = People(self.telegram, self.dialogue, exact=name != FLOOR)
        return self._people

    @asynccontextmanager
    async def bot(self, name: str, **environment: str) -> AsyncIterator[Running]:
        """A bot that begins with nothing and serves until the end of the block."""
        self.telegram.renew()
        folder = self.folder / f"{name.replace(' ', '-')}-{time.time_ns()}"
        async with running(name, self.telegram, folder, self.path, self.core, **environment) as bot:
            yield bot

    def _hear(self, chat: int, message: int, text: str, markup: dict[str, object]) -> None:
        if self._people is None:
            self._said.put_nowait(Shown(message, text, markup))
        else:
            self._people.hear(chat, message, text, markup)


async def one_round(bench: Bench, name: str, plan: Plan) -> Figures:
    """All that is measured of one bot, between its start and its end."""
    async with bench.bot(name) as bot:
        await asyncio.sleep(1)
        figures: Figures = {"start-up s": bot.start_up, "memory at start MiB": bot.memory()}
        for chats in plan.chats:
            found = await measured(bench, [bot], name, chats, plan)
            figures |= {f"{what}, {chats} chats": value for what, value in found.items()}
        figures["memory at end MiB"] = bot.memory()
        bench.telegram.latency = LATENCY
        one = await measured(bench, [bot], name, 1, replace(plan, warm_up=1.0))
        figures["round trips a tap"] = one["tap ms"] / 1000 / LATENCY
        figures["calls a turn"] = one["calls a turn"]
        many = await measured(bench, [bot], name, 50, far(plan))
        figures[FAR] = many["turns/s"]
        bench.telegram.latency = 0
        hasty = await measured(bench, [bot], name, 50, plan, thinks=0)
        figures["quick taps answered wrongly %"] = hasty["wrong %"]
    return figures


def far(plan: Plan) -> Plan:
    """The same where the network is far: long enough to see how it goes on."""
    return plan if plan.seconds <= QUICK.seconds else replace(plan, warm_up=FIRST_TURNS, seconds=2 * plan.seconds)


async def measured(  # noqa: PLR0913, PLR0917 - what makes a measurement
    bench: Bench, bots: list[Running], name: str, chats: int, plan: Plan, thinks: float | None = None
) -> Figures:
    """So many chats at once, for as long as the plan says, after a moment to get going."""
    people = bench.people(name)
    people.thinks = people.thinks if thinks is None else thinks
    people.come(chats)
    # With many chats the first turns are those of a crowd that came at one moment.
    await asyncio.sleep(plan.warm_up + chats / CROWD)
    people.tally = tally = Tally()
    before, cpu, own, calls = time.perf_counter(), _cpu(bots), time.process_time(), bench.telegram.calls.total()
    await _go_on(people, chats, plan.seconds)
    seconds, cpu, own = time.perf_counter() - before, _cpu(bots) - cpu, time.process_time() - own
    calls = bench.telegram.calls.total() - calls
    people.go()
    await _quiet(bench)
    cut = statistics.quantiles(tally.seconds, n=100, method="inclusive") if tally.turns > 1 else tally.seconds * 99
    return {
        "turns/s": tally.turns / seconds,
        "median ms": cut[49] * 1000,
        "p99 ms": cut[98] * 1000,
        "tap ms": statistics.median(tally.taps or tally.seconds) * 1000,
        "CPU s per 1,000 turns": cpu / tally.turns * 1000,
        "bot busy %": cpu / seconds * 100,
        "driver busy %": own / seconds * 100,
        "calls a turn": calls / tally.turns,
        "wrong %": tally.wrong / tally.turns * 100,
    }


async def _go_on(people: People, chats: int, seconds: float) -> None:
    """For so long, and until there was a turn; who waits too long meanwhile is replaced."""
    slowest = SLOWEST_FAR if people.telegram.latency else SLOWEST
    until = time.perf_counter() + seconds
    async with asyncio.timeout(LONGEST_REST):
        while time.perf_counter() < until or not people.tally.turns:
            await asyncio.sleep(min(max(until - time.perf_counter(), 0.1), 1.0))
            people.replace_stuck(PATIENCE + chats / slowest)


async def _quiet(bench: Bench) -> None:
    """Returns when nothing waits for the bot, and it has said nothing for a while."""
    said = -1
    async with asyncio.timeout(LONGEST_REST):
        while not bench.telegram.is_idle or said != bench.telegram.calls.total():
            said = bench.telegram.calls.total()
            await asyncio.sleep(QUIET)


def _cpu(bots: list[Running]) -> float:
    return sum(bot.cpu() for bot in bots)


def medians(rounds: list[Figures]) -> Figures:
    """Of each figure over the rounds."""
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def ratios(mine: list[Figures], theirs: list[Figures]) -> Mapping[str, float]:
    """Medians of the ratios round by round; what is 0 has none."""
    return {
        name: statistics.median(one[name] / other[name] for one, other in zip(mine, theirs, strict=True))
        for name in mine[0]
        if all(other[name] for other in theirs)
    }
