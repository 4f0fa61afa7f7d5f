"""A sample of the damages an editor could do: the check notices nearly all of them, and the difference every one."""

import shutil
from pathlib import Path

import yaml

from bot.content.loading import default_root, load
from tests.proof.mutations import chosen, report, tried

SAMPLE, SEED = 16, 20261124
TARGET = 0.95
"""Of what a requirement or story could know; all of them is what `python -m tests.proof.mutations` tries."""


def test_a_sample_is_noticed(tmp_path: Path) -> None:
    """As many as the target asks by the check alone, and all of them with the difference."""
    root = tmp_path / "content"
    shutil.copytree(default_root(), root)
    results = [tried(damage, root) for damage in chosen(SAMPLE, SEED)]
    knowable = [result for result in results if result.knowable]
    assert sum(bool(result.found) for result in knowable) >= TARGET * len(knowable), report(results)
    assert all(result.found or result.people or result.texts for result in results), report(results)
    assert load(root).version == load(default_root()).version, "each is mended again"


def test_each_damage_is_another_file() -> None:
    """Of every kind there is one at least, and none leaves the data of its file as they were."""
    every = chosen(None, SEED)
    written = {damage.file: _data((default_root() / damage.file).read_text(encoding="utf-8")) for damage in every}
    first = {damage.kind: damage for damage in every}
    assert len(first) > 30
    for damage in first.values():
        assert _data(damage.text) != written[damage.file] or damage.kind == "questions swapped", str(damage)


def _data(text: str) -> object:
    return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - makes only strings
