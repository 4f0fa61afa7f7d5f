"""Whether a medicine or supplement that a message names is taken by the person who writes.

"Ik slik pramipexol", "mijn pramipexol" and "sinds de pramipexol" say so; "wat doet pramipexol",
"ik ben gestopt met pramipexol" and "kan ik pramipexol krijgen" do not. "Ijzer" alone also stands for
what is in blood and food, so it needs a verb.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from bot.understanding.clauses import Clause, Reading
from bot.understanding.evidence import POINTING, Verdict, follows, is_choice, is_denied, is_denied_before, is_mine
from bot.understanding.phrases import Match, one_of

_BECAUSE = one_of("van door sinds")
_SINCE = one_of("sinds dankzij ondanks sedert")
_ON, _FROM = one_of("aan"), one_of("van")
_FEELING = one_of("krijg heb word ben voel slik neem gebruik verdraag moet kan had kreeg")
_IN_BLOOD_OR_FOOD = one_of(
    "nodig tekort weinig genoeg voldoende opname opgenomen waarde gehalte laag hoog machine ader dialyse voeding vlees binnen voedsel eten"
)
_MEASURED = one_of("laag lage hoog hoge tekort waarde gemeten gehalte geprikt prikken normaal")
_FORGOTTEN = one_of("vergeten innemen ingenomen")
_TO_ME = one_of("me mij ik ons")
_WITH = one_of("met aan mee ermee")
_MYSELF = one_of("ik ikzelf zelf")
_MUST = one_of("ging moet blijf blijven aan")
_BEING_ON = one_of("heb zit ben blijf moet sta")
_LEFT_OUT_WITH = one_of("heb zit ben moet sta")
_ROUTINE = one_of("elke iedere dagelijks savonds sochtends snachts smorgens daags nu momenteel sinds")
_HEADINGS = one_of("medicatie medicijnen medicijn supplementen gebruik")
_DENYING = one_of("niet niks niets")
_NO_MORE = one_of("meer genoeg onvoldoende")
_OF_A_DOSE = frozenset({"mg", "keer", "tabletten", "µg/L", "IE", "g"})


@dataclass(frozen=True, slots=True)
class _Named:
    """A medicine or supplement in a clause, with what the clause says around it."""

    reading: Reading
    clause: Clause
    places: tuple[int, ...]
    words: frozenset[str]
    atoms: frozenset[str]
    iron: bool
    """It is only "ijzer"."""

    @property
    def place(self) -> int:
        return self.places[0]

    @property
    def mine(self) -> bool:
        return is_mine(self.reading, self.place)


def judged_taken(reading: Reading, match: Match) -> Verdict:
    """What a message says by naming something that can be taken."""
    clause = reading.clause(match.places[0])
    if any(c.mood == "supposes" or c.who != "self" for c in map(reading.clause, match.places)):
        return "nothing"
    atoms = reading.tokens[match.places[0]].atoms
    iron = len(match.places) == 1 and "<ijzer>" in atoms and "<ijzermiddel>" not in atoms
    words = frozenset(reading.words_of(clause))
    return _judged(_Named(reading, clause, match.places, words, reading.atoms_of(clause), iron))


def _judged(named: _Named) -> Verdict:
    used = _is_used(named)
    if _is_measured(named, used=used):
        return "nothing"
    if named.clause.mood in {"asks", "doubts"}:
        told = (named.mine and not named.iron) or _is_what_i_take(named)
        return "stated" if told else "nothing"
    if _is_past(named):
        return "nothing"
    denied = is_denied(named.reading, named.places, named.clause, near=True)
    if used or ("geslikt" in named.words and not denied):
        return "denied" if denied else "stated"
    if _is_felt(named):
        return "stated"
    return _judged_iron(named) if named.iron else _judged_other(named, denied=denied)


def _is_what_i_take(named: _Named) -> bool:
    """Whether a question says by the way that it is taken: "komt dat door de venlafaxine die ik slik?"."""
    end = named.reading.sentence(named.clause)[-1].end
    behind = named.reading.tokens[named.places[-1] + 1 : end]
    return any(
        one.typed in {"die", "dat"} and two.typed == "ik" and "<gebruik>" in three.atoms
        for one, two, three in zip(behind, behind[1:], behind[2:], strict=False)
    )


def _is_past(named: _Named) -> bool:
    """Whether it is taken no more: "gestopt met pramipexol", "ik ben van de pramipexol af"."""
    if "<voorbij>" in named.atoms and not ("geslikt" in named.words and named.words & {"al", "nu"}):
        return True
    last = named.reading.tokens[named.reading.segment(named.place).end - 1].typed
    return last in {"af", "vanaf"} and "ben" in named.words and follows(named.reading, named.place, _FROM)


def _judged_other(named: _Named, *, denied: bool) -> Verdict:
    """Something that no verb of taking stands with."""
    if named.mine or _is_counted_among(named):
        return "stated"
    if "<werkt>" in named.atoms:
        return "stated" if named.words & _NO_MORE and named.words & _DENYING else "nothing"
    if _is_on_it(named):
        return "denied" if denied else "stated"
    return "denied" if is_denied_before(named.reading, named.places) else _judged_name(named)


def _is_counted_among(named: _Named) -> bool:
    """Whether it is one of "mijn pillen": "mijn medicijnen zijn thyrax en losec"."""
    pills = "<pil>" in named.atoms and bool(named.words & {"mijn", "mn"})
    return pills and named.clause.verbs <= {"is", "zijn"} and "niet" not in named.words


def _is_used(named: _Named) -> bool:
    """Whether a clause says that something is taken: "ik slik", "de arts gaf mij", "ik moet ... slikken"."""
    words, atoms, clause = named.words, named.atoms, named.clause
    if "<innemen>" in atoms and (words & _MUST or {"ben", "gaan"} <= words):
        return True
    if "<gegeven>" in atoms and ("<doctor>" in atoms or words & _TO_ME):
        return True
    if "<gestart>" in atoms and words & _WITH:
        return True
    last = named.reading.tokens[clause.end - 1].typed
    if "<gebruik>" not in atoms or (words & {"neem", "neemt"} and last == "op"):
        return False  # "neem ik dan ijzer op"
    # "Langdurig gebruik van staalpillen" is a noun.
    return "gebruik" not in words or clause.marked or named.reading.tokens[clause.start].typed == "gebruik"


def _is_measured(named: _Named, *, used: bool) -> bool:
    """Whether it is spoken of as a value, a need or an allergy."""
    if "allergisch" in named.words or (named.iron and (named.words & _IN_BLOOD_OR_FOOD or "<infuus>" in named.atoms)):
        return True
    if used:
        return False
    tokens = named.reading.tokens[named.clause.start : named.clause.end]
    valued = named.clause.verbs & {"is", "was"} and any(t.quantity is not None and not t.quantity.unit for t in tokens)
    return bool(valued or named.words & _MEASURED)


def _is_felt(named: _Named) -> bool:
    """Whether it is taken because of what it does: "misselijk van ijzer", "door de pramipexol val ik in slaap"."""
    reading, clause = named.reading, named.clause
    if not named.iron:
        if follows(reading, named.place, _SINCE):
            return True
        before = reading.words(max(clause.start, named.place - 2), named.place)
        definite = len(before) > 1 and before[0] in {"van", "door"} and before[1] in POINTING
        if definite and "<zoekwoord>" not in named.atoms:
            return True
    told = clause.marked or clause.verbs & _FEELING
    near = _BECAUSE & set(reading.words(max(clause.start, named.place - 3), named.place))
    if told and near and named.atoms & {"<bijwerking>", "<klacht>"}:
        return True
    # "Mijn maag kan niet tegen ijzertabletten."
    return clause.marked and {"kan", "tegen"} <= named.words and bool(named.words & {"niet", "goed", "prima", "slecht"})


def _judged_iron(named: _Named) -> Verdict:
    if named.mine and named.words & _FORGOTTEN:
        return "stated"
    dosed = "#mg" in named.atoms and not named.clause.verbs and "<zoekwoord>" not in named.atoms
    return "listed" if dosed else "nothing"


def _is_on_it(named: _Named) -> bool:
    """Whether one has it, or is on it: "ik zit aan de antibiotica", "heb schildklierpillen"."""
    if not named.clause.verbs & _BEING_ON:
        return False
    return named.clause.marked or named.reading.tokens[named.clause.start].typed in _LEFT_OUT_WITH


def _judged_name(named: _Named) -> Verdict:
    """A name without a verb: stated with a dose or a routine, otherwise listed."""
    reading, clause = named.reading, named.clause
    segment = reading.segment(named.place)
    searched = "<zoekwoord>" in reading.atoms_of(segment)
    routine = _is_routine(reading, clause)
    valued = _is_value(reading, named.places) and not routine
    if clause.verbs - {"doe"} or searched or is_choice(clause, segment) or valued:
        return "nothing"
    if not clause.verbs and reading.tokens[clause.start].typed in _MYSELF:
        return "stated"  # "mijn man slikt paroxetine, ik thyrax"
    if clause.opener == "maar":
        return "stated" if _goes_on_using(reading, clause) else "nothing"
    return "stated" if follows(reading, named.place, _ON) or routine else "listed"


def _is_value(reading: Reading, places: tuple[int, ...]) -> bool:
    """Whether a bare number stands behind it: "vitamine D 48"."""
    if places[-1] + 1 >= len(reading.tokens):
        return False
    after = reading.tokens[places[-1] + 1]
    return after.typed.isdigit() or (after.quantity is not None and after.quantity.unit not in _OF_A_DOSE)


def _goes_on_using(reading: Reading, clause: Clause) -> bool:
    """Whether the verb is that of the clause before: "ik slik geen ijzer maar wel een multivitamine"."""
    before = reading.before(clause)
    return before is not None and "<gebruik>" in reading.atoms_of(before)


def _is_routine(reading: Reading, clause: Clause) -> bool:
    """Whether a dose, a time of day or a heading shows that it is taken: "ropinirol 0,5 mg", "medicijnen: thyrax"."""
    tokens = reading.tokens[clause.start : clause.end]
    words = [token.typed for token in tokens]
    if words[0] in _HEADINGS or words[0] == "alleen" or _ROUTINE & set(words):
        return True
    if "verder" in words and {"niks", "niets", "geen"} & set(words):
        return True
    if any(token.quantity is not None and token.quantity.unit in {"mg", "tabletten", "µg/L"} for token in tokens):
        return True
    return any(two in (("per", "dag"), ("toe", "een")) for two in pairwise(words))
