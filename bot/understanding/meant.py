"""The known word that somebody probably meant: typing errors, diminutives, letters left out as in speech."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

SHORTEST = 5
"""Letters a word must have before a typing error in it is looked for."""
SHORTEST_SLIP = 4
"""Letters from which letters in the wrong order are one."""
SHORTEST_KNOWN = 5
"""Letters a known word must have to be meant by another one, whatever the error."""
TWO_ERRORS = 10
"""Letters from which two errors are forgiven."""
SHORTEST_SOUND = 4
"""Letters from which a word may be one that sounds the same."""
SHORTEST_SMALL = 3
"""Letters that must be left when the ending of a diminutive is taken away."""

_SMALL = (
    "skes",
    "ske",
    "ekens",
    "ekes",
    "etjes",
    "eke",
    "etje",
    "pjes",
    "tjes",
    "kens",
    "kes",
    "pje",
    "tje",
    "jes",
    "ke",
    "je",
)

_ONE_LETTER = str.maketrans("czvq", "ksfk")
_SPELLINGS = (("ph", "f"), ("th", "t"), ("ei", "y"), ("ij", "y"), ("ou", "au"))
_FINAL_D = re.compile(r"dt?$")
_FINAL_N = re.compile(r"(?<=[bdfgklmprst])n$")
_DOUBLED = re.compile(r"(.)\1+")


class MeantWords:
    """Mends words to known ones. What looks like a known word but is none must be told."""

    def __init__(self, known: Iterable[str], mendable: Iterable[str], not_errors: Iterable[str]) -> None:
        """`mendable` are those of the known words for which any error is forgiven; `not_errors` are left alone."""
        self._known = frozenset(known)
        self._left_alone = self._known.union(not_errors)
        self._by_sound: dict[str, str] = {}
        self._by_letters: dict[str, list[str]] = {}
        for word in sorted(self._known):
            if len(word) >= SHORTEST_SOUND:
                self._by_sound.setdefault(_sound(word), word)
            if len(word) >= SHORTEST_SLIP:
                self._by_letters.setdefault(_letters(word), []).append(word)
        self._by_size: dict[tuple[int, str], list[str]] = {}
        for word in sorted(mendable):
            if len(word) >= SHORTEST_KNOWN:
                self._by_size.setdefault((len(word), word[0]), []).append(word)

    def meant_by(self, word: str) -> str:
        """The known word that is meant; empty when the word is known itself, or is like none."""
        if not word.isalpha() or word in self._left_alone:
            return ""
        return (
            self._not_small(word) or self._with_n(word) or self._alike(word) or self._slip(word) or self._nearest(word)
        )

    def _not_small(self, word: str) -> str:
        """What a diminutive is made of, also a Flemish one: "dochterke" is "dochter", "pilleke" is "pil"."""
        for ending in _SMALL:
            base = word.removesuffix(ending)
            if base != word and len(base) >= SHORTEST_SMALL:
                if base in self._known:
                    return base
                if base[-1] == base[-2] and base[:-1] in self._known:
                    return base[:-1]
        return ""

    def _with_n(self, word: str) -> str:
        """What is written without its last letter, as it is said: "ademe" is "ademen"."""
        return f"{word}n" if word.endswith("e") and f"{word}n" in self._known else ""

    def _alike(self, word: str) -> str:
        """What sounds the same: "lugt" is "lucht", "beweegd" is "beweegt", "pratn" is "praten"."""
        return self._by_sound.get(_sound(word), "") if len(word) >= SHORTEST_SOUND else ""

    def _slip(self, word: str) -> str:
        """Letters doubled, not doubled or in the wrong order are errors in any word."""
        if len(word) < SHORTEST_SLIP:
            return ""
        return next((known for known in self._by_letters.get(_letters(word), ()) if OSA.distance(word, known) == 1), "")

    def _nearest(self, word: str) -> str:
        """The first letter must be right: people rarely get that one wrong, and it keeps other words apart."""
        if len(word) < SHORTEST:
            return ""
        most = 2 if len(word) >= TWO_ERRORS else 1
        best, least = "", most + 1
        for size in range(len(word) - most, len(word) + most + 1):
            for known in self._by_size.get((size, word[0]), ()):
                apart = OSA.distance(word, known, score_cutoff=least - 1)
                if apart < least:
                    best, least = known, apart
        return best


def _sound(word: str) -> str:
    """The same for words that only differ in how they are spelled."""
    sound = _FINAL_N.sub("en", _FINAL_D.sub("t", word.translate(_ONE_LETTER).replace("kh", "g")))
    for written, said in _SPELLINGS:
        sound = sound.replace(written, said)
    return _DOUBLED.sub(r"\1", sound)


def _letters(word: str) -> str:
    """The same for words that differ only in doubled letters or in the order of their letters."""
    return word[0] + "".join(sorted(set(word[1:])))
