"""What `rls-bot check` says: exit codes, figures, JSON, and a line that counts on a slow terminal."""

import io
import json
import shutil
from pathlib import Path

import pytest

from bot.cli import main
from bot.content.loading import default_root
from bot.proof.reporting import PATIENCE, ProgressLine
from tests.proof.copies import Change, spoil


def test_fine_content_exits_with_nought(capsys: pytest.CaptureFixture[str]) -> None:
    """And the figures are told."""
    assert main(["check"]) == 0
    out = capsys.readouterr().out
    assert "het langste heeft 14 vragen, de helft heeft er hoogstens 9" in out
    assert out.splitlines()[-1] == "Geen problemen gevonden."


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """For machines: findings, here none, and the figures."""
    assert main(["check", "--json"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert read["findings"] == []
    figures = read["figures"]
    assert (figures["questions"], figures["longest"], figures["median"]) == (15, 14, 9)
    assert figures["conversations"] > 10**11
    assert figures["regions"] > 1000


def test_an_error_exits_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And errors come before warnings."""
    folder = tmp_path / "content"
    row = Change("rules.yaml", "    - {transferrineverzadiging: boven 45}\n", "")
    lonely = Change("topics/2-leven-met-rls.yaml", "[bewegen-sporten, cafeine-alcohol,", "[bewegen-sporten,")
    spoil(folder, [row, lonely])
    assert main(["check", "--content", str(folder), "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [finding["level"] for finding in findings] == ["error"] * (len(findings) - 1) + ["warning"]
    assert set(findings[0]) == {"file", "line", "level", "rule", "says", "hint", "shown"}
    assert main(["check", "--content", str(folder)]) == 1
    out = capsys.readouterr().out
    assert out.startswith("Fouten (zo mag het niet naar patiënten):\ncontent/requirements.yaml:")
    assert out.index("hoog-nooit-ijzer") < out.index("Waarschuwingen")


@pytest.mark.parametrize("arguments", [[], ["--json"]], ids=["text", "json"])
def test_content_that_cannot_be_built_is_told_alone(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only the problems of form; nothing is said of conversations that cannot be had."""
    folder = tmp_path / "content"
    shutil.copytree(default_root(), folder)
    (folder / "links.yaml").write_text("- niets\n", encoding="utf-8")
    assert main(["check", "--content", str(folder), *arguments]) == 1
    said = capsys.readouterr()
    if arguments:
        assert {finding["level"] for finding in json.loads(said.out)["findings"]} == {"error"}
    else:
        assert said.out == ""
        assert "content/links.yaml:1" in said.err


class Terminal(io.StringIO):
    """A terminal that remembers what was shown."""

    def isatty(self) -> bool:
        """As a terminal says."""
        return True


def test_progress_is_shown_on_a_terminal_when_it_takes_long() -> None:
    """Not before two seconds have gone by, and never in a pipe; it is taken away in the end."""
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        line = ProgressLine(stream)
        line(1)
        assert stream.getvalue() == ""
        line.since -= PATIENCE + 1
        line(2)
        line.done()
    assert terminal.getvalue() == "\rGesprekken nagaan: 2 momenten\r\033[K"
    assert pipe.getvalue() == ""


def test_a_story_told_twice_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second of two stories with one name would hide the first."""
    folder = tmp_path / "content"
    story = '"een waarde van 100 en elke nacht last":\n'
    spoil(folder, [Change("stories/waarden.yaml", '"alleen een hooikoortspil":\n', story)])
    assert main(["check", "--content", str(folder)]) == 1
    assert 'het verhaal "een waarde van 100 en elke nacht last" heeft niet de vorm' in capsys.readouterr().out
