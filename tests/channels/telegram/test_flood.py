"""Somebody who sends hundreds of messages costs little, and still gets what matters."""

import asyncio
import statistics
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.telegram.flood import MOST_TAPS_WAITING, MOST_WAITING, RECOVERY, Flood
from bot.channels.telegram.gate import Flooded, Gate
from bot.channels.telegram.incoming import MOST_TEXT, Happened, InGroup, Strange, Update
from bot.conversation import ChatId
from bot.dialogue.model import OutcomeId
from bot.dialogue.turns import Heard, Sent, Tapped, Typed
from bot.metrics import Metrics
from tests.fakes.bot_api import BotApi
from tests.people import delay, whole_check
from tests.processes import running

CHAT = ChatId(1)
TEXT = Typed(Heard("bla", "bla"))
ALARM, OTHER_ALARM = (Typed(Heard("x", "x", alarm=OutcomeId(name))) for name in ("rf-zelfmoord", "rf-cauda"))


class Clock:
    """Time that a test moves on."""

    now = 100.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def test_who_waits_for_answers_is_never_held_back() -> None:
    """However much somebody sends, as long as few answers wait."""
    flood = Flood()
    assert all(flood.is_calm(CHAT, MOST_WAITING - 1) for _ in range(1000))
    assert not flood.is_calm(CHAT, MOST_WAITING)


def test_a_flood_gets_one_remark_until_it_is_over() -> None:
    """Over means that nothing came for a while and every answer was sent."""
    clock = Clock()
    flood = Flood(clock)
    verdicts = [flood.verdict(CHAT, MOST_WAITING, TEXT) for _ in range(4)]
    assert verdicts == ["remark", "drop", "drop", "drop"]
    clock.now += RECOVERY
    assert not flood.is_calm(CHAT, 1)
    assert flood.verdict(CHAT, 1, TEXT) == "drop"
    assert not flood.is_calm(CHAT, 0)
    clock.now += RECOVERY
    assert flood.is_calm(CHAT, 0)
    assert flood.verdict(CHAT, MOST_WAITING, TEXT) == "remark"


def test_alarms_and_taps_are_served_in_a_flood() -> None:
    """Each alarm and each tap once; taps until very many wait; another chat's flood is its own."""
    flood = Flood()
    assert flood.verdict(CHAT, 20, TEXT) == "remark"
    assert [flood.verdict(CHAT, 99, e) for e in (ALARM, ALARM, OTHER_ALARM)] == ["serve", "drop", "serve"]
    assert [flood.verdict(CHAT, 20, Tapped("a", 3, 0)) for _ in range(2)] == ["serve", "drop"]
    assert flood.verdict(CHAT, MOST_TAPS_WAITING, Tapped("a", 4, 0)) == "drop"
    assert flood.verdict(ChatId(2), 20, TEXT) == "remark"


def gate(waiting: int, heard: list[str]) -> Gate:
    """A gate that remembers what was heard in full."""

    def hear(text: str) -> Heard:
        heard.append(text)
        return Heard(text, text)

    return Gate(hear, lambda text: Heard(text, text), lambda _chat: waiting, Metrics())


def message(text: str, kind: str = "private") -> Update:
    """A message as Telegram sends it."""
    return {"update_id": 5, "message": {"chat": {"id": 1, "type": kind}, "text": text}}


def test_in_a_flood_messages_are_not_understood_in_full() -> None:
    """They are only listened to for alarms, which costs a third."""
    heard: list[str] = []
    busy = gate(MOST_WAITING, heard)
    first, second = busy.read(message("a")), busy.read(message("b"))
    assert isinstance(first, Happened)
    assert first.event == Sent("too_many")
    assert (second, heard) == (Flooded(), [])
    assert isinstance(gate(0, heard).read(message("c")), Happened)
    assert heard == ["c"]


def test_a_text_is_cut_before_it_is_understood() -> None:
    """At the most that Telegram sends."""
    heard: list[str] = []
    gate(0, heard).read(message("x" * 1_000_000))
    assert [len(text) for text in heard] == [MOST_TEXT]


@pytest.mark.parametrize("text", ["gezellig hier", "@", ""])
def test_groups_cost_nothing(text: str) -> None:
    """Only who speaks to the bot is pointed to a private chat; nothing said there is understood."""
    heard: list[str] = []
    read = gate(0, heard).read(message(text, "supergroup"))
    assert isinstance(read, InGroup if text == "@" else Strange)
    assert isinstance(gate(MOST_WAITING, heard).read(message("/check", "supergroup")), Flooded)
    assert heard == []


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server."""
    async with BotApi() as server:
        yield server


async def test_hundreds_of_messages_at_once(api: BotApi, tmp_path: Path) -> None:
    """Few answers, one remark, the alarm among them heard, the open question still tappable, others unaffected."""
    flooder, desperate, other = api.person(1), api.person(3, "Cees"), api.person(2, "Bert")
    async with running(api.url, api.token, tmp_path) as bot:
        await whole_check(other, 0, 30)
        await flooder.says("/check")
        consent = await flooder.sees("Ga je akkoord?")
        free = [await delay(other) for _ in range(9)]
        before = len(api.calls)
        for number in range(300):
            await flooder.says(f"bericht {number}")
            await desperate.says("ik wil niet meer leven" if number == 250 else f"bericht {number}")
        flooded = [await delay(other) for _ in range(9)]
        await desperate.sees("113")
        await flooder.sees("te veel berichten")
        await api.settled(30)
        calls = [call for call in api.calls[before:] if call.params.get("chat_id") == "1"]
        assert "uncaught" not in bot.log

        remarks = [call for call in calls if "te veel berichten" in call.params.get("text", "")]
        assert len(remarks) == 1
        assert len(calls) < 100
        assert len(desperate.messages) < 100
        assert statistics.median(flooded) < 5 * statistics.median(free)
        await asyncio.sleep(RECOVERY)
        await flooder.says("/check")
        await flooder.sees(lambda m: m.message_id > consent.message_id and "Ga je akkoord?" in m.text)
