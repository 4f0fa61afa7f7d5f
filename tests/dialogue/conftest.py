"""What the tests of the dialogue share."""

import pytest

from bot.content.loading import default_root, load
from bot.dialogue.model import Content


@pytest.fixture(scope="session")
def content() -> Content:
    """The content that the bot ships with."""
    return load(default_root())
