"""The few numbers that make an emergency: an Hb, a number of tablets, weeks of pregnancy, a fever."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.understanding.numbers import Quantity, quantities

G_PER_DL = 0.6206
"""An Hb in g/dl times this is in mmol/L (`contract.md`)."""
FEVER = (35, 43)
"""What can be the temperature of a person."""
LONGEST_PREGNANCY = 43
MOST_TABLETS = 200
"""More than anybody has in the house."""

COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

_HB = re.compile(r"\b(?:hb|h b|hgb|hemoglobine?\w*|haemoglobine|bloedwaardes?)\b\D{0,30}$")
_OTHER_VALUE = re.compile(
    r"(?:ferr?itine?\w*|ijzergehalte|tsat|hb|hemoglobine|(?<!iets )van|is|ben|jaar|op|naar)\W{1,2}(?:van |is |was )?$"
)
_EACH = re.compile(r"\W{0,2}\w*\W{0,2}(?:per|/) ?(?:dag|keer|week)|\W*x\b")
_FEVER_NEAR = re.compile(r"koorts|graden|temperatuur|verhoging|°")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that must occur in a message, such as an Hb below 5."""

    measure: str
    sign: str
    limit: float


def holds(threshold: Threshold, text: str) -> bool:
    """Whether a message states such a number."""
    plain = text.casefold()
    compared = COMPARED[threshold.sign]
    return any(compared(value, threshold.limit) for value in MEASURES[threshold.measure](plain, quantities(plain)))


def _hb(plain: str, found: tuple[Quantity, ...]) -> Iterator[float]:
    for quantity in found:
        before = plain[max(quantity.start - 60, 0) : quantity.start]
        named = _HB.search(before) if quantity.unit in ("", "mmol/L", "g/dl", "g/L") else None
        if named and "ferritine" not in named[0]:
            yield quantity.value * G_PER_DL if quantity.unit == "g/dl" else quantity.value


def _tablets(plain: str, found: tuple[Quantity, ...]) -> Iterator[float]:
    """How many were taken at once: with the word, or bare; not the number for each day, nor an age."""
    for quantity in found:
        before = plain[max(quantity.start - 25, 0) : quantity.start]
        bare = quantity.unit == "" and not quantity.decimals and not _OTHER_VALUE.search(before)
        some = quantity.value <= MOST_TABLETS and not _EACH.match(plain, quantity.end)
        if some and (bare or quantity.unit == "tabletten"):
            yield quantity.value


def _weeks(_plain: str, found: tuple[Quantity, ...]) -> Iterator[float]:
    return (q.value for q in found if q.unit == "weken" and q.value < LONGEST_PREGNANCY)


def _degrees(plain: str, found: tuple[Quantity, ...]) -> Iterator[float]:
    """Temperatures: said to be one, or written as a thermometer shows it ("39,5")."""
    low, high = FEVER
    for quantity in found:
        if low <= quantity.value <= high and quantity.unit in ("", "graden"):
            near = plain[max(quantity.start - 22, 0) : quantity.end + 12]
            other = _OTHER_VALUE.search(plain[max(quantity.start - 25, 0) : quantity.start])
            if _FEVER_NEAR.search(near) or (quantity.decimals == 1 and not other):
                yield quantity.value


MEASURES: Mapping[str, Callable[[str, tuple[Quantity, ...]], Iterator[float]]] = {
    "hb": _hb,
    "tabletten": _tablets,
    "weken": _weeks,
    "graden": _degrees,
}
