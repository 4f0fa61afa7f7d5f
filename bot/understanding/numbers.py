"""The numbers in a Dutch message: "onder de achttien komma vijf ug/l" -> onder, 18.5, µg/L.

What a number is about (ferritin, weeks, an age) is for the caller; here is only what was written.

The pattern of `number_pattern` runs over the message once. It sees a copy in which each character is
made comparable and none is added.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bot.understanding.dutch import REREAD
from bot.understanding.number_pattern import (
    AMOUNT_MEANT,
    COUNTED,
    COUNTED_WORD,
    FRACTIONS,
    LETTERS,
    MIXED,
    PARTS,
    PERHAPS,
    SMALL_UNITS,
    THING_MEANT,
    USUAL_VOLUME,
    VOLUME_MEANT,
    matches,
)

_BULLET = re.compile(r"^[^\S\n]*-", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as somebody wrote it, with the unit beside it.

    A point with exactly three digits behind it separates thousands ("7.850" is 7850), unless the
    unit is one of small numbers ("7.850 mmol/l" is 7.85). A comma is decimal. A limit that is
    itself allowed ("hoogstens 3", "300 of meer") is a bound like one that is not.
    """

    value: float  # as written, never converted; "-3" keeps its sign
    unit: str  # one spelling per unit: "µg/L", "ng/ml", "weken", "keer"; "" when none stands beside the number
    bound: str  # "onder" for "<10" or "minder dan 10", "boven" for ">300" or "300 of meer", otherwise ""
    decimals: int  # digits behind the comma or point: 1 for "18,0" and "vier komma vijf", 0 for "anderhalf"
    start: int
    end: int  # the place in the text, unit and bound included


@lru_cache(maxsize=REREAD)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number in a message, in the order written; empty when there is none.

    Alarms, facts and the answer to a question ask for those of the same message, so a few are kept at hand.
    """
    plain, places = _comparable(text)
    if not PERHAPS.search(plain):
        return ()
    bullets = _bullets(plain)
    found: list[Quantity] = []
    done = 0
    for match in matches(plain):
        if match["other"] is not None or _inside_word(match, done):
            continue
        negative = _is_negative(match, done, bullets)
        start, done = _start(match, negative=negative), match.end()
        found.append(_quantity(match, negative=negative, start=places[start], end=places[done]))
    return tuple(found)


# --- Reading a match ------------------------------------------------------------------------------


def _quantity(match: re.Match[str], *, negative: bool, start: int, end: int) -> Quantity:
    """What a match of the pattern says."""
    unit = _unit(match)
    value, decimals = _number(match, unit)
    return Quantity(-value if negative else value, unit, _bound(match), decimals, start, end)


def _number(match: re.Match[str], unit: str) -> tuple[float, int]:
    """The number without its sign, and how many decimals were written."""
    if part := match["part"] or match["mixed"]:
        return (PARTS | MIXED)[part], 0
    if match["fraction"]:
        return float(match["whole"] or 0) + FRACTIONS[match["fraction"]], 0
    if not (match["digits"] or match["words"]):
        return 1.0, 0  # the article
    written = str(_count(match["words"])) if match["words"] else _with_point(match["digits"], unit)
    if match["behind"]:
        written = f"{written.partition('.')[0]}.{_decimals_in_words(match['behind'])}"
    value = float(written) + (0.5 if match["half"] else 0)
    return value * COUNTED.get(match["times"] or "", 1), len(written.partition(".")[2])


def _with_point(digits: str, unit: str) -> str:
    """Digits as Python writes them: without thousands, with a decimal point."""
    digits = re.sub(r"\s", "", digits)
    if "," in digits and digits.rfind(".") > digits.rfind(","):
        return digits.replace(",", "")  # 1,250.5 as in English
    whole, comma, decimals = digits.partition(",")
    if comma:
        return f"{whole.replace('.', '')}.{decimals}"
    one_group = re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", whole)
    if whole.count(".") > 1 or (one_group and unit not in SMALL_UNITS):
        return whole.replace(".", "")
    return whole


def _count(words: str) -> int:
    """What number words come to, however they are joined."""
    thousands = rest = 0
    for word in COUNTED_WORD.findall(words):
        if word == "duizend":
            thousands, rest = 1000 * max(rest, 1), 0
        elif word == "honderd":
            rest = 100 * max(rest, 1)
        else:
            rest += COUNTED[word]
    return thousands + rest


def _decimals_in_words(behind: str) -> str:
    """The digits said behind the comma: "nul vijf" -> 05, "vijfentwintig" -> 25."""
    zeros = "0" * behind.count("nul")
    digits = re.sub(r"\D", "", behind)
    number = _count(behind)
    return zeros + (digits or (str(number) if number else ""))


def _unit(match: re.Match[str]) -> str:
    """The unit in its one spelling, or ""."""
    if amount := match["amount"]:
        name = AMOUNT_MEANT[amount]
        volume = VOLUME_MEANT[match["volume"]] if match["volume"] else USUAL_VOLUME.get(name)
        return f"{name}/{volume}" if volume else name
    if letter := match["letter"]:
        return LETTERS[letter]
    return THING_MEANT.get(match["thing"] or match["about"] or "", "")


def _bound(match: re.Match[str]) -> str:
    """On which side of the number the value lies; "niet hoger dan" is not above it."""
    below, above = match["below"] or match["fewer"], match["above"] or match["further"] or match["plus"]
    if match["not"]:
        below, above = above, below
    if below:
        return "onder"
    return "boven" if above else ""


def _inside_word(match: re.Match[str], done: int) -> bool:
    """Whether these digits belong to a word, as in T4 and COVID-19.

    Letters of the quantity before them, which ended at `done`, do not count: 2x100 and 20mg-30mg.
    """
    start = match.start("number")
    before = match.string[max(done, start - 2) : start]
    return before[-1:].isalpha() or (before[-1:] == "-" and before[:1].isalpha())


def _is_negative(match: re.Match[str], done: int, bullets: frozenset[int]) -> bool:
    """Whether the sign, if any, is a minus and not the dash of a range or a list."""
    if match["sign"] is None:
        return False
    if match["sign"] != "-":
        return True
    before = match.string[max(done, match.start("sign") - 3) : match.start("sign")]
    ends_range = done > 0 and done >= match.start("sign") - 3 and not before.strip(" \t")
    return not ends_range and match.end("sign") not in bullets


def _bullets(plain: str) -> frozenset[int]:
    """Where the dashes end that open the items of a list; a single dash makes no list."""
    ends = frozenset(bullet.end() for bullet in _BULLET.finditer(plain))
    return ends if len(ends) > 1 else frozenset()


def _start(match: re.Match[str], *, negative: bool) -> int:
    """Where the quantity begins; a dash that is no minus is not part of it."""
    if match["sign"] == "-" and not negative and match.start() == match.start("sign"):
        return match.start() + 1
    return match.start()


# --- Making characters comparable -----------------------------------------------------------------

# A character and what is drawn on or after it without a place of its own. Few are enough, and a
# longer row would be slow to normalise.
_CHARACTER = re.compile("(?s).[\u0300-\u036f\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\u20e3\u00ad]{0,3}")
_ALIKE = str.maketrans(
    "\u00b5\u03bc\u00d7\u2010\u2011\u2012\u2013\u2014\u2212\u2018\u2019\u2264\u2265",
    "uux------''<>",
)


def _comparable(text: str) -> tuple[str, list[int]]:
    """The text in the letters of the pattern, and where in the text each of them begins.

    The places have one more at the end, so that the end of a match has a place as well.
    """
    if text.isascii():
        return text.lower(), list(range(len(text) + 1))
    characters = list(_CHARACTER.finditer(text))
    plain = "".join(_plain_character(character[0]) for character in characters)
    return plain, [*(character.start() for character in characters), len(text)]


def _plain_character(written: str) -> str:
    """One lower-case character: full width, accents typed apart and look-alikes made the same."""
    if written.isascii():
        return written.lower()
    composed = unicodedata.normalize("NFC", written)
    character = composed if len(composed) == 1 else written[0]
    # The pattern tells thin spaces from plain ones, and a raised or circled 2 is not a digit 2.
    if character.isspace() or unicodedata.category(character) == "No":
        return character
    folded = unicodedata.normalize("NFKC", character).lower()
    return (folded if len(folded) == 1 else character).translate(_ALIKE)
