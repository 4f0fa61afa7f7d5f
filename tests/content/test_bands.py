"""Bands and factors as an editor writes them: which numbers are in, and what is no band at all."""

import pytest

from bot.content.bands import band, factor

# As written, numbers that lie in it, numbers that do not.
BANDS = (
    ("onder 50", (-1, 0, 49, 49.9), (50, 50.1)),
    ("tot 50", (49.9,), (50, 51)),
    ("t/m 50", (-1, 49.9, 50), (50.1,)),
    ("50 t/m 75", (50, 60, 75), (49.9, 75.1)),
    ("50 tot 75", (50, 74.9), (49.9, 75)),
    ("boven 75 t/m 300", (75.1, 300), (75, 300.1)),
    ("boven 75 tot 300", (75.1, 299.9), (75, 300)),
    ("boven 300", (300.1, 1e9), (300, 0)),
    ("vanaf 75", (75, 1e9), (74.9,)),
    ("vanaf 50 tot 75", (50, 74.9), (49.9, 75)),
    ("vanaf 50 t/m 75", (50, 75), (49.9, 75.1)),
    ("bekend", (-1e9, 0, 7.5, 1e9), ()),
    # A decimal comma is a decimal point; spaces do not matter; a single number is a band of itself.
    ("onder 7,5", (7.4,), (7.5,)),
    ("onder 7.5", (7.4,), (7.5,)),
    ("  boven   75  t/m   300 ", (75.1, 300), (75, 301)),
    ("50 t/m 50", (50,), (49.9, 50.1)),
    ("0 t/m 0,5", (0, 0.5), (-0.1, 0.6)),
)
NO_BANDS = (
    "",
    "50",
    "onder",
    "onder vijftig",
    "kleiner dan 50",
    "< 50",
    "onder -5",
    "-5 t/m 5",
    "onder 50 t/m 75",
    "vanaf 50 boven 75",
    "tot 50 tot 75",
    "Onder 50",
    "onder 50 of boven 75",
    "onder 50,",
    "onder 1.000,5",
    "onder 50%",
    "weet-niet",
    # Nothing lies in these.
    "75 t/m 50",
    "50 tot 50",
    "boven 50 t/m 50",
    "boven 50 tot 50",
    "boven 300 t/m 75",
)
FACTORS = (
    ("445", 445),
    ("0,6206", 0.6206),
    ("0.6206", 0.6206),
    ("1 / 2,247", 1 / 2.247),
    ("1/2.247", 1 / 2.247),
    (" 1 /  4 ", 0.25),
    # No factor.
    ("", None),
    ("de helft", None),
    ("1 / 0", None),
    ("-2", None),
    ("1 / 2 / 3", None),
    ("2 x 3", None),
    ("1e3", None),
)


@pytest.mark.parametrize(("text", "inside", "outside"), BANDS, ids=[repr(text) for text, _, _ in BANDS])
def test_a_band_holds_what_its_words_say(text: str, inside: tuple[float, ...], outside: tuple[float, ...]) -> None:
    """The limit is out after "onder", "tot" and "boven", and in after "vanaf" and "t/m"."""
    found = band(text)
    assert found is not None
    assert [number for number in inside if number not in found] == []
    assert [number for number in outside if number in found] == []


@pytest.mark.parametrize("text", NO_BANDS, ids=repr)
def test_what_is_no_band_is_not_guessed_at(text: str) -> None:
    """Other words, other signs and bands that hold nothing are refused."""
    assert band(text) is None


@pytest.mark.parametrize(("text", "number"), FACTORS, ids=[repr(text) for text, _ in FACTORS])
def test_a_factor_is_a_number_or_a_fraction(text: str, number: float | None) -> None:
    """With a comma or a point; everything else is refused."""
    assert factor(text) == (None if number is None else pytest.approx(number))
