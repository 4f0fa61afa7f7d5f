"""Turns a second with so many conversations stored, in SQLite and in PostgreSQL, by one and two processes."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing

import psycopg

from bot.conversation import ChatId
from bot.storage.keeping import AS_PROMISED
from bot.storage.opening import open_store
from bot.storage.vault import Vault
from tests.benchmarks.measuring import LATENCY, Bench, Figures, Plan, far, measured
from tests.benchmarks.processes import SECRET, Running, running
from tests.databases import Postgres
from tests.processes import WEBHOOK_SECRET, free_port

FIRST_STRANGER = 10_000_000_000
"""Chats that nobody writes in."""
CHATS = 50


async def sqlite_rows(bench: Bench, plan: Plan, stored: int) -> Figures:
    """One process that polls."""
    path = bench.folder / f"stored-{stored}.sqlite3"
    await (await open_store(path, SECRET.encode(), AS_PROMISED)).close()
    with closing(sqlite3.connect(path)) as database, database:
        rows = ((name, sealed, time.time()) for name, sealed in _strangers(bench, stored))
        database.executemany("INSERT INTO chats (name, sealed, touched) VALUES (?, ?, ?)", rows)
    async with bench.bot("RLS-wijzer", DATABASE_URL=f"sqlite:///{path}") as bot:
        return await measured(bench, [bot], "RLS-wijzer", CHATS, plan)


async def far_rows(bench: Bench, plan: Plan) -> Figures:
    """One process on SQLite that takes updates by webhook, where the network is far."""
    url = f"sqlite:///{bench.folder / 'far.sqlite3'}"
    async with _workers(bench, url, 1) as bots:
        bench.telegram.latency = LATENCY
        try:
            return await measured(bench, bots, "RLS-wijzer", CHATS, far(plan))
        finally:
            bench.telegram.latency = 0


async def postgres_rows(bench: Bench, plan: Plan, stored: int, server: Postgres, workers: int) -> Figures:
    """So many processes that take updates by webhook, on one database; it reaches the disk at every commit."""
    url = server.new_database()
    await (await open_store(url, SECRET.encode(), AS_PROMISED)).close()
    with psycopg.connect(url) as database:
        with database.cursor().copy("COPY chats (name, sealed) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["bytea", "bytea"])
            for row in _strangers(bench, stored):
                copy.write_row(row)
        database.commit()
        database.autocommit = True
        database.execute("ANALYZE chats")
    async with _workers(bench, url, workers) as bots:
        return await measured(bench, bots, "RLS-wijzer", CHATS, plan)


@asynccontextmanager
async def _workers(bench: Bench, url: str, count: int) -> AsyncIterator[list[Running]]:
    bench.telegram.renew()
    ports = [free_port() for _ in range(count)]
    addresses = [f"http://127.0.0.1:{port}/hook" for port in ports]
    async with AsyncExitStack() as stack:
        bots = [
            await stack.enter_async_context(
                running(
                    "RLS-wijzer", bench.telegram, bench.folder / f"worker-{port}", bench.path, DATABASE_URL=url,
                    WEBHOOK_URL=address, WEBHOOK_SECRET=WEBHOOK_SECRET, PORT=str(port),
                )
            )
            for port, address in zip(ports, addresses, strict=True)
        ]  # fmt: skip
        await asyncio.sleep(1)
        await bench.telegram.deliver_to(addresses, WEBHOOK_SECRET)
        try:
            yield bots
        finally:
            bench.telegram.renew()


def _strangers(bench: Bench, count: int) -> list[tuple[bytes, bytes]]:
    """Conversations as they are stored, all with the answers of the one that was recorded."""
    vault = Vault(SECRET.encode())
    with closing(sqlite3.connect(bench.folder / "recorded" / "bot.sqlite3")) as database:
        state = vault.state(*database.execute("SELECT name, sealed FROM chats").fetchone())
    names = (vault.name(ChatId(FIRST_STRANGER + number)) for number in range(count))
    return [(name, vault.sealed_state(name, state)) for name in names]


def durable(server: Postgres) -> None:
    """As in production: what was committed is on the disk."""
    with psycopg.connect(server.new_database(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM RESET ALL")
        connection.execute("SELECT pg_reload_conf()")
