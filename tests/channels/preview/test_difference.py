"""What was changed since the last commit, as git and the files have it."""

import subprocess
from pathlib import Path

import pytest

from bot.channels.preview.aloud import texts
from bot.channels.preview.workshop import Checks
from bot.content.loading import load
from bot.proof import wordings
from bot.proof.revisions import at_revision
from tests.channels.preview.pages import Tab, served
from tests.channels.preview.test_page import change

T = texts()["difference"]


@pytest.fixture
def committed(folder: Path) -> Path:
    """The content in a repository of its own, in a folder below its root."""

    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=An editor", "-c", "user.email=editor@example.org", *arguments]
        subprocess.run(command, cwd=folder.parent, check=True, capture_output=True)  # noqa: S603

    git("init")
    git("add", ".")
    git("commit", "-m", "As it was")
    return folder


def changed(folder: Path) -> list[tuple[str, str, str, str]]:
    """Each change: file, path, and what is only before and only after."""
    with at_revision(folder) as before:
        return [
            (
                found.place.file,
                " ".join(found.path),
                "|".join(text.strip() for text, only in found.before if only),
                "|".join(text.strip() for text, only in found.after if only),
            )
            for found in wordings.changes(wordings.written(before), wordings.written(folder))
        ]


def test_the_words_that_differ_are_marked(committed: Path) -> None:
    """Text by text, with the path to it; comments and spacing are no change."""
    assert changed(committed) == []
    change(committed, "passages/blokken.yaml", "Soms neemt je lichaam", "Vaak neemt je lichaam")
    change(committed, "rules.yaml", "# Row 0", "# Row nought")
    assert changed(committed) == [("content/passages/blokken.yaml", "opname-probleem text", "Soms", "Vaak")]


def test_a_file_that_cannot_be_read_is_left_out(committed: Path) -> None:
    """Its problem is a finding; that all of it were gone would not be true."""
    change(committed, "passages/blokken.yaml", "opname-probleem:", "opname-probleem: [")
    assert changed(committed) == []


def test_a_list_is_one_text(committed: Path) -> None:
    """A row put in between shifts nothing."""
    change(
        committed,
        "rules.yaml",
        "- outcome: kind-onder-18",
        "- outcome: nieuw\n  when: {a: b}\n- outcome: kind-onder-18",
    )
    (found,) = changed(committed)
    assert found[:3] == ("content/rules.yaml", "", "")
    assert found[3] == "- outcome: nieuw, when: {a: b}"


def test_new_and_gone_are_whole(committed: Path) -> None:
    """A text that was added has nothing before; of a file that is gone every text is gone."""
    with (committed / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("nieuw:\n  shown: Een nieuwe bron\n")
    (committed / "shorthand.yaml").write_text("", encoding="utf-8")
    (committed / "stories/spoed.yaml").unlink()
    found = changed(committed)
    assert ("content/sources.yaml", "nieuw shown", "", "Een nieuwe bron") in found
    gone = [change for change in found if change[0] == "content/stories/spoed.yaml"]
    assert gone
    assert all(after == "" for *_, after in gone)
    assert any(file == "content/shorthand.yaml" for file, *_ in found)


def test_a_long_text_is_shown_around_the_change() -> None:
    """The middle of what stayed the same is left out."""
    before, after = wordings.side_by_side(f"{'a ' * 200}oud {'b ' * 200}", f"{'a ' * 200}nieuw {'b ' * 200}")
    assert before == ((f" … {'a ' * 60}", False), ("oud ", True), (f"{'b ' * 60} … ", False))
    assert after == (before[0], ("nieuw ", True), before[2])


async def test_the_page_shows_both_sides_and_for_whom(committed: Path) -> None:
    """Side by side with the line, and above it what another check says of the two contents."""
    change(committed, "outcomes/uitkomsten-1.yaml", "Jonger dan 18 jaar: altijd", "Jonger dan 18 jaar: liefst")
    compare = Checks(compare=lambda old, new: [f"{len(old.rules)} en {len(new.rules)} rijen"])
    with served(committed, compare) as client:
        tab = await (await Tab(client).open()).view("difference")
        assert "<del>altijd </del>" in tab.html
        assert "<ins>liefst </ins>" in tab.html
        assert T["count"].format(count=1) in tab.side
        rules = len(load(committed).rules)
        assert f"{T['effects']} {rules} en {rules} rijen" in tab.side


async def test_without_git_it_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is in no repository, or a machine without git."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    with served(folder) as client:
        tab = await (await Tab(client).open()).view("difference")
        assert T["no_git"] in tab.side
        monkeypatch.setenv("PATH", "")
        assert T["no_git"] in (await tab.view("difference")).side


async def test_nothing_changed_is_said(committed: Path) -> None:
    """Rather than an empty page."""
    with served(committed) as client:
        assert T["none"] in (await (await Tab(client).open()).view("difference")).side
