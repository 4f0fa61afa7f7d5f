"""A message as clauses, and clauses as segments.

"Ik ben 45, slik thyrax en omeprazol en mijn ferritine is 20" has two clauses: a clause ends where
another verb begins. Its segments are the parts between commas, "en" and "of" that share the verb.
Whom a clause is about, and whether it states or asks, is found in `speech`.

The tables are the function words of Dutch. Words of the subject are lists in content; a word in
< > here is such a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.understanding.phrases import Token, one_of

Who = Literal["self", "other", "anyone"]
Mood = Literal["says", "asks", "supposes", "doubts"]

SELF = one_of("ik ikzelf")
PRONOUNS = one_of("t ik je jij u men het er we wij hij ze zij dat dit die deze")
CONDITIONS = one_of("als zodra wanneer sinds toen omdat doordat terwijl nadat nu indien")
QUESTION_WORDS = one_of(
    "wat hoe waarom wanneer welke welk wie waar hoeveel waardoor waarvan waarvoor waaraan waarmee wiens hoezo"
)
MODALS = one_of("kan kun kunnen mag mogen moet moeten zal zullen zou zouden wil")
FIRST_PERSON = one_of("ben heb krijg slik neem word")
"""Verbs of which "ik" is often left out."""
ASKING = MODALS | one_of(
    "is zijn was kom helpt helpen werkt werken wordt worden geeft geven komt komen gaat gaan heeft hebben doet doen "
    "bestaat bestaan remt zorgt zorgen hoort klopt heb ben betekent veroorzaakt veroorzaken maakt maken krijgt krijg "
    "krijgen verdwijnt verdwijnen gebeurt zit zitten duurt neem neemt nemen slik slikt slikken word"
)
"""Verbs with which people begin a question."""
JUDGING = one_of("is klopt kan mag zou helpt hoort moet")
GREETINGS = one_of(
    "en maar dus dan hoi hallo hey hee dag beste goedemorgen goedemiddag goedenavond goedendag ja nee ok oke"
)
_PERSONS = one_of("ik je jij u we wij")
_STOPS = one_of(". ? ! ;")
_JOINERS = one_of(", : en of noch plus")
_FIXED = one_of("toe dan nacht")
"""What stands behind the "en" of "af en toe", "nu en dan" and "dag en nacht", which joins nothing."""
_OPENERS = one_of("maar want omdat doordat als zodra terwijl nadat voordat dus indien hoewel tenzij behalve waarbij")
_OPENERS_BEFORE_SUBJECT = one_of("sinds toen dat of nu wanneer sindsdat tot")
_SUBJECTS = one_of("t ik ikzelf je jij u men het er we wij hij ze zij mijn mn dat dit deze")
# "Als een waterval", "maar heel soms" and "nog maar" begin no clause, nor does "het enige wat helpt".
_COMPARED = one_of("een ne nen het")
_ONLY_SO_MUCH = one_of("heel zelden soms weinig eens een half")
_ONLY = one_of("nog alleen steeds wel")
_MEASURES = frozenset({"<ferritine>", "<hb>", "<tsat>", "<verb>"})
_ANTECEDENTS = one_of("enige iets alles niets niks dat beste")


@dataclass(slots=True, eq=False)
class Segment:
    """A stretch of tokens between commas and the like; `joiner` is what stands before it."""

    start: int
    end: int
    joiner: str = ""


@dataclass(slots=True, eq=False)
class Clause:
    """Segments that share a verb, and what `speech` finds out about them."""

    segments: list[Segment]
    sentence: int
    opener: str = ""
    """The word that opens it ("als", "dat"); "?" for a question, "dan" and "-" for a statement without such a word."""
    asked: bool = False
    """The sentence ends with a question mark."""
    verbs: frozenset[str] = frozenset()
    who: Who = "self"
    subject: bool = False
    """Whether "ik" is in it, or left out before its verb."""
    marked: bool = False
    """Whether the person who writes is named in it: "ik", "mijn"."""
    family: bool = False
    """Whether it is about a relative by blood."""
    mood: Mood = "says"
    doubt: tuple[int, ...] = ()
    """The places of words that say it is not known."""

    @property
    def start(self) -> int:
        """The place of its first token."""
        return self.segments[0].start

    @property
    def end(self) -> int:
        """The place behind its last token."""
        return self.segments[-1].end


@dataclass(slots=True)
class Reading:
    """A message read as clauses."""

    tokens: Sequence[Token]
    clauses: list[Clause]
    clause_at: list[int] = field(default_factory=list)
    """For each token, the number of its clause; -1 for the marks between clauses."""
    _typed: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Keep the words at hand."""
        # Every number of a message asks for the words around it: cutting them out must cost next to nothing.
        self._typed = [token.typed for token in self.tokens]

    def clause(self, place: int) -> Clause:
        """The clause of a token."""
        return self.clauses[self.clause_at[place]]

    def segment(self, place: int) -> Segment:
        """The segment of a token; of a comma between segments, the next; of one behind the last, the last."""
        segments = self.clause(place).segments
        return next((s for s in segments if place < s.end), segments[-1])

    def words(self, start: int, end: int) -> list[str]:
        """The words between two places, as typed."""
        return self._typed[start:end]

    def words_of(self, part: Clause | Segment) -> list[str]:
        """The words of a clause or segment, as typed."""
        return self.words(part.start, part.end)

    def atoms_of(self, part: Clause | Segment) -> frozenset[str]:
        """All that the words of a clause or segment are."""
        return frozenset[str]().union(*(token.atoms for token in self.tokens[part.start : part.end]))

    def after(self, clause: Clause) -> Clause | None:
        """The clause behind this one."""
        index = self.clauses.index(clause) + 1
        return self.clauses[index] if index < len(self.clauses) else None

    def before(self, clause: Clause) -> Clause | None:
        """The clause before this one."""
        index = self.clauses.index(clause)
        return self.clauses[index - 1] if index else None

    def sentence(self, clause: Clause) -> list[Clause]:
        """The clauses of the same sentence, in order."""
        return [each for each in self.clauses if each.sentence == clause.sentence]

    def sentences(self) -> Iterator[tuple[int, int]]:
        """The stretch of each sentence."""
        start = 0
        for this, following in zip(self.clauses, [*self.clauses[1:], None], strict=False):
            if following is None or following.sentence != this.sentence:
                yield start, this.end
                start = following.start if following else 0


def split(tokens: Sequence[Token]) -> Reading:
    """The clauses of a message; nothing is known yet of whom they are about."""
    reading = Reading(tokens, [])
    start = number = 0
    for place in range(len(tokens) + 1):
        if place == len(tokens) or tokens[place].typed in _STOPS:
            asked = place < len(tokens) and tokens[place].typed == "?"
            clauses = list(_clauses(tokens, start, place, number, asked=asked))
            reading.clauses += clauses
            number += bool(clauses)
            start = place + 1
    reading.clause_at = [-1] * len(tokens)
    for index, clause in enumerate(reading.clauses):
        reading.clause_at[clause.start : clause.end] = [index] * (clause.end - clause.start)
        clause.verbs = frozenset(t.typed for t in tokens[clause.start : clause.end] if "<verb>" in t.atoms)
    return reading


def is_subject(verb: str, word: str) -> bool:
    """Whether a pronoun behind a verb is its subject: "ben ik" asks, "word er misselijk van" does not."""
    return word in (_PERSONS if verb in FIRST_PERSON else PRONOUNS)


def _clauses(tokens: Sequence[Token], start: int, end: int, sentence: int, *, asked: bool) -> Iterator[Clause]:
    current: Clause | None = None
    for segment, opener in _segments(tokens, start, end):
        if current is not None and not opener and not _stands_alone(tokens, segment):
            current.segments.append(segment)
            continue
        if current is not None:
            yield current
        current = Clause([segment], sentence, opener, asked)
    if current is not None:
        yield current


def _stands_alone(tokens: Sequence[Token], segment: Segment) -> bool:
    """Whether a segment has a verb or a subject of its own."""
    return any(
        token.typed in SELF or token.atoms & {"<verb>", "<person>"} for token in tokens[segment.start : segment.end]
    )


def _segments(tokens: Sequence[Token], start: int, end: int) -> Iterator[tuple[Segment, str]]:
    """The segments of a sentence, each with the word that opens a clause with it, if any."""
    begin, joiner, opener = start, "", ""
    verb = condition = False
    for place in range(start, end):
        joins = _joins(tokens, place, end)
        new = "" if joins else _opens(tokens, place, begin, end, verb=verb, condition=condition)
        if joins or new:
            if place > begin:
                yield Segment(begin, place, joiner), opener
                opener, verb = "", False
            if joins:
                keeps = place == begin and joiner not in {"", ","}
                begin, joiner = place + 1, joiner if keeps else tokens[place].typed
            else:
                begin, joiner, opener, verb = place, "", new, False
                condition = new in CONDITIONS
        verb = verb or "<verb>" in tokens[place].atoms
    if end > begin:
        yield Segment(begin, end, joiner), opener


def _joins(tokens: Sequence[Token], place: int, end: int) -> bool:
    """Whether a comma, "en" or "of" ends a segment here."""
    typed = tokens[place].typed
    if typed not in _JOINERS:
        return False
    if place + 1 == end:
        return True
    following = tokens[place + 1]
    if typed == ":" and following.quantity is not None:
        return False  # "ferritine: 14"
    return following.typed not in _FIXED and not (typed == "of" and following.typed in _SUBJECTS)


def _opens(  # noqa: PLR0913 - what has been seen so far
    tokens: Sequence[Token], place: int, begin: int, end: int, *, verb: bool, condition: bool
) -> str:
    """The opener of the clause that begins here; empty when none does."""
    typed = tokens[place].typed
    following = tokens[place + 1].typed if place + 1 < end else ""
    before = tokens[place - 1] if place > begin else None
    if _opens_nothing(tokens, place, before, following):
        return ""
    if typed in _OPENERS or (typed in _OPENERS_BEFORE_SUBJECT and following in _SUBJECTS):
        return typed
    if before is None:
        return ""
    if typed in JUDGING and following in {"dat", "dit"}:
        return "?"
    return _runs_on(tokens, place, end, condition=condition) if verb else ""


def _opens_nothing(tokens: Sequence[Token], place: int, before: Token | None, following: str) -> bool:
    """Whether an opener is something else here: a comparison, "only", "therefore" behind its verb."""
    typed = tokens[place].typed
    if typed == "als":
        return following in _COMPARED or (before is not None and before.typed == "goed")  # "zo goed als elke dag"
    if typed == "maar":
        if following in _ONLY_SO_MUCH or (before is not None and before.typed in _ONLY):
            return True
        # "De ferritine maar 19", "is maar 19".
        measured = before is not None and before.atoms & _MEASURES
        return bool(measured) and place + 1 < len(tokens) and tokens[place + 1].quantity is not None
    return typed == "dus" and before is not None and "<verb>" in before.atoms


def _is_some(typed: str, before: Token, following: Token | None) -> bool:
    """Whether "wat" is "some": "ik heb wat bloedarmoede"."""
    if typed != "wat" or following is None or following.typed in _SUBJECTS:
        return False
    return before.typed in FIRST_PERSON and "<verb>" not in following.atoms


def _runs_on(tokens: Sequence[Token], place: int, end: int, *, condition: bool) -> str:
    """The opener of a clause that begins without a comma: "ik ben zwanger | mag ik ijzer"."""
    typed, before = tokens[place].typed, tokens[place - 1]
    following = tokens[place + 1] if place + 1 < end else None
    if typed in QUESTION_WORDS:
        return "" if before.typed in _ANTECEDENTS or _is_some(typed, before, following) else "?"
    if following is None:
        return ""
    asks = typed in ASKING and typed != "zijn" and is_subject(typed, following.typed)
    if asks and before.typed not in GREETINGS | MODALS:
        return "dan" if condition and typed != "mag" else "?"
    if typed in SELF and "<verb>" in following.atoms:
        return "" if "<verb>" in before.atoms else "-"
    known = place + 2 < end and tokens[place + 2].typed in {"is", "was", "heeft"}
    return "-" if known and typed in {"mijn", "mn"} else ""
