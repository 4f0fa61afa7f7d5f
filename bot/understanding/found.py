"""What one message has given so far: facts stated, facts only named, values denied.

A segment that names nothing is about what was named last, so that a time or a remark beside it can
be given its place: "ik slik ijzer, al drie maanden".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.understanding.clauses import Clause, Reading, Segment
from bot.understanding.evidence import Verdict
from bot.understanding.phrases import Match

_EVENTS = ("operatie", "geopereerd", "bevallen", "bevalling", "keizersnede")
"""Endings of words for what happened to the body; a time beside one is of that."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact with a value, and the words of the message that led to it."""

    fact: str
    value: str | float
    words: str


@dataclass(slots=True)
class Found:
    """The facts of one message while it is being read."""

    reading: Reading
    matches: list[tuple[Match, Verdict]] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    listed: list[Stated] = field(default_factory=list)
    """Named without a verb: they count when something is stated beside them."""
    denied: dict[str, set[str]] = field(default_factory=dict)
    _parts: list[Part] | None = None

    def say(self, fact: str, value: str | float, places: Iterable[int]) -> None:
        """Add a fact that is stated."""
        self.stated.append(Stated(fact, value, self.words(places)))

    def words(self, places: Iterable[int]) -> str:
        """The words at these places, as typed."""
        return " ".join(self.reading.tokens[place].typed for place in sorted(set(places)))

    def has(self, fact: str, value: str | None = None) -> bool:
        """Whether a fact is stated (with this value)."""
        return any(s.fact == fact and value in {None, s.value} for s in self.stated)

    def matched(self, fact: str, *verdicts: Verdict) -> Iterator[Match]:
        """The phrases of a fact that were found with one of these verdicts."""
        return (match for match, verdict in self.matches if match.phrase.fact == fact and verdict in verdicts)

    def own_clauses(self) -> Iterator[Clause]:
        """The clauses in which the person who writes tells about herself or himself."""
        return (c for c in self.reading.clauses if c.who == "self" and c.mood in {"says", "doubts"})

    def parts(self) -> list[Part]:
        """The segments of the message with what they are about. Asked for when all phrases are found."""
        if self._parts is None:
            self._parts = _parts(self)
        return self._parts


@dataclass(slots=True)
class Part:
    """A segment with its clause and what it is about."""

    segment: Segment
    clause: Clause
    named: dict[int, str]
    """The places at which it names something: "iron", "infusion", "blood" or "other"."""
    about: str
    """What it names last; when it names nothing, what was named before it, or next in its sentence."""

    @property
    def places(self) -> range:
        """The places of its tokens."""
        return range(self.segment.start, self.segment.end)

    def topic_near(self, places: Sequence[int]) -> str:
        """What something at these places belongs to, when the segment names more than one thing."""
        if not self.named:
            return self.about
        return self.named[min(self.named, key=lambda place: min(abs(place - other) for other in places))]


def _parts(found: Found) -> list[Part]:
    named = _named(found)
    made: list[Part] = []
    last = ""
    for clause in found.reading.clauses:
        for segment in clause.segments:
            own = {place: named[place] for place in range(segment.start, segment.end) if place in named}
            if own:
                last = own[max(own)]
                for part in made:
                    if not part.about and part.clause.sentence == clause.sentence:
                        part.about = last
            made.append(Part(segment, clause, own, last))
    return made


def _named(found: Found) -> dict[int, str]:
    """The places at which the message names what it is about."""
    named: dict[int, str] = {}
    infused = any("<infuus>" in token.atoms for token in found.reading.tokens)
    for place, token in enumerate(found.reading.tokens):
        atoms = token.atoms
        if "<infuus>" in atoms:
            named[place] = "infusion"
        elif atoms & {"<ferritine>", "<hb>", "<tsat>", "<test>"}:
            named[place] = "blood"
        elif "<ijzermiddel>" in atoms or ("<ijzer>" in atoms and not infused):
            named[place] = "iron"
        elif "<zwanger>" in atoms or token.typed.endswith(_EVENTS):
            named[place] = "other"
    for match, _ in found.matches:
        if match.phrase.kind == "taken" and match.phrase.value != "ijzertablet":
            named.update(dict.fromkeys(match.places, "other"))
    return named
