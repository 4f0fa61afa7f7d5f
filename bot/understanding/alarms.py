"""The safety net: an emergency in any message, also buried in a question.

Content lists groups of words that mean the same, and for each alarm which groups must come
together (`content/alarm_phrases.yaml` explains how). When several alarms fire, the most urgent
one is raised; among equals, the one written first in that file.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.dialogue.model import Content, OutcomeId
from bot.understanding.alarm_rules import Rule, instead_of, mistakes, rules, texts
from bot.understanding.dictated import with_marks
from bot.understanding.dutch import Dutch, plain
from bot.understanding.groups import MARKS, SENTENCE_ENDS, GroupError, Groups, Span
from bot.understanding.thresholds import holds

NEAR = 8
"""Words that may stand between two groups joined by "~", in one sentence or in two that follow each other."""
PART_ENDS = MARKS | {"maar", "want", "terwijl"}

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that a message meets, as written, and the words that made it."""

    alarm: OutcomeId
    rule: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Message:
    """A message while rules look at it."""

    text: str
    words: Sequence[str]
    sentences: Sequence[int]
    """For each word the number of its sentence."""
    parts: Sequence[int]
    """For each word the number of its part of a sentence, by commas and "maar"."""
    found: Mapping[str, Sequence[Span]]
    quiet: Mapping[int, frozenset[str]]
    """For each part that speaks in general, of long ago or the like: in which of these ways."""


class Alarms:
    """Recognises the emergencies of a content."""

    def __init__(self, content: Content, known: Iterable[str]) -> None:
        """`known`: words that are no typing errors, however near they come to a word of a phrase.

        What is wrong in the phrases of the content is a GroupError.
        """
        phrases, alarms = content.language.alarms, content.alarms
        wrong = list(mistakes(phrases, alarms))
        if wrong:
            raise GroupError("\n".join(wrong))
        self._dutch = Dutch(content.language.shorthand, ())
        self._spelling = {plain(k): plain(v).split() for k, v in phrases.get("spelling", {}).items()}
        self._groups = Groups(
            {name: texts(written) for name, written in phrases.get("words", {}).items()},
            texts(phrases.get("fillers", "")),
            [*map(plain, texts(phrases.get("not_typos", ""))), *known],
        )
        self._silent: Mapping[str, Mapping[str, str]] = phrases.get("silent", {})
        self._always = frozenset(texts(phrases.get("always", "")))
        self._instead_of = instead_of(phrases)
        self._urgency = {name: (alarms[OutcomeId(name)].level, at) for at, name in enumerate(self._instead_of)}
        # By the groups of which one must occur, so that a message is compared only with rules it may meet.
        self._by_group: dict[str, list[Rule]] = {}
        for rule in rules(phrases):
            for group in rule.choices[0].groups:
                self._by_group.setdefault(group, []).append(rule)

    def most_urgent(self, text: str) -> Sequence[OutcomeId]:
        """The alarms of the most urgent level a message gives cause for, in the order of content; often none."""
        fired = {fire.alarm for fire in self._fired(text)}
        if not fired:
            return ()
        replaced = _NOTHING.union(*(self._instead_of[alarm] for alarm in fired))
        standing = sorted(fired - replaced or fired, key=self._urgency.__getitem__)
        return [alarm for alarm in standing if self._urgency[alarm][0] == self._urgency[standing[0]][0]]

    def explain(self, text: str) -> list[Fired]:
        """Every rule that a message meets, the most urgent first."""
        return sorted(self._fired(text), key=lambda fire: self._urgency[fire.alarm])

    def _fired(self, text: str) -> Iterator[Fired]:
        message = self._read(text)
        met: set[int] = set()
        for group in message.found:
            for rule in self._by_group.get(group, ()):
                if id(rule) not in met and (spans := self._together(rule, message)):
                    met.add(id(rule))
                    yield Fired(rule.alarm, rule.written, tuple(" ".join(message.words[a:b]) for a, b in spans))

    def _read(self, typed: str) -> _Message:
        text = with_marks(typed)
        words: list[str] = []
        for word in self._dutch.words(text.replace("\n", " . ")):
            words.extend(self._spelling.get(word.typed, (word.typed,)))
        sentences = _numbered(words, SENTENCE_ENDS)
        parts = _numbered(words, PART_ENDS)
        found = self._groups.find(words)
        return _Message(text, words, sentences, parts, found, self._quiet(found, sentences, parts))

    def _quiet(
        self, found: Mapping[str, Sequence[Span]], sentences: Sequence[int], parts: Sequence[int]
    ) -> Mapping[int, frozenset[str]]:
        """The parts that count for nothing, unless a group that belongs to the way of speaking wakes them."""
        stretches = {"part": parts, "sentence": sentences, "message": [0] * len(parts)}
        quiet: dict[int, frozenset[str]] = {}
        for way in self._silent.keys() & found.keys():
            wakers = self._silent[way]
            awake = {
                (within, stretches[within][span.start])
                for within, waker in wakers.items()
                for span in found.get(waker, ())
            }
            for span in found[way]:
                if awake.isdisjoint((within, stretches[within][span.start]) for within in wakers):
                    part = parts[span.start]
                    quiet[part] = quiet.get(part, _NOTHING) | {way}
        return quiet

    def _together(self, rule: Rule, message: _Message) -> Sequence[Span]:
        """The spans by which a message meets a rule; empty when it does not."""
        if any(group in message.found for group in rule.without):
            return ()
        closed = {message.parts[s.start] for group in rule.unless for s in message.found.get(group, ())}
        chains: list[list[Sequence[Span]]] = []
        for choice in rule.choices:
            spans = [s for group in choice.groups for s in self._counting(rule, group, message, closed)]
            if not spans:
                return ()
            if choice.near:
                chains[-1].append(spans)
            else:
                chains.append([spans])
        met = [_near_together(chain, message.sentences) for chain in chains]
        if not all(met) or not all(holds(number, message.text) for number in rule.thresholds):
            return ()
        return [span for spans in met for span in spans]

    def _counting(self, rule: Rule, group: str, message: _Message, closed: Container[int]) -> Iterator[Span]:
        """Where a group stands, leaving out the parts of sentences that keep this rule quiet."""
        for span in message.found.get(group, ()):
            part = message.parts[span.start]
            if part not in closed and (group in self._always or message.quiet.get(part, _NOTHING) <= rule.despite):
                yield span


def _numbered(words: Sequence[str], ends: Container[str]) -> Sequence[int]:
    """For each word the number of its stretch; a stretch ends at one of `ends`."""
    numbers: list[int] = []
    number = 0
    for word in words:
        numbers.append(number)
        number += word in ends
    return numbers


def _near_together(chain: Sequence[Sequence[Span]], sentences: Sequence[int]) -> Sequence[Span]:
    """One span of each, each near one of those before it; empty when there are no such."""
    first, *others = chain
    for start in first:
        chosen = [start]
        for spans in others:
            near = (span for span in spans if any(_near(one, span, sentences) for one in chosen))
            found = next(near, None)
            if found is None:
                break
            chosen.append(found)
        else:
            return chosen
    return ()


def _near(one: Span, other: Span, sentences: Sequence[int]) -> bool:
    apart = max(one.start, other.start) - min(one.end, other.end)
    return apart <= NEAR and abs(sentences[one.start] - sentences[other.start]) <= 1
