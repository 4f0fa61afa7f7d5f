"""What is said in every situation: where the check ends, the blocks, the passages, and whether it is at its end.

Whether one test holds is the core's own verdict on a representative of each part, asked for every situation of
the facts it depends on (what it applies with, and what implies it). Rows, conditions and the table of rules are put
together from those as `conditions` and `replay` do it, with the same three verdicts. Tests compare the whole
with the core over random situations, and over all of them for a small content.

"Every situation" is every set of facts: those that were asked, those that a person mentioned although nobody
asks for them, and those left unsaid.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from bot.dialogue.conditions import NONE, Condition, FactId, Test
from bot.dialogue.model import Block, Content, Outcome, OutcomeId, PassageId, Rule, Said
from bot.proof.diagrams import Function, Space
from bot.proof.regions import UNSAID, Part, Variable, known_of, values_of

OPEN = "open"
"""Instead of an ending: a question is still open."""
NOWHERE = "nergens"
"""Instead of an ending: no row holds, and none can hold any more."""


@dataclass(slots=True)
class Situations:
    """What one content says in every situation of a space."""

    content: Content
    space: Space
    _tests: dict[Test, Function] = field(default_factory=dict)
    _conditions: dict[Condition, Function] = field(default_factory=dict)
    _made: dict[Hashable, Function] = field(default_factory=dict)

    def verdict(self, condition: Condition) -> Function:
        """True, False, or None for "depends on what is not known yet"."""
        if condition not in self._conditions:
            made = self.space.constant(False)  # noqa: FBT003 - a value
            for row in condition.rows:
                held = self.space.constant(True)  # noqa: FBT003 - a value
                for test in row:
                    held = self.space.combined(_and, held, self._test(test))
                made = self.space.combined(_or, made, held)
            self._conditions[condition] = made
        return self._conditions[condition]

    def holds(self, condition: Condition) -> Function:
        """True where the condition certainly holds."""
        return self.space.where(self.verdict(condition), lambda value: value is True)

    def possible(self, condition: Condition) -> Function:
        """True where the condition holds, or may hold for all that is known: a fact not asked counts as possibly true."""
        return self.space.where(self.verdict(condition), lambda value: value is not False)

    @property
    def decision(self) -> Function:
        """The number of the row that decides; `OPEN` while an earlier row may still, `NOWHERE` when no row can."""
        return self._once("decision", self._decide)

    @property
    def ending(self) -> Function:
        """The id of the outcome or alarm where the check ends, `OPEN` or `NOWHERE`."""
        rules = self.content.rules
        return self.space.combined(lambda n: rules[n].ending.id if isinstance(n, int) else n, self.decision)

    def decided_by(self, number: int) -> Function:
        """True where this row decides."""
        return self.space.where(self.decision, lambda decided: decided == number)

    def ends_at(self, outcomes: Iterable[OutcomeId]) -> Function:
        """True where the check ends at one of these."""
        rules, wanted = self.content.rules, frozenset(outcomes)
        numbers = {number for number, rule in enumerate(rules) if rule.ending.id in wanted}
        return self.space.where(self.decision, lambda decided: decided in numbers)

    def block(self, block: Block) -> Function:
        """True where this block is appended."""
        where = block.outcomes | block.if_known
        return self._once(("block", block.id), lambda: self.space.both(self.ends_at(where), self.holds(block.when)))

    def said_by(self, part: Outcome | Block, said: Said) -> Function:
        """True where this passage of an outcome or a block is said."""
        here = self.block(part) if isinstance(part, Block) else self.ends_at({part.id})
        return self.space.both(here, self.holds(said.when))

    def passage(self, passage: PassageId) -> Function:
        """True where this passage is said, by whichever outcome or block."""
        return self._once(("passage", passage), lambda: self._says(passage))

    @property
    def finished(self) -> Function:
        """True where no question is open any more: an ending, and everything that is said there decided."""
        return self._once("finished", self._finish)

    @property
    def ended(self) -> Function:
        """True where no question is open any more and there is an ending."""
        return self.space.but_not(self.finished, self.space.where(self.decision, lambda decided: decided == NOWHERE))

    @property
    def complete(self) -> Function:
        """True where every fact that is asked and applies was said: people of whom all is known."""
        made = self.space.constant(True)  # noqa: FBT003 - a value
        for fact in (fact for question in self.content.questions for fact in question.asks):
            own = self.space.partition.of(fact.id)[0]
            said = self.space.where(self.part_of(own), lambda part: part != UNSAID)
            needless = self.space.where(self.verdict(fact.only_with), lambda applies: applies is False)
            made = self.space.both(made, self.space.either(said, needless))
        return made

    def said_when_complete(self) -> Iterator[Function]:
        """All that is said to people of whom all is known: the ending, then each block and passage; None to others."""
        parts: list[Outcome | Block] = [*self.content.outcomes.values(), *self.content.blocks]
        yield self._once("complete ending", lambda: self._when_complete(self.ending))
        for part in parts:
            for place, said in enumerate(part.say):
                name = ("complete", part.id, place)
                yield self._once(name, partial(self._when_complete_said, part, said))

    def _when_complete_said(self, part: Outcome | Block, said: Said) -> Function:
        return self._when_complete(self.said_by(part, said))

    def _when_complete(self, function: Function) -> Function:
        complete = self._once("complete", lambda: self.complete)
        return self.space.combined(lambda known, value: value if known is True else None, complete, function)

    def regions_of_endings(self) -> int:
        """How many regions of situations there are that differ in where the check ends."""
        ended = self.space.combined(lambda done, ending: ending if done is True else OPEN, self.finished, self.ending)
        endings = self.space.range(ended) - {OPEN}
        return sum(self.space.count(ended, ending) for ending in endings)

    def part_of(self, variable: Variable) -> Function:
        """The part of this variable that holds."""
        level = self.space.partition.levels[variable.fact, variable.tick]
        return self.space.node(level, tuple(self.space.constant(part) for part in variable.parts))

    def _once(self, name: Hashable, make: Callable[[], Function]) -> Function:
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def _decide(self) -> Function:
        made = self.space.constant(NOWHERE)
        for number, rule in reversed(tuple(enumerate(self.content.rules))):
            made = self.space.combined(_first(number, rule), self.verdict(rule.when), made)
        return made

    def _says(self, passage: PassageId) -> Function:
        parts: list[Outcome | Block] = [*self.content.outcomes.values(), *self.content.blocks]
        places = [self.said_by(part, said) for part in parts for said in part.say if said.passage.id == passage]
        closings = {outcome.id for outcome in self.content.outcomes.values() if outcome.closing.id == passage}
        return self.space.either(*places, self.ends_at(closings))

    def _finish(self) -> Function:
        space = self.space
        made = space.where(self.decision, lambda decided: decided != OPEN)
        for outcome in self.content.outcomes.values():
            undecided = self._undecided_passages(outcome)
            made = space.but_not(made, space.both(self.ends_at({outcome.id}), undecided))
        for block in self.content.blocks:
            opens = space.either(
                space.where(self.verdict(block.when), _undecided),
                space.both(self.possible(block.when), self._undecided_passages(block)),
            )
            made = space.but_not(made, space.both(self.ends_at(block.outcomes), opens))
        return made

    def _undecided_passages(self, part: Outcome | Block) -> Function:
        return self.space.either(*(self.space.where(self.verdict(said.when), _undecided) for said in part.say))

    def _test(self, test: Test) -> Function:
        if test not in self._tests:
            variables = self._looked_at(test)
            condition = Condition(((test,),))

            def at(place: int, situation: dict[Variable, Part]) -> Function:
                if place == len(variables):
                    return self.space.constant(known_of(self.content, values_of(situation)).verdict(condition))
                variable = variables[place]
                level = self.space.partition.levels[variable.fact, variable.tick]
                branches = tuple(at(place + 1, {**situation, variable: part}) for part in variable.parts)
                return self.space.node(level, branches)

            self._tests[test] = at(0, {})
        return self._tests[test]

    def _looked_at(self, test: Test) -> tuple[Variable, ...]:
        """The variables on which the verdict on a test can depend, in order."""
        ticks: dict[FactId, set[str]] = {}
        todo = [test]
        while todo:
            one = todo.pop()
            new = one.fact not in ticks
            ticks.setdefault(one.fact, set()).update(one.options)
            if new and one.fact in self.content.facts:
                todo += [parent for row in self.content.facts[one.fact].only_with.rows for parent in row]
                todo += [Test(fact.id) for fact in self.content.facts.values() if one.fact in fact.implies]
        return tuple(
            variable
            for variable in self.space.partition.variables
            if variable.fact in ticks and (not variable.tick or {variable.tick, NONE} & ticks[variable.fact])
        )


def _and(one: Hashable, other: Hashable) -> Hashable:
    if one is False or other is False:
        return False
    return True if one is True and other is True else None


def _or(one: Hashable, other: Hashable) -> Hashable:
    if one is True or other is True:
        return True
    return False if one is False and other is False else None


def _first(number: int, rule: Rule) -> Callable[[Hashable, Hashable], Hashable]:
    """A row decides where it holds; where it may still hold it keeps the check open, unless nothing is asked for it."""

    def decided(verdict: Hashable, below: Hashable) -> Hashable:
        if verdict is True:
            return number
        return OPEN if verdict is None and not rule.if_known else below

    return decided


def _undecided(verdict: Hashable) -> bool:
    return verdict is None
