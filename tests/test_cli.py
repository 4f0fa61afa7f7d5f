"""The commands from outside: what they print where, and their exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main

ROOT = Path(__file__).parents[1]


def run(*arguments: str, typed: str = "", folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    environment = {"PATH": "", "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    return subprocess.run(  # noqa: S603 - the bot itself
        [sys.executable, "-m", "bot", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
        env=environment,
    )


def test_check_is_content_with_the_content(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, and what was looked at on standard output."""
    assert main(["check"]) == 0
    assert "Geen problemen gevonden" in capsys.readouterr().out


def test_broken_content_is_one_report_and_no_traceback(tmp_path: Path) -> None:
    """Exit code 1, file and line on standard error, nothing on standard output."""
    broken = tmp_path / "content"
    broken.mkdir()
    (broken / "rules.yaml").write_text("- outcome: [\n", encoding="utf-8")
    result = run("chat", "--content", str(broken), folder=tmp_path)
    assert result.returncode == 1
    assert result.stdout == ""
    assert "content/rules.yaml:2: op deze regel loopt het lezen vast" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments", [[], ["play"], ["nothing"], ["chat", "--content", "/no/such/folder"]])
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong stands on standard error."""
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2
    assert capsys.readouterr().err


def test_run_without_a_token_names_the_variable(tmp_path: Path) -> None:
    """Exit code 1 and one sentence that says what to set."""
    result = run("run", folder=tmp_path)
    assert result.returncode == 1
    assert "TELEGRAM_BOT_TOKEN is not set" in result.stderr
    assert "Traceback" not in result.stderr


def test_play_answers_good_lines_and_names_bad_ones(tmp_path: Path) -> None:
    """One line in, one line out; a wrong line costs its own answer and the exit code, no other line."""
    typed = '{"facts": {"leeftijd": "onder-18"}}\nno json\n\n{"facts": {"leeftijd": "oud"}}\n{"facts": {}}\n'
    result = run("play", "--jsonl", typed=typed, folder=tmp_path)
    played = [json.loads(line) for line in result.stdout.splitlines()]
    assert [check["outcome"] for check in played] == ["kind-onder-18", "rls-twijfel-huisarts"]
    assert set(played[0]) >= {"outcome", "extra", "asked", "links", "text"}
    assert result.returncode == 1
    assert "line 2: this is not JSON" in result.stderr
    assert "line 4: \"leeftijd\" cannot be 'oud'" in result.stderr


def test_a_whole_check_through_a_pipe(tmp_path: Path) -> None:
    """Echoes what was typed, has no colour codes, says goodbye at the end of the input."""
    typed = "start de check\nja\ngeen\n43\ngeen\nnvt\nalle vier\ngeen\nwekelijks\ngeen\n28\n1\n"
    result = run("chat", typed=typed, folder=tmp_path)
    assert result.returncode == 0
    assert "Jij: alle vier" in result.stdout
    assert "Je ferritine: 28 microgram per liter" in result.stdout
    assert "\x1b[" not in result.stdout
    assert result.stdout.strip().endswith("Heb je spoed? Bel 112 of je huisarts.")
