"""A YAML file as values that know their line. Strict: text stays text, nothing is guessed.

Every scalar is read as the text it was written as ("nee", "no" and "1.10" stay text); what
should be a number or a date says so in `schema.py`. A key that stands twice is a problem,
never the last one silently winning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.content.problems import Place, Problem

# Everything is read as text. The C parser is about ten times faster; the other reads the same language.
_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Data = str | list["Data"] | dict[str, "Data"]
Path_ = tuple[str | int, ...]

UNREADABLE = frozenset({"missing-file", "not-text", "not-yaml"})
"""Problems after which nothing is known of what a file holds."""


@dataclass(slots=True)
class Document:
    """One file: its values, and on which line each stands."""

    file: str
    data: Data = field(default_factory=dict)
    lines: dict[Path_, int] = field(default_factory=dict)
    text: str = ""

    def place(self, *path: str | int) -> Place:
        """Where the value at this path stands, or the nearest value around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return Place(self.file, self.lines[path[:length]])
        return Place(self.file, 1)

    def at(self, *path: str) -> Data | None:
        """The value at this path; None when there is none."""
        found: Data | None = self.data
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def entries(self, *path: str) -> Mapping[str, Data]:
        """The mapping at this path; empty when there is none."""
        found = self.at(*path)
        return found if isinstance(found, dict) else {}


def read(root: Path, name: str, problems: list[Problem]) -> Document:
    """The file as a document; what is wrong with it as YAML is added to the problems."""
    document = Document(file=f"{root.name}/{name}")
    try:
        document.text = (root / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(Problem(document.place(), "missing-file"))
        return document
    except UnicodeDecodeError:
        problems.append(Problem(document.place(), "not-text"))
        return document
    try:
        node = yaml.compose(document.text, Loader=_LOADER)
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(document, error))
        return document
    if node is None:
        problems.append(Problem(document.place(), "missing-file"))
        return document
    try:
        document.data = _value(node, (), document, problems)
    except RecursionError:
        # An anchor that holds itself goes on for ever.
        document.data = {}
        problems.append(Problem(document.place(), "not-yaml"))
    return document


def read_folder(root: Path, folder: str, problems: list[Problem]) -> Iterator[Document]:
    """Every YAML file of a folder, in the order of their names."""
    names = sorted(path.name for path in (root / folder).glob("*.yaml"))
    if not names:
        problems.append(Problem(Place(f"{root.name}/{folder}/", 1), "missing-file"))
    for name in names:
        yield read(root, f"{folder}/{name}", problems)


def _value(node: yaml.Node, path: Path_, document: Document, problems: list[Problem]) -> Data:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, place), document, problems) for place, item in enumerate(node.value)]
    return str(node.value)


def _mapping(node: yaml.MappingNode, path: Path_, document: Document, problems: list[Problem]) -> Data:
    values: dict[str, Data] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        here = (*path, key)
        if key in values:
            details = {"key": key, "first": str(document.lines[here])}
            problems.append(Problem(Place(document.file, line), "duplicate-key", details))
            continue
        document.lines[here] = line
        values[key] = _value(value_node, here, document, problems)
    return values


def _syntax_problem(document: Document, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    return Problem(Place(document.file, mark.line + 1 if mark else 1), "not-yaml")
