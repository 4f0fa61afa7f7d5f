"""Measures the whole bot beside the bots that a developer would write instead.

    pip install -e ".[benchmarks]"
    python -m tests.benchmarks [--quick] [--long] [--rounds N]

Prints tables. A full run also writes docs/benchmarks.md and docs/benchmarks.json.
"""

import argparse
import json
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvloop

from tests.benchmarks import growth, report, stores, understanding
from tests.benchmarks.measuring import QUICK, Bench, Figures, Plan, one_round
from tests.benchmarks.processes import COMMANDS
from tests.databases import postgres

DOCS = Path(__file__).parents[2] / "docs"
FULL = Plan(seconds=3, rounds=3)
STORED = (1_000, 100_000)
LONG = 1_000_000


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short round, fewer stores; writes nothing")
    parser.add_argument(
        "--long",
        action="store_true",
        help="stores with a million conversations, and content a hundred times as large, as well",
    )
    parser.add_argument("--rounds", type=int, default=FULL.rounds, help="how often each bot is measured (%(default)s)")
    parser.add_argument("--page", action="store_true", help="measure nothing; make the page anew from the JSON")
    arguments = parser.parse_args()
    if arguments.page:
        _write_page(json.loads((DOCS / "benchmarks.json").read_text(encoding="utf-8")))
        return
    began, load = time.time(), os.getloadavg()
    stored = STORED[:1] if arguments.quick else (*STORED, LONG) if arguments.long else STORED
    plan = QUICK if arguments.quick else replace(FULL, rounds=arguments.rounds)
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="rls-benchmarks-", ignore_cleanup_errors=True) as folder:
        results = uvloop.run(_measured(Path(folder), plan, stored, cores))
    tables = results["tables"]
    tables["words"] = report.words(understanding.measured())
    print("\n", report.printed(tables["words"]), sep="")
    times = growth.TIMES[:1] if arguments.quick else growth.TIMES if arguments.long else growth.TIMES[:2]
    tables["growth"] = list(growth.table(times))
    print("\n", report.printed(tables["growth"]), sep="")
    results["machine"] = report.machine(began, load)
    if not arguments.quick:
        (DOCS / "benchmarks.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        _write_page(results)


def _write_page(results: dict[str, Any]) -> None:
    (DOCS / "benchmarks.md").write_text(report.page(results), encoding="utf-8")


async def _measured(folder: Path, plan: Plan, stored: tuple[int, ...], cores: list[int]) -> dict[str, Any]:
    own, bots = cores[0], cores[1] if len(cores) > 1 else None
    async with Bench.opened(folder, bots) as bench:
        os.sched_setaffinity(0, [own])
        found = await _all_bots(bench, plan)
        # What follows has several processes at work, and they inherit the cores of this one.
        os.sched_setaffinity(0, cores)
        bench.core = None
        kept = await _stores(bench, plan, stored)
    found["tables"]["stores"] = report.stores(kept)
    found["tables"]["targets"] = [*found["tables"]["targets"], *report.store_targets(found["rounds"], kept, stored)]
    print("\n", report.printed(found["tables"]["stores"]), sep="", flush=True)
    return {**found, "stores": kept}


async def _all_bots(bench: Bench, plan: Plan) -> dict[str, Any]:
    rounds: dict[str, list[Figures]] = {name: [] for name in COMMANDS}
    for number in range(plan.rounds):
        for name in COMMANDS:
            print(f"round {number + 1} of {plan.rounds}: {name}", flush=True)
            rounds[name].append(await one_round(bench, name, plan))
    tables = {"bots": report.bots(rounds), "targets": report.targets(rounds)}
    limits = report.limits(rounds)
    for table in tables.values():
        print("\n", report.printed(table), sep="", flush=True)
    print(*limits, sep="\n")
    return {"rounds": rounds, "tables": tables, "limits": limits}


async def _stores(bench: Bench, plan: Plan, stored: tuple[int, ...]) -> dict[str, Figures]:
    found = {report.BY_WEBHOOK: await stores.far_rows(bench, plan)}
    for count in stored:
        found[report.of_sqlite(count)] = await stores.sqlite_rows(bench, plan, count)
    with postgres() as server:
        stores.durable(server)
        for count in stored:
            for workers in (1, 2):
                found[report.of_workers(count, workers)] = await stores.postgres_rows(
                    bench, plan, count, server, workers
                )
    return found


if __name__ == "__main__":
    main()
