"""Each thing that can be wrong with content, and what the editor reads about it, in full.

`broken/<rule>.yaml` says what to spoil in the small content; `broken/<rule>.txt` is the report.
"""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.loading import default_root, load
from bot.content.problems import ContentError, catalogue

HERE = Path(__file__).parent
BROKEN = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((HERE / "broken").glob("*.yaml"))
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A content folder that loads: small where it can be, with the words and commands of the real one."""
    folder = tmp_path / "content"
    shutil.copytree(HERE / "small", folder)
    for name in ("words.yaml", "commands.yaml"):
        shutil.copy(default_root() / name, folder / name)
    return folder


def spoil(folder: Path, how: dict[str, Any]) -> None:
    """Change one file as a broken case says."""
    path = folder / how["file"]
    if how.get("remove"):
        path.unlink()
    elif "contents" in how:
        path.write_text(how["contents"], encoding="utf-8")
    elif "bytes" in how:
        path.write_bytes(bytes.fromhex(how["bytes"]))
    else:
        text = path.read_text(encoding="utf-8")
        assert how["find"] in text
        path.write_text(text.replace(how["find"], how["replace"], 1), encoding="utf-8")


def report(folder: Path) -> str:
    """What an editor reads about a folder that cannot be used."""
    with pytest.raises(ContentError) as error:
        load(folder)
    return str(error.value)


def test_the_small_content_loads(small: Path) -> None:
    """So that every report below is about what was spoiled."""
    assert len(load(small).questions) == 4


@pytest.mark.parametrize("rule", catalogue())
def test_a_problem_is_reported_in_full(rule: str, small: Path) -> None:
    """Place, sentence, rule and way out are exactly those of the text beside the case."""
    spoil(small, BROKEN[rule])
    expected = (HERE / "broken" / f"{rule}.txt").read_text(encoding="utf-8").strip()
    assert f"[{rule}]" in expected
    assert report(small) == expected


def test_all_problems_are_reported_at_once_in_file_order(small: Path) -> None:
    """One run is enough to see everything that must be mended."""
    spoiled = ("bad-link", "unknown-reference", "wrong-value", "no-rule", "bad-factor")
    for rule in spoiled:
        spoil(small, BROKEN[rule])
    places = [line.split(": ")[0] for line in report(small).splitlines() if not line.startswith(" ")]
    files = [place.split(":")[0] for place in places]
    assert len(places) >= len(spoiled)
    assert files == sorted(files)


def test_the_version_follows_the_text(small: Path, tmp_path: Path) -> None:
    """The same content elsewhere has the same version; one letter makes another."""
    copy = tmp_path / "elsewhere" / "content"
    shutil.copytree(small, copy)
    assert load(copy).version == load(small).version
    spoil(small, {"file": "sources.yaml", "find": "een boek", "replace": "een Boek"})
    assert load(copy).version != load(small).version
