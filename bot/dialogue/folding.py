"""Text made comparable: the same words typed differently are the same text."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

REFOLDED = 512
"""Texts kept at hand: a message is folded by several readers, the labels that may be typed again for each."""
_KEPT = frozenset("+-/.,<>%")
"""Signs that carry meaning between digits or in an option ("18-49", "50+", "1/2")."""


@lru_cache(maxsize=REFOLDED)
def fold(text: str) -> str:
    """Lower case, without accents and other punctuation, white space single. Idempotent."""
    # Decomposed first: letters of another style become plain ones, and may be capitals.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (c if c.isalnum() or c in _KEPT else " " for c in plain if not unicodedata.combining(c))
    return " ".join(word for word in (word.strip(".,-/") for word in "".join(kept).split()) if word)
