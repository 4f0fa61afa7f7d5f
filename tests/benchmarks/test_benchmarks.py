"""The benchmarks measure what they say, and their page is theirs."""

import json
from pathlib import Path

from tests.benchmarks.measuring import FAR, Bench, Figures, Plan, measured
from tests.benchmarks.processes import COMMANDS
from tests.benchmarks.report import BY_WEBHOOK, TARGETS, of_sqlite, of_workers, page, store_targets, targets

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


def test_what_was_measured_once_has_targets_too() -> None:
    """Webhooks over a far network, two workers against one, many stored chats against few."""
    rounds = {name: [{FAR: 10.0}] for name in COMMANDS}
    kept = {
        BY_WEBHOOK: 390.0,
        of_sqlite(10): 100.0,
        of_sqlite(1000): 85.0,
        of_workers(10, 1): 10,
        of_workers(10, 2): 18.0,
    }
    rows = store_targets(rounds, {name: {"turns/s": turns} for name, turns in kept.items()}, (10, 1000))
    assert [(row[3], row[4]) for row in rows] == [("39.00", "**no**"), ("1.80", "yes"), ("0.85", "yes")]


def test_the_page_is_made_by_the_command() -> None:
    """docs/benchmarks.md says what docs/benchmarks.json holds, and nothing was changed by hand."""
    results = json.loads((DOCS / "benchmarks.json").read_text(encoding="utf-8"))
    assert (DOCS / "benchmarks.md").read_text(encoding="utf-8") == page(results)
