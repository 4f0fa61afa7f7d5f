"""What is kept of a chat <-> the sealed bytes that stand in the database."""

from __future__ import annotations

from typing import Any

import orjson

from bot.conversation import ChatId, Parcel
from bot.dialogue.turns import State
from bot.storage import codec
from bot.storage.sealing import Sealer

_STATE, _PARCEL, _ASIDE, _PROOF = b"state", b"parcel", b"aside", b"proof"
_NOBODY = b""
"""The name under which things are sealed that belong to no chat."""


class Vault:
    """Seals with keys derived from one secret. All that opens raises WrongKey for what another secret sealed."""

    def __init__(self, secret: bytes) -> None:
        self._sealer = Sealer(secret)

    def name(self, chat: ChatId) -> bytes:
        """What a chat is called in the database."""
        return self._sealer.name(chat)

    def sealed_state(self, name: bytes, state: State) -> bytes:
        """A conversation as it is stored."""
        return self._sealer.seal(name, codec.encode(state), _STATE)

    def state(self, name: bytes, sealed: bytes) -> State:
        """A conversation as it was stored, by this version or an older one."""
        return codec.decode(self._sealer.open(name, sealed, _STATE))

    def sealed_parcel(self, name: bytes, parcel: Parcel) -> bytes:
        """A parcel as it is stored."""
        return self._sealer.seal(name, _json(parcel), _PARCEL)

    def parcel(self, name: bytes, sealed: bytes) -> Parcel:
        """A parcel as it was stored."""
        parcel: Parcel = orjson.loads(self._sealer.open(name, sealed, _PARCEL))
        return parcel

    def sealed_aside(self, name: bytes | None, kept: dict[str, Any]) -> bytes:
        """What is kept of an update set aside; `name` is its chat's, if known."""
        return self._sealer.seal(name or _NOBODY, _json(kept), _ASIDE)

    def aside(self, name: bytes | None, sealed: bytes) -> dict[str, Any]:
        """What was kept of an update set aside."""
        kept: dict[str, Any] = orjson.loads(self._sealer.open(name or _NOBODY, sealed, _ASIDE))
        return kept

    def proof(self) -> bytes:
        """Something sealed, by which the secret is known again."""
        return self._sealer.seal(_NOBODY, _PROOF, _PROOF)

    def check(self, proof: bytes) -> None:
        """Raises WrongKey when another secret made this proof."""
        self._sealer.open(_NOBODY, proof, _PROOF)


def _json(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value)
