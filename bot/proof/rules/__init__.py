"""The rules: each a function that yields findings. All run, none stops another.

A new rule needs an entry in `catalogue.yaml` and a broken copy in `tests/proof/broken/`; a test walks both.
"""

from collections.abc import Callable, Iterator, Mapping

from bot.proof.examining import Examined
from bot.proof.findings import Finding
from bot.proof.rules import asking, covering, playing, reaching, texts, trusting

Rule = Callable[[Examined], Iterator[Finding]]

RULES: Mapping[Rule, tuple[str, ...]] = {
    covering.ways_on: ("no-way-on", "number-gap"),
    covering.bands: ("number-gap", "number-overlap"),
    reaching.questions: ("unreachable-question",),
    reaching.options: ("unreachable-option",),
    reaching.rows: ("unreachable-row", "needless-row"),
    reaching.outcomes: ("unreachable-outcome",),
    reaching.passages_of_the_check: ("unreachable-block", "unreachable-passage"),
    reaching.used: ("unused-passage", "unused-link", "unused-source"),
    reaching.topics: ("topic-hidden", "lonely-topic"),
    asking.known_at_all: ("never-known", "not-asked"),
    asking.known_when_used: ("number-not-known",),
    asking.matters: ("question-for-nothing",),
    asking.length: ("too-long",),
    playing.requirements_hold: ("requirement",),
    playing.first_lines: ("weak-alarm",),
    playing.advice: ("poor-alarm",),
    playing.stories: ("story-outcome", "story-said", "story-facts", "story-unreadable"),
    playing.alarms: ("alarm-not-heard",),
    trusting.outcomes: ("no-safety-line", "no-doctor", "no-link"),
    trusting.sources: ("no-source",),
    trusting.marks: ("unmarked",),
    trusting.never_said: ("never-said",),
    trusting.reviews: ("future-date", "old-review"),
    trusting.addresses: ("unknown-site", "address-in-text"),
    texts.sentence_lengths: ("long-sentence",),
    texts.mean_lengths: ("long-sentences",),
    texts.ease: ("hard-to-read",),
    texts.labels: ("long-label",),
    texts.buttons: ("long-id",),
    texts.messages: ("long-message",),
}
"""Each rule, and the findings it may yield by their names in the catalogue."""


def findings(examined: Examined, only: str = "") -> tuple[Finding, ...]:
    """Everything that any rule finds, errors first, in file order; or only the findings of one name."""
    rules = [rule for rule, names in RULES.items() if not only or only in names]
    found = [finding for rule in rules for finding in rule(examined) if not only or finding.rule == only]
    return tuple(sorted(found, key=lambda finding: (not finding.is_error, finding.place, finding.rule)))
