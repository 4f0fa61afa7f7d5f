"""What the tests of content share: a content folder small enough to spoil."""

import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from bot.dialogue.commands import COMMANDS
from bot.dialogue.words import Words

HERE = Path(__file__).parent


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A tiny content folder that loads; its words and commands are those the program has, said as they are named."""
    folder = tmp_path / "content"
    shutil.copytree(HERE / "small", folder)
    # As many of each list as there are months, which must be twelve.
    words = [f"{field.name}: {field.name if field.type == 'str' else [field.name] * 12}\n" for field in fields(Words)]
    commands = [f"{name}:\n  menu: {name[1:]}\n  said: [{name[1:]}]\n" for name in sorted(COMMANDS)]
    (folder / "words.yaml").write_text("".join(words), encoding="utf-8")
    (folder / "commands.yaml").write_text("".join(commands), encoding="utf-8")
    return folder
