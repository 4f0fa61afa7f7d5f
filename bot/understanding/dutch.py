"""Words made comparable: case, accents, chat shorthand, endings, typing errors.

The same word written differently becomes the same word: "IJzertabletjes", "ijzertabletten" and
"ijzer tableten" share a stem. What is compared with what is for the callers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA
from Stemmer import Stemmer

_STEMMER = Stemmer("dutch")
MARKS = frozenset("?!.,;:")
_TOKEN = re.compile(r"[a-z]+|\d+(?:[.,]\d+)?|[?!.,;:]")
_APOSTROPHES = str.maketrans("", "", "'`´’‘")
_SHORTEST_TYPO = 5
"""Letters a word must have before one wrong letter may be forgiven; from `_TWO_TYPOS` on two are."""
_TWO_TYPOS = 9
REREAD = 8
"""Messages of which the words are kept at hand; no longer than the message is being read."""
MOST_REMEMBERED = 20_000
"""Different words that are remembered; bounds memory, whatever people type."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or mark of a message."""

    typed: str
    """Lower case, without accents and apostrophes."""
    stem: str
    """Shared by the forms of a word; of a number or mark, itself."""
    meant: str
    """The known word it is a typing error of, or as typed."""
    is_mark: bool
    """Whether it is a mark such as "?"."""


def plain(text: str) -> str:
    """Lower case, without accents; an apostrophe joins ("'s avonds" is "savonds", "foto's" is "fotos")."""
    joined = re.sub(
        r"(?:^|(?<=\s))['`´’‘]?s[\s-]+(?=(?:avond|nacht|ochtend|morgen|middag|winter|zomer))", "s", text.casefold()
    )
    if joined.isascii():
        return joined.translate(_APOSTROPHES)
    decomposed = unicodedata.normalize("NFKD", joined.translate(_APOSTROPHES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@lru_cache(MOST_REMEMBERED)
def stem(word: str) -> str:
    """The stem of a lower-case word, by the Dutch Snowball algorithm."""
    return str(_STEMMER.stemWord(word))


class Dutch:
    """Reads messages as words, with the shorthand and the vocabulary of this content."""

    def __init__(self, shorthand: Mapping[str, str], vocabulary: Iterable[str], known: Iterable[str] = ()) -> None:
        """`shorthand`: what stands for which words ("mn": "mijn"). `vocabulary`: words that typing errors are mended to.

        `known`: words that are right as they are, however near they come to one of those.
        """
        self._shorthand = {plain(short): plain(long).split() for short, long in shorthand.items()}
        self._vocabulary = frozenset(plain(word) for word in vocabulary)
        self._known = self._vocabulary | {plain(word) for word in known}
        by_size: dict[int, list[str]] = {}
        for word in sorted(self._vocabulary):
            by_size.setdefault(len(word), []).append(word)
        self._by_size = by_size
        self._word = lru_cache(MOST_REMEMBERED)(self._read)
        # Alarms, scope and topics each read the same message.
        self.words = lru_cache(maxsize=REREAD)(self._words)

    def _words(self, text: str) -> tuple[Word, ...]:
        """The words, numbers and marks of a message, in order."""
        tokens = _TOKEN.findall(plain(text))
        return tuple(self._word(part) for token in tokens for part in self._shorthand.get(token, (token,)))

    def _read(self, typed: str) -> Word:
        mended = self._mended(typed) if typed.isalpha() else typed
        return Word(typed, stem(mended) if mended.isalpha() else mended, mended, typed in MARKS)

    def _mended(self, word: str) -> str:
        """The known word this is a typing error of; the word itself when it is known, short, or like nothing known."""
        if not self._vocabulary or word in self._known or len(word) < _SHORTEST_TYPO:
            return word
        return self._nearest(word)

    def _nearest(self, word: str) -> str:
        """The first letter must be right: people rarely get that one wrong, and it keeps other words apart."""
        most = 2 if len(word) >= _TWO_TYPOS else 1
        best, distance = word, most + 1
        for size in range(len(word) - most, len(word) + most + 1):
            for known in self._by_size.get(size, ()):
                if known[0] == word[0]:
                    apart = OSA.distance(word, known, score_cutoff=distance - 1)
                    if apart < distance:
                        best, distance = known, apart
        return best
