"""kill -9 at random moments under load, whatever the bot runs on.

A mode is a way to make the processes: one that polls on SQLite, two that take webhooks on PostgreSQL. In
each round one of them is killed and started again, while people go through whole checks.
"""

import asyncio
import itertools
import random
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.fakes.bot_api import BotApi
from tests.people import VARIANTS, Ending, whole_check
from tests.processes import BotProcess

AT_ONCE = 24
"""People who are in a check at the same time."""
LONGEST_LIFE = 0.6
"""Seconds a process that is at work lives at most before it is killed."""
PATIENCE = 90
QUESTION, ANSWER = "wat is ferritine?", "Ferritine is"


@dataclass(slots=True)
class Toll:
    """What the rounds came to."""

    endings: list[tuple[int, Ending]] = field(default_factory=list)
    """How each person's check ended, with the number of the person."""
    rounds: int = 0


async def killed(api: BotApi, processes: Sequence[BotProcess], rounds: int, seed: int) -> Toll:
    """The endings of everybody after so many rounds. TimeoutError when somebody never got an answer."""
    chance = random.Random(seed)  # noqa: S311 - the same moments each time
    toll = Toll()
    numbers = itertools.count()
    for process in processes:
        await process.start()
    people = [asyncio.create_task(_come_and_go(api, toll, numbers, rounds)) for _ in range(AT_ONCE)]
    try:
        while toll.rounds < rounds:
            await _at_work(api)
            await asyncio.sleep(chance.uniform(0, LONGEST_LIFE))
            process = chance.choice(processes)
            await process.end(signal.SIGKILL)
            await process.start()
            toll.rounds += 1
        await asyncio.gather(*people)
    finally:
        for person in people:
            person.cancel()
        await asyncio.gather(*people, return_exceptions=True)
    return toll


async def _come_and_go(api: BotApi, toll: Toll, numbers: Iterator[int], rounds: int) -> None:
    """One person after the other, as long as there are rounds to come; each asks a question at the end."""
    while toll.rounds < rounds:
        number = next(numbers)
        person = api.person(1_000_000 + number)
        toll.endings.append((number, await whole_check(person, number, PATIENCE)))
        await person.says(QUESTION)
        await person.sees(ANSWER, PATIENCE)


async def _at_work(api: BotApi) -> None:
    """Returns when somebody is being answered; a process that was just started needs a moment."""
    seen = len(api.calls)
    async with asyncio.timeout(PATIENCE):
        while not any("chat_id" in call.params for call in api.calls[seen:]):  # noqa: ASYNC110 - nothing tells of a call
            await asyncio.sleep(0.01)


async def as_in_peace(api: BotApi, first: int) -> list[Ending]:
    """The ending of each variant when nothing is killed; `first`: the number of a chat that is free."""
    people = [api.person(first + n) for n in range(len(VARIANTS))]
    return await asyncio.gather(*(whole_check(person, n, PATIENCE) for n, person in enumerate(people)))
