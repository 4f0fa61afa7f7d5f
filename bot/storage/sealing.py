"""Nothing readable is stored: chats stand under a keyed hash, what is kept of them is encrypted.

The key is never beside the data, so a copy of the database shows neither who nor what.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import BotError

_NONCE = 12
"""Bytes; what AES-GCM wants (NIST SP 800-38D, 8.2)."""
_NAME = 16
AT_HAND = 1024
"""Chats whose name and key are kept at hand; a turn needs them nine times."""


class WrongKey(BotError):
    """What is stored was sealed with another key, or was changed."""


class Sealer:
    """Names and keys for chats, all derived from one secret."""

    def __init__(self, secret: bytes) -> None:
        self._names = hmac.digest(secret, b"rls-bot chat names 1", hashlib.sha256)
        self._keys = hmac.digest(secret, b"rls-bot chat keys 1", hashlib.sha256)
        self._name = lru_cache(AT_HAND)(self._derived_name)
        self._cipher = lru_cache(AT_HAND)(self._derived_cipher)

    def name(self, chat: int) -> bytes:
        """What a chat is called in the database: the same each time, and no way back to the chat."""
        return self._name(chat)

    def seal(self, name: bytes, plain: bytes, purpose: bytes) -> bytes:
        """Encrypted with the chat's own key, bound to the chat and the purpose; different every time."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher(name).encrypt(nonce, plain, purpose + name)

    def open(self, name: bytes, sealed: bytes, purpose: bytes) -> bytes:
        """What was sealed for this chat and purpose. Raises WrongKey for anything else."""
        try:
            return self._cipher(name).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose + name)
        except InvalidTag:
            message = "The stored conversations do not open with this key. Was RLS_BOT_SECRET or the key file changed?"
            raise WrongKey(message) from None

    def _derived_name(self, chat: int) -> bytes:
        return hmac.digest(self._names, str(chat).encode(), hashlib.sha256)[:_NAME]

    def _derived_cipher(self, name: bytes) -> AESGCM:
        return AESGCM(hmac.digest(self._keys, name, hashlib.sha256))
