"""Number lines: no limit is missing, and what decides in a stretch is what the rules say."""

import pytest

from bot.content.loading import default_root, load
from bot.dialogue.conditions import Condition
from bot.graph.scales import Scale, scales

CONTENT = load(default_root())
SCALES = {scale.fact.id: scale for scale in scales(CONTENT)}


def conditions() -> list[Condition]:
    """Every condition there is in content."""
    found = [rule.when for rule in CONTENT.rules]
    found += [fact.only_with for fact in CONTENT.facts.values()]
    for block in CONTENT.blocks:
        found += [block.when, *(said.when for said in block.say)]
    for outcome in CONTENT.outcomes.values():
        found += [said.when for said in outcome.say]
    return found


def test_every_number_has_a_line() -> None:
    """Also one that no condition looks at."""
    assert set(SCALES) == {fact.id for fact in CONTENT.facts.values() if fact.type == "number"}


def test_every_comparison_has_a_lane() -> None:
    """As many as content has, with the same bands."""
    for fact, scale in SCALES.items():
        written = [test for when in conditions() for row in when.rows for test in row if test.fact == fact]
        drawn = [lane for lane in scale.lanes if lane.kind != "entry"]
        assert sorted(map(repr, (test.bands for test in written))) == sorted(map(repr, (lane.bands for lane in drawn)))
        assert sum(lane.unknown for lane in drawn) == sum("weet-niet" in test.options for test in written)


def test_every_limit_is_on_the_line() -> None:
    """In order, each once."""
    for scale in SCALES.values():
        bands = [band for lane in scale.lanes for band in lane.bands]
        limits = {limit for band in bands for limit in (band.low, band.high)} - {None}
        assert list(scale.limits) == sorted(limit for limit in limits if limit is not None)


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_what_decides_is_the_first_row_that_holds(scale: Scale) -> None:
    """At every limit, just beside it, and between: one stretch, or none where no row looks at the number alone."""
    points = {0.5, 1e6}
    for limit in scale.limits:
        points |= {limit - 0.001, limit, limit + 0.001}
    for point in points:
        alone = [
            (number, rule.ending.id)
            for number, rule in enumerate(CONTENT.rules, start=1)
            for row in rule.when.rows
            if len(row) == 1 and row[0].fact == scale.fact.id and row[0].holds(point)
        ]
        stretches = [(s.number, s.ending.id) for s in scale.decides if point in s.band]
        assert stretches == alone[:1]


def test_the_stretches_of_ferritin_are_those_of_the_protocol() -> None:
    """Below 50, 50 to 75, above 75 to 300, above 300."""
    found = [(s.band.low, s.band.low_included, s.band.high, s.band.high_included) for s in SCALES_FERRITIN.decides]
    assert [(low, high) for low, _, high, _ in found] == [(None, 50), (50, 75), (75, 300), (300, None)]
    assert [(low, high) for _, low, _, high in found][1:3] == [(True, True), (False, True)]


SCALES_FERRITIN = next(scale for scale in SCALES.values() if scale.fact.id == "ferritine")
