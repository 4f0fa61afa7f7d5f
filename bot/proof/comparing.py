"""What a change of content does to whom: which people get another ending, other blocks, passages or questions.

Over one partition of both contents, so exact: a person who is in none of the groups is told the same texts in the same
number of questions as before; what the texts themselves say is compared by `wordings`.

People are described by all that the check could ask them (everything known, and whatever else they mentioned). Somebody who
was not asked everything is one of those they may turn out to be, unless a row looks only at what happens to be known;
people for whom something changes while it changes for none of those are in `rest`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property, partial
from itertools import chain

from bot.dialogue.model import Block, Content, Outcome, PassageId
from bot.proof.asked import asked
from bot.proof.changing import Change, Kind, Span, merged
from bot.proof.completing import may_become
from bot.proof.diagrams import Function, Space
from bot.proof.groups import groups
from bot.proof.regions import Partition
from bot.proof.situations import Situations


class Comparison:
    """Two contents over one space."""

    def __init__(self, before: Content, after: Content) -> None:
        self.before, self.after = before, after
        self.space = Space(Partition([before, after]))
        self.one, self.other = Situations(before, self.space), Situations(after, self.space)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Everything that changes for anybody: endings first, then blocks, passages, questions."""
        found = (*self._endings(), *self._blocks(), *self._passages(), *self._questions())
        return (*merged(self.space, found), *self._told(found))

    @property
    def same(self) -> bool:
        """Whether nothing changes for anybody; sooner known than what changes."""
        found = chain(self._endings(), self._blocks(), self._passages(), self._questions(), self._told(()))
        return next(found, None) is None

    @cached_property
    def finished(self) -> Function:
        """True where no question is open, before and after."""
        return self.space.both(self.one.finished, self.other.finished)

    @cached_property
    def complete(self) -> Function:
        """True for people of whom everything is known that either content asks."""
        return self.space.both(self.finished, self.one.complete, self.other.complete)

    @cached_property
    def _without_alarm(self) -> Function:
        return self.space.but_not(self.complete, self.one.ends_at(self.before.alarms))

    @cached_property
    def _asked(self) -> tuple[Function, Function]:
        return asked(self.before, self.space), asked(self.after, self.space)

    @cached_property
    def _same_ending(self) -> Function:
        same = self.space.combined(operator.eq, self.one.ending, self.other.ending)
        return self.space.both(self.finished, same)

    def _ended(self, ending: Hashable) -> Function:
        """True where the check ended there before."""
        return self.space.both(self.finished, self.space.where(self.one.ending, partial(operator.eq, ending)))

    def _endings(self) -> Iterator[Change]:
        """For each ending whom it loses, and where they go instead."""
        for was, here in self._by_ending(self.space.but_not(self.finished, self._same_ending)):
            to = []
            for becomes in _sorted(self._only(self.other.ending, here), self.after):
                where = self.space.both(here, self.space.where(self.other.ending, partial(operator.eq, becomes)))
                to.append(self._change("ending", was, (was,), (becomes,), here, where, asks=True))
            after = tuple(name for change in to for name in change.after)
            whole = self._change("ending", was, (was,), after, self._ended(was), here, asks=True)
            yield replace(whole, to=tuple(to) if len(to) > 1 else ())

    def _blocks(self) -> Iterator[Change]:
        for name in dict.fromkeys(block.id for content in (self.before, self.after) for block in content.blocks):
            yield from self._come_and_gone("block", name, "", self._same_ending, partial(self._there, name))

    def _passages(self) -> Iterator[Change]:
        """Passages of outcomes and blocks that are there before and after; what a new ending or block says, goes with it."""
        for name in dict.fromkeys(part.id for content in (self.before, self.after) for part in _parts(content)):
            here = self.space.both(self._same_ending, self._there(name, self.one), self._there(name, self.other))
            said = dict.fromkeys((*_passages_of(self.before, name), *_passages_of(self.after, name)))
            for passage in said if not self.space.never(here) else ():
                yield from self._come_and_gone("passage", passage, name, here, partial(self._says, name, passage))

    def _questions(self) -> Iterator[Change]:
        """Other questions on the way to the same ending; on the way to another one they are counted there."""
        if self._asked[0] == self._asked[1]:
            return
        known = self.space.both(self.complete, self._same_ending)
        different = self.space.combined(_asked_differently, *self._asked)
        kinds = {kind for kind in self._only(different, known) if isinstance(kind, tuple)}
        for gone, new in sorted(kinds):
            changed = self.space.both(known, self.space.where(different, partial(operator.eq, (gone, new))))
            for ending, where in self._by_ending(changed):
                among = self.space.both(known, self._ended(ending))
                yield self._change("questions", ending, gone, new, among, where, asks=True)

    def _told(self, found: Iterable[Change]) -> Iterator[Change]:
        """Who told more than was asked may be done sooner or later, without any change for whom they may turn out to be."""
        explained = may_become(self.space, self.space.either(*(change.where for change in found)))
        kinds: tuple[tuple[Kind, Situations, Situations], ...] = (
            ("later", self.one, self.other),
            ("sooner", self.other, self.one),
        )
        for kind, one, other in kinds:
            where = self.space.but_not(self.space.but_not(one.finished, other.finished), explained)
            if not self.space.never(where):
                rest = groups(self.space, where, one.finished)
                count = self.space.count(where)
                yield Change(
                    kind,
                    (),
                    (),
                    (),
                    "",
                    where,
                    one.finished,
                    alarm=False,
                    among=0,
                    share=0,
                    regions=count,
                    groups=(),
                    rest=rest,
                )

    def _come_and_gone(
        self, kind: Kind, name: str, within: str, here: Function, said: Callable[[Situations], Function]
    ) -> Iterator[Change]:
        one, other = said(self.one), said(self.other)
        for where, before, after in (
            (self.space.but_not(one, other), (name,), ()),
            (self.space.but_not(other, one), (), (name,)),
        ):
            for ending, those in self._by_ending(self.space.both(here, where)):
                among = self.space.both(here, self._ended(ending))
                yield self._change(kind, ending, before, after, among, those, within)

    def _change(  # noqa: PLR0913, PLR0917 - a Change, with what follows from the rest worked out
        self,
        kind: Kind,
        ending: str,
        before: tuple[str, ...],
        after: tuple[str, ...],
        among: Function,
        where: Function,
        within: str = "",
        *,
        asks: bool = False,
    ) -> Change:
        space = self.space
        known, among_known = space.both(where, self.complete), space.both(among, self.complete)
        rest = space.but_not(where, may_become(space, known))
        alarm = ending in self.before.alarms
        everybody = space.share(self.complete if alarm else self._without_alarm)
        return Change(
            kind, (ending,), before, after, within, where, among,
            alarm=alarm,
            among=space.share(among_known) / everybody,
            share=space.share(known) / everybody,
            regions=space.count(known),
            groups=tuple(
                replace(group, share=group.share / everybody) for group in groups(space, known, among_known)
            ),
            rest=groups(space, rest, among),
            lengths=self._lengths(known) if asks else None,
        )  # fmt: skip

    def _by_ending(self, where: Function) -> Iterator[tuple[str, Function]]:
        """Those for whom it is so by where their check ended before, in the order of the table."""
        for ending in _sorted(self._only(self.one.ending, where), self.before):
            yield ending, self.space.both(where, self._ended(ending))

    def _only(self, function: Function, where: Function) -> set[Hashable]:
        """The values of a function in the situations where this is so."""
        return self.space.range(self.space.combined(lambda here, value: value if here else None, where, function))

    def _lengths(self, known: Function) -> tuple[Span, Span] | None:
        spans = []
        for asked_before_or_after in self._asked:
            found = {len(asked) for asked in self._only(asked_before_or_after, known) if isinstance(asked, tuple)}
            spans.append((min(found, default=0), max(found, default=0)))
        return (spans[0], spans[1]) if spans[0] != spans[1] else None

    def _there(self, name: str, situations: Situations) -> Function:
        """True where this outcome or block is said."""
        parts = [part for part in _parts(situations.content) if part.id == name]
        return self.space.either(
            *(situations.block(part) if isinstance(part, Block) else situations.ends_at({part.id}) for part in parts)
        )

    def _says(self, name: str, passage: PassageId, situations: Situations) -> Function:
        parts = [part for part in _parts(situations.content) if part.id == name]
        return self.space.either(
            *(situations.said_by(part, said) for part in parts for said in part.say if said.passage.id == passage)
        )


def _parts(content: Content) -> Iterator[Outcome | Block]:
    yield from content.outcomes.values()
    yield from content.blocks


def _passages_of(content: Content, name: str) -> Iterator[PassageId]:
    return (said.passage.id for part in _parts(content) if part.id == name for said in part.say)


def _asked_differently(before: Hashable, after: Hashable) -> Hashable:
    """The questions that are asked no more, and those that are new; None for the same in the same order."""
    if before == after or not isinstance(before, tuple) or not isinstance(after, tuple):
        return None
    gone, new = set(before) - set(after), set(after) - set(before)
    return tuple(sorted(gone)), tuple(sorted(new))


def _sorted(endings: Iterable[Hashable], content: Content) -> list[str]:
    """Endings in the order of the table; what is no ending comes last."""
    order = list(dict.fromkeys(rule.ending.id for rule in content.rules))
    named = [str(ending) for ending in endings if ending is not None]
    return sorted(named, key=lambda ending: (order.index(ending) if ending in order else len(order), ending))  # type: ignore[arg-type]
