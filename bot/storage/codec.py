"""State <-> JSON. Numbered: rows written by an older version stay readable."""

from __future__ import annotations

import json
from typing import Any

from bot.dialogue.conditions import FactId, Value
from bot.dialogue.replay import Answer
from bot.dialogue.turns import State, Unsure

VERSION = 1


def encode(state: State) -> bytes:
    """The state as it is stored."""
    return json.dumps(
        {
            "v": VERSION,
            "conversation": state.conversation,
            "screen": state.screen,
            "consent": state.consent,
            "place": state.place,
            "answers": [[a.fact, _plain(a.value), a.fingerprint] for a in state.answers],
            "ticks": sorted(state.ticks),
            "unsure": [state.unsure.fact, state.unsure.value, state.unsure.perhaps] if state.unsure else None,
            "shown": state.shown,
            "changing": state.changing,
            "ended_at": state.ended_at,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def decode(stored: bytes) -> State:
    """The state that `encode` stored, by this version or an older one."""
    read: dict[str, Any] = json.loads(stored)
    unsure = read["unsure"]
    return State(
        conversation=read["conversation"],
        screen=read["screen"],
        consent=read["consent"],
        place=read["place"],
        answers=tuple(Answer(FactId(fact), _value(value), mark) for fact, value, mark in read["answers"]),
        ticks=frozenset((FactId(fact), option) for fact, option in read["ticks"]),
        unsure=Unsure(*unsure) if unsure else None,
        shown=read["shown"],
        changing=read["changing"],
        ended_at=read["ended_at"],
    )


def _plain(value: Value) -> str | float | list[str]:
    return sorted(value) if isinstance(value, frozenset) else value


def _value(plain: str | float | list[str]) -> Value:
    return frozenset(plain) if isinstance(plain, list) else plain
