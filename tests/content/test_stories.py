"""The stories in content are played: the editor's own tests."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.loading import default_root, load
from bot.content.problems import Problem
from bot.content.reading import read_folder
from bot.dialogue.conditions import NONE, FactId
from bot.play import play

CONTENT = load(default_root())
FOLDER = "stories"
KEYS = {"facts", "outcome", "extra", "never", "says", "never_says", "passages", "asked"}


def stories(root: Path) -> dict[str, dict[str, Any]]:
    """Every story of a content folder, by its file and its name."""
    return {
        f"{path.stem}: {name}": story
        for path in sorted((root / FOLDER).glob("*.yaml"))
        for name, story in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    }


STORIES = stories(default_root())


@pytest.mark.parametrize("name", STORIES)
def test_a_story_ends_as_it_says(name: str) -> None:
    """The outcome, the blocks that must and must not be there, the words that must and must not be said."""
    story = STORIES[name]
    played = play(CONTENT, story["facts"])
    said = played.text.lower()
    assert played.outcome == story["outcome"]
    assert [block for block in story.get("extra", []) if block not in played.extra] == []
    assert [block for block in story.get("never", []) if block in played.extra] == []
    assert [word for word in story.get("says", []) if word.lower() not in said] == []
    assert [word for word in story.get("never_says", []) if word.lower() in said] == []
    assert tuple(story.get("passages", played.passages)) == played.passages
    assert tuple(story.get("asked", played.asked)) == played.asked


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_written_as_the_others(name: str) -> None:
    """A misspelt key, or a block that does not exist, would make a story hold whatever happens."""
    story = STORIES[name]
    blocks = {block.id for block in CONTENT.blocks}
    assert {"facts", "outcome"} <= set(story) <= KEYS
    assert set(story.get("extra", [])) | set(story.get("never", [])) <= blocks
    assert all(isinstance(story.get(key, []), list) for key in KEYS - {"facts", "outcome"})


def test_no_story_hides_another() -> None:
    """A name that stands twice in a file would drop the first of the two."""
    problems: list[Problem] = []
    written = sum(len(document.entries()) for document in read_folder(default_root(), FOLDER, problems))
    assert [str(problem) for problem in problems] == []
    assert len(STORIES) == written


def test_every_end_and_every_block_is_in_a_story() -> None:
    """What no story demands would not be missed when it breaks."""
    alarms = {option.id for option in CONTENT.facts[FactId("spoed")].options} - {NONE}
    demanded = {story["outcome"] for story in STORIES.values()}
    extra = {block for story in STORIES.values() for block in story.get("extra", [])}
    assert {rule.ending.id for rule in CONTENT.rules} | alarms <= demanded
    assert {block.id for block in CONTENT.blocks} <= extra
