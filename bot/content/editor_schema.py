"""JSON Schema of the content files, with which VS Code and other editors complete, explain and check keys.

The shape comes from the models of `schema.py` and `examples.py`, the Dutch explanations from `keys.yaml`.
Which names exist (facts, passages, outcomes) is left to `rls-bot check`: it stands in other files,
and a schema would be wrong as soon as one is added.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import yaml

from bot.content.shapes import KINDS, Kind
from bot.dialogue.words import FILLED_IN

FOLDER = ".schema"
"""Inside the content folder, so that a copy of the folder takes it along."""
MODELINE = "# yaml-language-server: $schema="
"""The first line of a content file; understood by VS Code, JetBrains, Neovim, Helix, Zed and Emacs alike."""
DIALECT = "http://json-schema.org/draft-07/schema#"
"""The newest that every YAML editor knows."""
_NOISE = ("title", "default", "description")
"""What pydantic derives from the code, in English, and no editor needs."""


@cache
def explanations() -> Mapping[str, Mapping[str, str]]:
    """What each key is for, in Dutch: by model, then by key; "about" is the model itself."""
    text = files(__package__).joinpath("keys.yaml").read_text(encoding="utf-8")
    return cast("Mapping[str, Mapping[str, str]]", yaml.safe_load(text))


def written(kind: Kind) -> str:
    """The schema of a kind of file, as text of its schema file."""
    return json.dumps(schema(kind), ensure_ascii=False, indent=1) + "\n"


def schema(kind: Kind) -> dict[str, Any]:
    """The schema of a kind of file."""
    raw = kind.model.model_json_schema()
    parts = _clean(raw.pop("$defs", {}))
    whole = _clean(raw)
    if kind.keys:
        whole["propertyNames"] = {"enum": list(kind.keys)}
    for name, part in [(_name(kind), whole), *parts.items()]:
        _explain(part, explanations()[name], FILLED_IN if name == "Words" else {})
    return {"$schema": DIALECT, **whole, "$defs": {**parts, "text": _TEXT}}


def modeline(kind: Kind) -> str:
    """The first line of a content file of this kind."""
    up = "../" * kind.pattern.count("/")
    return f"{MODELINE}{up}{FOLDER}/{kind.name}.json"


def write(root: Path) -> Iterator[Path]:
    """Write the schemas of a content folder, and the first line of files that lack it; yields what changed."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    for kind in KINDS:
        yield from _put(folder / f"{kind.name}.json", written(kind))
        for path in kind.files(root):
            text = path.read_text(encoding="utf-8")
            if not text.startswith(MODELINE):
                yield from _put(path, f"{modeline(kind)}\n{text}")


def _put(path: Path, text: str) -> Iterator[Path]:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        yield path


def _name(kind: Kind) -> str:
    """A file that only holds entries is explained by the name of its kind, another by its own model."""
    return kind.name if kind.model.__name__.startswith("RootModel") else kind.model.__name__


_SCALAR = ["string", "number", "boolean"]
_TEXT = {"type": _SCALAR, "pattern": r"\S"}


def _clean(part: Any) -> Any:  # noqa: ANN401 - any part of a JSON document
    """Without what the code says of itself, without null (an empty value is a mistake), texts as one definition."""
    if isinstance(part, list):
        return [_clean(item) for item in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == _SCALAR:
        return {"$ref": "#/$defs/text"}
    if part.get("format") == "date":
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    if "anyOf" in part:
        kept = [_clean(choice) for choice in part["anyOf"] if choice.get("type") != "null"]
        rest = {key: _clean(value) for key, value in part.items() if key not in (*_NOISE, "anyOf")}
        return {**kept[0], **rest} if len(kept) == 1 else {"anyOf": kept, **rest}
    properties = {key: _clean(value) for key, value in part.get("properties", {}).items()}
    rest = {key: _clean(value) for key, value in part.items() if key not in (*_NOISE, "properties")}
    return rest | ({"properties": properties} if properties else {})


def _explain(part: dict[str, Any], said: Mapping[str, str], filled_in: Mapping[str, frozenset[str]]) -> None:
    if "about" in said:
        part["description"] = said["about"]
    for key, inner in part.get("properties", {}).items():
        filled = ", ".join(f"{{{name}}}" for name in sorted(filled_in.get(key, ())))
        more = explanations()["filled_in"]["about"].format(names=filled) if filled else ""
        part["properties"][key] = _described(inner, f"{said[_key(key)]} {more}".strip())


def _key(key: str) -> str:
    """What a key is called among the explanations, where "about" is the piece itself."""
    return "about_key" if key == "about" else key


def _described(inner: dict[str, Any], text: str) -> dict[str, Any]:
    """Beside a reference nothing else counts in this dialect, so the reference goes one level down."""
    return {"description": text, "allOf": [inner]} if "$ref" in inner else {"description": text, **inner}
