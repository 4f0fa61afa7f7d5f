"""Every rule notices what it is for: at least one broken copy of the real content each, with its report in full."""

import pytest

from bot.dialogue.model import Content
from bot.dialogue.turns import Event, State, Turn
from bot.proof.findings import catalogue
from bot.proof.rules import RULES, findings, playing
from tests.proof.copies import IN_CODE, PAGE, Case, cases, page, real, reported

CASES = tuple(cases())


def test_the_real_content_has_no_errors() -> None:
    """So every report below is about what was broken."""
    assert [str(finding) for finding in findings(real()) if finding.is_error] == []


def test_every_rule_has_a_broken_copy() -> None:
    """A new rule needs one, and there are enough of them."""
    assert {case.rule for case in CASES} == set(catalogue()) - IN_CODE
    assert {name for names in RULES.values() for name in names} == set(catalogue())
    assert len(CASES) >= 25


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_copy_is_reported_in_full(case: Case) -> None:
    """Place, sentence, what to do and the shortest conversation are exactly those of the text beside the case.

    Lines move with the content: `python -m tests.proof.copies` writes the texts anew.
    """
    expected = case.report.read_text(encoding="utf-8")
    assert f"[{case.rule}]" in expected
    assert reported(case) == expected


def test_the_page_about_the_rules_is_fresh() -> None:
    """`python -m tests.proof.copies` writes it; it shows what the tests show."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_an_alarm_that_is_not_heard_is_noticed() -> None:
    """No change of content can cause it, so the program itself is made deaf here."""
    examined = real()

    def deaf(_content: Content, state: State, _event: Event) -> Turn:
        return Turn(state, ())

    assert {finding.rule for finding in playing.alarms(examined, deaf)} == {"alarm-not-heard"}
    assert len(list(playing.alarms(examined, deaf))) == len(examined.content.alarms)
    assert list(playing.alarms(examined)) == []
