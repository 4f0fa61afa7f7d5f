"""What operators and developers read is true: every setting, event and figure there is, and no other; files exist."""

import ast
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot import settings
from bot.metrics import Metrics

ROOT = Path(__file__).parents[1]
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")


def section(title: str) -> str:
    """What stands under a heading."""
    return OPERATING.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def named(title: str) -> set[str]:
    """What the first column of the table under a heading names."""
    rows = re.findall(r"^\| (`[^|]*)\|", section(title), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def read_settings() -> set[str]:
    """The variables that the program asks the environment for."""
    source = Path(settings.__file__).read_text(encoding="utf-8")
    asked = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    texts = {a.value for call in asked for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return {text for text in texts if VARIABLE.fullmatch(text) and not text.startswith("XDG_")}


def test_every_setting_is_documented() -> None:
    """And each that is documented is read."""
    assert named("Settings") == read_settings()


def test_every_event_is_documented() -> None:
    """So that each line of the log can be looked up."""
    events = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="log")), args=[ast.Constant(value=event)]):
                    events.add(event)
    assert named("What the log says") == events


def test_every_figure_is_documented() -> None:
    """By the name under which it is served."""
    served = re.findall(r"^# TYPE (rls_bot_\w+)", Metrics().render().decode(), re.MULTILINE)
    assert named("What the figures mean") == set(served)


def deployed() -> Iterator[str]:
    """The variables that the unit and the compose file set for the bot."""
    unit = (ROOT / "deploy" / "rls-bot.service").read_text(encoding="utf-8")
    yield from re.findall(r"^Environment=(\w+)=", unit, re.MULTILINE)
    compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    yield from compose["services"]["worker"]["environment"]


def test_what_is_deployed_sets_variables_that_there_are() -> None:
    """As they are or as files; and the secrets of the compose file are those that the document makes."""
    assert {name.removesuffix("_FILE") for name in deployed()} - {"XDG_CACHE_HOME"} <= read_settings()
    compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    made = section("On several")
    assert [name for name in compose["secrets"] if name not in made] == []


def test_a_back_up_can_be_made_while_the_bot_runs(tmp_path: Path) -> None:
    """The documented statement copies what was committed, also what stands in the log beside the file."""
    statement = re.search(r'"(VACUUM INTO [^"]+)"', section("Back up and restore"))
    assert statement
    live = sqlite3.connect(tmp_path / "live.sqlite3", isolation_level=None)
    live.execute("PRAGMA journal_mode = WAL")
    live.execute("CREATE TABLE chats (name)")
    live.execute("INSERT INTO chats VALUES ('a')")
    copy = tmp_path / "copy.sqlite3"
    sqlite3.connect(tmp_path / "live.sqlite3").execute(re.sub("'[^']+'", f"'{copy}'", statement[1]))
    assert sqlite3.connect(copy).execute("SELECT name FROM chats").fetchall() == [("a",)]
    live.close()


def test_the_architecture_names_files_that_there_are() -> None:
    """Every module and content file in the picture and the tables."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named_there = set(re.findall(r"[\w/-]+\.(?:py|yaml|md)\b", text))
    files = [f"/{path.relative_to(ROOT)}" for top in ("bot", "content", "docs") for path in (ROOT / top).rglob("*.*")]
    assert len(named_there) > 15
    assert [name for name in named_there if not any(file.endswith(f"/{name}") for file in files)] == []
