"""One message outside a conversation: what the bot takes it for, and what a person would read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bot.dialogue import advice
from bot.dialogue.conditions import FactId, Value
from bot.dialogue.model import Content, Fact
from bot.dialogue.telling import bullets, paragraphs, value_text
from bot.dialogue.turns import Heard, Message
from bot.understanding.hearing import Understanding

Kind = Literal["alarm", "answer", "suggest", "triage", "unknown"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes of one message; see `contract.md`, `ask --jsonl`."""

    q: str
    kind: Kind
    heard: Heard
    message: Message
    facts: dict[FactId, str | float | list[str]]
    """What was heard, a set of options as a list in the order of content."""

    def as_json(self) -> dict[str, Any]:
        """As `rls-bot ask --jsonl` writes it."""
        return {
            "q": self.q,
            "kind": self.kind,
            "topics": list(self.heard.topics) if self.heard.sure else [],
            "alarm": self.heard.alarm,
            "facts": self.facts,
            "text": self.message.text,
            "links": [link.url for link in self.message.links],
        }


def ask(content: Content, understanding: Understanding, message: str) -> Reply:
    """Answer one message as if it came from somebody who holds no conversation yet."""
    heard = understanding.hear(message)
    kind = _kind(heard)
    facts = {fact: _plain(content.facts[fact], value) for fact, value in heard.facts}
    return Reply(message, kind, heard, _message(content, kind, heard), facts)


def _kind(heard: Heard) -> Kind:
    if heard.alarm:
        return "alarm"
    if heard.facts and not (heard.asks and heard.sure):
        return "triage"
    if heard.sure:
        return heard.sure
    return "unknown"


def _message(content: Content, kind: Kind, heard: Heard) -> Message:
    match kind:
        case "alarm":
            assert heard.alarm is not None  # noqa: S101 - that is what the kind says
            return advice.alarm_message(content.alarms[heard.alarm])
        case "triage":
            lines = [
                f"{content.facts[f].name}: {value_text(content.facts[f], v, none=content.words.none_of_these)}"
                for f, v in heard.facts
            ]
            return Message(paragraphs(content.words.heard, bullets(lines), content.words.heard_without_consent))
        case "answer":
            return advice.topic_message(content, content.topics[heard.topics[0]])
        case "suggest":
            titles = bullets(content.topics[topic].title for topic in heard.topics)
            return Message(paragraphs(content.words.did_you_mean, titles))
        case "unknown":
            return advice.unknown(content)


def _plain(fact: Fact, value: Value) -> str | float | list[str]:
    if isinstance(value, frozenset):
        return [option.id for option in fact.options if option.id in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
