"""Whom each clause of a message is about, and whether it states, asks, supposes or doubts.

"Mijn moeder is 70, ik ben 45 en wat als ik zwanger word?" is about somebody else, then states, then
supposes. A clause that names nobody goes on about whom the last was about.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.asking import asks_something
from bot.understanding.clauses import (
    ASKING,
    CONDITIONS,
    FIRST_PERSON,
    GREETINGS,
    JUDGING,
    PRONOUNS,
    QUESTION_WORDS,
    SELF,
    Clause,
    Mood,
    Reading,
    Segment,
    Who,
    is_subject,
    split,
)
from bot.understanding.doubt import doubt_around
from bot.understanding.phrasebook import PhraseBook
from bot.understanding.phrases import Match, Token, one_of

_ALSO_SELF = one_of("mij mijn mn me mijzelf mezelf zelf mijne mezelve wij we ons onze")
_ANYONE = one_of(
    "je jij jou jouw jullie men iemand mensen vrouwen mannen kinderen kids patienten babys ouderen u uw iedereen "
    "sommigen hardlopers vegetariers donoren"
)
_YOURS = one_of("je jouw uw u")
_SAYING = one_of("zei zegt zegde vindt vond")
_DETERMINERS = one_of("mijn mn me m onze ons een de die haar zijn zn jouw hun deze")
_THEY = one_of("hij zij ze")
_OF_ONE = one_of("is was had mag kan wil moest kreeg")
"""Verbs of one person behind "zij" and "ze"; the complaints are many."""
_STILL_OTHER = one_of("hij zij haar hem zijn ze")
_SENSING = one_of("zie hoor voel lig loop sta gebruik krijg kreeg had doe geef val")
"""More verbs of which "ik" is left out at the start of a clause."""
_BIRTH = one_of("bevallen zwanger verwachting verwacht")
_ASKING_FOR = frozenset({"vraag", "voor"})
_LETTERS = one_of("vraag vragen bericht mail advies reactie")
"""What is yours, when somebody writes back: "naar aanleiding van uw vraag"."""
_ADMITTING = one_of("weten zeggen durven")


def read_clauses(tokens: Sequence[Token], context: PhraseBook) -> Reading:
    """The clauses of a message; `context` has the phrases that show doubt and supposing."""
    reading = split(tokens)
    _find_who(reading)
    before: Clause | None = None
    for clause in reading.clauses:
        found = list(context.matches(tokens, clause.start, clause.end))
        clause.doubt = tuple(place for match in found if match.phrase.value == "doubt" for place in match.places)
        clause.mood = _mood(reading, clause, before, found)
        before = clause
    _ask_at_end(reading)
    doubt_around(reading)
    return reading


# --- Who ------------------------------------------------------------------------------------------


def _find_who(reading: Reading) -> None:
    last: Who = "self"
    relative = False
    before: Clause | None = None
    for clause in reading.clauses:
        words = reading.words_of(clause)
        others = _other_people(reading, clause)
        clause.subject = _has_subject(words)
        clause.family = any("<family>" in reading.tokens[p].atoms for p in others)
        who = "self" if clause.subject else _named(words, others, last)
        if who == "anyone" and _is_told_by_doctor(reading, before, clause):
            who = "self"
        if who is None:
            joined = not clause.verbs or clause.segments[0].joiner == "en"
            goes_on = before is not None and before.sentence == clause.sentence and joined
            who = "anyone" if goes_on and before is not None and before.who == "anyone" else last
        clause.who = who
        clause.family = clause.family or (relative and who == "other" and not others)
        clause.marked = clause.subject or (who == "self" and bool((_ALSO_SELF | _YOURS) & set(words)))
        if who != "anyone":
            last, relative = who, clause.family
        if clause.subject and others and set(words) >= _ASKING_FOR:
            last = "other"  # "ik vraag dit voor mijn buurvrouw, haar hb is laag"
        after = reading.after(clause)
        if _only_says(clause) and after and after.sentence != clause.sentence:
            last = "self"
        before = clause


def _only_says(clause: Clause) -> bool:
    """Whether somebody else only says something: "mijn man zegt ga eens prikken" is not about him."""
    return clause.who == "other" and bool(clause.verbs & _SAYING)


def _is_told_by_doctor(reading: Reading, before: Clause | None, clause: Clause) -> bool:
    """Whether "je" is the person who writes: "de huisarts zei: je ferritine is 33"."""
    if before is None or before.sentence != clause.sentence or not before.verbs & _SAYING:
        return False
    return "<doctor>" in reading.atoms_of(before) and bool(_YOURS & set(reading.words_of(clause)))


def _has_subject(words: Sequence[str]) -> bool:
    """Whether "ik" is said, or left out before its verb: "heb hoofdpijn"."""
    if SELF & set(words):
        return True
    left_out = words[0] in FIRST_PERSON | _SENSING
    return left_out and not (len(words) > 1 and is_subject(words[0], words[1]))


def _named(words: Sequence[str], others: Sequence[int], last: Who) -> Who | None:
    """Whom a clause without "ik" names; None when it names nobody."""
    if others or words[0] == "hij":
        return "other"
    if words[0] in _THEY and len(words) > 1 and (words[1].endswith("t") or words[1] in _OF_ONE):
        return "other"
    if last == "other" and _STILL_OTHER & set(words[:3]):
        return "other"
    if _ANYONE & set(words) and not ("uw" in words and _LETTERS & set(words)):
        return "anyone"
    return "self" if _ALSO_SELF & set(words) else None


def _other_people(reading: Reading, clause: Clause) -> list[int]:
    """The places where somebody else is named: "mijn man", not "man van 60" or "ik ben moeder"."""
    found = []
    for place in range(clause.start, clause.end):
        atoms = reading.tokens[place].atoms
        if "<person>" not in atoms:
            continue
        before = reading.words(max(clause.start, place - 3), place)
        if "ben" in before or "als" in before[-2:] or _BIRTH & set(before):
            continue
        behind = reading.tokens[place + 1].typed if place + 1 < clause.end else ""
        if _DETERMINERS & set(before[-2:]) or "<described>" not in atoms or behind == "die":
            found.append(place)
    return found


# --- Mood -----------------------------------------------------------------------------------------


def _mood(reading: Reading, clause: Clause, before: Clause | None, found: Sequence[Match]) -> Mood:
    if any(match.phrase.value == "supposed" for match in found):
        return "supposes"
    words = _without_greeting(reading.words_of(clause), clause)
    earlier = before if before is not None and before.sentence == clause.sentence else None
    if clause.opener == "of" or (words[:1] == ["of"] and clause.subject):
        if earlier and {"maakt", "uit"} <= set(reading.words_of(earlier)):
            return "says"  # "het maakt niet uit of ik zit of loop"
        return earlier.mood if earlier and earlier.mood in {"asks", "supposes"} else "supposes"
    if earlier is not None and (mood := _mood_after(reading, clause, earlier)):
        return mood
    admits = bool(clause.doubt) and not clause.asked and _admits(words)
    asks = clause.opener not in {"dan", "-"} and bool(words) and not admits and asks_something(words, clause)
    return "asks" if asks else "says"


def _admits(words: Sequence[str]) -> bool:
    """Whether a clause with a doubt and its verb first says the doubt: "zou ik niet weten", "zou kunnen dat"."""
    return bool(_ADMITTING & set(words)) or list(words[:2]) in (["zou", "kunnen"], ["kan", "zijn"], ["kan", "best"])


def _mood_after(reading: Reading, clause: Clause, before: Clause) -> Mood | None:
    """What a clause does because of the one before it; None when that decides nothing."""
    if clause.opener == "dat" and before.mood in {"asks", "supposes"} and not before.subject and before.opener != "of":
        return before.mood
    feared = clause.opener == "dat" and reading.words_of(before)[-1] == "bang"
    if feared or (clause.opener in CONDITIONS and _is_what_if(reading, before)):
        return "supposes"
    return "says" if _is_main(reading, clause, before) or _goes_on_saying(reading, clause, before) else None


def _without_greeting(words: list[str], clause: Clause) -> list[str]:
    if clause.opener in {"als", "of"}:
        return words
    while words and (words[0] in GREETINGS or words[0] in {"als", "of"}):
        words = words[1:]
    return words


def _is_what_if(reading: Reading, clause: Clause) -> bool:
    """Whether what follows is not said to be so: "wat als ...", "stel dat ..."."""
    return reading.words_of(clause)[-1] == "wat" or clause.mood == "supposes"


def _is_main(reading: Reading, clause: Clause, before: Clause) -> bool:
    """Behind a condition the verb comes first and nothing is asked: "sinds ik dat slik, heb ik last"."""
    if before.opener not in CONDITIONS and reading.tokens[before.start].typed not in CONDITIONS:
        return False
    first = reading.tokens[clause.start].typed
    return first in ASKING and first not in JUDGING | ({"moet", "word"} if clause.asked else set())


def _goes_on_saying(reading: Reading, clause: Clause, before: Clause) -> bool:
    """The verb comes first because "ik" has been said: "ik ben zwanger en moet ijzer slikken"."""
    first = reading.tokens[clause.start].typed
    goes_on = before.subject or (before.marked and first in {"is", "was"})
    if not (goes_on and before.mood == "says" and clause.segments[0].joiner == "en"):
        return False
    words = reading.words(clause.start, min(clause.start + 2, clause.end))
    return words[0] in ASKING and words[-1] not in PRONOUNS


def _ask_at_end(reading: Reading) -> None:
    """A sentence with a question mark in which nothing asks, asks with its last segment."""
    for clause in list(reading.clauses):
        after = reading.after(clause)
        if not clause.asked or (after is not None and after.sentence == clause.sentence):
            continue
        last = clause.segments[-1]
        if SELF & set(reading.words_of(last)) or any(_has_question(reading, c) for c in reading.sentence(clause)):
            continue
        if len(clause.segments) == 1:
            clause.mood = "asks"
        else:
            _cut_off(reading, clause, last)


def _has_question(reading: Reading, clause: Clause) -> bool:
    return clause.mood == "asks" or reading.tokens[clause.start].typed in QUESTION_WORDS


def _cut_off(reading: Reading, clause: Clause, last: Segment) -> None:
    """Make the last segment of a clause a clause that asks."""
    clause.segments.pop()
    index = reading.clauses.index(clause) + 1
    reading.clauses.insert(index, Clause([last], clause.sentence, "-", asked=True, who=clause.who, mood="asks"))
    reading.clause_at = [number + (number >= index) for number in reading.clause_at]
    reading.clause_at[last.start : last.end] = [index] * (last.end - last.start)
    reading.clause_at[last.start - 1] = -1
