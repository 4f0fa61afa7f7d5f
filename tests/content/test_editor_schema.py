"""What editor programs are told about the content files: it fits the files, catches mistakes, and is explained in Dutch."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.cli import main
from bot.content.bands import FACTOR_PATTERN, PATTERN, band, factor
from bot.content.editor_schema import FOLDER, explanations, modeline, schema, write, written
from bot.content.loading import default_root, load
from bot.content.shapes import KINDS, Kind
from tests.content.test_problems import BROKEN, spoil

FILES = [(kind, path) for kind in KINDS for path in kind.files(default_root())]
NAMES = [str(path.relative_to(default_root())) for _, path in FILES]
SHAPE = (
    *("missing-key", "unknown-key", "empty-text", "wrong-type", "wrong-value", "wrong-date"),
    *("bad-link", "bad-factor"),
)
"""The rules of the check that are a matter of one file's shape."""


class EditorLoader(yaml.CSafeLoader):
    """YAML 1.2 as editor programs read it: 75 is a number, true a boolean, nothing is null; a date is text."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", "true|false|True|False|TRUE|FALSE", "tfTF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", "|~|null|Null|NULL", ["~", "n", "N", ""]),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), list(first))


def as_editors_read(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """The file as a JSON document: keys are text."""
    return _keyed(yaml.load(path.read_text(encoding="utf-8"), Loader=EditorLoader))  # noqa: S506 - a safe loader


def _keyed(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {str(key): _keyed(inner) for key, inner in value.items()}
    return [_keyed(inner) for inner in value] if isinstance(value, list) else value


def mistakes(kind: Kind, path: Path) -> list[str]:
    """What an editor program would underline."""
    return [f"{list(error.absolute_path)}: {error.message}" for error in _errors(kind, path)]


def _errors(kind: Kind, path: Path) -> Iterator[Any]:
    return Draft7Validator(schema(kind)).iter_errors(as_editors_read(path))


def kind_of(file: str) -> Kind:
    """The kind of a file, by its place in the content folder."""
    return next(kind for kind in KINDS if Path(file).match(kind.pattern))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_schema_is_a_schema(kind: Kind) -> None:
    """Valid in its own dialect, with the explanation of the file at its top."""
    Draft7Validator.check_schema(schema(kind))
    assert schema(kind)["description"]


def test_every_content_file_has_one_kind() -> None:
    """A new file in a new place needs a schema as well."""
    everything = sorted(str(path.relative_to(default_root())) for path in default_root().rglob("*.yaml"))
    assert sorted(NAMES) == everything


@pytest.mark.parametrize(("kind", "path"), FILES, ids=NAMES)
def test_the_content_fits_its_schema(kind: Kind, path: Path) -> None:
    """Nothing is underlined in content that is in order, and the first line names the right schema."""
    assert mistakes(kind, path) == []
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first == modeline(kind)
    assert (path.parent / first.partition("=")[2]).is_file()


@pytest.mark.parametrize("rule", SHAPE)
def test_a_mistake_of_shape_is_underlined(rule: str, small: Path) -> None:
    """What `rls-bot check` would say of one file alone is seen while typing."""
    how = BROKEN[rule]
    path = small / how["file"]
    kind = kind_of(how["file"])
    assert mistakes(kind, path) == []
    spoil(small, how)
    assert mistakes(kind, path) != []


@pytest.mark.parametrize(
    "written",
    ["onder 50", "t/m 7,5", "50 t/m 75", "vanaf 5 tot 6.5", "boven 75 t/m 300", "bekend", "50", "50-75", "onder", "kleiner dan 5"],
)  # fmt: skip
def test_a_band_is_underlined_when_it_is_none(written: str) -> None:
    """What an editor program accepts as a band is what the check reads as one."""
    assert bool(re.search(PATTERN, written)) is (band(written) is not None)


@pytest.mark.parametrize("written", ["445", "0,6206", "1 / 2.247", "de helft", "1 /", ""])
def test_a_factor_is_underlined_when_it_is_none(written: str) -> None:
    """The same for factors."""
    assert bool(re.search(FACTOR_PATTERN, written)) is (factor(written) is not None)


def test_the_small_content_of_the_tests_fits_too(small: Path) -> None:
    """Short forms that the check allows are allowed while typing."""
    found = {path.name: mistakes(kind, path) for kind in KINDS for path in kind.files(small)}
    assert [name for name, said in found.items() if said] == []
    assert len(found) > 10


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_schema_files_are_fresh(kind: Kind) -> None:
    """After a change of the models or of keys.yaml: run `rls-bot schema`."""
    path = default_root() / FOLDER / f"{kind.name}.json"
    assert path.read_text(encoding="utf-8") == written(kind), "run: rls-bot schema"


def test_there_is_no_schema_file_without_a_kind() -> None:
    """A kind that is gone takes its schema along."""
    assert {path.stem for path in (default_root() / FOLDER).iterdir()} == {kind.name for kind in KINDS}


def test_every_key_is_explained_and_every_explanation_has_a_key() -> None:
    """A new key needs a Dutch sentence; a sentence without a key is of no use."""
    models: dict[str, set[str]] = {}
    for kind in KINDS:
        raw = kind.model.model_json_schema()
        name = kind.name if kind.model.__name__.startswith("RootModel") else kind.model.__name__
        for model, part in ((name, raw), *raw.get("$defs", {}).items()):
            keys = part.get("properties", {})
            models[model] = {"about", *keys, *({"about_key"} & {f"{key}_key" for key in keys})}
    assert {model: set(said) for model, said in explanations().items() if model != "filled_in"} == models
    assert all(text.strip() for said in explanations().values() for text in said.values())


def test_every_explanation_reaches_the_editor() -> None:
    """No key in any schema is without its description."""
    bare = [
        f"{kind.name}: {key}"
        for kind in KINDS
        for part in (schema(kind), *schema(kind)["$defs"].values())
        for key, inner in part.get("properties", {}).items()
        if not inner.get("description")
    ]
    assert bare == []


def test_what_is_filled_in_is_told() -> None:
    """An editor of words.yaml sees which parts between braces may stand where."""
    words = schema(kind_of("words.yaml"))["properties"]
    assert "{number}, {total}" in words["progress"]["description"]
    assert "{" not in words["done"]["description"]


def test_the_command_writes_what_lacks_and_then_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new file gets its first line; what is in order stays as it is; the content still loads."""
    copy = Path(shutil.copytree(default_root(), tmp_path / "copy"))
    shutil.rmtree(copy / FOLDER)
    new = copy / "passages" / "nieuw.yaml"
    new.write_text("nieuw: {text: Nieuw., sources: [], reviewed: 2026-11-24}\n", encoding="utf-8")
    assert main(["schema", "--content", str(copy)]) == 0
    assert set(capsys.readouterr().out.splitlines()) == {str(new), *map(str, (copy / FOLDER).iterdir())}
    assert new.read_text(encoding="utf-8").startswith(modeline(kind_of("passages/nieuw.yaml")) + "\n")
    assert list(write(copy)) == []
    assert load(copy).passages
