"""What can be known is cut where conditions cut it, and nowhere else."""

import pytest

from bot.content.bands import band, written
from bot.dialogue.conditions import ANY_NUMBER, Band, FactId
from bot.dialogue.model import Content
from bot.proof.regions import SAID, TICKED, UNSAID, UNTICKED, Partition, parts_of_numbers, representative, values_of


def cut(texts: list[str], possible: str) -> list[str]:
    """The stretches in words."""
    within = band(possible)
    assert within is not None
    bands = [found for text in texts if (found := band(text))]
    assert len(bands) == len(texts)
    return [written(stretch) for stretch in parts_of_numbers(bands, within)]


@pytest.mark.parametrize(
    ("written", "possible", "stretches"),
    [
        ([], "1 t/m 100", ["vanaf 1 t/m 100"]),
        (["onder 50", "vanaf 50"], "1 t/m 100", ["1 tot 50", "50 t/m 100"]),
        (["onder 50", "50 t/m 75"], "1 t/m 100", ["1 tot 50", "50 t/m 75", "boven 75 t/m 100"]),
        (["onder 50", "boven 50"], "1 t/m 100", ["1 tot 50", "50", "boven 50 t/m 100"]),
        (["onder 7,5"], "2 t/m 15", ["vanaf 2 tot 7,5", "7,5 t/m 15"]),
        (["boven 300"], "1 t/m 300", ["vanaf 1 t/m 300"]),
        (["onder 1", "t/m 1"], "0 t/m 2", ["vanaf 0 tot 1", "1", "boven 1 t/m 2"]),
    ],
)
def test_a_number_line_is_cut_at_every_constant(written: list[str], possible: str, stretches: list[str]) -> None:
    """Limits as written, only possible numbers, and no stretch that no band tells from its neighbour."""
    assert [s.removeprefix("vanaf ") for s in cut(written, possible)] == [s.removeprefix("vanaf ") for s in stretches]


def test_a_stretch_has_a_number_in_it() -> None:
    """As round as there is one; also between two limits that are not included, and without a limit."""
    stretches = [
        Band(50.0, 75.0),
        Band(50.0, 75.0, low_included=False),
        Band(50.0, 50.5, low_included=False, high_included=False),
    ]
    stretches += [Band(None, 4.0, high_included=False), Band(4.0, None, low_included=False), ANY_NUMBER]
    assert [representative(stretch) for stretch in stretches] == [50.0, 51.0, 50.25, 3.0, 5.0, 0.0]
    assert all(isinstance(n := representative(stretch), float) and n in stretch for stretch in stretches)


def test_a_list_is_ticked_option_by_option(content: Content) -> None:
    """The option for none of them is an answer without a tick; options that no condition names are not told apart."""
    partition = Partition([content])
    variables = partition.of(FactId("supplement"))
    assert [v.tick for v in variables] == ["", "multivitamine", "ijzertablet", "ijzerinfuus"]
    answered, *ticks = variables
    none = {answered: SAID, **dict.fromkeys(ticks, UNTICKED)}
    assert values_of(none) == {"supplement": frozenset({"geen"})}
    assert values_of({**none, ticks[0]: TICKED}) == {"supplement": frozenset({"multivitamine"})}
    assert values_of({answered: UNSAID}) == {}


def test_the_real_number_line_is_that_of_the_rules(content: Content) -> None:
    """The values at the limits of facts.md 4.6 lie in stretches of their own."""
    (ferritine,) = Partition([content]).of(FactId("ferritine"))
    assert [written(part) if isinstance(part, Band) else part for part in ferritine.parts] == [
        "",
        "weet-niet",
        "1 tot 50",
        "50 tot 75",
        "75",
        "boven 75 t/m 100",
        "boven 100 t/m 300",
        "boven 300 t/m 1000",
        "boven 1000 t/m 100000",
    ]
