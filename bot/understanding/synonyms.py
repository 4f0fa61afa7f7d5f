"""Groups of words that come to the same for what a message asks, as content lists them.

Somebody who takes Sifrol and somebody who takes Neupro ask the same of it. What is learnt from one is
so known of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bot.understanding.dutch import Word, plain, stem

KNOWN_WORDS = 20_000
"""Words of which the groups are kept at hand; bounds memory."""
LONGEST = 3
"""Words a phrase may have."""


class Synonyms:
    """Finds the groups of words. Pure once built."""

    def __init__(self, written: Mapping[str, Iterable[str]]) -> None:
        """`written`: the words of each group: "slik" with all its forms, "kramp*", "*pijn", "om_de_dag" for a phrase."""
        self._stems: dict[str, list[str]] = {}
        self._beginnings: dict[str, list[str]] = {}
        self._endings: dict[str, list[str]] = {}
        self._phrases: dict[tuple[str, ...], list[str]] = {}
        for group, words in written.items():
            for each in words:
                self._add(group, plain(each))
        self._of = lru_cache(KNOWN_WORDS)(self._of_word)

    def groups(self, words: Sequence[Word]) -> tuple[str, ...]:
        """The groups of which a word or phrase stands in a message, each once, as they come."""
        stems = [word.stem for word in words if not word.is_mark]
        found = dict.fromkeys(group for word in words for group in self._of(word.typed, word.stem))
        for size in range(2, LONGEST + 1):
            for start in range(len(stems) - size + 1):
                found |= dict.fromkeys(self._phrases.get(tuple(stems[start : start + size]), ()))
        return tuple(found)

    def _add(self, group: str, written: str) -> None:
        if written.endswith("*"):
            self._beginnings.setdefault(written[:-1], []).append(group)
        elif written.startswith("*"):
            self._endings.setdefault(written[1:], []).append(group)
        elif "_" in written:
            self._phrases.setdefault(tuple(map(stem, written.split("_"))), []).append(group)
        else:
            self._stems.setdefault(stem(written), []).append(group)

    def _of_word(self, typed: str, stemmed: str) -> tuple[str, ...]:
        found = list(self._stems.get(stemmed, ()))
        for end in range(len(typed) + 1):
            found += self._beginnings.get(typed[:end], ())
            found += self._endings.get(typed[end:], ())
        return tuple(dict.fromkeys(found))
