"""Facts that belong to another: how long iron is taken, when an infusion or a blood test was.

A time or a remark belongs to what its segment names, or to what was named last. The limits are those
of the options in content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.understanding.blood import Value, whole
from bot.understanding.found import Found, Part
from bot.understanding.phrases import one_of
from bot.understanding.times import DAYS_IN_MONTH, When, times

LONG_ON_IRON, HALF_YEAR, YEAR, EIGHT_WEEKS = 3.0, 6.0, 12.0, 56 / DAYS_IN_MONTH
_ROUNDING = 0.05
"""Months that "12 maanden geleden" may be off when it was said in days or weeks."""
_STARTED = one_of(
    "begonnen gestart begon startte gekregen gegeven gaf kreeg sinds sindsdien voorgeschreven vanaf sedert krijg slik "
    "neem geeft"
)
_ONGOING = one_of("slik neem gebruik krijg slikt slikken nemen gebruiken tablet tabletten bezig al")
_JUST = one_of("net pas")
_BEGUN = one_of("begonnen gestart begin start")
_LONG = one_of("jarenlang maandenlang")
_LITTLE_ELSE = 3
_TIME_ALONE = 8

Detail = tuple[str, str | float, tuple[int, ...]]


def iron(found: Found, today: date, read: frozenset[int]) -> None:
    """The tablets that are taken: since when, on whose advice, of what kind and strength, and with what trouble.

    `read`: the places of numbers that are known to be something else.
    """
    sure = _named(found, "ijzertablet", sure=True)
    named = sure or _named(found, "ijzertablet", sure=False)
    if not named:
        return
    about = [p for p in found.parts() if p.about == "iron" or "iron" in p.named.values()]
    about = [p for p in about if p.clause.who != "other" and p.clause.mood != "supposes"]
    details = [*_remarks(found, about), *_since(found, about, today, read), *_strength(found, about)]
    if not sure:
        if not found.stated and not any(_shows_use(found, detail) for detail in details):
            return
        found.say("supplement", "ijzertablet", named)
    details += [("ijzer-soort", m.phrase.value, m.places) for m in found.matched("ijzer-soort", "stated", "listed")]
    for fact, value, places in details:
        found.say(fact, value, places)


def _named(found: Found, value: str, *, sure: bool) -> list[int]:
    """Where a supplement is named that is taken, or only named."""
    matches = found.matched("supplement", "stated" if sure else "listed")
    return [match.places[0] for match in matches if match.phrase.value == value]


def _shows_use(found: Found, detail: Detail) -> bool:
    """Whether a detail shows that tablets are taken: those only bought are not yet, a complaint must be one's own."""
    fact, value, _ = detail
    if fact == "ijzer-klachten":
        return any(clause.marked for clause in found.reading.clauses)
    return (fact, value) != ("ijzer-door", "zelf")


def _remarks(found: Found, about: Sequence[Part]) -> Iterator[Detail]:
    """What phrases say about iron, in the parts that are about it."""
    here = {place for part in about for place in part.places}
    for fact in ("ijzer-door", "ijzer-klachten"):
        for match in found.matched(fact, "stated"):
            if here.issuperset(match.places):
                yield fact, match.phrase.value, match.places


def _since(found: Found, about: Sequence[Part], today: date, read: frozenset[int]) -> Iterator[Detail]:
    """How long iron is taken: the first that is said of it."""
    for part in about:
        words = set(found.reading.words_of(part.segment))
        if words & _JUST and words & _BEGUN:
            yield "ijzer-duur", "korter-dan-3-maanden", tuple(part.places)
            return
        if words & _LONG or ({"al", "lang"} <= words and "hoe" not in words):
            yield "ijzer-duur", "3-maanden-of-langer", tuple(part.places)
            return
        for when in times(found.reading.tokens, part.segment.start, part.segment.end, today):
            if read.isdisjoint(when.places) and part.topic_near(when.places) == "iron" and _is_since(found, part, when):
                short = when.months < LONG_ON_IRON - _ROUNDING
                yield "ijzer-duur", "korter-dan-3-maanden" if short else "3-maanden-of-langer", when.places
                return


def _is_since(found: Found, part: Part, when: When) -> bool:
    """Whether a time tells how long, or when it began."""
    if part.clause.mood == "asks":
        return False
    clause, words = set(found.reading.words_of(part.clause)), found.reading.words_of(part.segment)
    if when.kind == "bare" and "moet" in clause:
        return False  # how long it is prescribed for
    if when.kind == "bare":
        return bool(clause & _ONGOING) or len(words) <= _LITTLE_ELSE
    return (when.kind == "lasting" and "na" not in words) or bool(clause & _STARTED)


def _strength(found: Found, about: Sequence[Part]) -> Iterator[Detail]:
    for part in about:
        for place in part.places:
            quantity = found.reading.tokens[place].quantity
            if quantity and quantity.unit == "mg" and quantity.value > 0 and part.topic_near((place,)) == "iron":
                yield "ijzer-mg", whole(quantity.value), (place,)
                return


def infusion(found: Found, today: date) -> None:
    """An infusion that was given, and when the last one was."""
    sure = _named(found, "ijzerinfuus", sure=True)
    named = sure or _named(found, "ijzerinfuus", sure=False)
    reaction = found.has("ijzerstop", "infuus-reactie")
    if not named and not reaction:
        return
    own = (part for part in found.parts() if part.clause.who == "self" and part.clause.mood in {"says", "doubts"})
    moments = [
        when
        for part in own
        for when in times(found.reading.tokens, part.segment.start, part.segment.end, today)
        if when.is_moment and part.topic_near(when.places) == "infusion"
    ]
    if not sure and not moments and not reaction:
        return
    if not sure:
        found.say("supplement", "ijzerinfuus", named)
    if moments:
        last = min(moments, key=lambda when: when.months)
        found.say("infuus-wanneer", _infusion_age(last.months), last.places)


def _infusion_age(months: float) -> str:
    if months < EIGHT_WEEKS - _ROUNDING:
        return "korter-dan-8-weken"
    return "8-weken-tot-12-maanden" if months <= YEAR + _ROUNDING else "langer-geleden"


def ferritin_date(found: Found, values: Sequence[Value], today: date) -> None:
    """How long ago the ferritin that counts was measured."""
    ferritin = next((value for value in values if value.fact == "ferritine"), None)
    if ferritin is None:
        return
    own = [part for part in found.parts() if part.segment is ferritin.segment]
    beside = [part for part in found.parts() if part.segment is not ferritin.segment and _tells_of_test(found, part)]
    for part in [*own, *beside]:
        if part.clause.who == "self" and part.clause.mood in {"says", "doubts"}:
            when = _measured(found, part, today)
            if when is not None:
                found.say("ferritine-datum", _ferritin_age(when.months), when.places)
                return


def _ferritin_age(months: float) -> str:
    if months < HALF_YEAR - _ROUNDING:
        return "korter-dan-6-maanden"
    return "6-tot-12-maanden" if months <= YEAR + _ROUNDING else "langer-dan-12-maanden"


def _tells_of_test(found: Found, part: Part) -> bool:
    """Whether a segment without a value of its own names a blood test, or has hardly more than a time."""
    if _has_value(found, part):
        return False
    if "blood" in part.named.values():
        return True
    says_more = any(match.places[0] in part.places for match, _ in found.matches)
    return len(part.places) <= _TIME_ALONE and not says_more


def _has_value(found: Found, part: Part) -> bool:
    """Whether a segment has a number that may be a value: then its time is of that value."""
    quantities = (found.reading.tokens[place].quantity for place in part.places)
    return any(quantity is not None and quantity.unit in {"", "µg/L"} for quantity in quantities)


def _measured(found: Found, part: Part, today: date) -> When | None:
    """When a segment says that blood was tested."""
    tokens = found.reading.tokens
    for when in times(tokens, part.segment.start, part.segment.end, today):
        if when.is_moment and part.topic_near(when.places) == "blood":
            return when
    for place in part.places:
        if tokens[place].typed in _JUST:  # "net geprikt"
            after = range(place + 1, min(place + 3, part.segment.end))
            if any("<test>" in tokens[p].atoms - {"<ferritine>"} or tokens[p].typed == "bloed" for p in after):
                return When(0.0, "since", (place, *after))
    return None
