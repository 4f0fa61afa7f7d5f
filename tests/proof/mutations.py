"""How strong the net is: the content is damaged in every way an editor could, and the check must notice.

`python -m tests.proof.mutations` tries all of `damages` on both cores and takes long; `--most N` takes N at random, `--seed`
says which, `--kind` only some. It prints what finds them: the form of the files, a story, a requirement or another rule, alone;
and the difference for people, and of the texts, that a reviewer sees. Damages that nobody's conversation shows count apart.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random

from bot.content.loading import default_root, load
from bot.content.problems import ContentError
from bot.proof.comparing import Comparison
from bot.proof.examining import Examined, examine
from bot.proof.findings import Finding
from bot.proof.rules import RULES, findings, playing
from tests.proof.copies import TODAY
from tests.proof.damages import Damage, damages

URGENCY = ("less urgent", "level raised", "first line weakened", "first line dropped", "advice dropped", "do exchanged")
"""Damages that are no other conversation, but that a requirement could know all the same."""
NICE = 10


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a damage."""

    damage: Damage
    found: str
    """What finds it alone: "form", or the name of a rule, an error before a warning; "" when nothing does."""
    warning: bool = False
    people: bool = False
    """Whether the difference names people for whom something changes; looked at when nothing finds it alone."""
    texts: bool = False
    """Whether the difference shows it among the texts."""

    @property
    def knowable(self) -> bool:
        """Whether a requirement or story could know: somebody's conversation or somebody's urgency is another."""
        return bool(self.found) or self.people or self.damage.kind in URGENCY


def tried(damage: Damage, root: Path) -> Result:
    """The damage done to a copy of the content in this folder, examined, and mended again."""
    path = root / damage.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(damage.text, encoding="utf-8")
    try:
        return _examined(damage, root)
    finally:
        path.write_text(whole, encoding="utf-8")


def _examined(damage: Damage, root: Path) -> Result:
    try:
        examined = examine(root, TODAY)
    except ContentError:
        return Result(damage, "form")
    found = _first_error(examined)
    if found:
        return Result(damage, found)
    before = load(default_root())
    comparison = Comparison(before, examined.content)
    warning = next((f.rule for f in findings(examined) if not f.is_error and _sign(f) not in _known()), "")
    texts = before.version != examined.content.version
    return Result(damage, warning, bool(warning), not comparison.same, texts)


def _first_error(examined: Examined) -> str:
    """The name of a rule that finds an error; stories and requirements are asked first, then the others."""
    first = (playing.stories, playing.requirements_hold)
    for rule in (*first, *(rule for rule in RULES if rule not in first)):
        for finding in rule(examined):
            if finding.is_error:
                return finding.rule
    return ""


def _sign(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.says


@cache
def _known() -> frozenset[tuple[str, str]]:
    """What the check says of the whole content."""
    return frozenset(map(_sign, findings(examine(default_root(), TODAY))))


def chosen(most: int | None, seed: int, kind: str = "") -> list[Damage]:
    """All damages, or so many at random; the same ones for the same seed."""
    every = [damage for damage in damages(default_root(), load(default_root())) if kind in damage.kind]
    return every if most is None or most >= len(every) else Random(seed).sample(every, most)  # noqa: S311


def run(todo: list[Damage], workers: int = 2) -> Iterator[Result]:
    """The results in the order in which they come, from some processes that leave room for others."""
    with get_context("spawn").Pool(workers, _prepare) as pool:
        yield from pool.imap_unordered(_try, todo, chunksize=1)


def _prepare() -> None:
    os.nice(NICE)


@cache
def _copy() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    """A copy of the content of this process's own; it goes away with the process."""
    folder = tempfile.TemporaryDirectory()
    root = Path(folder.name) / "content"
    shutil.copytree(default_root(), root)
    return folder, root


def _try(damage: Damage) -> Result:
    return tried(damage, _copy()[1])


def report(results: list[Result]) -> str:
    """The shares, what found how many, and every survivor."""
    knowable = [result for result in results if result.knowable]
    alone = [result for result in knowable if result.found]
    unseen = [result for result in results if not (result.found or result.people or result.texts)]
    lines = [
        f"{len(results)} damages; {len(results) - len(knowable)} change nobody's conversation and are seen in the texts only",
        f"found by the check alone: {len(alone)} of {len(knowable)} ({len(alone) / max(1, len(knowable)):.1%})",
        f"of these only by a warning: {sum(result.warning for result in alone)}",
        f"found together with the difference: {len(results) - len(unseen)} of {len(results)}",
        "",
        *(f"{number:5} {found}" for found, number in Counter(result.found for result in alone).most_common()),
        "",
        "Survivors of the check that a requirement or story could know:",
    ]
    for result in sorted(knowable, key=lambda result: str(result.damage)):
        if not result.found:
            seen = "the difference names the people" if result.people else "the difference shows the text"
            lines.append(f"  {result.damage} ({seen})")
    return "\n".join(lines)


def main() -> None:
    """Try them and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", default="")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    todo, results = chosen(arguments.most, arguments.seed, arguments.kind), []
    for result in run(todo, arguments.workers):
        results.append(result)
        told = "" if result.found else f": the check alone does not find {result.damage}"
        print(f"{len(results)} of {len(todo)}{told}", file=sys.stderr, flush=True)
    print(report(results))


if __name__ == "__main__":
    main()
