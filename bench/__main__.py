"""Build, serve, measure, print, write build/bench.json. See `python -m bench --help`."""

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench import database
from bench.measure import measure
from bench.report import print_report

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "build" / "bench.json"


def main() -> None:
    asked = _arguments()
    began = time.monotonic()
    results: list[dict[str, Any]] = []
    with database.server() as url:
        for size in asked.sizes:
            print(f"{size:,} items…", flush=True)  # noqa: T201
            results.append(_in_own_process(url, size, asked.seconds))
    found = {"sizes": results, "minutes": round((time.monotonic() - began) / 60, 1)}
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    print_report(found)


def _in_own_process(url: str, size: int, seconds: float) -> dict[str, Any]:
    """Each size has Django and its connections to itself."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, url, size, seconds).result()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 200_000], help="numbers of work items")
    parser.add_argument("--seconds", type=float, default=2.5, help="how long each page is asked for")
    return parser.parse_args()


if __name__ == "__main__":
    main()
