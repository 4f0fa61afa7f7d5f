"""A conversation as the list of its answers, and what follows from it."""

import dataclasses

import pytest

from bot.dialogue import replay
from bot.dialogue.conditions import ALWAYS, Condition, FactId, Value
from bot.dialogue.conditions import Test as Compared  # pytest would take "Test" for tests
from bot.dialogue.model import Content, Outcome, Rule
from bot.dialogue.replay import Answer
from tests.dialogue.helpers import answers_up_to, question, value_of


def facts(*answers: Answer) -> list[str]:
    """The facts answered, in order."""
    return [answer.fact for answer in answers]


def told(**values: object) -> dict[FactId, Value]:
    """Values by fact; an underscore stands for a dash."""
    return {FactId(fact.replace("_", "-")): value_of(value) for fact, value in values.items()}


# --- The list ---------------------------------------------------------------------------------


def test_a_new_answer_comes_last_and_a_changed_one_keeps_its_place(content: Content) -> None:
    """Whatever the order in which they are handed over."""
    first = replay.with_answer(content, (), told(spoed=["geen"], leeftijd="18-49", zwanger="nvt"))
    changed = replay.with_answer(content, first, told(ernst="vaker", leeftijd="50-plus"))
    assert facts(*changed) == ["spoed", "leeftijd", "zwanger", "ernst"]
    assert replay.given(changed)[FactId("leeftijd")] == "50-plus"
    assert replay.given(first)[FactId("leeftijd")] == "18-49"


def test_an_answer_remembers_the_wording_it_was_given_to(content: Content) -> None:
    """A fact that no question asks has none."""
    asked, heard = replay.with_answer(content, (), told(leeftijd="18-49", hb=7.8))
    assert asked.fingerprint == question(content, "leeftijd").fingerprint != ""
    assert heard.fingerprint == ""


@pytest.mark.parametrize(
    ("ticked", "kept"),
    [
        (["geen", "darmziekte"], {"darmziekte"}),
        (["geen"], {"geen"}),
        (["darmziekte", "nierziekte"], {"darmziekte", "nierziekte"}),
    ],
)
def test_none_beside_something_else_is_a_slip(ticked: list[str], kept: set[str], content: Content) -> None:
    """So nobody is without diseases and has one."""
    (answer,) = replay.with_answer(content, (), told(ziekten=ticked))
    assert answer.value == frozenset(kept)


def test_a_screen_with_several_facts_is_undone_as_one_answer(content: Content) -> None:
    """Also when one of its facts was given much earlier; no answers stay none."""
    answers = answers_up_to(content, "zwanger")
    health = {"ijzerstop", "ziekten", "verlies", "hb-laag"}
    assert facts(*replay.without_last(content, answers)) == [fact for fact in facts(*answers) if fact not in health]
    early = (answers[2], *answers[:2], *answers[3:])
    assert set(facts(*replay.without_last(content, early))) == {"spoed", "leeftijd"}
    heard = replay.with_answer(content, answers, told(hb=7.8))
    assert replay.without_last(content, heard) == answers
    assert replay.without_last(content, ()) == ()


@pytest.mark.parametrize(
    ("fact", "value", "valid"),
    [
        ("leeftijd", "50-plus", "yes"), ("leeftijd", "60-plus", "no"), ("leeftijd", frozenset({"50-plus"}), "no"), ("leeftijd", 43.0, "no"),
        ("ziekten", frozenset({"darmziekte", "nierziekte"}), "yes"), ("ziekten", frozenset({"darmziekte", "griep"}), "no"),
        ("ferritine", 28.0, "yes"), ("ferritine", "weet-niet", "yes"), ("ferritine", "veel", "no"),
        ("hb", 7.8, "yes"), ("gone", "ja", "no"), ("gone", 1.0, "no"), ("ernst", "weet-niet", "yes"),
    ],
)  # fmt: skip
def test_an_answer_is_a_value_of_its_fact(fact: str, value: Value, valid: str, content: Content) -> None:
    """What content no longer has is taken out, whatever wording it was given to; the others stay in place."""
    one, other = Answer(FactId("zwanger"), "nvt"), Answer(FactId(fact), value)
    kept, dropped = replay.reconciled(content, (one, other))
    assert (kept, dropped) == (((one, other), ()) if valid == "yes" else ((one,), (other,)))


def test_an_answer_to_another_wording_is_asked_again(content: Content) -> None:
    """Only that one."""
    answers = answers_up_to(content, "zwanger")
    old = answers[1]._replace(fingerprint="older")
    assert replay.reconciled(content, (answers[0], old, *answers[2:])) == ((answers[0], *answers[2:]), (old,))


# --- What follows from it ---------------------------------------------------------------------


def test_what_a_fact_implies_holds_unless_it_was_said_otherwise(content: Content) -> None:
    """Weeks mean a pregnancy."""
    weeks = replay.with_answer(content, (), told(weken=30))
    assert replay.known(content, weeks).values == told(weken=30, zwanger="ja")
    denied = replay.with_answer(content, weeks, told(zwanger="nee"))
    assert replay.known(content, denied).values[FactId("zwanger")] == "nee"


def test_an_answer_off_the_path_is_kept_and_not_used(content: Content) -> None:
    """Who takes no tablet any more has nobody who advised it, until they take one again."""
    taking = replay.with_answer(content, (), told(supplement=["ijzertablet"], ijzer_door="zelf"))
    stopped = replay.with_answer(content, taking, told(supplement=["geen"]))
    again = replay.with_answer(content, stopped, told(supplement=["ijzertablet"]))
    door = FactId("ijzer-door")
    assert [door in replay.known(content, a).values for a in (taking, stopped, again)] == [True, False, True]
    assert [door in replay.known(content, a).closed for a in (taking, stopped, again)] == [False, True, False]
    assert all(door in replay.given(a) for a in (taking, stopped, again))


def test_what_is_never_asked_is_no_open_fact(content: Content) -> None:
    """Its tests fail instead of keeping the check open for ever."""
    nothing = replay.known(content, ())
    assert {FactId("hb"), FactId("weken")} <= nothing.closed
    assert FactId("leeftijd") not in nothing.closed


def only(content: Content, *rules: Rule) -> Content:
    """The content with only these rows in its table."""
    return dataclasses.replace(content, rules=rules, blocks=())


def outcome(content: Content, which: int) -> Outcome:
    """An outcome that asks nothing of its own."""
    return dataclasses.replace(tuple(content.outcomes.values())[which], say=())


def holds(fact: str, *options: str) -> Condition:
    """A condition on one fact."""
    return Condition(((Compared(FactId(fact), frozenset(options)),),))


def test_whether_a_fact_applies_is_asked_before_the_fact(content: Content) -> None:
    """Who advised the tablets matters only to who takes them, so that comes first."""
    one, other = outcome(content, 0), outcome(content, 1)
    small = only(content, Rule(one, holds("ijzer-door", "zelf")), Rule(other, ALWAYS))

    def asked(**values: object) -> str | None:
        answers = replay.with_answer(small, (), told(**values))
        found = replay.open_question(small, replay.known(small, answers))
        return found.id if found else None

    assert asked() == "gebruik"
    assert asked(medicijnen=["geen"], supplement=["ijzertablet"]) == "ijzer-door"
    assert asked(medicijnen=["geen"], supplement=["magnesium"]) is None
    assert asked(medicijnen=["geen"], supplement=["ijzertablet"], ijzer_door="arts") is None


def test_a_row_that_cannot_hold_any_more_asks_nothing(content: Content) -> None:
    """The questions that are left are those of the rows up to the first that certainly holds."""
    one, two, three = (outcome(content, which) for which in range(3))
    small = only(
        content,
        Rule(one, holds("leeftijd", "onder-18")),
        Rule(two, holds("zwanger", "ja", "nvt")),
        Rule(three, holds("ernst", "vaker")),
    )

    def left(**values: object) -> int:
        return replay.questions_left(small, replay.known(small, replay.with_answer(small, (), told(**values))))

    assert left() == 3
    assert left(leeftijd="50-plus") == 2
    assert left(leeftijd="onder-18") == 0
    assert left(leeftijd="50-plus", zwanger="nvt") == 0
    assert left(zwanger="nvt") == 1
    assert left(leeftijd="50-plus", zwanger="nee") == 1


def test_nothing_is_asked_for_a_row_that_looks_at_what_is_known(content: Content) -> None:
    """It decides when its facts happen to be known, and is passed over otherwise."""
    one, other = outcome(content, 0), outcome(content, 1)
    small = only(content, Rule(one, holds("ernst", "vaker"), if_known=True), Rule(other, ALWAYS))
    nothing = replay.known(small, ())
    assert replay.open_question(small, nothing) is None
    assert replay.ending(small, nothing) == other
    said = replay.known(small, replay.with_answer(small, (), told(ernst="vaker")))
    assert replay.ending(small, said) == one
