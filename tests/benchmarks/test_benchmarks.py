"""The benchmarks measure what they say, and their page is theirs."""

import json
from pathlib import Path

from tests.benchmarks.measuring import Bench, Figures, Plan, measured
from tests.benchmarks.processes import COMMANDS
from tests.benchmarks.report import TARGETS, page, targets

DOCS = Path(__file__).parents[2] / "docs"


async def test_people_go_through_whole_checks(tmp_path: Path) -> None:
    """Every turn shows what was recorded, for more people than there were."""
    async with Bench.opened(tmp_path, core=None) as bench:
        shown = [one["text"] for turn in bench.dialogue for one in turn.shows]
        assert any("Je antwoorden" in text for text in shown)
        async with bench.bot("RLS-wijzer") as bot:
            found = await measured(bench, [bot], "RLS-wijzer", 3, Plan(seconds=1, rounds=1))
    assert found["turns/s"] > 0
    assert found["wrong %"] == 0
    assert found["calls a turn"] >= 1
    assert found["CPU s per 1,000 turns"] > 0


def test_a_target_is_met_by_the_median_of_the_ratios() -> None:
    """One slow round on a busy machine does not decide."""
    figures = {target.figure for target in TARGETS}
    ours: list[Figures] = [dict.fromkeys(figures, value) for value in (1.0, 1.0, 100.0)]
    rounds = {name: ours if name == "RLS-wijzer" else [dict.fromkeys(figures, 5.0)] * 3 for name in COMMANDS}
    met = {(row[0], row[1]): row[4] == "yes" for row in targets(rounds)[1:]}
    assert met == {(target.figure, target.other): (target.most or 0) >= 0.2 for target in TARGETS}


def test_the_page_is_made_by_the_command() -> None:
    """docs/benchmarks.md says what docs/benchmarks.json holds, and nothing was changed by hand."""
    results = json.loads((DOCS / "benchmarks.json").read_text(encoding="utf-8"))
    assert (DOCS / "benchmarks.md").read_text(encoding="utf-8") == page(results)
