"""What the tests of the proof share: the content the bot ships with, and all that is said with it."""

import pytest

from bot.content.loading import default_root, load
from bot.dialogue.model import Content
from bot.proof.diagrams import Space
from bot.proof.regions import Partition
from bot.proof.situations import Situations


@pytest.fixture(scope="session")
def content() -> Content:
    """The content that the bot ships with."""
    return load(default_root())


@pytest.fixture(scope="session")
def situations(content: Content) -> Situations:
    """What it says in every situation."""
    return Situations(content, Space(Partition([content])))
