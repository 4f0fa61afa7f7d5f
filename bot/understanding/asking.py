"""Whether the words of a clause ask something: "helpt ijzer" does, "heb kramp" and "waarom heb ik kramp" do not."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.clauses import ASKING, FIRST_PERSON, MODALS, QUESTION_WORDS, SELF, Clause, is_subject
from bot.understanding.phrases import one_of

_TAKEN_AS_SO = one_of("waarom waardoor hoezo waarvan")
_WHICH = one_of("welke welk wie wat hoeveel")
_NOT_ASKED = one_of(
    "zijn goed zwanger mijn mn me niet geen een wel ook bijna amper nauwelijks echt alleen steeds altijd elke iedere "
    "savonds snachts al nu net de nergens nooit vaak soms helaas gewoon best weinig veel bij vooral meestal zeer pijn twee drie vier vijf zes"
)
_NAMING = one_of("een de mijn mn me weinig veel alleen goed")
_MINE = one_of("mijn mn me m")
_DENYING = one_of("niet amper nauwelijks geen")
_ALL_THE_TIME = one_of("altijd steeds telkens constant continu voortdurend almaar")
_MAKING = one_of("is was maakt maken geeft geven")
_ON = one_of("aan al nog op onder")
_OFTEN_SAID_FIRST = one_of("was zijn gaat komt werkt zit")


def asks_something(words: Sequence[str], clause: Clause) -> bool:
    """Whether a clause asks, from its first words; `words` without a greeting before them."""
    first, second = words[0], words[1] if len(words) > 1 else ""
    if words[-1] in {"waarom", "hoezo"}:
        return True
    if first in QUESTION_WORDS:
        return not _tells(words, second, clause)
    if _states_verb_first(words, second, clause):
        return False
    if first in ASKING or clause.opener == "?":
        return is_subject(first, second) or _asks_verb_first(words, second, clause)
    return second in _WHICH and first not in SELF  # "op welk moment"


def _states_verb_first(words: Sequence[str], second: str, clause: Clause) -> bool:
    """As in "zitten is een hel", "zit aan de antibiotica", "kan er goed tegen", "is overdag even erg hoor"."""
    first = words[0]
    if (first == "zitten" and second in _MAKING) or (first in {"zit", "sta"} and second in _ON):
        return True
    bears = first in {"kan", "kon"} and second == "er" and "tegen" in words
    return (bears and not clause.asked) or words[-1] == "hoor"


def _tells(words: Sequence[str], second: str, clause: Clause) -> bool:
    """Whether a question word asks nothing, or takes what it asks about as so."""
    first = words[0]
    if first == "wanneer" and second in {"ik", "het", "er"}:
        return True
    if first == "hoe" and second.endswith("er") and second != "er":
        return True  # "hoe langer ik zit"
    how = (
        second == "komt" or (second == "kom" and "af" in words) or list(words[1:3]) in (["kan", "het"], ["kan", "dat"])
    )
    always = second == "moet" and bool(_ALL_THE_TIME & set(words))
    takes_as_so = (first == "hoe" and how) or (first in _TAKEN_AS_SO and (second not in MODALS or always))
    return takes_as_so and clause.marked


def _asks_verb_first(words: Sequence[str], second: str, clause: Clause) -> bool:
    """Whether a verb in first place, without a pronoun behind it, asks: "helpt ijzer" does, "heb kramp" does not."""
    first = words[0]
    if first in MODALS and second in _MINE:
        return not _DENYING & set(words) and (first != "moet" or clause.asked)
    if first in FIRST_PERSON:
        return False
    if second[:1].isdigit() or second in (_NOT_ASKED if first in MODALS else _NOT_ASKED - _NAMING):
        return clause.asked and second not in _NOT_ASKED
    return clause.asked or first not in _OFTEN_SAID_FIRST
