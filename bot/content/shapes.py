"""Every kind of content file as a whole: where it stands and what it holds.

`files.py` reads these files entry by entry, to name each mistake where it stands; here the same shape is one
model a file, which is what an editor program asks for.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, RootModel, StringConstraints, create_model

from bot.content import examples, schema
from bot.content.schema import Entry, Text
from bot.dialogue.commands import COMMANDS
from bot.dialogue.words import Words

# Patterns and not names: some editor programs take a bare 1 for a number, which is then no name.
Levels = dict[Annotated[str, StringConstraints(pattern="^[1-4]$")], Text]


class AlarmsFile(Entry):
    """`alarms.yaml`."""

    levels: Annotated[Levels, Field(min_length=4, json_schema_extra={"additionalProperties": False})]
    alarms: dict[str, schema.Alarm]


class TopicsFile(Entry):
    """A file of `topics/`."""

    title: Text
    topics: dict[str, schema.Topic]


class OutOfScopeFile(Entry):
    """`out_of_scope.yaml`."""

    messages: list[Text]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of content file."""

    name: str
    pattern: str
    """The files of this kind, from the content folder on."""
    model: type[BaseModel]
    keys: tuple[str, ...] = ()
    """The only keys there may be, where the program decides them and not the editor."""

    def files(self, root: Path) -> list[Path]:
        """The files of this kind in a content folder, in the order of their names."""
        return sorted(root.glob(self.pattern))


def interface_words() -> type[BaseModel]:
    """The texts of the interface: one key for each field of `Words`, every one of them needed."""
    kinds: dict[str, Any] = {field.name: (Text if field.type == "str" else list[Text], ...) for field in fields(Words)}
    kinds["months"] = Annotated[list[Text], Field(min_length=12, max_length=12)], ...
    return create_model("Words", __base__=Entry, **kinds)


KINDS = (
    Kind("facts", "facts.yaml", RootModel[dict[str, schema.Fact]]),
    Kind("questions", "questions.yaml", RootModel[dict[str, schema.Question]]),
    Kind("rules", "rules.yaml", RootModel[list[schema.Rule]]),
    Kind("blocks", "blocks.yaml", RootModel[dict[str, schema.Block]]),
    Kind("outcomes", "outcomes/*.yaml", RootModel[dict[str, schema.Outcome]]),
    Kind("alarms", "alarms.yaml", AlarmsFile),
    Kind("passages", "passages/*.yaml", RootModel[dict[str, schema.Passage]]),
    Kind("topics", "topics/*.yaml", TopicsFile),
    Kind("links", "links.yaml", RootModel[dict[str, schema.Link]]),
    Kind("sources", "sources.yaml", RootModel[dict[str, schema.Source]]),
    Kind("commands", "commands.yaml", RootModel[dict[str, schema.Command]], tuple(sorted(COMMANDS))),
    Kind("words", "words.yaml", interface_words()),
    Kind("alarm_phrases", "alarm_phrases.yaml", schema.AlarmPhrases),
    Kind("alarm_examples", "alarm_examples.yaml", schema.AlarmExamples),
    Kind("fact_phrases", "fact_phrases.yaml", schema.FactPhrases),
    Kind("out_of_scope", "out_of_scope.yaml", OutOfScopeFile),
    Kind("shorthand", "shorthand.yaml", schema.Shorthand),
    Kind("synonyms", "synonyms.yaml", schema.Synonyms),
    Kind("requirements", "requirements.yaml", RootModel[dict[str, schema.Requirement]]),
    Kind("stories", "stories/*.yaml", RootModel[dict[str, examples.Story]]),
    Kind("conversations", "conversations/*.yaml", RootModel[dict[str, examples.Talk]]),
)
