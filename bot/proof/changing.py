"""One thing that a change of content changes, for whom, and how several of them are told as one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bot.proof.diagrams import Function, Space
from bot.proof.groups import Group

Kind = Literal["ending", "block", "passage", "questions", "sooner", "later"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changes, and for whom."""

    kind: Kind
    endings: tuple[str, ...]
    """Where the check ended before, for those it concerns; it still does, unless the ending is what changes."""
    before: tuple[str, ...]
    """What is no more: the ending, a block or passage, or questions."""
    after: tuple[str, ...]
    """What is new."""
    within: str
    """The outcome or block that says the passage; "" for other kinds."""
    where: Function
    """True for all it concerns, whether everything is known of them or not."""
    people: Function
    """True for those among whom groups are to be read."""
    alarm: bool
    """Whether these endings are alarms; shares are then of all people, else of those who had no alarm before."""
    among: float
    """Which part of these people the groups are to be read among."""
    share: float
    """Which part of these people it concerns; never more than `among`."""
    regions: int
    groups: tuple[Group, ...]
    """The people of whom everything is known, as few wide regions."""
    rest: tuple[Group, ...]
    """Those who were not asked everything, and for whom it changes while it does for none of those they may turn out to be."""
    lengths: tuple[Span, Span] | None = None
    """The fewest and most questions before and after, where they are not the same."""
    to: tuple[Change, ...] = ()
    """Where people go who get another ending, when that is not one: to be read among all who lose it."""

    @property
    def described(self) -> Hashable:
        """What changes for which groups, whatever the ending was."""
        regions = tuple(group.region for group in (*self.groups, *self.rest))
        return (
            self.kind,
            () if self.kind == "ending" else self.before,
            self.after,
            self.within,
            regions,
            self.alarm,
            bool(self.to),
        )


def merged(space: Space, changes: Iterable[Change]) -> Iterator[Change]:
    """The same for the same groups at several endings, said once."""
    found: dict[Hashable, Change] = {}
    for change in changes:
        same = found.get(change.described)
        found[change.described] = _both(space, same, change) if same else change
    yield from found.values()


def _both(space: Space, one: Change, other: Change) -> Change:
    return replace(
        one,
        endings=(*one.endings, *other.endings),
        before=one.before if one.kind != "ending" else (*one.before, *other.before),
        where=space.either(one.where, other.where),
        people=space.either(one.people, other.people),
        among=one.among + other.among,
        share=one.share + other.share,
        regions=one.regions + other.regions,
        groups=_added(one.groups, other.groups),
        rest=_added(one.rest, other.rest),
        lengths=_wider(one.lengths, other.lengths),
        to=tuple(_both(space, here, there) for here, there in zip(one.to, other.to, strict=True)),
    )


def _added(one: tuple[Group, ...], other: tuple[Group, ...]) -> tuple[Group, ...]:
    return tuple(
        replace(here, regions=here.regions + there.regions, share=here.share + there.share)
        for here, there in zip(one, other, strict=True)
    )


def _wider(one: tuple[Span, Span] | None, other: tuple[Span, Span] | None) -> tuple[Span, Span] | None:
    if one is None or other is None:
        return one or other
    before, after = ((min(a[0], b[0]), max(a[1], b[1])) for a, b in zip(one, other, strict=True))
    return before, after
