"""How far a doubt reaches: "ik weet niet of het erger is", "erger? weet ik niet", "maar zeker weet ik het niet"."""

from __future__ import annotations

from bot.understanding.clauses import CONDITIONS, QUESTION_WORDS, Clause, Reading
from bot.understanding.phrases import one_of

_INDIRECT = one_of("of wanneer hoe hoeveel")
_IT = one_of("het t dat")


def doubt_around(reading: Reading) -> None:
    """Doubt reaches the clause it is about: "ik weet niet of het erger is", "erger? weet ik niet"."""
    for number, clause in enumerate(reading.clauses):
        if not clause.doubt or clause.mood == "asks":
            continue
        after, before = reading.after(clause), reading.before(clause)
        known = "weet" in reading.words_of(clause)
        if after and after.sentence == clause.sentence and _can_be_doubted(after, known=known):
            after.mood = "doubts"
            _is_no_what_if(reading, after)
        if clause.opener == "of" or reading.tokens[clause.start].typed == "of":
            clause.mood = "doubts"
        if before and before.sentence != clause.sentence and _was_raised(reading, before):
            before.mood = "doubts"
        if before and before.sentence == clause.sentence and _takes_back(reading, clause):
            before.mood = "doubts"
        if clause.opener != "of":
            _doubt_before(reading, number)


def _is_no_what_if(reading: Reading, doubted: Clause) -> None:
    """What stands behind a doubted clause is when it is so: "ik weet niet of het erger wordt als ik stilzit"."""
    after = reading.after(doubted)
    if after and after.sentence == doubted.sentence and after.opener in CONDITIONS and after.mood == "supposes":
        after.mood = "says"


def _doubt_before(reading: Reading, number: int) -> None:
    """Doubt at the end reaches what was raised before it: "of ik ziek was of koorts had, zou ik niet weten"."""
    for clause in reversed(reading.clauses[:number]):
        if clause.sentence != reading.clauses[number].sentence:
            return
        first = reading.tokens[clause.start].typed
        if not (first in _INDIRECT or clause.segments[0].joiner == "of"):
            return
        clause.mood = "doubts"


def _can_be_doubted(clause: Clause, *, known: bool) -> bool:
    """Whether doubt reaches the next clause; what somebody does not know is so: "hij weet niet dat ik zwanger ben"."""
    return (
        clause.opener == "of" or (clause.opener == "dat" and not known) or (clause.opener == "?" and not clause.asked)
    )


def _takes_back(reading: Reading, clause: Clause) -> bool:
    """Whether a clause doubts what was just said: "maar zeker weet ik het niet"."""
    words = set(reading.words_of(clause))
    return clause.opener == "maar" and bool(words & _IT) and not words & (QUESTION_WORDS | {"of"})


def _was_raised(reading: Reading, clause: Clause) -> bool:
    return clause.asked or reading.tokens[clause.start].typed == "of"
