"""State <-> JSON. Numbered: rows written by an older version stay readable."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

import orjson

from bot.dialogue.conditions import FactId, Value
from bot.dialogue.replay import Answer
from bot.dialogue.turns import State, Tick, Unsure

VERSION = 2


def encode(state: State) -> bytes:
    """The state as it is stored."""
    return orjson.dumps(
        {
            "v": VERSION,
            "conversation": state.conversation,
            "screen": state.screen,
            "consent": state.consent,
            "place": state.place,
            "answers": [[a.fact, _plain(a.value), a.fingerprint, a.partial] for a in state.answers],
            "ticks": None if state.ticks is None else sorted(state.ticks),
            "unsure": astuple(state.unsure) if state.unsure else None,
            "proposed": [[fact, _plain(value)] for fact, value in state.proposed],
            "shown": state.shown,
            "changing": state.changing,
            "ended_at": state.ended_at,
        },
    )


def decode(stored: bytes) -> State:
    """The state that `encode` stored, by this version or an older one."""
    read: dict[str, Any] = orjson.loads(stored)
    unsure = read["unsure"]
    return State(
        conversation=read["conversation"],
        screen=read["screen"],
        consent=read["consent"],
        place=read["place"],
        # Version 1 knew whole answers only, and wrote "nothing ticked" where nobody had touched anything.
        answers=tuple(Answer(FactId(fact), _value(value), *rest) for fact, value, *rest in read["answers"]),
        ticks=_ticks(read["ticks"] or None if read["v"] == 1 else read["ticks"]),
        unsure=Unsure(*unsure) if unsure else None,
        proposed=tuple((FactId(fact), _value(value)) for fact, value in read.get("proposed", ())),
        shown=read["shown"],
        changing=read["changing"],
        ended_at=read.get("ended_at", ""),
    )


def _ticks(read: list[list[str]] | None) -> frozenset[Tick] | None:
    return None if read is None else frozenset((FactId(fact), option) for fact, option in read)


def _plain(value: Value) -> str | float | list[str]:
    return sorted(value) if isinstance(value, frozenset) else value


def _value(plain: str | float | list[str]) -> Value:
    return frozenset(plain) if isinstance(plain, list) else plain
