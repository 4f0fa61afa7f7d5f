"""The pictures as they are written: well formed, told in words as well, nothing outside the page or on top of another."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from bot.cli import main
from bot.content.loading import default_root, load
from bot.dialogue.replay import title
from bot.graph.drawing import THEMES, draw
from bot.graph.svg import width_of, wrapped
from bot.graph.themes import A4
from bot.graph.wording import say

CONTENT = load(default_root())
ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
PICTURES = {theme: draw(CONTENT, "svg", theme) for theme in THEMES}


class Placed(NamedTuple):
    """A text, and the rectangle it fills on the page."""

    said: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Placed") -> bool:
        """Whether the two stand on each other."""
        aside = self.right <= other.left or other.right <= self.left
        return not aside and self.top < other.bottom and other.top < self.bottom


def texts(element: ET.Element, x: float = 0, y: float = 0) -> Iterator[Placed]:
    """Every text that stands upright, with what moves it."""
    moved = element.get("transform", "")
    if "rotate" in moved:
        return
    if moved:
        right, down = re.findall(r"-?[\d.]+", moved)
        x, y = x + float(right), y + float(down)
    if element.tag == f"{SVG}text" and element.text:
        size = float(element.get("font-size", ""))
        width = width_of(element.text, size, bold=element.get("font-weight") == "bold")
        back = {"middle": width / 2, "end": width}.get(element.get("text-anchor", ""), 0)
        left, base = x + float(element.get("x", "")) - back, y + float(element.get("y", ""))
        yield Placed(element.text, left, base - size * 0.7, left + width, base + size * 0.15)
    for child in element:
        yield from texts(child, x, y)


@pytest.mark.parametrize("theme", THEMES)
def test_a_picture_is_told_in_words(theme: str) -> None:
    """A screen reader reads a title and a description that holds what is drawn."""
    root = ET.fromstring(PICTURES[theme])  # noqa: S314 - our own
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root if element.tag in (f"{SVG}title", f"{SVG}desc")}
    assert root.get("aria-labelledby") == " ".join(str(name) for name in named)
    assert named["titel"] == say("themes", theme)
    assert len(str(named["beschrijving"])) > 200


@pytest.mark.parametrize("theme", ["overzicht", "voorrang", "spoed", "vervolg", "waarden"])
def test_no_text_leaves_the_page_or_stands_on_another(theme: str) -> None:
    """Whatever content says, it is broken into lines that fit."""
    root = ET.fromstring(PICTURES[theme])  # noqa: S314
    _, _, width, height = map(float, root.get("viewBox", "").split())
    placed = list(texts(root))
    assert [text.said for text in placed if text.left < 0 or text.right > width or text.bottom > height] == []
    assert [(one.said, other.said) for one, other in combinations(placed, 2) if one.meets(other)] == []


def test_the_overview_is_one_readable_page() -> None:
    """A4 landscape; no smaller than small print."""
    root = ET.fromstring(PICTURES["overzicht"])  # noqa: S314
    _, _, width, height = map(float, root.get("viewBox", "").split())
    assert width / height == pytest.approx(A4[0] / A4[1], rel=0.01)
    sizes = [float(text.get("font-size", "")) for text in root.iter(f"{SVG}text")]
    assert min(sizes) * A4[0] / width * 0.75 > 5.5  # points


def test_the_ladder_shows_every_ending_and_the_description_too() -> None:
    """In the whole priority table each ending stands in its title; the overview tells all of them."""
    for theme in ("overzicht", "voorrang"):
        root = ET.fromstring(PICTURES[theme])  # noqa: S314
        description = next(element.text or "" for element in root if element.tag == f"{SVG}desc")
        assert [title(rule.ending) for rule in CONTENT.rules if title(rule.ending) not in description] == []


def test_urgency_is_told_in_words_beside_its_colour() -> None:
    """Who sees no colours reads how urgent an ending is."""
    said = {text.text for text in ET.fromstring(PICTURES["voorrang"]).iter(f"{SVG}text")}  # noqa: S314
    assert {say("urgency", urgency) for urgency in ("1", "2", "3", "deze-week", "afspraak")} <= said


@pytest.mark.parametrize("theme", THEMES)
def test_mermaid_names_every_node_it_connects(theme: str) -> None:
    """An edge to a node without a label would be drawn as an id."""
    lines = draw(CONTENT, "mermaid", theme).splitlines()
    assert lines[0] in ("flowchart TD", "flowchart LR")
    labelled = {found for line in lines for found in re.findall(r"([\w-]+)[(\[{]+\"", line)}
    edges = [re.fullmatch(r"\s+([\w-]+) (?:-->|-\.->)(?:\|[^|]*\|)? ([\w-]+)(?:\[.*)?", line) for line in lines]
    used = {name for edge in edges if edge for name in edge.groups()}
    assert used
    assert used <= labelled


def test_words_that_are_signs_to_mermaid_or_xml_are_written_safely() -> None:
    """A label with quotes, an ampersand or a number sign breaks nothing."""
    assert all(line.count('"') % 2 == 0 for theme in THEMES for line in draw(CONTENT, "mermaid", theme).splitlines())


def test_lines_are_broken_between_words() -> None:
    """No line is wider than asked, unless a word is; no word is lost."""
    said = "Ferritine onder 50: bespreek de uitslag met je arts"
    lines = wrapped(said, 100, 10)
    assert " ".join(lines) == said
    assert all(width_of(line, 10) <= 100 for line in lines)
    assert wrapped("zwangerschapsvergiftiging", 10, 10) == ["zwangerschapsvergiftiging"]


def test_the_picture_in_the_readme_is_fresh() -> None:
    """After a change of questions, rules or titles: rls-bot graph --output docs/tree.svg."""
    kept = (ROOT / "docs" / "tree.svg").read_text(encoding="utf-8")
    assert kept == PICTURES["overzicht"], "run: rls-bot graph --output docs/tree.svg"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(docs/tree.svg)" in readme
    assert "rls-bot graph --output docs/tree.svg" in readme


def test_the_command_writes_to_the_screen_a_file_or_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The overview unless another theme is named; a folder gets them all."""
    assert main(["graph"]) == 0
    assert capsys.readouterr().out == PICTURES["overzicht"]
    assert main(["graph", "--theme", "waarden", "--format", "mermaid", "--output", str(tmp_path / "een.mmd")]) == 0
    assert (tmp_path / "een.mmd").read_text(encoding="utf-8") == draw(CONTENT, "mermaid", "waarden")
    capsys.readouterr()
    assert main(["graph", "--output", str(tmp_path)]) == 0
    assert capsys.readouterr().out.split() == [str(tmp_path / f"{theme}.svg") for theme in THEMES]
    assert (tmp_path / "spoed.svg").read_text(encoding="utf-8") == PICTURES["spoed"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line on standard error, exit code 1."""
    place = tmp_path / "no" / "such.svg"
    assert main(["graph", "--output", str(place)]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert str(place) in said.err


@pytest.mark.parametrize("arguments", [["--theme", "boom"], ["--format", "png"], ["more"]], ids=" ".join)
def test_what_there_is_not_is_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and what there is instead."""
    with pytest.raises(SystemExit) as error:
        main(["graph", *arguments])
    assert error.value.code == 2
    assert "usage: rls-bot" in capsys.readouterr().err
