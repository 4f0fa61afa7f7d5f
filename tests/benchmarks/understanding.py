"""How fast messages are understood, and how soon after a start.

    python -m tests.benchmarks.understanding

Prints a table. The messages are those of tests/understanding: questions, and what is not for us. Each is
heard as a person would type it: alarms, facts, numbers, topics. "First time" is with nothing at hand of the
words in it. Seconds are those of one core, the best of a few runs, so that other busy processes hardly count.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import yaml

from bot.content.loading import default_root, load
from bot.understanding.building import build

HERE = Path(__file__).parent
RUNS = 5


def main() -> None:
    """Measure and print."""
    for name, figure in measured().items():
        print(f"{name:<40} {figure:>16}")


def measured() -> dict[str, str]:
    """What was measured, and how much it is."""
    content = load(default_root())
    messages = _messages()
    with TemporaryDirectory() as folder:
        cache = Path(folder)
        learning = _seconds(lambda: build(content, cache), runs=1)
        starting = _seconds(lambda: build(content, cache))
        understanding = build(content, cache)
        first = _seconds(lambda: [understanding.hear(message) for message in messages], runs=1)
        again = _seconds(lambda: [understanding.hear(message) for message in messages])
    return {
        "learnt anew, after a change of content": f"{learning:.2f} s",
        "started from what was kept": f"{starting * 1000:.0f} ms",
        "rls-bot ask, process and all": f"{_whole('ask', 'wat is rls'):.2f} s",
        "rls-bot check, process and all": f"{_whole('check'):.1f} s",
        f"{len(messages)} messages, first time": f"{len(messages) / first:,.0f} a second",
        f"{len(messages)} messages, again": f"{len(messages) / again:,.0f} a second",
    }


def _whole(*command: str) -> float:
    begun = perf_counter()
    subprocess.run([sys.executable, "-m", "bot", *command], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    return perf_counter() - begun


def _messages() -> list[str]:
    texts: list[str] = []
    for name in ("questions.yaml", "out_of_scope.yaml"):
        written = yaml.safe_load((HERE.parent / "understanding" / name).read_text(encoding="utf-8"))
        texts += [row["q"] if isinstance(row, dict) else row for rows in written.values() for row in rows]
    return texts


def _seconds(job: Callable[[], object], runs: int = RUNS) -> float:
    took: list[float] = []
    for _ in range(runs):
        begun = process_time()
        job()
        took.append(process_time() - begun)
    return min(took)


if __name__ == "__main__":
    main()
