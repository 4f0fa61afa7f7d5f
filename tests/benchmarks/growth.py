"""How load, check and difference grow with the content: as it is, ten times and a hundred times as large.

    python -m tests.benchmarks.growth [times ...]

Prints a table. The larger contents are generated: so many times as many topics, passages, links, blocks and stories, and as many
more outcomes and rows, which divide the stretch from 75 to 300 of the ferritin. The facts and questions stay, as a check that
people answer does not grow. Each measurement is a process of its own; seconds are those it was at work on one core, memory is
the most it held at once.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import yaml

from bot.content.loading import default_root, load
from bot.proof.comparing import Comparison
from bot.proof.examining import examine
from bot.proof.rules import findings

Data = Any
"""As YAML holds it."""
TIMES = (1, 10, 100)
SUFFICIENT = "ferritine-voldoende"
LOW, HIGH = 75, 300


def main() -> None:
    """Generate, measure and print."""
    times = [int(argument) for argument in sys.argv[1:]] or TIMES
    for row in table(times):
        print(*(cell.rjust(18) for cell in row), flush=True)


def table(times: Iterable[int]) -> Iterator[list[str]]:
    """A heading, and a row for each size of content."""
    yield ["times as large", "files", *WORK]
    for number in times:
        with TemporaryDirectory() as folder:
            before, after = Path(folder) / "before", Path(folder) / "content"
            generate(before, number, LOW)
            generate(after, number, LOW + 1)
            size = sum(path.stat().st_size for path in after.rglob("*.yaml")) / 2**20
            yield [str(number), f"{size:.1f} MB", *(_measured(work, before, after) for work in WORK)]


def generate(folder: Path, times: int, low: int) -> None:
    """A content so many times as large, whose outcomes above `low` divide the stretch up to 300."""
    shutil.copytree(default_root(), folder)
    for path in sorted(
        (*folder.glob("topics/*.yaml"), *folder.glob("passages/*.yaml"), *folder.glob("stories/*.yaml"))
    ):
        data = _read(path)
        entries = data.get("topics", data)
        copied = {f"{name}-{k}": _copy(entry, k) for k in range(1, times) for name, entry in list(entries.items())}
        _write(path, {**data, "topics": {**entries, **copied}} if "topics" in data else {**entries, **copied})
    for name in ("blocks.yaml", "links.yaml"):
        entries = _read(folder / name)
        copied = {f"{name}-{k}": _copy(entry, k) for k in range(1, times) for name, entry in list(entries.items())}
        _write(folder / name, {**entries, **copied})
    _divide(folder, times, low)


def _divide(folder: Path, times: int, low: int) -> None:
    """More outcomes: the one above 75 comes in as many kinds, each for its own stretch."""
    limits = [low, *(LOW + (HIGH - LOW) * k // times for k in range(1, times)), HIGH]
    outcomes, rules = _read(folder / "outcomes/uitkomsten-2.yaml"), _read(folder / "rules.yaml")
    more = {f"{SUFFICIENT}-{k}": _copy(outcomes[SUFFICIENT], k) for k in range(1, times)}
    _write(folder / "outcomes/uitkomsten-2.yaml", {**outcomes, **more})
    rows = [rule for rule in rules if rule["outcome"] != SUFFICIENT]
    for row in rows:
        row["when"] = _moved(row["when"], low)
    for k in range(times):
        outcome = f"{SUFFICIENT}-{k}" if k else SUFFICIENT
        rows.append({"outcome": outcome, "when": {"ferritine": f"boven {limits[k]} t/m {limits[k + 1]}"}})
    _write(folder / "rules.yaml", rows)


def _moved(when: Data, low: int) -> Data:
    if isinstance(when, list):
        return [_moved(row, low) for row in when]
    return {name: _at(value, low) if name == "ferritine" else value for name, value in when.items()}


def _at(value: Data, low: int) -> Data:
    return value.replace(str(LOW), str(low)) if isinstance(value, str) else value


def _copy(entry: dict[str, Any], number: int) -> dict[str, Any]:
    """An entry with other texts, and with the copies of the passages it says."""
    copied = dict(entry)
    if "say" in entry:
        copied["say"] = [_said(item, number) for item in entry["say"]]
    for key in ("title", "text"):
        if key in entry:
            copied[key] = f"{entry[key].rstrip()} {number}"
    if "asked_as" in entry:
        copied["asked_as"] = [f"{phrase} {number}" for phrase in entry["asked_as"]]
    return copied


def _said(item: Data, number: int) -> Data:
    return {**item, "passage": f"{item['passage']}-{number}"} if isinstance(item, dict) else f"{item}-{number}"


def _read(path: Path) -> Data:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - makes only strings


def _write(path: Path, data: Data) -> None:
    path.write_text(
        yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8"
    )


def _load(_: Path, after: Path) -> Callable[[], object]:
    return lambda: load(after)


def _check(_: Path, after: Path) -> Callable[[], object]:
    return lambda: findings(examine(after, date(2026, 11, 24)))


def _difference(before: Path, after: Path) -> Callable[[], object]:
    contents = load(before), load(after)
    return lambda: Comparison(*contents).changes


WORK = {"load": _load, "check": _check, "difference": _difference}


def _measured(work: str, before: Path, after: Path) -> str:
    command = [sys.executable, "-m", "tests.benchmarks.growth", work, str(before), str(after)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def _measure(work: str, before: Path, after: Path) -> None:
    done = WORK[work](before, after)
    begun = process_time()
    done()
    seconds = process_time() - begun
    print(f"{seconds:.1f} s, {_most_memory():.0f} MB")


def _most_memory() -> float:
    """MB this process held at most; not those of the one that started it, which `getrusage` counts as well."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in WORK:
        _measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
