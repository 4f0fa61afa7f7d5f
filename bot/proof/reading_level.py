"""How hard a Dutch text reads: Douma's adaptation of Flesch's reading ease, and the lengths of its sentences.

W.H. Douma, De leesbaarheid van landbouwbladen: een onderzoek naar en een toepassing van leesbaarheidsformules,
Bulletin 17, Landbouwhogeschool Wageningen, 1960: 206.84 - 0.77 * wl - 0.93 * sl, with wl the number of syllables
per 100 words and sl the number of words per sentence. 100 is very easy, 0 very hard. Douma's own scale: above 80
easy, 70 to 80 fairly easy, 60 to 70 standard, 45 to 60 fairly hard, below 45 hard.

It says nothing about Dutch at level B1 by itself; it finds the texts that are worth another look. Texts below
`SHORTEST` words are not measured: one long word would decide.
"""

from __future__ import annotations

import re

SHORTEST = 40
"""Words a text needs before a mean says something."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_END = re.compile(r"(?<=[.?!:])[\"']?\s+")
# Vowels that are said together; "ieu", "eeu", "aai", "ooi" and "oei" are one sound, a diaeresis begins a new one.
_SYLLABLE = re.compile(
    r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|au|ou|ai|oi|[aeiouyäëïöüéèêáàóí]", re.IGNORECASE
)


def words(text: str) -> list[str]:
    """The words of a text; a number is one."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The sentences of a text; each bullet and each line of its own is one."""
    lines = (line.removeprefix("- ").removeprefix("# ") for line in text.replace("...", ".").splitlines())
    return [part for line in lines for part in _END.split(line) if words(part)]


def syllables(word: str) -> int:
    """How many syllables a Dutch word has, counted by its vowel sounds; a word without any, and a number, has one."""
    return max(1, len(_SYLLABLE.findall(word)))


def ease(text: str) -> float | None:
    """Douma's reading ease; None for a text too short to measure."""
    said = words(text)
    if len(said) < SHORTEST:
        return None
    per_hundred = 100 * sum(syllables(word) for word in said) / len(said)
    return 206.84 - 0.77 * per_hundred - 0.93 * len(said) / len(sentences(text))
