"""How numbers are written in Dutch: the words and signs, and the one pattern that is built from them.

The pattern's first half matches what only looks like a number (a date, a telephone number, B12) so that it is passed
over whole; its second half is: bound, sign, number, unit, bound, all but the number optional. What a match says is for
`numbers`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

# --- Words ----------------------------------------------------------------------------------------

_UNTIL_TWENTY = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien"
)
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
_MISSPELLED = {"achtien": 18, "viertien": 14}
COUNTED: Mapping[str, int] = {
    **{word: number for number, word in enumerate(_UNTIL_TWENTY.split())},
    **{word: 10 * number for number, word in enumerate(_TENS.split(), start=2)},
    "één": 1,
    "eén": 1,
    "éen": 1,
    **_MISSPELLED,
    "honderd": 100,
    "duizend": 1000,
}
PARTS = {"half": 0.5, "halve": 0.5, "kwart": 0.25, "driekwart": 0.75}
MIXED = {"anderhalf": 1.5, "anderhalve": 1.5}
# 5/6 and 120/80 are two numbers, and so is 2/3 before "keer".
FRACTIONS = {"1/2": 0.5, "½": 0.5, "1/4": 0.25, "¼": 0.25, "3/4": 0.75, "¾": 0.75, "1/3": 1 / 3, "2/3": 2 / 3}

# What is weighed, in comparable letters: both micro signs have become "u".
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
USUAL_VOLUME = {"µg": "L", "ng": "ml", "pmol": "L", "nmol": "L", "µmol": "L", "mmol": "L"}
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
LETTERS = {"u": "uur", "d": "dagen", "w": "weken", "j": "jaar"}
SMALL_UNITS = {"mmol/L", "g/dl", "%"}

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


AMOUNT_MEANT, VOLUME_MEANT, THING_MEANT = map(_by_spelling, (_AMOUNTS, _VOLUMES, _THINGS))


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
_THING = rf"(?:%|x(?!{_LETTER})|{_any_of(THING_MEANT.keys() - {'%', 'x'})}(?!\w))"
_AMOUNT = _any_of(AMOUNT_MEANT)
_VOLUME = rf"{_MAY_GAP}(?:/|per){_MAY_GAP}"
_SOME_UNIT = rf"(?:{_MAY_GAP}|-)(?:{_THING}|{_AMOUNT}(?!\w))"
_UNIT = rf"""
    (?:{_MAY_GAP}(?P<opened>\()?|-)
    (?: (?P<amount>{_AMOUNT}) (?: {_VOLUME} (?P<volume>{_any_of(VOLUME_MEANT)}) (?!\w) )? (?!\w)
      | (?P<thing>{_THING}) )
    (?(opened)\)?)
  | (?<=\d)(?P<letter>[{"".join(LETTERS)}])(?!\w)"""

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
    (?: (?<!\w)(?: (?:(?:een|'n){_GAP})? (?P<part>{_any_of(PARTS)}) | een | 'n ) (?={_SOME_UNIT})
      | \Aeen(?=\W*\Z)
      | (?<!\w)(?P<mixed>{_any_of(MIXED)})
      | (?<![\d/.,]) (?:(?P<whole>\d{{1,3}})(?:{_GAP}(?=\d)|{_MAY_GAP}(?=[½¼¾])))?
        (?P<fraction>{_any_of(FRACTIONS)}) (?![\d/]|{_MAY_GAP}(?:x|keer|maal))
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
    (?:(?<!\w)(?:een|'n){_GAP}(?P<about>{_any_of(THING_MEANT)}){_GAP}of{_GAP})?
    (?:{_SIGN})?
    (?P<number>{_NUMBER})
    # what goes on in letters is another word: 3e, 5-htp
    (?: {_UNIT} | (?<=\d)(?!-?{_LETTER}) | (?<!\d)(?!{_LETTER}) )
    (?: {_GAP}of{_GAP}(?: (?P<fewer>{_any_of(_LESS)}) | (?P<further>{_any_of(_MORE)}) )(?!\w) )?
    """
PERHAPS = re.compile(
    r"\d|½|¼|¾|(?<!\w)(?:[eé][eé]n|'n|half|halve|kwart|driekwart|ander|twee|drie|vier|vijf|zes|zeven|acht"
    r"|negen|tien|elf|twaalf|dert|veert|vijft|zest|twint|tacht|honderd|duizend|nul)"
)
"""What every message with a quantity has; the others need not be searched for one, which takes long."""
COUNTED_WORD = re.compile(_any_of(COUNTED))


@cache
def _pattern() -> re.Pattern[str]:
    """Made when it is first needed, because that takes a tenth of a second."""
    return re.compile(_ALL, re.VERBOSE)


def matches(plain: str) -> Iterator[re.Match[str]]:
    """What the pattern finds; what only looks like a number is that behind a bound or sign as well ("boven 06-12345678")."""
    at, pattern = 0, _pattern()
    while match := pattern.search(plain, at):
        number = match.start("number")
        if number > match.start() and (alone := pattern.match(plain, number)) and alone["other"] is not None:
            match = alone
        yield match
        at = match.end()
