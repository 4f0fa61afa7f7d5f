"""Quantities in Dutch messages: the cases of numbers.yaml, and what holds for any text."""

import math
import re
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import NotRequired, TypedDict

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.numbers import Quantity, quantities


class Case(TypedDict):
    """A message and what it should be read as."""

    says: str
    finds: list[str]
    decimals: NotRequired[list[int]]
    places: NotRequired[list[str]]


_FILE = yaml.safe_load(Path(__file__).with_name("numbers.yaml").read_text(encoding="utf-8"))
CASES: list[Case] = [case for group in _FILE["cases"].values() for case in group]
KNOWN_FAILURES: list[Case] = _FILE["known_failures"]

# Beginnings, middles and ends of what the pattern looks for; put together they come close to matching.
FRAGMENTS = [
    *("1", "18", "0", "18,5", "1.250", "1/2", "½", "-5", "2x", "32+4", "06", "12-03-", "2019", "22:30", "'19", "€ "),
    *("een", "één", "half", "anderhalf", "vijf", "vijf en ", "twintig", "honderd", "duizend", "komma nul ", "nul"),
    *("in ", "sinds ", "maart ", "tussen ", "niet ", "meer dan ", "onder de ", "min ", "een week of ", " of meer"),
    *("ug", "/l", " mg", "%", "x", "u", " jaar", "-jarige", "(", ")", "<", ">", "=", "+", "-", ",", ".", " ", "\n"),
    *("B12", "vitamine ", ".000", ",5", " mmol", " g/dl", " 000", "1,250.5", " komma 5", " duizend", "\u0661"),
    *("e\u0301", "\u0301", "\u00a0", "\u2009250", "\u00b5g", "\u03bcg", "\uff11\uff18", "²", "İ", "ß"),
]
messages = st.text() | st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)


def name_of(case: Case) -> str:
    """The message itself."""
    return case["says"]


def written_out(quantity: Quantity) -> str:
    """A quantity as the cases write it: "onder 10 µg/L"."""
    return f"{quantity.bound} {quantity.value:.7g} {quantity.unit}".strip()


def in_words(number: int) -> str:
    """A number below ten thousand as the spelling rules write it; 1 as "één", since "een" is an article."""
    simple = (
        "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
        "achttien negentien"
    )
    tens = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
    if number < 20:
        return simple.split()[number]
    if number < 100:
        ten, one = tens.split()[number // 10 - 2], number % 10
        return f"{in_words(one).replace('é', 'e')}{'ën' if one in {2, 3} else 'en'}{ten}" if one else ten
    size, name, space = (100, "honderd", "") if number < 1000 else (1000, "duizend", " ")
    many, rest = divmod(number, size)
    return (in_words(many) if many > 1 else "") + name + (space + in_words(rest) if rest else "")


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_message_is_read_as_written(case: Case) -> None:
    """Each case gives the quantities in a message, in order; nothing more, nothing less."""
    found = quantities(case["says"])

    assert [written_out(quantity) for quantity in found] == case["finds"]
    if "decimals" in case:
        assert [quantity.decimals for quantity in found] == case["decimals"]
    if "places" in case:
        assert [case["says"][quantity.start : quantity.end] for quantity in found] == case["places"]


@pytest.mark.parametrize("case", KNOWN_FAILURES, ids=name_of)
def test_a_known_failure_still_fails(case: Case) -> None:
    """What is read wrongly is written down; a case that is read well belongs among the others."""
    assert [written_out(quantity) for quantity in quantities(case["says"])] != case["finds"]


def test_no_message_is_there_twice() -> None:
    """A message has one meaning, so one case."""
    said = [case["says"] for case in [*CASES, *KNOWN_FAILURES]]

    assert sorted(said) == sorted(set(said))


def test_the_number_words_below_ten_thousand() -> None:
    """Every number is read from its Dutch spelling, in one word and with its parts apart."""
    for number in range(10_000):
        glued = in_words(number)
        apart = " ".join(re.sub("(honderd|duizend)", r" \1 ", glued).split())

        assert [quantity.value for quantity in quantities(glued)] == [number], glued
        assert [quantity.value for quantity in quantities(apart)] == [number], apart


@given(st.integers(0, 99_999_999), st.integers(0, 99), st.sampled_from(["", " ug/l", " mg", "%", " weken"]))
def test_a_decimal_comma_is_read_back(whole: int, hundredths: int, unit: str) -> None:
    """A number printed with a comma has the value and the decimals that were printed."""
    (quantity,) = quantities(f"ferritine {whole},{hundredths:02}{unit} gemeten")

    assert quantity.value == pytest.approx(whole + hundredths / 100)
    assert quantity.decimals == 2


@settings(deadline=None)
@given(messages)
def test_any_text_is_read(text: str) -> None:
    """No text raises, and the places are in the text, in order and apart."""
    found = quantities(text)

    assert all(0 <= quantity.start < quantity.end <= len(text) for quantity in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@settings(deadline=None)
@given(messages)
def test_a_quantity_can_be_used_without_checking(text: str) -> None:
    """Values are finite and bounds one of three, whatever was written."""
    for quantity in quantities(text):
        assert math.isfinite(quantity.value)
        assert quantity.bound in {"", "onder", "boven"}
        assert quantity.decimals >= 0


HARD = [
    *("1", "1,", "1.111.", "-1 ", "<", "0 ", "\n- 1", "x1", "\u20091", "  ", "e\u0301", "\u0301"),
    *("een ", "eenen", "honderd en ", "vijf en ", "komma nul ", "niet meer ", "in 2019 en ", "een keer of "),
]


@pytest.mark.parametrize("piece", HARD)
def test_the_time_grows_with_the_length(piece: str) -> None:
    """Twice the longest message takes about twice the time, also when nearly everything almost matches."""
    message = (piece * 4096)[:4096]

    assert shortest_time(message * 2) < 6 * shortest_time(message)


def shortest_time(message: str) -> float:
    """Seconds of work for one reading: the best of a few, which other work on the machine disturbs least."""
    times = []
    for _ in range(5):
        before = process_time()
        quantities(message)
        times.append(process_time() - before)
    return min(times)
