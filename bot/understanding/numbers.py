"""The numbers in a Dutch message: "onder de achttien komma vijf ug/l" -> onder, 18.5, µg/L.

What a number is about (ferritin, weeks, an age) is for the caller; here is only what was written.

One pattern, built from the tables below, runs over the message once. Its first half matches what
only looks like a number (a date, a telephone number, B12) so that it is passed over whole; its
second half is: bound, sign, number, unit, bound, all but the number optional. The pattern sees a
copy of the message in which each character is made comparable and none is added.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.understanding.dutch import REREAD


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
    if not _PERHAPS.search(plain):
        return ()
    bullets = _bullets(plain)
    found: list[Quantity] = []
    done = 0
    for match in _matches(plain):
        if match["other"] is not None or _inside_word(match, done):
            continue
        negative = _is_negative(match, done, bullets)
        start, done = _start(match, negative=negative), match.end()
        found.append(_quantity(match, negative=negative, start=places[start], end=places[done]))
    return tuple(found)


# --- Words ----------------------------------------------------------------------------------------

_UNTIL_TWENTY = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien"
)
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
_MISSPELLED = {"achtien": 18, "viertien": 14}
_COUNTED: Mapping[str, int] = {
    **{word: number for number, word in enumerate(_UNTIL_TWENTY.split())},
    **{word: 10 * number for number, word in enumerate(_TENS.split(), start=2)},
    "één": 1,
    "eén": 1,
    "éen": 1,
    **_MISSPELLED,
    "honderd": 100,
    "duizend": 1000,
}
_PARTS = {"half": 0.5, "halve": 0.5, "kwart": 0.25, "driekwart": 0.75}
_MIXED = {"anderhalf": 1.5, "anderhalve": 1.5}
# 5/6 and 120/80 are two numbers, and so is 2/3 before "keer".
_FRACTIONS = {"1/2": 0.5, "½": 0.5, "1/4": 0.25, "¼": 0.25, "3/4": 0.75, "¾": 0.75, "1/3": 1 / 3, "2/3": 2 / 3}

# What is weighed, in the letters of _comparable: both micro signs have become "u".
_AMOUNTS: Mapping[str, str] = {
    "µg": "ug mcg microgram microgrammen mikrogram",
    "ng": "ng nanogram nanogrammen",
    "mg": "mg milligram milligrammen miligram",
    "g": "g gr gram grammen",
    "pmol": "pmol picomol",
    "nmol": "nmol nanomol",
    "µmol": "umol micromol",
    "mmol": "mmol millimol milimol",
}
_VOLUMES: Mapping[str, str] = {"L": "l ltr liter", "dl": "dl deciliter", "ml": "ml milliliter"}
# A blood value is often said without its volume; this is the one that laboratories use.
_USUAL_VOLUME = {"µg": "L", "ng": "ml", "pmol": "L", "nmol": "L", "µmol": "L", "mmol": "L"}
_THINGS: Mapping[str, str] = {
    "µg/L": "ugl mcgl",
    "ng/ml": "ngml",
    "%": "% procent percent pct",
    "keer": "keer keren maal x",
    "tabletten": "tablet tabletten tabletje tabletjes pil pillen pilletje pilletjes capsule capsules",
    "minuten": "minuut minuten minuutje minuutjes min",
    "uur": "uur uren uurtje uurtjes",
    "dagen": "dag dagen dagje dagjes dgn",
    "weken": "week weken weekje weekjes wk wkn",
    "maanden": "maand maanden maandje maandjes mnd mnden",
    "jaar": "jaar jaren jaartje jr jarig jarige jarigen",
    # Not asked for, but a number that has one of these is no blood value.
    "kg": "kg kilo kilogram",
    "cm": "cm centimeter",
    "km": "km kilometer",
    "ml": "ml milliliter",
    "graden": "graden",
    "euro": "euro eur",
    "IE": "ie iu",
}
# Only against the digits ("8u"); standing free they are words or the start of something else.
_LETTERS = {"u": "uur", "d": "dagen", "w": "weken", "j": "jaar"}
_SMALL_UNITS = {"mmol/L", "g/dl", "%"}

_MONTHS = (
    "januari jan februari feb febr maart mrt april apr mei juni jun juli jul augustus aug september sep sept oktober "
    "okt november nov december dec"
)
_BEFORE_YEAR = "in sinds sedert van vanaf uit jaar begin eind medio voorjaar lente zomer najaar herfst winter"

_LESS = ["minder", "kleiner", "lager", "korter", "jonger"]
_MORE = ["meer", "groter", "hoger", "langer", "ouder", "vaker"]
_AT_MOST = ["onder", "beneden", "hoogstens", "hooguit", "maximaal", "max", "nog geen"]
_AT_LEAST = ["boven", "over de", "minstens", "minimaal", "tenminste", "ten minste"]


def _by_spelling(table: Mapping[str, str]) -> Mapping[str, str]:
    """The same table, from each spelling to the name it stands for."""
    return {spelling: name for name, spellings in table.items() for spelling in spellings.split()}


_AMOUNT_MEANT, _VOLUME_MEANT, _THING_MEANT = map(_by_spelling, (_AMOUNTS, _VOLUMES, _THINGS))


# --- The pattern ----------------------------------------------------------------------------------

_LETTER = r"[^\W\d_]"
# Gaps are short and bounded, which keeps the search linear.
_MAY_GAP = r"[^\S\n]{0,3}"
_GAP = r"[^\S\n]{1,3}"
_JOINT = r"(?:[^\S\n]{1,2}|-)?"
# What web pages and phones put between thousands is a no-break, figure, thin or narrow no-break
# space. A plain one is as likely between two numbers (2 100 mg), unless a zero comes next.
_THOUSANDS = "(?:[\u00a0\u2007\u2009\u202f][0-9]{3}|[ ]0[0-9]{2})"


def _any_of(words: Iterable[str]) -> str:
    """A pattern for one of these words, the longest that fits."""
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"


def _in_words(joint: str) -> str:
    """A pattern for a whole number in words; `joint` is what may stand between its parts.

    "een" counts only inside a longer word, since alone it is an article.
    """
    written_one = "(?:[eé]én|éen)"
    simple = _UNTIL_TWENTY.split()
    digit, teens, tens = _any_of(simple[2:10]), _any_of([*simple[10:], *_MISSPELLED]), _any_of(_TENS.split())
    below_hundred = f"(?:(?:{digit}|{written_one}|een){joint}[eë]n{joint}{tens}|{tens}|{teens}|{digit}|{written_one})"
    en = f"(?:{joint}en)?{joint}"
    glued_one = "(?<=[dn])een"
    how_many_hundred = f"(?:{teens}|{digit}|{written_one}|een(?=h)){joint}"
    hundreds = f"(?:{how_many_hundred})?honderd(?:{en}(?:{below_hundred}|{glued_one}))?"
    how_many_thousand = f"(?:{hundreds}|{below_hundred}|een(?=d)){joint}"
    thousands = f"(?:{how_many_thousand})?duizend(?:{en}(?:{hundreds}|{below_hundred}|{glued_one}))?"
    # Without the last check "honderd en twee honderd" would begin as 102.
    return f"(?:{thousands}|{hundreds}|{below_hundred}|nul)(?!{joint}(?:honderd|duizend)(?!{_LETTER}))"


# "tussen vijf en twintig" are two numbers, "vijf en twintig" is one.
_WORDS = rf"(?<!\w)(?:(?:(?<=tussen\s)|(?<=tussen\sde\s)){_in_words('-?')}(?!{_LETTER})|{_in_words(_JOINT)})"

# Whole, so that a failed ending does not leave half a number: 18.5 is not an 18.
_DIGITS = rf"""
    (?<!\d)(?>
        (?<!\d[.,]) [1-9]\d{{0,2}} (?: (?:\.\d{{3}}){{1,2}} | {_THOUSANDS}{{1,2}} ) (?:,\d+)? (?![.,]?\d)
      | (?<!\d[.,]) [1-9]\d{{0,2}} (?:,\d{{3}}){{1,2}} \.\d+ (?![.,]?\d)
      | (?<!\d[.,]) \d+ [.,] \d+ (?![.,]?\d)
      | \d+
    )"""

# "x" may be followed by digits: 2x100 mg.
_THING = rf"(?:%|x(?!{_LETTER})|{_any_of(_THING_MEANT.keys() - {'%', 'x'})}(?!\w))"
_AMOUNT = _any_of(_AMOUNT_MEANT)
_VOLUME = rf"{_MAY_GAP}(?:/|per){_MAY_GAP}"
_SOME_UNIT = rf"(?:{_MAY_GAP}|-)(?:{_THING}|{_AMOUNT}(?!\w))"
_UNIT = rf"""
    (?:{_MAY_GAP}(?P<opened>\()?|-)
    (?: (?P<amount>{_AMOUNT}) (?: {_VOLUME} (?P<volume>{_any_of(_VOLUME_MEANT)}) (?!\w) )? (?!\w)
      | (?P<thing>{_THING}) )
    (?(opened)\)?)
  | (?<=\d)(?P<letter>[{"".join(_LETTERS)}])(?!\w)"""

_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = "(?:0?[1-9]|1[0-2])"
_YEAR = "(?:19|20)[0-9]{2}"
_MONTH_NAME = rf"{_any_of(_MONTHS.split())}(?!\w)\.?"
_HOUR = "(?:[01]?[0-9]|2[0-4])"

_OTHER = rf"""
    # addresses, and numbers that nobody counts with
    (?<!\w)(?:https?://|www\.)\S+
  | (?<!\d)\d{{9,}}(?:[.,]\d+)*
  | (?<!\d)\d{{1,3}}(?:[.,]\d{{3}}){{3,}}
  | (?:(?<!\d)\d{{1,8}}(?:[.,]\d+)?|{_WORDS}){_MAY_GAP}(?:miljoen|miljard|mln)(?!{_LETTER})
  | (?<!\w)(?:paar|enkele|aantal){_GAP}(?:honderd|duizend)(?!{_LETTER})
  | (?<!\w)(?:(?:nou|nu){_GAP}eenmaal|een{_GAP}min{_GAP}of)(?!\w)
  | [€$]{_MAY_GAP}\d+(?:[.,]\d+)*
    # a number that lost its beginning: " ,5"
  | (?<!\S)[.,]\d+(?:[.,]\d+)*
    # names
  | (?<!\w)(?:b[ -]?(?:6|11|12)|covid[ -]?19|omega[ -]?[369]|type[ -]?[12])(?!\w|[.,]\d)
  | (?<!\w)vit(?:amine)?\.?{_GAP}[a-z][ -]?\d{{1,2}}(?!\w|[.,]\d|{_SOME_UNIT})
    # telephone numbers
  | (?<!\d)0[89]00(?:[ -]?\d){{4,7}}(?!\d)
  | (?<!\d)0\d(?:[ -]?\d){{7,8}}(?!\d)
  | (?<!\d)0\d{{3,}}
  | \+\d{{2}}(?:[ -]?\d){{8,10}}(?!\d)
    # dates
  | (?<![\d.,]){_DAY}[-/.]{_MONTH}[-/.](?:{_YEAR}|[0-9]{{2}})(?![.,]?\d)
  | (?<![\d.,]){_YEAR}[-/.]{_MONTH}[-/.]{_DAY}(?![.,]?\d)
  | (?<![\d.,]){_MONTH}[-/]{_YEAR}(?![.,]?\d)
  | (?<![\d.,])(?:{_DAY}[-/]0[1-9]|0[1-9][-/][0-9]{{1,2}})(?![.,]?\d)
  | (?:(?<!\d){_DAY}(?:e|de|ste)?|{_WORDS}){_GAP}{_MONTH_NAME}(?:{_GAP}(?:{_YEAR}|'\d\d)(?!\w))?
    # years; "van 2000 mg" and "van 2000 naar 50" are not about a year
  | (?<!\w)(?:{_any_of(_BEFORE_YEAR.split())}|{_MONTH_NAME}){_GAP}{_YEAR}
    (?:{_MAY_GAP}(?:en|of|tot|t/m|[-/,]){_MAY_GAP}{_YEAR})*(?!\w|[.,]\d|{_GAP}naar|{_SOME_UNIT})
  | (?<!\w)'\d\d(?![\w'])
    # clock times
  | (?<!\d)\d+(?::\d+)+
  | (?<![\d.,]){_HOUR}\.[0-5][0-9]{_MAY_GAP}(?:uur|u)(?!\w)
  | (?<![\d.,]){_HOUR}[uh][0-5][0-9](?!\w)
  | (?<!\w)(?:half|kwart{_GAP}(?:over|voor)){_GAP}(?:\d{{1,2}}(?!\w|[.,]\d)|{_WORDS}(?!{_LETTER}))
"""

_BOUND = rf"""
    (?<!\w)(?P<not>niet{_GAP}(?:meer{_GAP})?)?
    (?: (?P<below> <=?{_MAY_GAP}(?:dan{_GAP})?
          | {_any_of(_LESS)}{_GAP}(?:dan|als){_GAP} | {_any_of(_AT_MOST)}{_GAP} )
        # the head of an arrow, -> or =>, is no bound
      | (?P<above> (?<![-=])>=?{_MAY_GAP}(?:dan{_GAP})?
          | {_any_of(_MORE)}{_GAP}(?:dan|als){_GAP} | {_any_of(_AT_LEAST)}{_GAP} ) )
    (?:de{_GAP})?
"""

_SIGN = rf"(?P<sign>(?<![^\s(:=<>])-(?=\d)|(?<!\w)(?<!plus[ /-])min(?:us)?{_GAP})"

_NUMBER = rf"""
    # "een" and "half" say a number only beside a unit, or when they are all that was sent
    (?: (?<!\w)(?: (?:(?:een|'n){_GAP})? (?P<part>{_any_of(_PARTS)}) | een | 'n ) (?={_SOME_UNIT})
      | \Aeen(?=\W*\Z)
      | (?<!\w)(?P<mixed>{_any_of(_MIXED)})
      | (?<![\d/.,]) (?:(?P<whole>\d{{1,3}})(?:{_GAP}(?=\d)|{_MAY_GAP}(?=[½¼¾])))?
        (?P<fraction>{_any_of(_FRACTIONS)}) (?![\d/]|{_MAY_GAP}(?:x|keer|maal))
      | (?: (?P<digits>{_DIGITS}) | (?P<words>{_WORDS}) )
        (?: {_JOINT}(?:komma|punt){_JOINT}
            (?P<behind>(?:nul{_JOINT})*(?:{_in_words(_JOINT)}|een|\d{{1,3}}(?!\d))) )?
        (?P<half> {_JOINT}[eë]n{_JOINT}(?:een|'n){_JOINT}hal(?:f|ve) | [eë]nhal(?:f|ve) )?
        (?: (?<=\d){_MAY_GAP}(?P<times>honderd|duizend)(?!{_LETTER}) )?
    )
    # 32+4 is how weeks and days of a pregnancy are written; "300+" is more than 300
    (?: (?<=[1-4]\d)\+[0-6](?!\d) | (?<=\d)(?P<plus>\+)(?!\d) )?
"""

_ALL = rf"""
    (?P<other>{_OTHER})
  | (?:{_BOUND})?
    # "een week of zes": the unit comes first
    (?:(?<!\w)(?:een|'n){_GAP}(?P<about>{_any_of(_THING_MEANT)}){_GAP}of{_GAP})?
    (?:{_SIGN})?
    (?P<number>{_NUMBER})
    # what goes on in letters is another word: 3e, 5-htp
    (?: {_UNIT} | (?<=\d)(?!-?{_LETTER}) | (?<!\d)(?!{_LETTER}) )
    (?: {_GAP}of{_GAP}(?: (?P<fewer>{_any_of(_LESS)}) | (?P<further>{_any_of(_MORE)}) )(?!\w) )?
    """
_PERHAPS = re.compile(
    r"\d|½|¼|¾|(?<!\w)(?:[eé][eé]n|'n|half|halve|kwart|driekwart|ander|twee|drie|vier|vijf|zes|zeven|acht"
    r"|negen|tien|elf|twaalf|dert|veert|vijft|zest|twint|tacht|honderd|duizend|nul)"
)
"""What every message with a quantity has; the others need not be searched for one, which takes long."""
_COUNTED_WORD = re.compile(_any_of(_COUNTED))
_BULLET = re.compile(r"^[^\S\n]*-", re.MULTILINE)


@cache
def _pattern() -> re.Pattern[str]:
    """Made when it is first needed, because that takes a tenth of a second."""
    return re.compile(_ALL, re.VERBOSE)


def _matches(plain: str) -> Iterator[re.Match[str]]:
    """What the pattern finds; what only looks like a number is that behind a bound or sign as well ("boven 06-12345678")."""
    at, pattern = 0, _pattern()
    while match := pattern.search(plain, at):
        number = match.start("number")
        if number > match.start() and (alone := pattern.match(plain, number)) and alone["other"] is not None:
            match = alone
        yield match
        at = match.end()


# --- Reading a match ------------------------------------------------------------------------------


def _quantity(match: re.Match[str], *, negative: bool, start: int, end: int) -> Quantity:
    """What a match of the pattern says."""
    unit = _unit(match)
    value, decimals = _number(match, unit)
    return Quantity(-value if negative else value, unit, _bound(match), decimals, start, end)


def _number(match: re.Match[str], unit: str) -> tuple[float, int]:
    """The number without its sign, and how many decimals were written."""
    if part := match["part"] or match["mixed"]:
        return (_PARTS | _MIXED)[part], 0
    if match["fraction"]:
        return float(match["whole"] or 0) + _FRACTIONS[match["fraction"]], 0
    if not (match["digits"] or match["words"]):
        return 1.0, 0  # the article
    written = str(_count(match["words"])) if match["words"] else _with_point(match["digits"], unit)
    if match["behind"]:
        written = f"{written.partition('.')[0]}.{_decimals_in_words(match['behind'])}"
    value = float(written) + (0.5 if match["half"] else 0)
    return value * _COUNTED.get(match["times"] or "", 1), len(written.partition(".")[2])


def _with_point(digits: str, unit: str) -> str:
    """Digits as Python writes them: without thousands, with a decimal point."""
    digits = re.sub(r"\s", "", digits)
    if "," in digits and digits.rfind(".") > digits.rfind(","):
        return digits.replace(",", "")  # 1,250.5 as in English
    whole, comma, decimals = digits.partition(",")
    if comma:
        return f"{whole.replace('.', '')}.{decimals}"
    one_group = re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", whole)
    if whole.count(".") > 1 or (one_group and unit not in _SMALL_UNITS):
        return whole.replace(".", "")
    return whole


def _count(words: str) -> int:
    """What number words come to, however they are joined."""
    thousands = rest = 0
    for word in _COUNTED_WORD.findall(words):
        if word == "duizend":
            thousands, rest = 1000 * max(rest, 1), 0
        elif word == "honderd":
            rest = 100 * max(rest, 1)
        else:
            rest += _COUNTED[word]
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
        name = _AMOUNT_MEANT[amount]
        volume = _VOLUME_MEANT[match["volume"]] if match["volume"] else _USUAL_VOLUME.get(name)
        return f"{name}/{volume}" if volume else name
    if letter := match["letter"]:
        return _LETTERS[letter]
    return _THING_MEANT.get(match["thing"] or match["about"] or "", "")


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
