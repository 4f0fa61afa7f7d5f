"""Phrases an editor writes, found in the words of a message.

A phrase is words with spaces between them; all of them must stand near each other, in any order,
since Dutch moves its verbs about ("lopen helpt", "als het lopen maar helpt"). In a phrase

    a|b             is one of these
    a_b             are words side by side, in this order (articles may stand between them)
    kramp*  *pijn   begin or end like this; other words match in all their forms
    =savonds        is exactly this form
    <lopen>         is any word of that list
    #  #weken       is any number, or a number of weeks
    -je             must not stand in the same clause

What a word of a message is among all of these is looked up once and kept: its atoms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.understanding.dutch import Dutch, Word, stem
from bot.understanding.numbers import Quantity, quantities
from bot.understanding.writing import Compounds, with_marks

MOST_KEPT = 20_000
"""Words kept at hand; bounds memory, whatever people type."""
_SHORTEST_NAME = 6
_NAMING_KINDS = ("taken", "had", "relative", "kind_of_iron")
_NUMBERS = re.compile(
    r"\d|½|¼|¾|één|(?<!\w)(?:half|halve|kwart|driekwart|ander|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf"
    r"|twaalf|dert|veert|vijft|zest|twint|tacht|honderd|duizend|nul"
    r"|(?:een|'n)\s+(?:keer|maal|dag|week|maand|jaar|uur|minuut|half|kwart))"
)
"""What every message with a quantity has; the others need not be searched for one."""
_BREAK = re.compile(r"\s*\n\s*")


def one_of(written: str) -> frozenset[str]:
    """The words of a table of function words."""
    return frozenset(written.split())


NEGATORS = one_of("niet geen nooit niks niets nergens zonder noch nauwelijks amper geeneen")

Chain = tuple[str, ...]
"""Atoms of words that stand side by side."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, mark or quantity of a message, and the words of phrases that it is."""

    typed: str
    atoms: frozenset[str]
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase made ready. Of each item one choice must be there, of `forbids` none."""

    written: str
    fact: str
    value: str
    kind: str
    items: tuple[tuple[Chain, ...], ...]
    forbids: tuple[Chain, ...]
    firsts: tuple[frozenset[str], ...]
    """The first atoms of each item's choices: a quick look at whether the phrase can be there at all."""


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found, and the places of the tokens that made it, in order."""

    phrase: Phrase
    places: tuple[int, ...]


class Lexicon:
    """The words of all phrases and lists, and what each word of a message is among them."""

    def __init__(self, lists: Mapping[str, Iterable[str]], compounds: Iterable[str] = ()) -> None:
        """`lists`: words under a name, for <name> in a phrase. `compounds`: words that may be written apart."""
        self._compounds = Compounds(compounds)
        self._stems: dict[str, set[str]] = {}
        self._exact: dict[str, set[str]] = {}
        self._affixes: dict[str, set[str]] = {}
        self._kept: dict[tuple[str, str], Token] = {}
        self._names = frozenset(lists)
        for name, words in lists.items():
            for word in words:
                self._add(word, f"<{name}>")

    def _add(self, word: str, atom: str) -> None:
        if "*" in word:
            self._affixes.setdefault(word, set()).add(atom)
        elif word.startswith("="):
            self._exact.setdefault(word[1:], set()).add(atom)
        else:
            self._stems.setdefault(stem(word), set()).add(atom)

    def atom(self, word: str) -> str:
        """The atom for a word of a phrase. ValueError when it names a list that does not exist."""
        if word.startswith("<"):
            if word[1:-1] not in self._names:
                raise ValueError(word)
        elif not word.startswith("#"):
            self._add(word, word)
        return word

    def phrase(self, written: str, fact: str, value: str, kind: str) -> Phrase:
        """The phrase as an editor wrote it, ready to be found. ValueError with what cannot be read."""
        items: list[tuple[Chain, ...]] = []
        forbids: list[Chain] = []
        for part in written.split():
            choices = tuple(tuple(map(self.atom, choice.split("_"))) for choice in part.lstrip("-").split("|"))
            if part.startswith("-"):
                forbids.extend(choices)
            else:
                items.append(choices)
        if not items:
            raise ValueError(written)
        firsts = tuple(frozenset(chain[0] for chain in item) for item in items)
        return Phrase(written, fact, value, kind, tuple(items), tuple(forbids), firsts)

    def tokens(self, dutch: Dutch, text: str) -> tuple[Token, ...]:
        """The words, marks and quantities of a message, in order; a new line ends a sentence."""
        text = _BREAK.sub(" . ", text.strip())
        found: list[Token] = []
        done = 0
        for quantity in quantities(text) if _NUMBERS.search(text.casefold()) else ():
            found.extend(self._words(dutch, text[done : quantity.start]))
            found.append(self._quantity(text, quantity))
            done = quantity.end
        found.extend(self._words(dutch, text[done:]))
        return tuple(found)

    def _words(self, dutch: Dutch, text: str) -> Iterator[Token]:
        """The words and marks between the quantities."""
        return map(self._token, self._compounds.joined(with_marks(dutch.words(text))))

    def _quantity(self, text: str, quantity: Quantity) -> Token:
        """A quantity is "#", its unit and the word for it; "#()" when it stands between brackets."""
        written = text[quantity.start : quantity.end].casefold()
        enclosed = text[quantity.start - 1 : quantity.start] == "(" and text[quantity.end : quantity.end + 1] == ")"
        atoms = {"#", f"#{quantity.unit}", *(["#()"] if enclosed else [])}
        last = written.split()[-1]
        return Token(written, self._token(Word(last, stem(last), last, is_mark=False)).atoms | atoms, quantity)

    def _token(self, word: Word) -> Token:
        key = (word.typed, word.stem)
        token = self._kept.get(key)
        if token is None:
            if len(self._kept) > MOST_KEPT:
                self._kept.clear()
            # A word that means something as it is written is no typing error.
            as_typed = self._atoms_of(word.typed, stem(word.typed))
            token = Token(word.typed, as_typed or self._atoms_of(word.typed, word.stem))
            self._kept[key] = token
        return token

    def _atoms_of(self, typed: str, stemmed: str) -> frozenset[str]:
        found = self._stems.get(stemmed, set()) | self._exact.get(typed, set())
        for affix, atoms in self._affixes.items():
            part = affix.strip("*")
            fits = str.startswith if affix.endswith("*") else str.endswith
            if fits(typed, part) or fits(stemmed, part):
                found = found | atoms
        return frozenset(found)


def vocabulary(phrases: Mapping[str, Any]) -> Iterator[str]:
    """The words of `fact_phrases.yaml` that typing errors are mended to: what is taken and had, and a list."""
    yield from phrases["words"].get("mended", ())
    written = list(phrases["words"].get("ijzermiddel", ()))
    for values in phrases["facts"].values():
        for kinds in values.values():
            if isinstance(kinds, Mapping):
                written += [phrase for kind in _NAMING_KINDS for phrase in kinds.get(kind, ())]
    for phrase in written:
        for word in re.split(r"[\s|_]+", phrase):
            if word.strip("*").isalpha() and len(word.strip("*")) >= _SHORTEST_NAME:
                yield word.strip("*")
