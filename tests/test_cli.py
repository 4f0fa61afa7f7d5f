"""The commands from outside: what they print where, and their exit codes."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import IO

import pytest

from bot.cli import INTERRUPTED, main
from bot.content.loading import default_root, load, reviewed

ROOT = Path(__file__).parents[1]


PATIENCE = 60
"""Seconds a process gets on a busy machine."""


def run(*arguments: str, typed: str | bytes = "", folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    ran = subprocess.run(  # noqa: S603 - the bot itself
        [sys.executable, "-m", "bot", *arguments],
        input=typed if isinstance(typed, bytes) else typed.encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        cwd=ROOT,
        env=environment(folder),
    )
    return subprocess.CompletedProcess(ran.args, ran.returncode, ran.stdout.decode(), ran.stderr.decode())


def environment(folder: Path) -> dict[str, str]:
    """A home of its own, and input and output as in a Dutch or English terminal."""
    return {"PATH": "", "HOME": str(folder), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8:strict"}


def test_check_is_content_with_the_content(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, and what was looked at on standard output."""
    assert main(["check"]) == 0
    assert "\nGeen problemen gevonden." in capsys.readouterr().out


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


@pytest.mark.parametrize(
    "command", [["check"], ["chat"], ["play", "--jsonl"], ["ask", "hallo"], ["graph"]], ids=" ".join
)
def test_broken_content_ends_with_one(command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command that reads content reports all problems with file and line on standard error, and does nothing."""
    broken = Path(shutil.copytree(default_root(), tmp_path / "content"))
    rules = broken / "rules.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("leeftijd: onder-18", "leeftyd: onder-18"), encoding="utf-8"
    )
    words = broken / "words.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("done: Klaar\n", ""), encoding="utf-8")
    assert main([*command, "--content", str(broken)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "content/rules.yaml:" in said.err
    assert 'Bedoel je "leeftijd"?' in said.err
    assert "content/words.yaml:" in said.err
    assert "Traceback" not in said.err


USAGE: tuple[list[str], ...] = (
    [], ["play"], ["nothing"], ["chat", "--content", "/no/such/folder"], ["chat", "--content", __file__], ["check", "--no-such"],
    ["play", "--jsonl", "more"], ["chat", "more"],
)  # fmt: skip


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong stands on standard error, and nothing on standard output."""
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "usage: rls-bot" in said.err


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "--jsonl", "hallo"]], ids=" ".join)
def test_ask_takes_one_message_or_lines(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Neither of them, or both, is wrong usage as well."""
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("rls-bot: ")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["play", "--help"], ["chat", "--help"]], ids=" ".join)
def test_help_is_no_mistake(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, on standard output."""
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 0
    said = capsys.readouterr()
    assert said.out.startswith(("usage: rls-bot", "rls-bot "))
    assert said.err == ""


def test_the_version_names_the_content(capsys: pytest.CaptureFixture[str]) -> None:
    """The program's version, and the content's with its oldest and latest review."""
    with pytest.raises(SystemExit):
        main(["--version"])
    content = load(default_root())
    first, last = reviewed(content)
    program, shown = capsys.readouterr().out.splitlines()
    assert program == f"rls-bot {version('rls-bot')}"
    assert shown == f"content {content.version}, reviewed from {first} to {last}"


def test_doctor_ends_with_one_when_something_is_wrong(tmp_path: Path) -> None:
    """Every part is looked at, on standard output; see test_doctor."""
    result = run("doctor", folder=tmp_path)
    assert result.returncode == 1
    assert result.stderr == ""
    assert "WRONG telegram  TELEGRAM_BOT_TOKEN is not set" in result.stdout


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


ODD_LINES = {
    "a number of five thousand digits": b'{"facts": {"ferritine": ' + b"9" * 5000 + b"}}",
    "a number too large for a float": b'{"facts": {"ferritine": 1' + b"0" * 400 + b"}}",
    "brackets without end": b'{"facts": ' + b"[" * 100_000,
    "a list in a list": b'{"facts": {"ziekten": [["nierziekte"]]}}',
    "no number": b'{"facts": {"ferritine": NaN}}',
    "not UTF-8": b'{"facts": {"leeftijd": "\xff"}}',
    "a list": b"[]",
    "null": b"null",
    "facts that are no object": b'{"facts": []}',
    "no facts": b"{}",
}


@pytest.mark.parametrize("line", ODD_LINES.values(), ids=ODD_LINES.keys())
def test_no_line_ends_in_a_traceback(line: bytes, tmp_path: Path) -> None:
    """Whatever stands on it, it is named, and the good line behind it is answered."""
    result = run("play", "--jsonl", typed=line + b'\n{"facts": {"leeftijd": "onder-18"}}\n', folder=tmp_path)
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("line 1: ")
    assert [json.loads(played)["outcome"] for played in result.stdout.splitlines()] == ["kind-onder-18"]
    assert result.returncode == 1


@pytest.mark.parametrize("typed", ["", "\n  \n\n", '{"facts": {}}', '{"facts": {}}\r\n'])
def test_play_without_a_wrong_line_ends_with_nought(typed: str, tmp_path: Path) -> None:
    """Also without any line, and with a last line that does not end."""
    result = run("play", "--jsonl", typed=typed, folder=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == (1 if typed.strip() else 0)


def test_who_stops_reading_gets_no_traceback(tmp_path: Path) -> None:
    """As with `rls-bot play --jsonl | head -n 1`."""
    with answering(tmp_path) as play:
        assert play.stdin
        assert play.stdout
        assert play.stderr
        play.stdout.close()
        for _ in range(3):
            play.stdin.write(b'{"facts": {}}\n')
        play.stdin.close()
        assert play.wait(PATIENCE) == 0
        assert play.stderr.read() == b""


def test_ctrl_c_gets_no_traceback(tmp_path: Path) -> None:
    """The exit code that a shell expects, and nothing on the screen."""
    with answering(tmp_path) as play:
        assert play.stderr
        # A signal that comes just before the process starts to read is only seen after the read: press again.
        for _ in range(PATIENCE):
            play.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                play.wait(1)
                break
        assert play.returncode == INTERRUPTED
        assert play.stderr.read() == b""


@contextmanager
def answering(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`rls-bot play --jsonl` that has answered one line and waits for the next."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "play", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd=ROOT,
        env=environment(folder),
    ) as play:
        assert play.stdin
        assert play.stdout
        try:
            play.stdin.write(b'{"facts": {"leeftijd": "onder-18"}}\n')
            assert json.loads(_line(play.stdout))["outcome"] == "kind-onder-18"
            yield play
        finally:
            play.kill()


def _line(stream: IO[bytes]) -> bytes:
    """The next whole line of a stream that is read byte by byte."""
    return b"".join(iter(lambda: stream.read(1), b"\n"))


def test_a_whole_check_through_a_pipe(tmp_path: Path) -> None:
    """Echoes what was typed, has no colour codes, says goodbye at the end of the input."""
    typed = "start de check\nja\ngeen\n43\ngeen\nnvt\nalle vier\ngeen\nwekelijks\ngeen\n28\n1\n"
    result = run("chat", typed=typed, folder=tmp_path)
    assert result.returncode == 0
    assert "Jij: alle vier" in result.stdout
    assert "Je ferritine: 28 microgram per liter" in result.stdout
    assert "\x1b[" not in result.stdout
    assert result.stdout.strip().endswith("Heb je spoed? Bel 112 of je huisarts.")
