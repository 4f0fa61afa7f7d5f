"""Content is found, loaded whole, and recognised by a version that follows every letter of it."""

import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import bot
from bot.content.loading import default_root, load
from bot.dialogue.model import Content, Outcome

CONTENT = load(default_root())
SMALL = Path(__file__).parent / "small"
READ = [str(path.relative_to(SMALL)) for path in sorted(SMALL.rglob("*.yaml"))] + ["words.yaml", "commands.yaml"]
PACKAGE = Path(bot.__file__).parent


def test_the_content_the_bot_ships_with_loads() -> None:
    """Nothing is missing from it: there is something of every kind."""
    assert [field.name for field in fields(Content) if not getattr(CONTENT, field.name)] == []


def test_everything_written_is_loaded() -> None:
    """No passage of any file is lost, and every rule leads to the outcome or alarm that has its name."""
    written = "".join(path.read_text(encoding="utf-8") for path in (default_root() / "passages").glob("*.yaml"))
    assert len(CONTENT.passages) == written.count("\n  reviewed:")
    endings = {**CONTENT.outcomes, **CONTENT.alarms}
    assert all(rule.ending is endings[rule.ending.id] for rule in CONTENT.rules)
    assert set(CONTENT.outcomes) == {rule.ending.id for rule in CONTENT.rules if isinstance(rule.ending, Outcome)}


def test_the_same_content_elsewhere_has_the_same_version(tmp_path: Path) -> None:
    """Neither the folder nor the time it was written counts, so two servers agree."""
    shutil.copytree(default_root(), tmp_path / "copy")
    for path in (tmp_path / "copy").rglob("*.yaml"):
        path.touch()
    assert load(tmp_path / "copy").version == CONTENT.version


@pytest.mark.parametrize("file", READ)
def test_one_letter_makes_another_version(file: str, small: Path) -> None:
    """In whichever file it is changed, be it in a remark for editors."""
    before = load(small).version
    path = small / file
    path.write_text(path.read_text(encoding="utf-8") + "# a\n", encoding="utf-8")
    once = load(small).version
    path.write_text(path.read_text(encoding="utf-8").replace("# a\n", "# b\n"), encoding="utf-8")
    assert len({before, once, load(small).version}) == 3


def test_a_file_that_moves_text_to_another_makes_another_version(small: Path) -> None:
    """What stands in which file counts: two files are not read as one long text."""
    before = load(small).version
    (small / "passages/alle.yaml").rename(small / "passages/andere.yaml")
    assert load(small).version != before


def test_stories_are_no_part_of_what_is_said(small: Path) -> None:
    """A new story asks nobody to answer a question again."""
    before = load(small).version
    (small / "stories").mkdir()
    (small / "stories/een.yaml").write_text("een: {facts: {}, outcome: laag}\n", encoding="utf-8")
    assert load(small).version == before


@pytest.mark.parametrize(("shipped", "read"), [("bot/_content", "bot/_content"), ("other", "content")])
def test_an_installed_bot_reads_the_content_inside_it(shipped: str, read: str, tmp_path: Path) -> None:
    """Content inside the package goes before the folder beside it, which a checkout reads."""
    shutil.copytree(PACKAGE, tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__", "_content"))
    (tmp_path / "content").mkdir()
    (tmp_path / shipped).mkdir()
    says = "from bot.content.loading import default_root; print(default_root())"
    command = [sys.executable, "-c", says]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603 - our own line
    assert Path(found.stdout.strip()) == tmp_path / read
