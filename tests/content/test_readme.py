"""What `content/README.md` tells editors is true: its changes are made in a copy of the content, its commands are run."""

import io
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bot.cli import main
from bot.content.loading import default_root, load
from bot.content.problems import catalogue
from bot.play import play

README = (default_root() / "README.md").read_text(encoding="utf-8")
REST = "…"
"""In what a command prints: anything."""
FENCE = re.compile(
    r"^(?:In (?:een nieuw bestand )?`(?P<file>[^`]+)`:\n\n)?```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


class Change(NamedTuple):
    """Lines of a file, and what comes instead of them."""

    file: str
    before: list[str]
    after: list[str]

    def make(self, root: Path) -> None:
        """Change the one place in the file where these lines stand, or make the file when it has none of them."""
        path = root / self.file
        if not self.before:
            assert not path.exists()
            path.write_text("\n".join(self.after) + "\n", encoding="utf-8")
            return
        lines, size = path.read_text(encoding="utf-8").splitlines(), len(self.before)
        places = [at for at in range(len(lines)) if lines[at : at + size] == self.before]
        assert len(places) == 1, f"{self.file}: {self.before[0]!r} stands there {len(places)} times"
        lines[places[0] : places[0] + size] = self.after
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Command(NamedTuple):
    """A command, what is typed into it, and the lines it is said to print."""

    words: list[str]
    typed: str
    prints: list[str]

    @property
    def mistake(self) -> bool:
        """Whether it shows what a mistake looks like."""
        return any(f"[{rule}]" in line for line in self.prints for rule in catalogue())


def sections() -> dict[str, list[Change | Command]]:
    """What each section does, in order."""
    parts = re.split(r"^## (.*)$", README, flags=re.MULTILINE)
    return {name: list(steps(text)) for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def steps(section: str) -> Iterator[Change | Command]:
    """The blocks of a section; a change without a file of its own is in the file named before it."""
    file = ""
    for block in FENCE.finditer(section):
        file = block["file"] or file
        if block["kind"] == "diff":
            lines = block["text"].splitlines()
            assert all(line[:1] in ("+", "-", " ") for line in lines), lines
            before = [line[1:] for line in lines if line[0] in " -"]
            yield Change(file, before, [line[1:] for line in lines if line[0] in " +"])
        else:
            assert block["kind"] == "console", block["kind"]
            yield from commands(block["text"].splitlines())


def commands(lines: list[str]) -> Iterator[Command]:
    """Each line after a dollar sign, with the lines below it that it prints."""
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    assert starts[0] == 0
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        piped, _, command = lines[start][2:].rpartition(" | ")
        words = shlex.split(command)
        assert words[0] == "rls-bot"
        yield Command(words[1:], shlex.split(piped)[1] if piped else "", lines[start + 1 : end])


SECTIONS = {name: done for name, done in sections().items() if done}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is learnt from content that did not change is learnt once."""
    return tmp_path_factory.mktemp("cache")


@pytest.mark.slow
@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_does_what_it_says(
    name: str, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its changes can be made where it says, its commands run and print what it shows, and end well unless a mistake is shown."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    root = Path(shutil.copytree(default_root(), tmp_path / "content"))
    for step in SECTIONS[name]:
        if isinstance(step, Change):
            step.make(root)
            continue
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(step.typed.encode()), encoding="utf-8"))
        code = main([*step.words, "--content", str(root)])
        said = capsys.readouterr()
        assert (code, step.words) == (1 if step.mistake else 0, step.words), said.err
        assert printed(step.prints, said.err if step.mistake else said.out), (step.words, said)


def printed(shown: list[str], output: str) -> bool:
    """Whether the output is as shown; nothing shown is nothing promised."""
    pattern = re.escape("\n".join(shown)).replace(re.escape(REST), ".*")
    return not shown or re.fullmatch(pattern, output.strip(), re.DOTALL) is not None


CHANGED = [
    name
    for name, done in SECTIONS.items()
    if any(isinstance(step, Change) for step in done) and not any(isinstance(s, Command) and s.mistake for s in done)
]


@pytest.mark.parametrize("name", CHANGED)
def test_the_stories_of_a_section_hold(name: str, tmp_path: Path) -> None:
    """Every story of the content, and those the section adds, end as they say after its changes."""
    root = Path(shutil.copytree(default_root(), tmp_path / "content"))
    for step in SECTIONS[name]:
        if isinstance(step, Change):
            step.make(root)
    content = load(root)
    for path in sorted((root / "stories").glob("*.yaml")):
        for story, expected in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            played = play(content, expected["facts"])
            assert (story, played.outcome) == (story, expected["outcome"])
            assert set(expected.get("extra", [])) <= set(played.extra), story
            assert set(expected.get("never", [])).isdisjoint(played.extra), story


def test_the_messages_it_explains_exist() -> None:
    """A message that is renamed takes its explanation along."""
    table = README.partition("| melding |")[2].partition("\n## ")[0]
    explained = {
        rule
        for line in table.splitlines()
        for rule in re.findall(r"`([a-z-]+)`", line.partition("| ")[2].partition(" |")[0])
    }
    assert explained
    assert explained <= set(catalogue())


def test_its_table_of_contents_and_files_are_right() -> None:
    """Every section is in the list at its top and the other way round; every file and folder it names exists."""
    anchors = re.findall(r"^- \[(.*)\]\(#(.*)\)$", README, re.MULTILINE)
    assert [title for title, _ in anchors] == list(sections())
    assert all(anchor == title.lower().replace(" ", "-") for title, anchor in anchors)
    named = re.findall(r"`((?:tests/|[a-z_]+/|[a-z_]+\.yaml)[\w/.]*)`", README)
    assert {"facts.yaml", "passages/"} <= set(named)
    new = {step.file for done in SECTIONS.values() for step in done if isinstance(step, Change) and not step.before}
    assert [file for file in named if file not in new and not (default_root() / file).exists()] == []
    tests = re.findall(r"tests/\S+\.py", README)
    assert [file for file in tests if not (default_root().parent / file).is_file()] == []
