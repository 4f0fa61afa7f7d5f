"""How often the legs trouble, since which medicine, and what happened lately to the body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from bot.understanding.clauses import Clause, Segment
from bot.understanding.evidence import touched
from bot.understanding.found import Found
from bot.understanding.frequency import frequency
from bot.understanding.phrases import Match, one_of
from bot.understanding.times import times

RECENT = 6.0
"""Months after which a birth or an operation is no longer recent."""
_FILLING = one_of(
    "ongeveer zo zon gemiddeld zeker wel ofzo denk ik dat meer niet bijna hooguit maximaal nou ja nu al amai toch "
    "echt gewoon eigenlijk soms haast vrijwel een de in per ook minstens zowat zelfs maar a tot meestal doorgaans "
    "heb er nacht nachten avond komt voor is ben dit nachtje keertje of weer opnieuw heel hoor precies exact vast goed als"
)
"""Words that say nothing beside how often."""
_ACTIVITIES = frozenset({"<gebruik>", "<activiteit>", "<doctor>", "<infuus>", "<ijzer>", "<ijzermiddel>"})
_TROUBLES = frozenset({"<klacht>", "<hinder>"})
_BIRTHS = one_of("bevallen bevalling keizersnede")
_OPERATIONS = one_of("geopereerd operatie ingreep keizersnede")
_ON_THE_GUT = one_of("maag darm")
_SINCE_OPENERS = one_of("sinds sindsdat toen nadat")
_STARTING = one_of("de het mijn mn ik ben start begin starten beginnen met van die deze een nieuwe paar dagen weken")
_THIS = one_of("het dit zo")


def how_often(found: Found) -> None:
    """How often the legs trouble, and not how often something is taken or done."""
    for clause in found.own_clauses():
        for number, segment in enumerate(clause.segments):
            often, places = _often(found, segment)
            if not often or "<past>" in found.reading.atoms_of(segment):
                continue
            if _is_activity(found, clause, number) and not _is_right_behind(found, segment, places):
                continue
            if not _is_alternative(found, clause, number) and _is_trouble(found, clause, segment, places):
                found.say("ernst", often, places)
                return


def _often(found: Found, segment: Segment) -> tuple[str, tuple[int, ...]]:
    """How often a segment says, in numbers or in the phrases of content."""
    if counted := frequency(found.reading.tokens, segment.start, segment.end):
        return counted.often, counted.places
    for match in found.matched("ernst", "stated"):
        if segment.start <= match.places[0] < segment.end:
            return match.phrase.value, match.places
    return "", ()


def _is_activity(found: Found, clause: Clause, number: int) -> bool:
    """Whether a segment, or the one before a segment without a complaint, is about something taken or done."""
    segment = clause.segments[number]
    complains = number == 0 or found.reading.atoms_of(segment) & _TROUBLES
    here = Segment(segment.start if complains else clause.segments[number - 1].start, segment.end)
    if found.reading.atoms_of(here) & _ACTIVITIES:
        return True
    return any(m.phrase.kind == "taken" and here.start <= m.places[0] < here.end for m, _ in found.matches)


def _is_right_behind(found: Found, segment: Segment, places: Sequence[int]) -> bool:
    """Whether the word before it is a complaint: "ferritine 55 benen elke nacht onrustig"."""
    before = min(places) - 1
    return before >= segment.start and "<klacht>" in found.reading.tokens[before].atoms


def _is_alternative(found: Found, clause: Clause, number: int) -> bool:
    """Whether it asks which is better: "elke dag of om de dag"."""
    return any(
        other.joiner == "of" and all(frequency(found.reading.tokens, s.start, s.end) for s in (one, other))
        for one, other in pairwise(clause.segments[max(number - 1, 0) : number + 2])
    )


def _is_trouble(found: Found, clause: Clause, segment: Segment, places: Sequence[int]) -> bool:
    """Whether it is a complaint that comes so often, or nothing else is said."""
    atoms = found.reading.atoms_of(segment)
    if atoms & _TROUBLES or _is_it(found, segment):
        return True
    if "<vaag>" in atoms:
        return "<klacht>" in found.reading.atoms_of(clause)
    tokens = found.reading.tokens
    beside = (tokens[place] for place in range(segment.start, segment.end) if place not in places)
    return all(t.typed in _FILLING or "<now>" in t.atoms or t.quantity is not None for t in beside)


def _is_it(found: Found, segment: Segment) -> bool:
    """Whether the complaint is there as "het": "het is elke nacht", "ik heb het elke dag"."""
    words = found.reading.words_of(segment)
    here = next((place for place, word in enumerate(words) if word in {"het", "t"}), -1)
    if here < 0:
        return False
    before = words[here - 1] if here else ""
    begins = here == 0 and len(words) > 1 and "<verb>" in found.reading.tokens[segment.start + 1].atoms
    return begins or before in {"heb", "ik", "begint", "is", "was"}


def new_medicine(found: Found) -> None:
    """Complaints since a medicine: "sinds ik sertraline slik heb ik onrustige benen"."""
    for match in found.matched("anders", "stated"):
        if match.phrase.kind == "since" and _is_about_legs(found, match):
            found.say("anders", "nieuw-medicijn", match.places)
    for match in found.matched("medicijnen", "stated"):
        # A dopamine medicine is there against the complaints; they are older.
        if match.phrase.value not in {"dopamine", "geen"} and _is_since(found, match):
            (clause, *_) = touched(found.reading, match)
            atoms = [found.reading.atoms_of(c) for c in found.reading.sentence(clause)]
            if any(each & {"<klacht>", "<begonnen>"} for each in atoms):
                found.say("anders", "nieuw-medicijn", match.places)


def _is_since(found: Found, match: Match) -> bool:
    """Whether something is told to be so since this medicine."""
    reading = found.reading
    clause = reading.clause(match.places[0])
    before = reading.words(clause.start, match.places[0])
    while before and before[-1] in _STARTING:
        before.pop()
    if (
        clause.opener in _SINCE_OPENERS
        or before[-1:] in (["sinds"], ["na"])
        or reading.tokens[clause.start].typed == "toen"
    ):
        return True
    then = reading.after(clause)
    return "sindsdien" in reading.words_of(clause) or bool(then and {"sindsdien", "toen"} & set(reading.words_of(then)))


def _is_about_legs(found: Found, match: Match) -> bool:
    """Whether a sentence tells of the complaint ("het is begonnen", "die benen") and not of voices or gambling."""
    sentence = found.reading.sentence(found.reading.clause(match.places[0]))
    if any("<klacht>" in found.reading.atoms_of(clause) for clause in sentence):
        return True
    return any(_THIS & set(found.reading.words_of(clause)) for clause in sentence)


def recent_events(found: Found, today: date) -> None:
    """A birth or an operation of the last months."""
    tokens = found.reading.tokens
    for clause in found.own_clauses():
        words = set(found.reading.words_of(clause))
        births = words & _BIRTHS
        operations = words & _OPERATIONS | {word for word in words if word.endswith("operatie")}
        if not births | operations:
            continue
        if not any(when.is_moment and when.months < RECENT for when in times(tokens, clause.start, clause.end, today)):
            continue
        places = [p for p in range(clause.start, clause.end) if tokens[p].typed in births | operations]
        if births:
            found.say("zwanger", "borstvoeding", places)
        if operations and not any(part in word for word in words for part in _ON_THE_GUT):
            found.say("verlies", "bevalling-operatie", places)
