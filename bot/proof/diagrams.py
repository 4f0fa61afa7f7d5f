"""Functions of a situation, as decision diagrams: exact, and small because equal parts are shared.

A diagram looks at one variable after the other, always in the order of the partition, and goes on where the
part that holds leads; what it ends at is its value. Equal diagrams are the same object (Bryant 1986, here with
more than two branches: Srinivasan, Kam, Malik and Brayton 1990), so equality is `is`, "nowhere" is a diagram
without that value, and every operation takes time in the size of the diagrams, not in the number of situations.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field

from bot.proof.regions import UNSAID, Part, Partition, Situation, Variable

ANYWHERE = True
"""The value of a function that only says where something is so."""

Function = int
"""A diagram: its number in the space that made it. Equal functions have equal numbers."""


@dataclass(frozen=True, slots=True)
class Region:
    """Situations that differ in nothing that matters: for each variable that does, the parts it may have."""

    allowed: tuple[tuple[Variable, tuple[Part, ...]], ...]


@dataclass(slots=True)
class Space:
    """All diagrams over one partition.

    `both`, `either`, `but_not` and `nowhere` take functions that are True or False everywhere.
    """

    partition: Partition
    nodes: list[tuple[int, tuple[Function, ...]]] = field(default_factory=list)
    values: dict[Function, Hashable] = field(default_factory=dict)
    _by_node: dict[tuple[int, tuple[Function, ...]], Function] = field(default_factory=dict)
    _anded: dict[tuple[Function, Function], Function] = field(default_factory=dict)
    _opposite: dict[Function, Function] = field(default_factory=dict)
    _by_value: dict[tuple[type, Hashable], Function] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        """The level below all variables, where the values are."""
        return len(self.partition.variables)

    def constant(self, value: Hashable) -> Function:
        """The function that has this value everywhere."""
        found = self._by_value.get((type(value), value))
        if found is None:
            found = self._by_value[type(value), value] = len(self.nodes)
            self.nodes.append((self.depth, ()))
            self.values[found] = value
        return found

    def node(self, level: int, branches: tuple[Function, ...]) -> Function:
        """The function that goes on with the branch of the part that holds."""
        if len(set(branches)) == 1:
            return branches[0]
        found = self._by_node.get((level, branches))
        if found is None:
            found = self._by_node[level, branches] = len(self.nodes)
            self.nodes.append((level, branches))
        return found

    def combined(self, combine: Callable[..., Hashable], *functions: Function) -> Function:
        """The function whose value is `combine` of the values of these."""
        done: dict[tuple[Function, ...], Function] = {}

        def at(these: tuple[Function, ...]) -> Function:
            if these in done:
                return done[these]
            level = min(self.nodes[one][0] for one in these)
            if level == self.depth:
                made = self.constant(combine(*(self.values[one] for one in these)))
            else:
                split = [self._branches(one, level) for one in these]
                made = self.node(level, tuple(at(branch) for branch in zip(*split, strict=True)))
            done[these] = made
            return made

        return at(functions)

    def where(self, function: Function, holds: Callable[[Hashable], bool]) -> Function:
        """True where the value passes, False elsewhere."""
        return self.combined(holds, function)

    def both(self, *functions: Function) -> Function:
        """True where all of them are."""
        made = self.constant(True)  # noqa: FBT003 - a value
        for function in functions:
            made = self._and(made, function)
        return made

    def either(self, *functions: Function) -> Function:
        """True where any of them is."""
        return self.nowhere(self.both(*(self.nowhere(function) for function in functions)))

    def but_not(self, function: Function, other: Function) -> Function:
        """True where the first is and the second is not."""
        return self._and(function, self.nowhere(other))

    def nowhere(self, function: Function) -> Function:
        """True where it is False, and the other way round."""
        if function in self.values:
            return self.constant(self.values[function] is not True)
        if function not in self._opposite:
            level, branches = self.nodes[function]
            self._opposite[function] = self.node(level, tuple(self.nowhere(branch) for branch in branches))
        return self._opposite[function]

    def _and(self, one: Function, other: Function) -> Function:
        """`both` of two, which is asked for most: the answer is known as soon as one of them is a constant."""
        if one in self.values or other in self.values:
            constant, rest = (one, other) if one in self.values else (other, one)
            return rest if self.values[constant] is True else constant
        if one == other:
            return one
        key = (min(one, other), max(one, other))
        if key not in self._anded:
            level = min(self.nodes[one][0], self.nodes[other][0])
            branches = zip(self._branches(one, level), self._branches(other, level), strict=True)
            self._anded[key] = self.node(level, tuple(self._and(*pair) for pair in branches))
        return self._anded[key]

    def given(self, function: Function, situation: Situation) -> Function:
        """What is left of a function once this is known of a person."""
        fixed = {
            self.partition.levels[variable.fact, variable.tick]: variable.parts.index(part)
            for variable, part in situation.items()
        }
        done: dict[Function, Function] = {}

        def at(one: Function) -> Function:
            if one not in done:
                level, branches = self.nodes[one]
                if level == self.depth:
                    done[one] = one
                elif level in fixed:
                    done[one] = at(branches[fixed[level]])
                else:
                    done[one] = self.node(level, tuple(at(branch) for branch in branches))
            return done[one]

        return at(function)

    def never(self, function: Function, value: Hashable = ANYWHERE) -> bool:
        """Whether no situation has this value."""
        return value not in self.range(function)

    def range(self, function: Function) -> set[Hashable]:
        """The values it has."""
        return {self.values[one] for one in self._reached(function) if one in self.values}

    def support(self, function: Function) -> tuple[Variable, ...]:
        """The variables on which it depends, in order."""
        levels = {self.nodes[one][0] for one in self._reached(function)} - {self.depth}
        return tuple(self.partition.variables[level] for level in sorted(levels))

    def size(self, function: Function) -> int:
        """How many nodes it takes."""
        return len(self._reached(function))

    def regions(self, function: Function, value: Hashable = ANYWHERE) -> Iterator[Region]:
        """All situations with this value, as regions that do not overlap; what does not matter is left out."""
        yield from (Region(tuple(path)) for path in self._paths(function, value))

    def count(self, function: Function, value: Hashable = ANYWHERE) -> int:
        """How many regions there are with this value; see `regions`."""
        done: dict[Function, int] = {one: int(self.values[one] == value) for one in self.values}

        def at(one: Function) -> int:
            if one not in done:
                done[one] = sum(at(branch) for branch in dict.fromkeys(self.nodes[one][1]))
            return done[one]

        return at(function)

    def share(self, function: Function, value: Hashable = ANYWHERE) -> float:
        """Which part of all situations has this value, every part of a variable counted alike."""
        done: dict[Function, float] = {}

        def at(one: Function) -> float:
            if one not in done:
                level, branches = self.nodes[one]
                if level == self.depth:
                    done[one] = float(self.values[one] == value)
                else:
                    done[one] = sum(at(branch) for branch in branches) / len(branches)
            return done[one]

        return at(function)

    def simplest(self, function: Function, value: Hashable = ANYWHERE) -> Situation | None:
        """A situation with this value that takes the fewest facts; None when there is none."""
        best: dict[Function, tuple[int, tuple[int, ...]] | None] = {}

        def at(one: Function) -> tuple[int, tuple[int, ...]] | None:
            if one in best:
                return best[one]
            level, branches = self.nodes[one]
            if level == self.depth:
                best[one] = (0, ()) if self.values[one] == value else None
                return best[one]
            found: tuple[int, tuple[int, ...]] | None = None
            for place, branch in enumerate(branches):
                rest = at(branch)
                if rest is not None:
                    costs = rest[0] + (self.partition.variables[level].parts[place] != UNSAID)
                    if found is None or costs < found[0]:
                        found = (costs, (place, branch))
            best[one] = found
            return found

        if at(function) is None:
            return None
        situation: dict[Variable, Part] = {}
        while function not in self.values:
            level, _ = self.nodes[function]
            step = best[function]
            assert step is not None  # noqa: S101 - a branch that leads to the value was chosen
            place, function = step[1]
            variable = self.partition.variables[level]
            situation[variable] = variable.parts[place]
        return situation

    def widest(self, function: Function, situation: Situation) -> Region:
        """The region around a situation in which the function is True all the same: what does not matter is left out."""
        kept = dict(situation)
        for variable in situation:
            fewer = {other: part for other, part in kept.items() if other != variable}
            if self.range(self.given(function, fewer)) == {True}:
                kept = fewer
        return Region(tuple((variable, (part,)) for variable, part in kept.items()))

    def at(self, function: Function, situation: Situation) -> Hashable:
        """The value in a situation; what is missing in it must make no difference, or counts as unsaid."""
        while function not in self.values:
            level, branches = self.nodes[function]
            variable = self.partition.variables[level]
            part = situation.get(variable, variable.parts[0])
            function = branches[variable.parts.index(part)]
        return self.values[function]

    def _paths(self, function: Function, value: Hashable) -> Iterator[list[tuple[Variable, tuple[Part, ...]]]]:
        if function in self.values:
            if self.values[function] == value:
                yield []
            return
        level, branches = self.nodes[function]
        variable = self.partition.variables[level]
        for branch in dict.fromkeys(branches):
            parts = tuple(part for part, to in zip(variable.parts, branches, strict=True) if to == branch)
            for rest in self._paths(branch, value):
                yield [(variable, parts), *rest]

    def _branches(self, function: Function, level: int) -> tuple[Function, ...]:
        here, branches = self.nodes[function]
        return branches if here == level else (function,) * len(self.partition.variables[level].parts)

    def _reached(self, function: Function) -> set[Function]:
        reached, todo = {function}, [function]
        while todo:
            for branch in self.nodes[todo.pop()][1]:
                if branch not in reached:
                    reached.add(branch)
                    todo.append(branch)
        return reached
