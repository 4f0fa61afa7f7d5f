"""By webhook, on PostgreSQL, with the bot as processes of their own: nothing lost, nothing twice, whoever gets what."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
import pytest

from bot.channels.telegram.incoming import ALLOWED_UPDATES
from bot.channels.telegram.webhook import MOST_BYTES
from tests.databases import Postgres, postgres
from tests.fakes.bot_api import BotApi, Person
from tests.people import NONE, all_checks, faults, out_of_order, whole_check
from tests.processes import PATIENCE, WEBHOOK_SECRET, BotProcess, webhook_workers

HEADER = "X-Telegram-Bot-Api-Secret-Token"
CUT = -1
Json = dict[str, Any]


@dataclass
class Worker:
    """A bot that takes webhooks."""

    process: BotProcess
    hook: str
    """Where it takes updates."""

    async def status(self, path: str) -> int:
        """What it answers to a GET; 0 when it does not."""
        try:
            async with aiohttp.ClientSession() as session, session.get(urljoin(self.hook, path)) as answer:
                return answer.status
        except aiohttp.ClientError:
            return 0

    async def is_ready(self, *, ready: bool = True) -> None:
        """Returns as soon as it says so, or that it is not."""
        async with asyncio.timeout(PATIENCE * 2):
            while (await self.status("/readyz") == 200) is not ready:  # noqa: ASYNC110 - it is asked
                await asyncio.sleep(0.1)

    async def post(self, body: bytes | AsyncIterator[bytes], secret: str = WEBHOOK_SECRET) -> int:
        """Deliver something by hand; the status, or `CUT` when it was cut off while it spoke."""
        headers = {HEADER: secret, "Content-Type": "application/json"}
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(self.hook, data=body, headers=headers) as answer,
            ):
                return answer.status
        except aiohttp.ClientConnectionError:
            return CUT


@dataclass
class Site:
    """A Bot API server, two workers it delivers to in turn, and their database."""

    api: BotApi
    workers: tuple[Worker, ...]
    server: Postgres


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A PostgreSQL server that only these tests stop."""
    with postgres() as started:
        yield started


@pytest.fixture
async def site(server: Postgres, tmp_path: Path) -> AsyncIterator[Site]:
    """Two workers that are ready, and met nothing unforeseen by the end of the test."""
    async with BotApi() as api, AsyncExitStack() as stack:
        processes = webhook_workers(api.url, api.token, tmp_path, server.new_database())
        workers = [Worker(process, address) for address, process in processes.items()]
        for worker in workers:
            await worker.process.start()
            stack.push_async_callback(worker.process.close)
        for worker in workers:
            await worker.is_ready()
        api.deliver_to(*(worker.hook for worker in workers))
        yield Site(api, tuple(workers), server)
        assert faults(api) == []
        assert out_of_order(api.calls) == []
        assert not any("Traceback" in worker.process.log for worker in workers)


async def test_whole_checks_end_right_on_two_workers(site: Site) -> None:
    """Each update goes to the other worker than the one before; every check ends as it does when one polls."""
    people = [site.api.person(100 + n, f"P{n}") for n in range(6)]
    endings = await all_checks(people, PATIENCE)
    assert [("Ferritine: 18" in e.form, "Ferritine: 120" in e.form) for e in endings[:2]] == [
        (True, False),
        (False, True),
    ]
    assert all(ending.outcome for ending in endings)
    registered = [call for call in site.api.calls if call.method == "setWebhook"]
    assert len(registered) == 2
    assert all(call.params["allowed_updates"] == str(list(ALLOWED_UPDATES)).replace("'", '"') for call in registered)
    assert not any(call.method in {"getUpdates", "deleteWebhook"} for call in site.api.calls)
    assert set(site.api.delivery_answers) == {200}


async def test_every_update_twice_at_the_same_instant_changes_nothing(site: Site) -> None:
    """Both workers get each update at once: one takes it, and the check ends as it should."""
    site.api.deliver_to(*(worker.hook for worker in site.workers), copies=2)
    person = site.api.person()
    ending = await whole_check(person, 0, PATIENCE)
    assert "Ferritine: 18" in ending.form
    answered = [call.params["callback_query_id"] for call in site.api.calls if call.method == "answerCallbackQuery"]
    assert len(answered) == len(set(answered))
    welcomes = [message for message in person.messages if "Welkom bij RLS-wijzer" in message.text]
    assert len(welcomes) <= 1


async def test_taps_and_text_of_one_chat_at_the_same_instant(site: Site) -> None:
    """A tap three times with new ids and a text, on different workers at once: at most one answer, and the chat goes on.

    Whichever comes first, the other is handled after it. When that is the text, the taps are on an earlier screen and
    change nothing, so the question stands open as before.
    """
    person = site.api.person()
    await to_first_question(person)
    await asyncio.gather(person.taps(NONE, times=3), person.says("wat is ferritine?"))
    await person.sees("Ferritine is", PATIENCE)
    await person.settled(PATIENCE)
    if "Hoe oud ben je?" not in person.screen.text:
        assert "Heb je nu of sinds kort" in person.screen.text
        await person.taps(NONE)
        await person.sees("Hoe oud ben je?", PATIENCE)
        await person.settled(PATIENCE)
    await person.says("43")
    await person.sees("Geldt iets hiervan voor jou?", PATIENCE)
    answered = [call.params["callback_query_id"] for call in site.api.calls if call.method == "answerCallbackQuery"]
    assert len(answered) == len(set(answered))


async def test_updates_out_of_order_and_numbers_that_jump(site: Site) -> None:
    """Delivered by hand, newest first, each to the other worker: both are answered, and the chat is where it was."""
    person = site.api.person()
    await to_first_question(person)
    for number, (worker, text) in enumerate(zip(site.workers, ("wat is ferritine?", "wat is RLS?"), strict=True)):
        update = message_of(person.description["id"], text, update_id=2_000_000_000 - 1000 * number)
        assert await worker.post(update) == 200
    await person.sees("Ferritine is", PATIENCE)
    await person.sees("RLS is het", PATIENCE)
    await person.settled(PATIENCE)
    await person.taps(NONE)
    await person.sees("Hoe oud ben je?", PATIENCE)


async def test_who_is_not_telegram_is_turned_away(site: Site) -> None:
    """403 without the secret, whatever is sent; 413 for what is too large, however long it says it is."""
    worker, person = site.workers[0], site.api.person()
    await to_first_question(person)
    update = message_of(person.description["id"], "wat is ferritine?", update_id=1)
    for secret in ("", "s3cret", WEBHOOK_SECRET + "x", "é"):
        assert await worker.post(update, secret) == 403
        assert await worker.post(b"x" * (MOST_BYTES + 1), secret) == 403
    assert await worker.post(b"x" * (MOST_BYTES + 1)) == 413
    assert await worker.post(endless()) in {413, CUT}
    assert await worker.post(update) == 200
    await person.sees("Ferritine is", PATIENCE)


async def test_a_head_that_never_ends_is_cut_off(site: Site) -> None:
    """Before anything is known of who sends it; others are served as ever."""
    worker = site.workers[0]
    _, writer = await asyncio.open_connection("127.0.0.1", urlsplit(worker.hook).port)
    writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nX: ")
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(ConnectionError):
            while True:
                writer.write(b"x" * 16_384)
                await writer.drain()
                await asyncio.sleep(0.01)
    writer.close()
    assert await worker.status("/healthz") == 200


async def test_what_is_no_update_is_not_sent_again_for_ever(site: Site) -> None:
    """It has the secret, so it is set aside and taken from Telegram's hands."""
    bodies = (
        b"",
        b"no json",
        b"[]",
        b"17",
        b"null",
        b"[" * 100_000,
        b'{"message": {}}',
        b'{"update_id": true}',
        b"\xff",
    )
    for body in bodies:
        assert await site.workers[0].post(body) == 200
    assert site.workers[0].process.log.count("update-set-aside") == len(bodies)


async def test_an_unreadable_update_in_the_middle_holds_up_nobody(site: Site) -> None:
    """It is set aside, the person is told where that can be seen, and what comes after it is served."""
    person = site.api.person()
    await to_first_question(person)
    site.api.put("message", {"chat": "geen chat"})
    site.api.put("callback_query", {"id": "1", "from": {}})
    broken = {"message_id": 1, "chat": {"id": person.description["id"], "type": "private"}, "date": 0}
    site.api.put("callback_query", {"id": 5, "from": {"id": 1}, "message": {**broken, "message_id": "x"}, "data": "1"})
    await person.taps(NONE)
    await person.sees("Hoe oud ben je?", PATIENCE)
    await person.sees("Er ging iets mis met je bericht", PATIENCE)
    await person.settled(PATIENCE)
    assert set(site.api.delivery_answers) == {200}


async def test_a_database_that_goes_away_and_comes_back(site: Site) -> None:
    """Telegram is told to try again (503), we say that we are not ready, and afterwards everything is answered."""
    people = [site.api.person(100 + n, f"P{n}") for n in range(3)]
    for person in people:
        await to_first_question(person)
    site.server.stop()
    for person in people:
        await person.taps(NONE)
    for worker in site.workers:
        await worker.is_ready(ready=False)
        assert await worker.status("/healthz") == 200
    assert 503 in site.api.delivery_answers
    site.server.start()
    for person in people:
        await person.sees("Hoe oud ben je?", PATIENCE * 2)
        await person.says("43")
        await person.sees("Geldt iets hiervan voor jou?", PATIENCE * 2)
    for worker in site.workers:
        await worker.is_ready()


async def test_what_a_killed_worker_left_unsent_is_sent_by_the_other(site: Site) -> None:
    """It committed the answer and died before Telegram took it."""
    one, two = site.workers
    person = site.api.person()
    await to_first_question(person)
    site.api.deliver_to(one.hook)
    site.api.drop("editMessageText", times=1000)
    site.api.drop("sendMessage", times=1000)
    await person.taps(NONE)
    async with asyncio.timeout(PATIENCE):
        while not any(call.cut for call in site.api.calls):  # noqa: ASYNC110 - nothing tells of a call
            await asyncio.sleep(0.05)
    await one.process.end(signal.SIGKILL)
    site.api.mend()
    site.api.deliver_to(two.hook)
    await person.sees("Hoe oud ben je?", PATIENCE * 2)
    await person.says("43")
    await person.sees("Geldt iets hiervan voor jou?", PATIENCE)


async def test_told_to_stop_it_ends_in_time_and_loses_nothing(site: Site) -> None:
    """Exit code 0, in the middle of the work; the other goes on."""
    people = [site.api.person(100 + n, f"P{n}") for n in range(4)]
    checks = [asyncio.create_task(whole_check(person, n, PATIENCE)) for n, person in enumerate(people)]
    await people[0].sees("Hoe oud ben je?", PATIENCE)
    assert await site.workers[0].process.end(signal.SIGTERM) == 0
    assert all(ending.outcome for ending in await asyncio.gather(*checks))


async def test_told_to_stop_while_the_database_is_away(site: Site) -> None:
    """It does not wait for it; what it was told meanwhile is delivered again."""
    person = site.api.person()
    await to_first_question(person)
    site.server.stop()
    await person.taps(NONE)
    await site.workers[0].is_ready(ready=False)
    assert await site.workers[0].process.end(signal.SIGTERM) == 0
    site.server.start()
    await person.sees("Hoe oud ben je?", PATIENCE * 2)


async def to_first_question(person: Person) -> None:
    """From /start to the first question."""
    await person.says("/start")
    await person.sees("Welkom bij RLS-wijzer", PATIENCE)
    await person.taps("Start de check")
    await person.sees("Ga je akkoord?", PATIENCE)
    await person.taps("Ja, ik ga akkoord")
    await person.sees("Heb je nu of sinds kort", PATIENCE)
    await person.settled(PATIENCE)


async def endless() -> AsyncIterator[bytes]:
    """A body without a length, of 4 MB."""
    for _ in range(64):
        yield b"x" * 65536


def message_of(chat: int, text: str, update_id: int) -> bytes:
    """An update with a text message."""
    private = {"id": chat, "type": "private", "first_name": "Anna"}
    sender = {"id": chat, "is_bot": False, "first_name": "Anna"}
    message: Json = {"message_id": 7, "date": 0, "chat": private, "from": sender, "text": text}
    return json.dumps({"update_id": update_id, "message": message}).encode()
