"""The editor's own tests, as they are written in content: stories and conversations.

The program reads them only to explain and to check them; `tests/content` plays them.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from bot.content.schema import Entry, Text

Value = Text | list[Text]
"""An option or a number, or the options of a list that were ticked."""


class Story(Entry):
    """A check answered from facts, and what must come out."""

    facts: dict[str, Value]
    outcome: Text
    extra: list[Text] = Field(default_factory=list)
    never: list[Text] = Field(default_factory=list)
    says: list[Text] = Field(default_factory=list)
    never_says: list[Text] = Field(default_factory=list)
    passages: list[Text] | None = None
    asked: list[Text] | None = None


class Message(Entry):
    """What a person types, and what the bot says and does not say to it."""

    types: Text
    says: list[Text] = Field(default_factory=list)
    never_says: list[Text] = Field(default_factory=list)


Nothing = Annotated[None, BeforeValidator(lambda written: written or None), WithJsonSchema({"enum": [None]})]
"""A value left empty: nothing is known."""


class Talk(Entry):
    """A conversation from somewhere in the check, and what must be open and known at its end."""

    at: Text
    talk: list[Message] = Field(min_length=1)
    stays: bool = False
    stops: bool = False
    knows: dict[str, Value | Nothing] = Field(default_factory=dict)
