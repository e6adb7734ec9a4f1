"""`python -m tests.bench`: measures the product on this machine, prints a table, and writes JSON if wanted."""

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import measures
from tests.bench.towns import town

_PARTS = ("bare", "scale", "memory", "start", "oracle")


def main() -> int:
    """Measure what is asked for; 1 when a floor does not hold."""
    wanted = _arguments()
    with tempfile.TemporaryDirectory(prefix="masa-bench-") as passing:
        folder = Path(wanted.folder or passing).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        found = _measured(wanted, folder, Path(passing))
    _print(found)
    if wanted.json:
        machine = {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()[0]}
        wanted.json.write_text(json.dumps({"machine": machine, **found}, indent=1), encoding="utf-8")
    return 0 if _all_hold(found) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--cases", nargs=2, type=int, default=[1000, 100_000], metavar=("SMALL", "LARGE"))
    parser.add_argument("--rounds", type=int, default=5, help="rounds of load on each app")
    parser.add_argument("--only", nargs="+", choices=_PARTS, default=_PARTS, help="which measures")
    parser.add_argument("--folder", help="keep the towns here for the next run")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    return parser.parse_args()


def _measured(wanted: argparse.Namespace, folder: Path, passing: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    small = town(folder, wanted.cases[0])
    if "start" in wanted.only:
        found["start to first page"] = measures.first_answer(small, passing, 5)
    if "memory" in wanted.only:
        found["idle memory"] = measures.memory(small, passing)
    if "oracle" in wanted.only:
        found["look-up oracle"] = measures.oracle(small, passing, 300)
    if "bare" in wanted.only:
        found |= measures.beside_the_bare_app(small, passing, wanted.rounds)
    if "scale" in wanted.only:
        found |= measures.small_beside_large(small, town(folder, wanted.cases[1]), passing, 40)
    return found


def _print(found: dict[str, Any]) -> None:
    width = max(map(len, found))
    for name, figures in found.items():
        mark = {True: "holds", False: "MISSED", None: ""}[figures.get("holds")]
        told = "  ".join(f"{key} {value}" for key, value in figures.items() if key != "holds")
        print(f"{name:<{width}}  {mark:<6}  {told}")


def _all_hold(found: dict[str, Any]) -> bool:
    return all(figures.get("holds", True) for figures in found.values())


if __name__ == "__main__":
    sys.exit(main())
