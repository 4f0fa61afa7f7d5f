"""What can happen in a conversation, and what comes back.

An event goes in, a turn comes out: the new state and the replies. Channels translate:
they make events of what arrives and show replies; what is in them is the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bot.dialogue.conditions import FactId, Value
from bot.dialogue.model import Link, OutcomeId, QuestionId, TopicId
from bot.dialogue.replay import Answers

# --- Events: what the person did -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """A number somebody wrote: as written, with the unit beside it ("" for none)."""

    value: float
    unit: str = ""
    bound: str = ""
    """"onder" for "<10", "boven" for ">300"."""
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """A typed message as understood without knowing what was asked. Made by `bot.understanding`."""

    text: str
    """As typed, without surrounding white space."""
    folded: str
    """Lower case, without accents and punctuation, single spaces."""
    command: str = ""
    """The command it is ("/terug"), also when typed as a Dutch word; "" for none; "?" for an unknown one."""
    payload: str = ""
    """What stood behind a command."""
    numbers: tuple[Number, ...] = ()
    alarm: OutcomeId | None = None
    """The emergency it speaks of, even in passing."""
    facts: tuple[tuple[FactId, Value], ...] = ()
    """What it states about the person who writes."""
    topics: tuple[TopicId, ...] = ()
    """What it may be asking about, best first, at most three."""
    sure: Literal["answer", "suggest", ""] = ""
    """Whether the first topic can be answered at once, or the topics be offered; "" when none fits."""
    second: TopicId | None = None
    """What a second question in the same message is about."""
    asks: bool = False
    """Whether it reads as a question."""
    correction: Heard | None = None
    """What stands behind "nee, ik bedoel": perhaps another answer to the question before."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text message or a command."""

    heard: Heard


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button: which conversation and screen it stood on, and which choice of that screen it was."""

    conversation: str
    screen: int
    choice: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A button that opens a topic. Like the two below it needs no state and never grows stale."""

    topic: TopicId


@dataclass(frozen=True, slots=True)
class Browsed:
    """A button that shows the themes (no theme), or a page of the topics of one."""

    theme: int | None = None
    page: int = 0


@dataclass(frozen=True, slots=True)
class Ordered:
    """A button that stands for a command."""

    command: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that is not text, or text changed afterwards, named by the id of the remark it gets."""

    remark: str


Lasting = Asked | Browsed | Ordered
Event = Typed | Tapped | Sent | Lasting

# --- State: all that is kept ------------------------------------------------------------------

Tick = tuple[FactId, str]


@dataclass(frozen=True, slots=True)
class Unsure:
    """A number that waits for "klopt dit?": perhaps unusual, perhaps another fact."""

    fact: FactId
    value: float
    perhaps: FactId | None = None
    """The fact it may be instead (a ferritin of 7.8 may be the Hb)."""
    perhaps_value: float = 0.0
    """The number in the unit of that fact."""


@dataclass(frozen=True, slots=True)
class State:
    """One person's conversation. `screen` numbers what the live message shows."""

    conversation: str
    screen: int = 0
    consent: bool = False
    place: Literal["start", "consent", "check"] = "start"
    answers: Answers = ()
    ticks: frozenset[Tick] | None = None
    """What is ticked on the live screen and not given as an answer yet; None while nobody has touched it."""
    unsure: Unsure | None = None
    proposed: tuple[tuple[FactId, Value], ...] = ()
    """Facts heard in free text that wait for "klopt dat?"."""
    shown: str = ""
    """Mark of the live screen's choices: after a change of content, old buttons are known not to fit."""
    changing: QuestionId | Literal["choose"] | None = None
    """The question whose answer is being changed, or "choose" while picking which."""
    ended_at: str = ""
    """The outcome before an answer was changed, until the check is at its end again."""

    def cleared(self) -> State:
        """The same with nothing half done: no ticks, nothing in doubt, no answer being changed."""
        return replace(self, ticks=None, unsure=None, proposed=(), changing=None)


# --- Replies: what comes back ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StartCheck:
    """Start, or go on with, the check."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Agree, or not, to the use of health answers."""

    given: bool


@dataclass(frozen=True, slots=True)
class Give:
    """Answer with these values."""

    values: tuple[tuple[FactId, Value], ...]


@dataclass(frozen=True, slots=True)
class Toggle:
    """Tick or untick an option of a list."""

    tick: Tick


@dataclass(frozen=True, slots=True)
class Pick:
    """Choose the option for one of the statements asked side by side."""

    tick: Tick


@dataclass(frozen=True, slots=True)
class Done:
    """What is ticked is the answer."""


@dataclass(frozen=True, slots=True)
class DontKnow:
    """Answer the open question with "I do not know"."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Say whether the number that was asked about is right, or that it is the other fact."""

    verdict: Literal["right", "wrong", "other"]


@dataclass(frozen=True, slots=True)
class ConfirmFacts:
    """Say whether what was heard in free text is right."""

    right: bool


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """Change an earlier answer: pick which (None), or this one."""

    question: QuestionId | None


@dataclass(frozen=True, slots=True)
class Do:
    """The same as typing a command."""

    command: str


Action = StartCheck | Consent | Give | Toggle | Pick | Done | DontKnow | Confirm | ConfirmFacts | ChangeAnswer | Do


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says, what it does, and which buttons share its row."""

    label: str
    action: Action
    row: int


About = tuple[Literal["question", "outcome", "topic", "alarm"], str]
"""What a reply shows, by its id in content: so that it can be counted."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the live message shows. Its choices can be tapped or typed."""

    number: int
    conversation: str
    text: str
    """Paragraphs; see `Passage.text`. A line that starts with "# " is a heading."""
    choices: tuple[Choice, ...] = ()
    about: About | None = None
    settled: bool = False
    """The form is filled in: it collapses where it stands, however the last answer was given."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A button under a message that stays good for ever."""

    label: str
    event: Lasting


@dataclass(frozen=True, slots=True)
class Message:
    """Something said once and left standing, with its links and what it offers."""

    text: str
    links: tuple[Link, ...] = ()
    offers: tuple[Offer, ...] = ()
    about: About | None = None
    urgent: bool = False
    turns_page: bool = False
    """Takes the place of the message whose button was pressed."""


Reply = Screen | Message


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to one event. No state means: everything about this person is to be forgotten."""

    state: State | None
    replies: tuple[Reply, ...]
    quiet: bool = False
    """Nothing is asked any more: the buttons of the live screen go away."""
    remark: str = ""
    """One short sentence for a tap that changed nothing; the screen says the same."""
