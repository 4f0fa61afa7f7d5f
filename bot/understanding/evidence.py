"""Whether a phrase found in a message states something about the person who writes.

"Ik heb hemochromatose" does, "wat is hemochromatose" does not, "geen hemochromatose" denies it, and
in a list beside other facts ("vrouw, 59, hemochromatose") it counts as said. What is swallowed or
given is judged in `taking`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from bot.understanding.clauses import Clause, Reading, Segment
from bot.understanding.phrases import NEGATORS, Match, one_of

Verdict = Literal["stated", "listed", "denied", "doubted", "nothing"]
"""What is "listed" was named without a verb: it counts beside something that is stated."""

POINTING = one_of("die deze dat de het")
_BEFORE_IT = one_of("geen geeneen zonder nooit noch nergens nauwelijks amper niks niets")
_BEHIND_IT = one_of("niet nooit geen nauwelijks niks niets nergens amper")
_DENIES_LESS = one_of("alleen enkel slechts eens zo")
_DENIES_SOMETHING_ELSE = _DENIES_LESS | one_of(
    "meer zomaar zeker helemaal goed veel stil stilhouden stilliggen stilzitten stilleggen"
)
_ON_THE_CONTRARY = one_of("wel alleen behalve maar")
_PREPOSITIONS = one_of("van door met sinds na voor tegen om bij over vanwege wegens")
_POSSESSIVES = one_of("mijn mn me m mijne")
_HAVING = one_of("ben heb had krijg kreeg lijd zit")
_HAD = one_of("vastgesteld gehad last diagnose")
_SINCE = one_of("na sinds")
_AGO = one_of("geleden terug")
_WAS = one_of("had was kreeg gaf moest kon werd")
_USING = one_of("slik neem gebruik gebruikt gebruiken slikken nemen heb krijg slikt zit draag ben")
_TOLD = one_of("gehad toen tijdens rond met vlak geen zonder")
_NEAR_END = 2
"""Words from the end of a segment within which "niet" denies a name before it."""


def judged(reading: Reading, match: Match) -> Verdict:
    """What a message says by a phrase about the person who writes."""
    clauses = touched(reading, match)
    kind = match.phrase.kind
    if not _is_own(clauses, kind):
        return "nothing"
    shared = [place for clause in clauses for place in clause.doubt if place in match.places]
    if any(reading.tokens[place].typed not in NEGATORS for place in shared):
        return "stated"  # the doubt is what the phrase says
    if shared or any(clause.mood == "doubts" for clause in clauses) or _is_doubted(reading, match, clauses):
        return "doubted"
    asked = any(clause.mood == "asks" for clause in clauses) and not _is_mine(reading, match)
    if asked or _is_over(reading, match, clauses):
        return "nothing"
    if not says_no(reading, match) and is_denied(reading, match.places, clauses[0], near=kind in {"had", "state"}):
        general = is_bare(clauses[0]) and "zonder" in reading.words(
            reading.segment(match.places[0]).start, match.places[0]
        )
        return "nothing" if general else "denied"
    return _judged_kind(reading, match, clauses)


def says_no(reading: Reading, match: Match) -> bool:
    """Whether "niet", "geen" or the like is itself one of the words of the phrase."""
    return any(reading.tokens[place].typed in NEGATORS for place in match.places)


def touched(reading: Reading, match: Match) -> list[Clause]:
    """The clauses a phrase stands in."""
    return [reading.clauses[index] for index in dict.fromkeys(reading.clause_at[p] for p in match.places)]


def is_bare(clause: Clause) -> bool:
    """Whether a clause has no verb and does not name the person who writes."""
    return not clause.marked and not clause.verbs


def is_choice(clause: Clause, segment: Segment) -> bool:
    """Whether something else stands beside it with "of": "pillen of infuus" states neither."""
    index = clause.segments.index(segment)
    return segment.joiner == "of" or any(s.joiner == "of" for s in clause.segments[index + 1 : index + 2])


def is_mine(reading: Reading, place: int) -> bool:
    """Whether "mijn" stands before it, perhaps with one word between."""
    segment = reading.segment(place)
    return bool(_POSSESSIVES & set(reading.words(max(segment.start, place - 2), place)))


def follows(reading: Reading, place: int, words: frozenset[str]) -> bool:
    """Whether one of these words stands before it, with at most articles between."""
    start = reading.segment(place).start
    between = (POINTING | {"mijn", "een"}) - words
    while place - 1 > start and reading.tokens[place - 1].typed in between:
        place -= 1
    return place > start and reading.tokens[place - 1].typed in words


def _is_own(clauses: Sequence[Clause], kind: str) -> bool:
    """Whether the clauses are about the person who writes, and not only supposed."""
    if any(clause.mood == "supposes" for clause in clauses):
        return False
    return kind == "anyhow" or all(clause.who == "self" for clause in clauses)


def _is_doubted(reading: Reading, match: Match, clauses: Sequence[Clause]) -> bool:
    """Doubt in the same segment."""
    segments = [id(reading.segment(place)) for place in match.places]
    if any(id(reading.segment(place)) in segments for clause in clauses for place in clause.doubt):
        return True
    # "Savonds of overdag erger, geen idee."
    clause = clauses[0]
    chosen = is_choice(clause, reading.segment(match.places[0]))
    return chosen and any(set(range(s.start, s.end)) <= set(clause.doubt) for s in clause.segments)


def _is_over(reading: Reading, match: Match, clauses: Sequence[Clause]) -> bool:
    """Whether something was so and is no more: "vroeger had ik hevige menstruaties, nu niet meer".

    A danger of iron stays one.
    """
    if match.phrase.kind != "said" or match.phrase.fact == "ijzerstop" or not clauses[0].verbs & _WAS:
        return False
    behind = reading.words(match.places[-1] + 1, reading.sentence(clauses[0])[-1].end)
    return any(two in (("niet", "meer"), ("nooit", "meer")) for two in pairwise(behind))


def _is_mine(reading: Reading, match: Match) -> bool:
    """Whether a question takes it as so: "is mijn nierziekte de oorzaak?"."""
    return match.phrase.kind == "had" and len(match.places) == 1 and is_mine(reading, match.places[0])


def _judged_kind(reading: Reading, match: Match, clauses: Sequence[Clause]) -> Verdict:
    clause, kind = clauses[0], match.phrase.kind
    if kind == "none" and any(c.verbs - _USING for c in clauses):
        return "nothing"
    if is_bare(clause):
        if len(clauses) == 1 and is_choice(clause, reading.segment(match.places[0])):
            return "nothing"
        if kind == "ill" and not _is_told(reading, clause):
            return "nothing"
        if kind == "state" and reading.atoms_of(clause) & {"<ijzer>", "<ijzermiddel>", "<zoekwoord>"}:
            return "listed"  # words side by side as in a search: "ijzer borstvoeding"
    return _judged_illness(reading, match, clause) if kind == "had" else "stated"


def _is_told(reading: Reading, clause: Clause) -> bool:
    """Whether an illness without a verb is told of and not asked about: "koorts gehad", "ferritine 90, griep"."""
    return bool(_TOLD & set(reading.words_of(clause))) or any(token.quantity is not None for token in reading.tokens)


def _judged_illness(reading: Reading, match: Match, clause: Clause) -> Verdict:
    """One has it, it is "mijn", it was found; named without a verb it is listed."""
    place = match.places[0]
    words = set(reading.words_of(clause))
    if match.phrase.value == "ijzerinfuus" and _is_any(reading, place):
        return "nothing"
    if match.phrase.value == "ijzerinfuus" and clause.verbs and follows(reading, place, _SINCE):
        return "stated"
    if clause.marked or clause.verbs & _HAVING or is_mine(reading, place) or words & _HAD:
        return "stated"
    if not clause.verbs:
        return "stated" if words & (_AGO | _SINCE | {"wel"}) else "listed"
    if clause.verbs <= {"is", "was"} and (words & _AGO or match.phrase.value == "ijzerinfuus"):
        return "listed"
    # "De kramp is zo erg dat ik eruit moet": told of by somebody who speaks of "ik".
    told = follows(reading, place, POINTING) and any(c.subject for c in reading.sentence(clause))
    return "stated" if told else "nothing"


def _is_any(reading: Reading, place: int) -> bool:
    """Whether no certain one is meant: "de prijs van een ijzerinfuus"."""
    before = reading.words(max(reading.segment(place).start, place - 2), place)
    return before[-1:] == ["een"] and before[0] in {"van", "voor", "over", "naar", "tegen"}


# --- Negation -------------------------------------------------------------------------------------


def is_denied(reading: Reading, places: Sequence[int], clause: Clause, *, near: bool) -> bool:
    """Whether "geen", "niet" and the like reach what stands at these places; `near`: behind it only at the very end."""
    segments = [set(reading.words_of(reading.segment(place))) for place in places]
    if any("wel" in words and not words & NEGATORS for words in segments):
        return False  # "overdag geen last, 's avonds wel"
    return (
        is_denied_before(reading, places)
        or _is_denied_behind(reading, places, near=near)
        or _is_denied_in_list(reading, clause, reading.segment(places[0]), places[0])
    )


def is_denied_before(reading: Reading, places: Sequence[int]) -> bool:
    """Whether "geen", "zonder" or "niet" stands before it in its segment."""
    for before in range(places[0] - 1, reading.segment(places[0]).start - 1, -1):
        typed, following = reading.tokens[before].typed, reading.tokens[before + 1].typed
        if typed in _ON_THE_CONTRARY:
            return False
        if typed in _BEFORE_IT:
            return True
        if typed == "niet" and following not in _DENIES_SOMETHING_ELSE:
            return not _PREPOSITIONS & set(reading.words(before + 1, places[0]))
    return False


def _is_denied_behind(reading: Reading, places: Sequence[int], *, near: bool) -> bool:
    """Whether "niet" or the like stands behind it: "zwanger ben ik niet", "bewegen helpt niet"."""
    for segment in {id(s): s for s in map(reading.segment, places)}.values():
        for after in range(min(places) + 1, segment.end):
            typed = reading.tokens[after].typed
            if after in places or typed not in _BEHIND_IT:
                continue
            following = reading.tokens[after + 1].typed if after + 1 < segment.end else ""
            if typed == "geen":
                if after < max(places):
                    return True
                continue
            # "Zwanger been niet rustig" denies the rest, "zwanger ben ik niet" the pregnancy.
            elsewhere = near and segment.end - after > _NEAR_END and following not in {"meer", "echt", "hoor"}
            still = following.startswith("stil")  # "ik kan ze niet stilhouden"
            if not (elsewhere or still) and following not in _DENIES_LESS | {"of"}:
                return True
    return False


def _is_denied_in_list(reading: Reading, clause: Clause, segment: Segment, place: int) -> bool:
    """The "geen" of a list reaches all of it: "geen nierziekte, darmziekte of maagoperatie"."""
    index = clause.segments.index(segment)
    if index == 0 or segment.joiner not in {",", "of", "noch"}:
        return False
    if _ON_THE_CONTRARY & set(reading.words(segment.start, place)):
        return False
    if segment.joiner == "," and not any(s.joiner in {"of", "noch"} for s in clause.segments[index + 1 :]):
        return False
    before = clause.segments[index - 1]
    negators = _BEFORE_IT | {"niet"} if segment.joiner != "," else _BEFORE_IT
    return bool(negators & set(reading.words_of(before))) or _is_denied_in_list(reading, clause, before, before.start)
