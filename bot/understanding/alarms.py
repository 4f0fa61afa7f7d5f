"""The safety net: an emergency in any message, also buried in a question.

Content lists groups of words that mean the same, and for each alarm the groups that must occur
together. A group counts when one of its phrases stands in the message and is not denied there
("geen pijn op de borst"). When several alarms fire, the most urgent one is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.dialogue.model import Content, OutcomeId
from bot.understanding.dutch import Dutch, Word, stem
from bot.understanding.numbers import Quantity, quantities

GAP = 4
"""Words that "~" in a phrase may stand for."""
DENIALS = frozenset({"geen", "zonder", "nooit"})
NOT = frozenset({"niet", "nie", "ni"})
_MARKS = frozenset("?!.,;:")
_IN_GENERAL = re.compile(r"^(?:kun|kan|kunt|krijg|kunnen)\s+(?:je|jij|u|men|iemand|een|mensen)\b")
_SOMEBODY = re.compile(r"\b(?:ik|k|mijn|mn|m'n|me|mij|man|vrouw|kind|zoon\w*|dochter\w*|vader|moeder)\b")
_HAEMOGLOBIN = re.compile(r"\b(?:hb|hemoglobine)\b\D{0,25}?(\d+(?:[.,]\d+)?)(?!\s*(?:g\b|g/|gram))")
_NUMBER_RULE = re.compile(r"#(hb|pillen|weken)(<|>=)(\d+)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order; a gap is empty."""

    words: tuple[str, ...]
    denies: bool
    """Whether it says "not" itself, so that a "not" before it means nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Groups that must all occur, and none of those that silence it."""

    alarm: OutcomeId
    written: str
    groups: frozenset[str]
    silent: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that a message meets, and the words that made it."""

    alarm: OutcomeId
    rule: str
    words: tuple[str, ...]


class Alarms:
    """Recognises the emergencies of a content."""

    def __init__(self, content: Content, known: Iterable[str]) -> None:
        """`known`: words that are no typing errors, however near they come to a word of a phrase."""
        phrases, alarms = content.language.alarms, content.alarms
        self._dutch = Dutch(content.language.shorthand, _vocabulary(phrases), known)
        self._rules = tuple(_rules(phrases.get("alarms", {})))
        self._urgency = {alarm.id: (alarm.level, place) for place, alarm in enumerate(alarms.values())}
        # By the first word of each phrase, so that a message is compared only with what may begin in it.
        self._begins: dict[str, list[tuple[str, Phrase]]] = {}
        self._prefixes: dict[str, list[tuple[str, str]]] = {}
        for group, written in phrases.get("words", {}).items():
            for text in written:
                self._add(group, _phrase(text))

    def recognise(self, text: str) -> OutcomeId | None:
        """The most urgent alarm a message gives cause for; None when it gives none."""
        fired = self.explain(text)
        if not fired:
            return None
        # Of two that are as urgent, the one that more of the message speaks for.
        return min(
            fired, key=lambda fire: (self._urgency[fire.alarm][0], -len(fire.words), self._urgency[fire.alarm])
        ).alarm

    def explain(self, text: str) -> list[Fired]:
        """Every rule that a message meets."""
        plain = text.casefold()
        if _IN_GENERAL.match(plain) and not _SOMEBODY.search(plain):
            return []
        words = self._dutch.words(text)
        found = self._groups(words)
        found |= _numbers(plain, self._rules) if any(c.isdigit() for c in plain) or found else {}
        return [
            Fired(rule.alarm, rule.written, tuple(found[group] for group in sorted(rule.groups)))
            for rule in self._rules
            if rule.groups <= found.keys() and rule.silent.isdisjoint(found)
        ]

    def _add(self, group: str, phrase: Phrase) -> None:
        first = phrase.words[0]
        if first.endswith("*"):
            self._prefixes.setdefault(first[:3], []).append((group, first[:-1]))
        else:
            self._begins.setdefault(stem(first.lstrip("=")), []).append((group, phrase))

    def _groups(self, words: Sequence[Word]) -> dict[str, str]:
        """The groups that occur, each with the words that made it."""
        found: dict[str, str] = {}
        for place, word in enumerate(words):
            for group, phrase in self._begins.get(word.stem, ()):
                if group not in found:
                    end = _ends(phrase.words, words, place)
                    if end and (phrase.denies or not _denied(words, place)):
                        found[group] = " ".join(w.typed for w in words[place:end])
            for group, prefix in self._prefixes.get(word.meant[:3], ()):
                if group not in found and word.meant.startswith(prefix) and not _denied(words, place):
                    found[group] = word.typed
        return found


def is_number_test(part: str) -> bool:
    """Whether a part of a rule tests a number ("#hb<5")."""
    return _NUMBER_RULE.fullmatch(part) is not None


def _ends(phrase: Sequence[str], words: Sequence[Word], place: int) -> int:
    """Where the phrase ends that begins at this word; 0 when it does not stand there."""
    at = place
    gap = 0
    for wanted in phrase:
        if wanted == "~":
            gap = GAP
            continue
        found = next((i for i in range(at, min(at + gap + 1, len(words))) if _same(wanted, words[i])), None)
        if found is None:
            return 0
        at, gap = found + 1, 0
    return at


def _same(wanted: str, word: Word) -> bool:
    if wanted.endswith("*"):
        return word.meant.startswith(wanted[:-1])
    if wanted.startswith("="):
        return word.meant == wanted[1:]
    return word.meant == wanted or word.stem == stem(wanted)


def _denied(words: Sequence[Word], place: int) -> bool:
    """Whether "geen" stands one or two words before, or "niet" right before, in the same part of the sentence."""
    before = [word.typed for word in words[max(place - 2, 0) : place]]
    for mark in _MARKS.intersection(before):
        before = before[before.index(mark) + 1 :]
    return not DENIALS.isdisjoint(before) or (bool(before) and before[-1] in NOT)


def _phrase(text: str) -> Phrase:
    words = tuple(text.split())
    return Phrase(words, not (DENIALS | NOT).isdisjoint(words))


def _vocabulary(phrases: Mapping[str, Any]) -> Iterator[str]:
    """The whole words of all phrases, to which typing errors are mended."""
    for written in phrases["words"].values():
        for text in written:
            yield from (word.lstrip("=") for word in text.split() if word.lstrip("=").isalpha())


def _rules(written: Mapping[str, Sequence[str]]) -> Iterator[Rule]:
    for alarm, lines in written.items():
        for line in lines:
            parts = line.split()
            silent = frozenset(part[1:] for part in parts if part.startswith("!"))
            yield Rule(
                OutcomeId(alarm),
                line,
                frozenset(part for part in parts if not part.startswith("!")),
                silent | {"vroeger"},
            )


def _numbers(plain: str, rules: Sequence[Rule]) -> dict[str, str]:
    """The number tests that a message meets, as groups."""
    tests = {group for rule in rules for group in rule.groups if group.startswith("#")}
    found = quantities(plain)
    return {test: test for test in tests if _meets(test, plain, found)}


def _meets(test: str, plain: str, found: Sequence[Quantity]) -> bool:
    match = _NUMBER_RULE.fullmatch(test)
    if match is None:
        return False
    what, sign, limit = match[1], match[2], float(match[3])
    if what == "hb":
        values = [float(value.replace(",", ".")) for value in _HAEMOGLOBIN.findall(plain)]
    elif what == "weken":
        values = [q.value for q in found if q.unit == "weken"]
    else:
        # How many tablets: with the word, or a bare number before what they are.
        values = [q.value for q in found if q.unit in ("", "tabletten")]
    return any(value < limit if sign == "<" else value >= limit for value in values)
