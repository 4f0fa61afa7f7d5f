"""When something was, or how long it lasts: "een half jaar geleden", "sinds maart 2019", "al 2 weken".

What a time belongs to (a blood test, an infusion) is for the caller. Today comes in as a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.understanding.phrases import Token, one_of

DAYS_IN_MONTH = 30.4375
_MONTHS_IN: dict[str, float] = {"dagen": 1 / DAYS_IN_MONTH, "weken": 7 / DAYS_IN_MONTH, "maanden": 1.0, "jaar": 12.0}
_UNIT_OF = {
    word: unit
    for unit, words in {
        "dagen": "dag dagen dagje dagjes",
        "weken": "week weken weekje weekjes",
        "maanden": "maand maanden maandje maandjes mnd",
        "jaar": "jaar jaren jaartje",
    }.items()
    for word in words.split()
}
_MONTHS_OF_MANY = {"dagen": 4 / DAYS_IN_MONTH, "weken": 0.8, "maanden": 4.0, "jaren": 36.0}
"""What "jaren geleden" comes to, in months, when no number is said."""
_MONTH_NAMES = {
    name: number
    for number, names in enumerate(
        (
            *("januari jan", "februari feb febr", "maart mrt", "april apr", "mei", "juni jun", "juli jul"),
            *("augustus aug", "september sept sep", "oktober okt", "november nov", "december dec"),
        ),
        start=1,
    )
    for name in names.split()
}
_SEASONS = {"voorjaar": 4, "lente": 4, "zomer": 7, "najaar": 10, "herfst": 10, "winter": 1, "kerst": 12, "pasen": 4}
_PART_OF_YEAR = {"begin": 2, "half": 6, "medio": 6, "eind": 12, "einde": 12, "vroeg": 2, "laat": 11}
_DAY_NAMES = one_of("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag weekend")
_JUST_NOW = one_of("gisteren gister eergisteren vandaag vanochtend vanmorgen vanmiddag vanavond gisteravond vannacht")
_RECENTLY = one_of("onlangs recent recentelijk zojuist zonet")
_LAST = one_of("vorig vorige afgelopen voorbije laatste verleden")
_SOME = one_of("paar enkele aantal tal meerdere verschillende")
_AGO = one_of("geleden terug")
_SINCE = one_of("sinds sedert vanaf")
_GOING_ON = one_of("al nu sinds na inmiddels ruim bijna ongeveer zon pas net circa ca reeds minstens zowat")
_STILL = one_of("lang bezig aan onderweg")
_BEFORE_MONTH = one_of("in sinds sedert vanaf van begin eind half afgelopen vorige medio uit maand voorjaar")
_NOT_YET = one_of("elke iedere tot volgende komende")
_NO_SPAN = one_of("elke iedere per om voor alle ben")
_SHORT_NAME = 3
"""Letters of a month's name that is also another word ("mei", "jan") or cut short."""
_MIDDLE = 15
_ALMOST_ALL = 0.95
_RECENT, _LONG_AGO, _A_SEASON = 0.5, 24.0, 3.0


@dataclass(frozen=True, slots=True)
class When:
    """A moment or a stretch of time, in months before today."""

    months: float
    kind: Literal["ago", "since", "lasting", "bare"]
    """A "since" is a date, good for a moment as well as for a start; of a "bare" one no more is said than how long."""
    places: tuple[int, ...]

    @property
    def is_moment(self) -> bool:
        """Whether it tells when something was."""
        return self.kind in {"ago", "since"}


def times(tokens: Sequence[Token], start: int, end: int, today: date) -> Iterator[When]:
    """The times in a stretch of a message, in order."""
    stretch = _Stretch(tokens, start, end, today)
    place = start
    while place < end:
        when = stretch.span(place) or stretch.relative(place) or stretch.dated(place)
        if when:
            yield when
        place = max(when.places) + 1 if when else place + 1


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of a message on a day."""

    tokens: Sequence[Token]
    start: int
    end: int
    today: date

    def typed(self, place: int) -> str:
        """The word at a place; empty outside the stretch."""
        return self.tokens[place].typed if self.start <= place < self.end else ""

    def span(self, place: int) -> When | None:
        """As in "drie weken geleden", "al 2 maanden", "een paar jaar terug", "maanden geleden"."""
        counted = self._counted(place)
        if counted is None:
            return None
        months, last = counted
        before = [self.typed(p) for p in range(place - 3, place)]
        after = [self.typed(p) for p in range(last + 1, last + 4)]
        for step, word in enumerate(after, start=1):
            if word in _AGO:
                return When(months, "ago", (*range(place, last + 1), last + step))
        vague = self.tokens[place].quantity is None and last == place
        if before[-1] in _NO_SPAN or (vague and before[-1] not in {"al", "sinds"}):
            return None
        lasting = bool(_GOING_ON & set(before)) or bool(_STILL & set(after[:2]))
        almost = _ALMOST_ALL if before[-1] == "bijna" else 1
        return When(months * almost, "lasting" if lasting else "bare", tuple(range(place, last + 1)))

    def _counted(self, place: int) -> tuple[float, int] | None:
        """How many months are counted here, and where the counting ends."""
        quantity, typed = self.tokens[place].quantity, self.typed(place)
        if quantity is not None:
            is_time = quantity.unit in _MONTHS_IN and "jarig" not in typed
            return (quantity.value * _MONTHS_IN[quantity.unit], place) if is_time else None
        if typed in _SOME and (unit := _UNIT_OF.get(self.typed(place + 1))):
            return 3 * _MONTHS_IN[unit], place + 1
        return (_MONTHS_OF_MANY[typed], place) if typed in _MONTHS_OF_MANY else None

    def relative(self, place: int) -> When | None:
        """As in "vorige maand", "gisteren", "lang geleden", "sinds kort"."""
        typed, following = self.typed(place), self.typed(place + 1)
        if typed in _JUST_NOW:
            return When(0.0, "since", (place,))
        if typed in _RECENTLY:
            return When(_RECENT, "since", (place,))
        both = (place, place + 1)
        if typed in _LAST or typed == "dit":
            months = self._last(typed, following, self.typed(place - 1))
            return None if months is None else When(months, "since", both)
        if typed in {"deze", "van"} and following in {"week", "maand"}:
            return When(_RECENT, "since", both)
        if following in _AGO and typed in {"lang", "kort", "pas", "net"}:
            return When(_LONG_AGO if typed == "lang" else _RECENT, "ago", both)
        return When(_RECENT, "since", both) if typed in _SINCE and following in {"kort", "vandaag"} else None

    def _last(self, typed: str, following: str, before: str) -> float | None:
        """Months since "vorige week", "eind vorig jaar", "afgelopen zomer"."""
        if following == "jaar" and (month := _PART_OF_YEAR.get(before)):
            this_year = typed == "dit"
            return self._ago(min(month, self.today.month) if this_year else month, self.today.year - (not this_year))
        if typed == "dit":
            return None
        if following in _DAY_NAMES:
            return 0.1
        if following in _SEASONS:
            months = self._ago(_SEASONS[following], None)
            # "Vorige zomer" is not the one that has just been.
            return months + 12 * (typed.startswith("vorig") and months < _A_SEASON)
        unit = _UNIT_OF.get(following)
        return self._ago(7, self.today.year - 1) if unit == "jaar" else _MONTHS_IN.get(unit or "")

    def dated(self, place: int) -> When | None:
        """As in "3 november", "eind 2023", "maart 2019", "12-03-2024"."""
        typed, before = self.typed(place), self.typed(place - 1)
        month = _MONTH_NAMES.get(typed) or _SEASONS.get(typed)
        if month is not None:
            year = _year(self.typed(place + 1))
            named = len(typed) > _SHORT_NAME or year or before in _BEFORE_MONTH or before.isdigit()
            if not named or before in _NOT_YET:
                return None
            return When(self._ago(month, year), "since", (place, place + 1) if year else (place,))
        year = None if self.tokens[place].quantity else _year(typed)
        if year is None:
            return None
        in_digits = int(before) if before.isdigit() else 0
        month = in_digits if 1 <= in_digits <= 12 else _PART_OF_YEAR.get(before)  # noqa: PLR2004 - 03-2024
        return When(self._ago(month, year), "since", (place,))

    def _ago(self, month: int | None, year: int | None) -> float:
        """Months since the middle of a month or year; a month without a year is the last one that was."""
        today = self.today
        if month is None and year == today.year:
            return self._since(date(today.year, 1, 1)) / 2
        if year is None:
            year = today.year - (month is not None and month > today.month)
        return max(self._since(date(year, 7, 1) if month is None else date(year, month, _MIDDLE)), 0.0)

    def _since(self, then: date) -> float:
        return (self.today - then).days / DAYS_IN_MONTH


def _year(typed: str) -> int | None:
    return int(typed) if len(typed) == 4 and typed.isdigit() and typed[:2] in {"19", "20"} else None  # noqa: PLR2004
