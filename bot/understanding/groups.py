"""Groups of words that mean the same, and where they stand in a message.

A group is written by an editor as words and phrases; how is explained at the top of
`content/alarm_phrases.yaml`. What the groups mean together is for the caller.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.errors import BotError
from bot.understanding.dutch import plain, stem
from bot.understanding.meant import MeantWords

GAP = 4
"""Words that ".." in a phrase may stand for, fillers not counted."""
LONGEST_GAP = 8
"""The same, fillers counted."""
FILLERS_BETWEEN = 3
"""Fillers that may stand between two words of a phrase."""
SHORTEST_STEM = 5
"""Letters from which a word is also known by its other forms; the stem of "benen" is the word "been"."""
SHORTEST_IN_PHRASE = 7
"""Letters from which any typing error is forgiven in a word of a longer phrase: most of those are ordinary words."""
REMEMBERED = 50_000
"""Different words that are remembered, whatever people type."""
DENIED_FROM = 7
"""Words that "geen" may stand before what it denies, as long as no new thought begins between them."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MARKS = frozenset("?!.,;:")
SENTENCE_ENDS = frozenset("?!.;")
_DENIALS = _words("niet geen zonder nooit niks niets gene nauwelijks amper")
_FAR_DENIALS = _words("geen gene nooit noch")
_CLOSE_DENIALS = frozenset({"niet", "zonder"})
_BETWEEN_DENIAL = _words("meer echt zo erg heel in op aan eens ook te langer")
"""What may stand, beside fillers, between "niet" and what it denies."""
_HAVE = _words("heb had krijg ben was voel")
_NEW_THOUGHT = _words(
    "maar wel en omdat want doordat dus alleen behalve toch nu sinds als terwijl dan waardoor ik mijn door is zijn "
    "heb heeft ineens opeens plots"
)
_PART_ENDS = MARKS | _words(
    "en maar want dus of omdat door van zo hoor jongens sorry echt allemaal ook als nu help sinds dokter"
)
"""What may follow the end of a part of a sentence."""

_GAP, _END = -1, -2
_SPECIAL = {"..": _GAP, ".": _END}


class GroupError(BotError):
    """A group, or a rule that names groups, is written in a way that cannot be read."""


class Span(NamedTuple):
    """The words of a message from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words by number, `_GAP` where words may be missed out, `_END` where the part of the sentence must end."""

    group: str
    parts: tuple[int, ...]
    needs: frozenset[int]
    """The words a message must have to be searched for the phrase at all."""
    denies: bool
    """Whether it says "not" itself, so that a "not" before it takes nothing away."""


class Groups:
    """Finds groups in messages. Built once; which phrases a word may begin is looked up, not searched."""

    def __init__(
        self, words: Mapping[str, Sequence[str]], fillers: Iterable[str] = (), not_typos: Iterable[str] = ()
    ) -> None:
        """`fillers`: words that may stand anywhere in a phrase. `not_typos`: plain words that only look like another one."""
        self._words = {
            group: plain("\n".join(written)).split("\n") if written else () for group, written in words.items()
        }
        self._fillers = frozenset(map(plain, fillers))
        self._begin: dict[int, list[_Phrase]] = {}
        self._numbers: dict[str, int] = {}
        self._mended_from: dict[str, int] = {}
        # From a written word, stem, beginning or ending to the numbers of what it may be in phrases.
        self._exact: dict[str, set[int]] = {}
        self._stems: dict[str, set[int]] = {}
        self._beginnings: dict[str, set[int]] = {}
        self._endings: dict[str, set[int]] = {}
        mendable: set[str] = set()
        for group in words:
            # Groups that take in the same other group name the same phrase more than once.
            for written in dict.fromkeys(self._entries(group)):
                phrase = self._phrase(group, written, mendable)
                self._begin.setdefault(phrase.parts[0], []).append(phrase)
        self._meant = MeantWords(self._exact, mendable, self._fillers.union(not_typos))
        self._learnt: dict[str, frozenset[int]] = {}

    def find(self, words: Sequence[str]) -> dict[str, list[Span]]:
        """Where each group stands in these plain words and marks, unless it is denied there."""
        known = [self._known(word) for word in words]
        present = frozenset().union(*known)
        matches = [
            (phrase, Span(start, end))
            for start, numbers in enumerate(known)
            for number in numbers
            for phrase in self._begin.get(number, ())
            if phrase.needs <= present and (end := self._end(phrase, 1, words, known, start + 1))
        ]
        # A "geen" that belongs to one phrase ("geen gevoel") denies nothing of what comes after it.
        spent = {place for phrase, span in matches if phrase.denies for place in range(*span)}
        found: dict[str, list[Span]] = {}
        for phrase, span in matches:
            if phrase.denies or not self._denied(words, span, spent):
                found.setdefault(phrase.group, []).append(span)
        return found

    # --- What an editor wrote -----------------------------------------------------------------------

    def _entries(self, group: str, within: tuple[str, ...] = ()) -> Iterator[str]:
        """The phrases of a group, with those of the groups it takes in ("<other>")."""
        if group in within:
            wrong = f'group "{group}" takes in itself: {" > ".join((*within, group))}'
            raise GroupError(wrong)
        if group not in self._words:
            wrong = f'group "{within[-1]}" names "<{group}>", and there is no such group'
            raise GroupError(wrong)
        for written in self._words[group]:
            if _is_group(written):
                yield from self._entries(written[1:-1], (*within, group))
            else:
                yield written

    def _phrase(self, group: str, written: str, mendable: set[str]) -> _Phrase:
        choices = written.split()
        if not choices or choices[0] in _SPECIAL or choices[-1] == "..":
            wrong = f'group "{group}": "{written}" must begin and end with a word'
            raise GroupError(wrong)
        shortest = SHORTEST_STEM if len(choices) == 1 else SHORTEST_IN_PHRASE
        parts = tuple(_SPECIAL.get(part) or self._number(group, part, shortest, mendable) for part in choices)
        denies = any(word in _DENIALS for part in choices for word in part.split("|"))
        return _Phrase(group, parts, frozenset(part for part in parts if part >= 0), denies)

    def _number(self, group: str, choice: str, shortest: int, mendable: set[str]) -> int:
        """The number of what may stand at one place of a phrase: a word, or one of several ("kan|kon")."""
        number = self._numbers.setdefault(choice, len(self._numbers))
        if self._mended_from.get(choice, shortest + 1) > shortest:
            self._mended_from[choice] = shortest
            for written in choice.split("|"):
                for word in self._single_words(written, group):
                    self._add(word, number)
                    if "*" not in word and len(word) >= shortest:
                        mendable.add(word.strip("="))
        return number

    def _single_words(self, written: str, group: str) -> Iterator[str]:
        if not _is_group(written):
            yield written
            return
        for entry in self._entries(written[1:-1], (group,)):
            if " " not in entry:
                yield from entry.split("|")

    def _add(self, written: str, number: int) -> None:
        word = written.strip("*=")
        if written.endswith("*"):
            self._beginnings.setdefault(word, set()).add(number)
        elif written.startswith("*"):
            self._endings.setdefault(word, set()).add(number)
        else:
            self._exact.setdefault(word, set()).add(number)
            if len(word) >= SHORTEST_STEM and not written.startswith("="):
                self._stems.setdefault(stem(word), set()).add(number)

    # --- A message ------------------------------------------------------------------------------------

    def _known(self, word: str) -> frozenset[int]:
        numbers = self._learnt.get(word)
        if numbers is None:
            if len(self._learnt) >= REMEMBERED:
                self._learnt.clear()
            self._learnt[word] = numbers = frozenset(self._matching(word))
        return numbers

    def _matching(self, word: str) -> set[int]:
        numbers = set(self._exact.get(word, ()))
        if len(word) >= SHORTEST_STEM:
            numbers |= self._stems.get(stem(word), set())
        if not numbers and (meant := self._meant.meant_by(word)):
            numbers = self._matching(meant)
        for size in range(1, len(word) + 1):
            numbers |= self._beginnings.get(word[:size], set())
            numbers |= self._endings.get(word[-size:], set())
        return numbers

    def _end(self, phrase: _Phrase, place: int, words: Sequence[str], known: Sequence[Container[int]], at: int) -> int:
        """Where the phrase ends whose parts before `place` end at `at`; 0 when the others do not follow."""
        if place == len(phrase.parts):
            return at
        wanted = phrase.parts[place]
        if wanted == _END:
            return at if at == len(words) or words[at] in _PART_ENDS else 0
        if wanted == _GAP:
            place, wanted = place + 1, phrase.parts[place + 1]
            places = self._in_gap(words, at, may_deny=phrase.denies)
        else:
            places = self._over_fillers(words, at)
        for here in places:
            if wanted in known[here]:
                end = self._end(phrase, place + 1, words, known, here + 1)
                if end:
                    return end
        return 0

    def _over_fillers(self, words: Sequence[str], at: int) -> Iterator[int]:
        """The places where the next word of a phrase may stand."""
        for here in range(at, min(at + FILLERS_BETWEEN + 1, len(words))):
            yield here
            if words[here] not in self._fillers:
                return

    def _in_gap(self, words: Sequence[str], at: int, *, may_deny: bool) -> Iterator[int]:
        """The places where the next word may stand after ".."; a "not" on the way would make it another phrase."""
        counted = 0
        for here in range(at, min(at + LONGEST_GAP + 1, len(words))):
            yield here
            counted += words[here] not in self._fillers
            if counted > GAP or words[here] in MARKS or (words[here] in _DENIALS and not may_deny):
                return

    def _denied(self, words: Sequence[str], span: Span, spent: Container[int]) -> bool:
        """Whether "geen", "niet" or the like before it, or "nee" behind it, says that it is not so."""
        close = True
        for place in range(span.start - 1, max(span.start - DENIED_FROM, 0) - 1, -1):
            word = words[place]
            if word in MARKS or place in spent:
                break
            if word in _FAR_DENIALS or (close and word in _CLOSE_DENIALS):
                return True
            if word in _NEW_THOUGHT:
                break
            close = close and (word in self._fillers or word in _BETWEEN_DENIAL)
        behind = [word for word in words[span.end : span.end + 4] if word not in MARKS]
        told = behind[1:] if behind[:1] and behind[0] in _HAVE else behind
        return behind[:1] in (["nee"], ["neen"]) or told[:2] == ["ik", "niet"]


def _is_group(written: str) -> bool:
    return written.startswith("<") and written.endswith(">") and written[1:-1].replace("-", "").isalnum()
