"""What more would have to be known of a person: a situation and those that it may still become."""

from __future__ import annotations

from bot.proof.diagrams import Function, Space
from bot.proof.regions import UNSAID, Variable


def may_become(space: Space, where: Function) -> Function:
    """True in the situations that lie there, or come to lie there when more facts are said."""
    made = where
    for fact in space.partition.facts:
        own, *ticks = space.partition.of(fact)
        some = made
        for variable in (own, *ticks):
            some = _some_part(space, some, variable)
        unsaid = space.node(
            space.partition.levels[fact, ""], tuple(space.constant(part == UNSAID) for part in own.parts)
        )
        made = space.either(made, space.both(unsaid, some))
    return made


def _some_part(space: Space, where: Function, variable: Variable) -> Function:
    return space.either(*(space.given(where, {variable: part}) for part in variable.parts))
