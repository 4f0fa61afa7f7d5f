"""People in few, wide regions: exactly those for whom something is so, in as few words as it takes.

A region here may be larger than what it stands for: it is read together with whom it is `among`. "Ferritin above 75 up to
76", among those who got this outcome before, leaves out everything that they have in common anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.proof.diagrams import Function, Region, Space
from bot.proof.regions import Part, Situation, Variable

Box = dict[Variable, frozenset[Part]]


@dataclass(frozen=True, slots=True)
class Group:
    """A wide region in which it is so for all people it was looked for among."""

    region: Region
    regions: int
    """How many regions of the diagram it stands for."""
    share: float
    """Which part of all situations it is; see `Space.share`."""


def groups(space: Space, where: Function, among: Function) -> tuple[Group, ...]:
    """All people among these for whom it is so, the most numerous group first.

    Nobody is left out and nobody else is in it: the groups together, within `among`, are exactly `where`, which must lie
    within `among`. Groups may overlap.
    """
    others = space.but_not(among, where)
    found = []
    for box in _cover(space, where, others):
        here = space.both(where, inside(space, box))
        region = Region(tuple(_in_order(space, _narrowed(space, box, here))))
        found.append(Group(region, space.count(here), space.share(here)))
    return tuple(sorted(found, key=lambda group: (-group.share, len(group.region.allowed))))


def inside(space: Space, box: Mapping[Variable, Iterable[Part]]) -> Function:
    """True in the situations that lie in the region."""
    made = space.constant(True)  # noqa: FBT003 - a value
    for variable, parts in box.items():
        allowed = frozenset(parts)
        branches = tuple(space.constant(part in allowed) for part in variable.parts)
        made = space.both(made, space.node(space.partition.levels[variable.fact, variable.tick], branches))
    return made


def _cover(space: Space, where: Function, others: Function) -> Iterator[Box]:
    left = where
    while (seed := space.simplest(left)) is not None:
        box = _widened(space, seed, others)
        yield box
        left = space.but_not(left, inside(space, box))


def _widened(space: Space, seed: Situation, others: Function) -> Box:
    """The situation without what does not matter, and with every answer that makes no difference."""
    box: Box = {}
    wide = others
    for variable in reversed(list(seed)):
        # Nearer to the root stand the answers that are still as in the seed; `wide` has those that were widened.
        fixed = {other: part for other, part in seed.items() if other not in box and other != variable}
        against = space.given(wide, fixed)
        harmful = frozenset(occurring(space, against, variable))
        box[variable] = frozenset(variable.parts) - harmful
        if harmful:
            wide = space.both(wide, inside(space, {variable: box[variable]}))
    return {variable: parts for variable, parts in box.items() if len(parts) < len(variable.parts)}


def _narrowed(space: Space, box: Box, here: Function) -> Box:
    """The box without answers that nobody in it gave."""
    occur = {variable: frozenset(occurring(space, here, variable)) for variable in box}
    return {variable: box[variable] & occur[variable] for variable in box}


def occurring(space: Space, where: Function, variable: Variable) -> Iterator[Part]:
    """The parts of a variable that somebody has for whom it is so."""
    for part in variable.parts:
        if not space.never(space.given(where, {variable: part})):
            yield part


def _in_order(space: Space, box: Box) -> Iterator[tuple[Variable, tuple[Part, ...]]]:
    for variable in space.partition.variables:
        if variable in box:
            yield variable, tuple(part for part in variable.parts if part in box[variable])
