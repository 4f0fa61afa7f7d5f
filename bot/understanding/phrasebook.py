"""Where the phrases of an editor stand in the words of a message, as close together as they can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.understanding.phrases import MOST_KEPT, Chain, Match, Phrase, Token, one_of

MOST_BETWEEN = 9
"""Other words that may stand between the words of a phrase."""
MOST_PLACES = 16
"""Of a word that is there more often than any person writes it, no more places are looked at."""
_ARTICLES = one_of("de het een die dat deze mijn mn me m te er")


class PhraseBook:
    """Phrases, indexed by the words in them that the fewest others have."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        phrases = tuple(phrases)
        counts: dict[str, int] = {}
        for phrase in phrases:
            for first in (chain[0] for item in phrase.items for chain in item):
                counts[first] = counts.get(first, 0) + 1
        self._by_atom: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            for first in min(phrase.firsts, key=lambda firsts: max(counts[atom] for atom in firsts) * len(firsts)):
                self._by_atom.setdefault(first, []).append(phrase)
        self._atoms = frozenset(counts) | {chain[0] for phrase in phrases for chain in phrase.forbids}
        self._own: dict[frozenset[str], tuple[str, ...]] = {}

    def matches(self, tokens: Sequence[Token], start: int, end: int) -> Iterator[Match]:
        """Every phrase that stands in this stretch of a message, each once, as close together as it can be."""
        at: dict[str, list[int]] = {}
        for place in range(start, end):
            for atom in self._own_atoms(tokens[place].atoms):
                places = at.setdefault(atom, [])
                if len(places) < MOST_PLACES:
                    places.append(place)
        here = at.keys()
        seen: set[int] = set()
        for atom in at:
            for phrase in self._by_atom.get(atom, ()):
                if id(phrase) in seen or any(map(here.isdisjoint, phrase.firsts)):
                    continue
                seen.add(id(phrase))
                if found := _places(phrase, tokens, at):
                    yield Match(phrase, found)

    def _own_atoms(self, atoms: frozenset[str]) -> tuple[str, ...]:
        """Of the atoms of a word, those that begin something in this book; always in the same order."""
        own = self._own.get(atoms)
        if own is None:
            if len(self._own) > MOST_KEPT:
                self._own.clear()
            own = self._own[atoms] = tuple(sorted(atoms & self._atoms))
        return own


def _places(phrase: Phrase, tokens: Sequence[Token], at: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    """Where the words of a phrase stand; empty when they do not, or a word stands there that must not."""
    options: list[list[tuple[int, ...]]] = []
    for item in phrase.items:
        found = [run for chain in item for first in at.get(chain[0], ()) if (run := _chain(chain, first, tokens))]
        if not found:
            return ()
        options.append(found)
    places = _closest(options)
    if places and any(_is_near(chain, places, tokens, at) for chain in phrase.forbids):
        return ()
    return places


def _is_near(chain: Chain, places: tuple[int, ...], tokens: Sequence[Token], at: Mapping[str, Sequence[int]]) -> bool:
    """Whether a word that must not be there stands no further away than the words of a phrase may."""
    near = range(places[0] - MOST_BETWEEN, places[-1] + MOST_BETWEEN + 1)
    return any(
        first in near and not _is_apart(places, first, tokens) and _chain(chain, first, tokens)
        for first in at.get(chain[0], ())
    )


def _is_apart(places: tuple[int, ...], other: int, tokens: Sequence[Token]) -> bool:
    """Whether "en of" begins another matter between a phrase and a word."""
    between = range(places[-1] + 1, other)
    return any(tokens[place].typed == "en" and tokens[place + 1].typed == "of" for place in between)


def _chain(atoms: Chain, first: int, tokens: Sequence[Token]) -> tuple[int, ...]:
    """The places of words side by side from `first` on; empty when they do not follow."""
    places = [first]
    for atom in atoms[1:]:
        place = places[-1] + 1
        while place < len(tokens) and atom not in tokens[place].atoms and tokens[place].typed in _ARTICLES:
            place += 1
        if place >= len(tokens) or atom not in tokens[place].atoms:
            return ()
        places.append(place)
    return tuple(places)


def _closest(options: Sequence[Sequence[tuple[int, ...]]]) -> tuple[int, ...]:
    """One choice for each item, each word used once, near each other; empty when there is none."""
    best: tuple[int, ...] = ()
    for start in options[0]:
        chosen = _with_each(start, options[1:])
        if chosen and (not best or chosen[-1] - chosen[0] < best[-1] - best[0]):
            best = chosen
    return best if best and best[-1] - best[0] < MOST_BETWEEN + len(best) else ()


def _with_each(start: tuple[int, ...], others: Sequence[Sequence[tuple[int, ...]]]) -> tuple[int, ...]:
    """The nearest free choice of each item beside a first one."""
    chosen = set(start)
    for choices in others:
        free = [run for run in choices if chosen.isdisjoint(run)]
        if not free:
            return ()
        distances = [min(abs(run[0] - place) for place in chosen) for run in free]
        chosen.update(free[distances.index(min(distances))])
    return tuple(sorted(chosen))
