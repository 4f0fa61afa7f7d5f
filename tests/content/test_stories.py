"""The stories in content are played: the editor's own tests."""

from typing import Any

import pytest
import yaml

from bot.content.loading import default_root, load
from bot.play import play

CONTENT = load(default_root())
STORIES: dict[str, dict[str, Any]] = {
    f"{path.stem}: {name}": story
    for path in sorted((default_root() / "stories").glob("*.yaml"))
    for name, story in yaml.safe_load(path.read_text(encoding="utf-8")).items()
}


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
    assert set(story) <= {"facts", "outcome", "extra", "never", "says", "never_says"}


def test_every_end_and_every_block_is_in_a_story() -> None:
    """What no story reaches would not be missed when it breaks."""
    played = [play(CONTENT, story["facts"]) for story in STORIES.values()]
    assert {rule.ending.id for rule in CONTENT.rules} <= {check.outcome for check in played}
    assert {block.id for block in CONTENT.blocks} <= {block for check in played for block in check.extra}


def test_checks_are_short() -> None:
    """Half of the checks take at most ten questions, none more than sixteen, and none asks a thing twice."""
    counts = sorted(len(play(CONTENT, story["facts"]).asked) for story in STORIES.values())
    assert counts[len(counts) // 2] <= 10
    assert counts[-1] <= 16
