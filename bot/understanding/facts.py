"""The facts a message states about the person who writes, in the values and units of the check.

Phrases come from content; what they amount to in a message (negated, asked, about somebody else) is
judged in `evidence` and `taking`. Numbers are read in `ages` and `blood`, times in `times`, and what
belongs to another fact in `details` and `complaints`. Nothing is assumed: what a message only asks or
supposes is no fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.understanding import complaints, details
from bot.understanding.ages import age, weeks
from bot.understanding.blood import Value, blood, whole
from bot.understanding.dutch import Dutch
from bot.understanding.evidence import Verdict, is_bare, judged, says_no
from bot.understanding.found import Found, Stated
from bot.understanding.phrasebook import PhraseBook
from bot.understanding.phrases import Lexicon, Match, Phrase, vocabulary
from bot.understanding.speech import read_clauses
from bot.understanding.taking import judged_taken

FactValue = str | float | list[str]

SEVERAL: Mapping[str, tuple[str, ...]] = {
    "anders": ("kramp", "dik-been", "gevoelloos", "pijn-lopen", "nieuw-medicijn", "geen"),
    "ijzerstop": ("hemochromatose", "familie-hemochromatose", "transfusies", "infuus-reactie", "geen"),
    "ziekten": ("nierziekte", "darmziekte", "maagoperatie", "geen"),
    "medicijnen": (
        *("schildklier", "maagzuurremmer", "antibioticum", "dopamine", "antidepressivum", "antihistamine", "geen"),
    ),
    "supplement": ("geen", "multivitamine", "ijzertablet", "ijzerinfuus", "magnesium", "anders"),
    "verlies": ("menstruatie", "bevalling-operatie", "bloeddonor", "bloed-ontlasting", "geen"),
}
"""The facts with several values, and the order in which the contract lists them."""
NONE, UNKNOWN = "geen", "weet-niet"
_WINS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("drang", "rust", "bewegen", "avond"), ("twijfel", "nee", "ja")),
    "zwanger": ("nvt", "ja", "misschien", "borstvoeding", "nee"),
    "hb-laag": ("weet-niet", "nee", "ja"),
    "ziek": ("weet-niet", "ja", "nee"),
    "ijzer-door": ("arts", "zelf"),
    "ijzer-klachten": ("ja", "nee"),
}
"""Which value holds when a message says more than one."""
_WAITING = frozenset({"iron", "kind_of_iron", "often", "since"})
"""Kinds of phrases that count only beside something else; see `details` and `complaints`."""
SETTINGS = ("whole", "negated", "doubted", "none_when")
"""What stands under a fact beside its values; `content/fact_phrases.yaml` explains them."""
KINDS = (
    *("said", "state", "had", "taken", "none", "relative", "ill", "anyhow", "denied"),
    *("since", "often", "iron", "kind_of_iron"),
)
"""The kinds of phrases, explained there as well."""
CONTEXTS = ("doubt", "supposed")
"""What phrases can turn a whole clause into."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a negation or a doubt makes of a fact, and how many options must be denied for "geen"."""

    negated: str
    doubted: str
    none_when: int


@dataclass(frozen=True, slots=True)
class Statements:
    """What a message states about the person who writes."""

    stated: list[Stated]
    numbers_of_writer: bool
    """Whether no number in it is said of somebody else, or of people in general."""


class FactReader:
    """Reads facts, with the phrases of a content. Pure once built: the same message on the same day gives the same."""

    def __init__(self, phrases: Mapping[str, Any], dutch: Dutch) -> None:
        """`phrases`: what `fact_phrases.yaml` holds, all of it as text. ValueError names what cannot be read.

        `dutch` mends typing errors to its vocabulary, which should be `phrases.vocabulary` of the same phrases.
        """
        self._dutch = dutch
        self._lexicon = Lexicon(phrases["words"], vocabulary(phrases))
        self._rules: dict[str, _Rules] = {}
        near: list[Phrase] = []
        whole_sentence: list[Phrase] = []
        for fact, values in phrases["facts"].items():
            none_when = int(values.get("none_when", 0))
            self._rules[fact] = _Rules(values.get("negated", ""), values.get("doubted", ""), none_when)
            for value in values.keys() - {*SETTINGS}:
                book = whole_sentence if values.get("whole") in {"ja", value} else near
                for kind, written in values[value].items():
                    book += [self._lexicon.phrase(each, fact, value, kind) for each in written]
        context = [
            self._lexicon.phrase(each, "context", name, "context")
            for name, written in phrases["context"].items()
            for each in written
        ]
        self._near, self._whole, self._context = PhraseBook(near), PhraseBook(whole_sentence), PhraseBook(context)

    def read(self, text: str, today: date) -> dict[str, FactValue]:
        """The facts of a message, named and valued as in the contract; empty when it states none."""
        return as_facts(self.explain(text, today))

    def explain(self, text: str, today: date) -> list[Stated]:
        """Each fact with its value and the words that led to it; the values of a fact with several each apart."""
        return self.statements(text, today).stated

    def statements(self, text: str, today: date) -> Statements:
        """What a message states, and of whom its numbers are said."""
        found = Found(read_clauses(self._lexicon.tokens(self._dutch, text), self._context))
        self._find_phrases(found)
        complaints.new_medicine(found)
        values, read = _find_numbers(found, today)
        complaints.recent_events(found, today)
        complaints.how_often(found)
        self._find_none(found)
        details.infusion(found, today)
        details.iron(found, today, read)
        details.ferritin_date(found, values, today)
        if found.stated:
            found.stated += found.listed
        return Statements(_settled(found.stated), _are_of_writer(found))

    def _find_phrases(self, found: Found) -> None:
        reading = found.reading
        matches = [m for c in reading.clauses for m in self._near.matches(reading.tokens, c.start, c.end)]
        for start, end in reading.sentences():
            across = self._whole.matches(reading.tokens, start, end)
            matches += [m for m in across if all(reading.clause_at[place] >= 0 for place in m.places)]
        for match in matches:
            if not _is_within(match, matches) and not _is_searched(found, match, matches):
                judge = judged_taken if match.phrase.kind in {"taken", "kind_of_iron"} else judged
                found.matches.append((match, judge(reading, match)))
        tested = _is_tested(found)
        for match, verdict in found.matches:
            kind = match.phrase.kind
            if kind == "denied":
                if verdict == "denied" or (says_no(found.reading, match) and verdict == "stated"):
                    found.denied.setdefault(match.phrase.fact, set()).add(match.phrase.value)
            elif kind not in _WAITING and (tested or kind != "ill"):
                self._take(found, match, verdict)

    def _take(self, found: Found, match: Match, verdict: Verdict) -> None:
        """What a phrase and its verdict come to for the fact."""
        phrase, rules = match.phrase, self._rules[match.phrase.fact]
        if phrase.kind == "relative":
            verdict = "stated" if _is_in_family(found, match) else "nothing"
        if verdict == "stated" or (verdict == "listed" and phrase.kind == "ill"):
            found.say(phrase.fact, phrase.value, match.places)
        elif verdict == "listed":
            found.listed.append(Stated(phrase.fact, phrase.value, found.words(match.places)))
        elif verdict == "doubted" and rules.doubted:
            found.say(phrase.fact, rules.doubted, match.places)
        elif verdict == "denied":
            found.denied.setdefault(phrase.fact, set()).add(phrase.value)
            if rules.negated not in {"", phrase.value}:
                found.say(phrase.fact, rules.negated, match.places)

    def _find_none(self, found: Found) -> None:
        """Where enough options of a fact were denied, it is "geen"."""
        for fact, values in found.denied.items():
            least = self._rules[fact].none_when
            if least and len(values) >= least and not found.has(fact):
                found.stated.append(Stated(fact, NONE, ", ".join(sorted(values))))


def _is_within(match: Match, matches: list[Match]) -> bool:
    """Whether one word is part of a longer name: the iron of "vitamines met ijzer" is not a tablet."""
    if match.phrase.kind != "taken" or len(match.places) > 1:
        return False
    longer = (m for m in matches if len(m.places) > 1 and m.phrase.kind in {"taken", "had"})
    return any(match.places[0] in m.places for m in longer)


def _is_searched(found: Found, match: Match, matches: list[Match]) -> bool:
    """Whether a pregnancy and a medicine only stand side by side, as in a search: "pramipexol en borstvoeding"."""
    if match.phrase.kind not in {"state", "taken"}:
        return False
    clause = found.reading.clause(match.places[0])
    if not is_bare(clause):
        return False
    kinds = {m.phrase.kind for m in matches if found.reading.clause(m.places[0]) is clause}
    return {"state", "taken"} <= kinds


def _is_tested(found: Found) -> bool:
    """Whether a blood test is spoken of that was done: not "kan ik nu laten prikken?"."""
    reading = found.reading
    return any(
        "<ferritine>" in token.atoms
        or ("<test>" in token.atoms and index >= 0 and reading.clauses[index].mood != "asks")
        for token, index in zip(reading.tokens, reading.clause_at, strict=True)
    )


def _is_in_family(found: Found, match: Match) -> bool:
    """Whether an illness is of a relative by blood, or "in de familie"."""
    clause = found.reading.clause(match.places[0])
    words = set(found.reading.words_of(clause))
    if clause.mood not in {"says", "doubts"} or words & {"geen", "niet", "nooit"}:
        return False
    return (clause.who == "other" and clause.family) or (clause.who == "self" and "familie" in words)


def _find_numbers(found: Found, today: date) -> tuple[list[Value], frozenset[int]]:
    """Age, weeks of pregnancy and blood values; returns the blood values, and where the other numbers stand."""
    if not any(token.quantity is not None or token.typed.isdigit() for token in found.reading.tokens):
        return [], frozenset()
    years, pregnant = age(found.reading, today), weeks(found.reading)
    if years:
        found.say("leeftijd", years.value, (years.place,))
    if pregnant:
        found.say("zwanger", "ja", (pregnant.place,))
        found.say("weken", whole(float(pregnant.value)), (pregnant.place,))
    read = frozenset(each.place for each in (years, pregnant) if each)
    values = list(blood(found.reading, read, today))
    for value in values:
        found.say(value.fact, value.value, value.places)
    return values, read


def _are_of_writer(found: Found) -> bool:
    reading = found.reading
    others = (clause for clause in reading.clauses if clause.who != "self")
    return not any(
        reading.tokens[place].quantity is not None
        for clause in others
        for segment in clause.segments
        for place in range(segment.start, segment.end)
    )


def as_facts(stated: list[Stated]) -> dict[str, FactValue]:
    """Statements by fact; the values of a fact with several as a list."""
    facts: dict[str, FactValue] = {}
    for each in stated:
        if each.fact in SEVERAL:
            known = facts.get(each.fact)
            facts[each.fact] = [*(known if isinstance(known, list) else ()), str(each.value)]
        else:
            facts[each.fact] = each.value
    return facts


def _settled(stated: list[Stated]) -> list[Stated]:
    """One value for a fact with one, each value once for the others, and no date without a number."""
    by_fact: dict[str, dict[str | float, Stated]] = {}
    for each in stated:
        by_fact.setdefault(each.fact, {}).setdefault(each.value, each)
    settled: list[Stated] = []
    for fact, values in by_fact.items():
        if fact == "ferritine-datum" and all(value == UNKNOWN for value in by_fact.get("ferritine", (UNKNOWN,))):
            continue  # "weet niet meer wanneer" is of something else
        if fact in SEVERAL:
            kept = [value for value in SEVERAL[fact] if value in values and (value != NONE or len(values) == 1)]
            settled += [values[value] for value in kept]
        else:
            known = [value for value in values if value != UNKNOWN] if fact == "ferritine" else []
            order = (*known, *_WINS.get(fact, ()), *values)
            settled.append(values[next(value for value in order if value in values)])
    return settled
