"""Whenever the process is killed, no answer is lost, none counts twice, and every question is answered."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.databases import Postgres
from tests.fakes.bot_api import BotApi
from tests.kills import as_in_peace, killed
from tests.people import VARIANTS, faults, out_of_order
from tests.processes import BotProcess, webhook_workers

ROUNDS = int(os.environ.get("RLS_BOT_KILL_ROUNDS", "8"))
"""The long version is 100 and more."""
SEED = int(os.environ.get("RLS_BOT_KILL_SEED", "1"))
Mode = Callable[[BotApi, Path, Callable[[], Postgres]], Sequence[BotProcess]]


def polling_on_sqlite(api: BotApi, folder: Path, _server: Callable[[], Postgres]) -> Sequence[BotProcess]:
    """One process on one file."""
    return [BotProcess(api.url, api.token, folder)]


def webhooks_on_postgresql(api: BotApi, folder: Path, server: Callable[[], Postgres]) -> Sequence[BotProcess]:
    """Two processes on one database, to which updates are delivered in turn."""
    workers = webhook_workers(api.url, api.token, folder, server().new_database())
    api.deliver_to(*workers)
    return list(workers.values())


MODES: tuple[Mode, ...] = (polling_on_sqlite, webhooks_on_postgresql)


@pytest.mark.slow
@pytest.mark.timeout(60 + 10 * ROUNDS)
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.__name__)
async def test_killed_at_random_moments(mode: Mode, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The final answers of every chat are those of a run in which nothing was killed."""
    async with BotApi() as api:
        processes = mode(api, tmp_path, lambda: request.getfixturevalue("server"))
        try:
            toll = await killed(api, processes, ROUNDS, SEED)
            peace = await as_in_peace(api, first=1)
            logs = "".join(process.log for process in processes)
        finally:
            for process in processes:
                await process.close()

    assert [(n, e) for n, e in toll.endings if e != peace[n % len(VARIANTS)]] == []
    assert len(toll.endings) >= ROUNDS
    assert len(set(peace)) == len(VARIANTS)
    assert out_of_order(api.calls) == []
    assert faults(api) == []
    assert "uncaught" not in logs
    assert "dropped" not in logs
    print(f"{toll.rounds} kills, {len(toll.endings)} checks, {len(api.calls)} calls")  # noqa: T201 - the long version's result
