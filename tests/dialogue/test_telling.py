"""Values and texts as a person reads them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.conditions import FactId, Known, Value
from bot.dialogue.model import Content, Fact, Option
from bot.dialogue.telling import bullets, day, filled, number, paragraphs, sources_text, value_text

SEVERAL = Fact(
    FactId("ziekten"), "several", "Ziekten", (Option("nier", "Nier", ""), Option("darm", "Darm", ""), Option("geen", "Niets", ""))
)  # fmt: skip
CHOICE = Fact(FactId("ziek"), "choice", "Ziek", (Option("ja", "Ja, ziek", ""), Option("nee", "Nee", "")))
FERRITIN = Fact(FactId("ferritine"), "number", "Ferritine", unit="µg/L")
BARE = Fact(FactId("weken"), "number", "Weken")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (28, "28"), (28.0, "28"), (18.5, "18,5"), (0.1, "0,1"), (-5, "-5"), (75.25, "75,25"), (1000, "1000"), (1250.5, "1250,5"),
        (100000, "100000"), (999999, "999999"), (1e6, "1000000"), (123456789, "123456789"), (0, "0"), (0.00001, "0,00001"),
        (999999.5, "999999,5"),
    ],
)  # fmt: skip
def test_a_number_is_written_as_in_dutch(value: float, text: str) -> None:
    """A decimal comma, no needless digits, never a power of ten."""
    assert number(value) == text


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(0, 10**6).map(lambda tenths: tenths / 10))
def test_a_number_is_read_back_as_it_was(value: float) -> None:
    """What somebody typed with one decimal is shown with all its digits."""
    assert float(number(value).replace(",", ".")) == value


@pytest.mark.parametrize(
    ("fact", "value", "text"),
    [
        (SEVERAL, frozenset({"darm", "nier"}), "Nier, Darm"),
        (SEVERAL, frozenset({"darm", "geen"}), "Darm"),
        (SEVERAL, frozenset({"geen"}), "niets hiervan"),
        (SEVERAL, frozenset(), "niets hiervan"),
        (CHOICE, "ja", "Ja, ziek"),
        (CHOICE, "weet-niet", "weet-niet"),
        (FERRITIN, 18.5, "18,5 µg/L"),
        (FERRITIN, 28, "28 µg/L"),
        (BARE, 30.0, "30"),
    ],
)
def test_a_value_in_words(fact: Fact, value: Value, text: str) -> None:
    """The labels in the order of the screen, or the number with its unit."""
    assert value_text(fact, value, none="niets hiervan") == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Je waarde is {ferritine}.", "Je waarde is 18,5."),
        ("{ferritine} en {ferritine}", "18,5 en 18,5"),
        ("{weken}", "{weken}"),
        ("{ziek}", "{ziek}"),
        ("geen accolades", "geen accolades"),
        ("{} {Ferritine} { ferritine }", "{} {Ferritine} { ferritine }"),
    ],
)
def test_a_text_holds_the_persons_own_number(text: str, told: str) -> None:
    """Only a number that is known is filled in."""
    facts = Known({FERRITIN.id: 18.5, CHOICE.id: "ja"}, frozenset())
    assert filled(text, facts) == told


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (date(2026, 11, 24), "24 november 2026"),
        (date(2027, 1, 1), "1 januari 2027"),
        (date(2027, 3, 31), "31 maart 2027"),
    ],
)
def test_a_day_in_dutch(moment: date, text: str, content: Content) -> None:
    """Without a leading nought, the month in full."""
    assert day(content, moment) == text


def test_parts_of_a_text() -> None:
    """Paragraphs leave out what says nothing; bullets do not."""
    assert paragraphs("een", "", "twee") == "een\n\ntwee"
    assert paragraphs("", "") == ""
    assert bullets(["een", "twee"]) == "- een\n- twee"
    assert bullets([]) == ""


def test_each_source_is_named_once(content: Content) -> None:
    """In the order they are first used."""
    one, two = tuple(content.sources)[:2]
    first, second = content.sources[one].shown, content.sources[two].shown
    assert sources_text(content, [two, one, two]) == f"{second}; {first}"
    assert sources_text(content, []) == ""
