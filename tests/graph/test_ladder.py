"""The ladder holds every question and every row, in an order that is true."""

from bot.content.loading import default_root, load
from bot.dialogue.conditions import ALWAYS
from bot.dialogue.model import Alarm
from bot.graph import usage
from bot.graph.ladder import Ask, Decide, alarms, branches, ladder

CONTENT = load(default_root())
STEPS = ladder(CONTENT)
ASKS = [step for step in STEPS if isinstance(step, Ask)]
ROWS = [step for step in STEPS if isinstance(step, Decide)]


def test_every_question_and_every_row_stands_there_once_in_order() -> None:
    """None is left out, and numbers count from the top."""
    assert [step.question for step in ASKS] == list(CONTENT.questions)
    assert [step.rule for step in ROWS] == list(CONTENT.rules)
    assert [step.number for step in ASKS] == list(range(1, len(ASKS) + 1))
    assert [step.number for step in ROWS] == list(range(1, len(ROWS) + 1))


def test_a_question_stands_above_every_row_that_asks_for_it() -> None:
    """A row that looks only at what was already told may stand above."""
    for place, step in enumerate(STEPS):
        if isinstance(step, Decide) and not step.rule.if_known:
            above = {fact.id for other in STEPS[:place] if isinstance(other, Ask) for fact in other.question.asks}
            asked = {fact.id for question in CONTENT.questions for fact in question.asks}
            assert set(step.rule.when.facts()) & asked <= above


def test_what_an_answer_counts_for_is_counted() -> None:
    """Rows, blocks, passages and further questions, as content has them today."""
    ferritin = next(step for step in ASKS if step.question.id == "ferritine")
    assert [CONTENT.questions[number - 1].id for number in ferritin.opens] == ["ferritine-datum", "ziek"]
    assert {CONTENT.rules[row - 1].ending.id for row in ferritin.rows} >= {"ferritine-voldoende", "ijzer-helpt-niet"}
    assert all("ferritine" in set(CONTENT.rules[row - 1].when.facts()) for row in ferritin.rows)
    assert (ferritin.blocks, ferritin.passages) == (4, 6)


def test_emergencies_are_the_rows_that_end_in_an_alarm() -> None:
    """All of them and no other, with their questions."""
    rows = [step.rule for step in alarms(STEPS) if isinstance(step, Decide)]
    assert rows == [rule for rule in CONTENT.rules if isinstance(rule.ending, Alarm)]
    assert "spoed" in {step.question.id for step in alarms(STEPS) if isinstance(step, Ask)}


def test_every_question_that_depends_on_an_answer_is_in_a_branch() -> None:
    """And none twice."""
    inside = [step for _, steps in branches(CONTENT, STEPS) for step in steps if isinstance(step, Ask)]
    assert sorted(step.number for step in inside) == [step.number for step in ASKS if step.only_with != ALWAYS]


def test_the_tables_say_what_the_content_says() -> None:
    """Each mark against the rule it stands for; every outcome is a column."""
    questions, blocks = usage.questions(CONTENT), usage.blocks(CONTENT)
    assert {outcome.id for outcome in questions.outcomes} == set(CONTENT.outcomes)
    by_name = {line.name: line.marks for line in blocks.lines}
    for block in CONTENT.blocks:
        asked = {outcome for outcome, mark in by_name[block.id].items() if mark is usage.Mark.ASKED}
        assert asked == block.outcomes
        assert set(by_name[block.id]) == block.outcomes | block.if_known
    for line, question in zip(questions.lines, CONTENT.questions, strict=True):
        facts = {fact.id for fact in question.asks}
        direct = {rule.ending.id for rule in CONTENT.rules if facts & set(rule.when.facts())}
        deciding = {outcome for outcome, mark in line.marks.items() if mark is usage.Mark.DECIDES}
        assert direct & set(CONTENT.outcomes) <= deciding
