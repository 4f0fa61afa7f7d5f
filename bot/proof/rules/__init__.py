"""The rules: each a function that yields findings. All run, none stops another.

A new rule needs an entry in `catalogue.yaml` and a broken copy in `tests/proof/broken/`; a test walks both.
"""

from collections.abc import Callable, Iterator

from bot.proof.examining import Examined
from bot.proof.findings import Finding
from bot.proof.rules import asking, covering, playing, reaching, texts, trusting

Rule = Callable[[Examined], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    covering.ways_on,
    covering.bands,
    reaching.questions,
    reaching.options,
    reaching.rows,
    reaching.outcomes,
    reaching.passages_of_the_check,
    reaching.used,
    reaching.topics,
    asking.known_at_all,
    asking.known_when_used,
    asking.matters,
    asking.length,
    playing.requirements_hold,
    playing.stories,
    playing.alarms,
    trusting.outcomes,
    trusting.sources,
    trusting.marks,
    trusting.never_said,
    trusting.reviews,
    trusting.addresses,
    texts.sentence_lengths,
    texts.mean_lengths,
    texts.ease,
    texts.labels,
    texts.buttons,
    texts.messages,
)


def findings(examined: Examined) -> tuple[Finding, ...]:
    """Everything that any rule finds, errors first, in file order."""
    found = [finding for rule in RULES for finding in rule(examined)]
    return tuple(sorted(found, key=lambda finding: (not finding.is_error, finding.place, finding.rule)))
