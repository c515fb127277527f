"""One size: a scratch database filled, the site served, every page asked for."""

import os
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import database

if TYPE_CHECKING:
    from bench.data import World

MANY = 16


def measure(url: str, size: int, seconds: float) -> dict[str, Any]:
    """Everything about one size; Django is set up here, on the scratch database."""
    with ExitStack() as stack:
        scratch = stack.enter_context(database.scratch(url, f"phoihop_bench_{size}_{os.getpid()}"))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="phoihop-bench-")))
        os.environ |= {
            "DATABASE_URL": scratch,
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "LOG_LEVEL": "WARNING",
            "DEMO": "false",
        }
        import django  # noqa: PLC0415  the database comes first

        django.setup()
        stack.callback(_close)
        from bench import data  # noqa: PLC0415
        from phoihop.config import prepare  # noqa: PLC0415

        prepare.migrate()
        started = time.perf_counter()
        world = data.build(size)
        built = time.perf_counter() - started
        print(f"  built in {built:.0f} s", flush=True)  # noqa: T201
        return {"items": size, "built_seconds": round(built, 1), **_serve(world, scratch, folder, seconds)}


def _serve(world: "World", url: str, folder: Path, seconds: float) -> dict[str, Any]:
    from bench import texts, work  # noqa: PLC0415  Django is ready only now
    from bench.pages import cookie_of, pages, queries  # noqa: PLC0415
    from bench.server import site  # noqa: PLC0415
    from bench.wire import cold_bytes  # noqa: PLC0415

    cookie = cookie_of(world.officer)
    main_pages = pages(world)
    counts = {page.path: queries(page.path, cookie) for page in main_pages}
    with site(url, folder) as running:
        measured = [
            {"name": page.name, "is_list": page.is_list, "queries": counts[page.path]}
            | _loads(running.port, page.path, cookie, seconds)
            for page in main_pages
        ]
        return {
            "pages": measured,
            "memory": asdict(running.memory()) | {"whole": running.memory().whole},
            "cold": cold_bytes(running.port, "/", cookie),
            "works": asdict(work.measure(world)),
            "texts": [asdict(text) for text in texts.measure(world)],
        }


def _loads(port: int, path: str, cookie: str, seconds: float) -> dict[str, Any]:
    """The page beside the plain list."""
    from bench.loader import in_turn, warm  # noqa: PLC0415
    from bench.pages import PLAIN  # noqa: PLC0415

    warm(port, path, cookie)
    warm(port, PLAIN, cookie)
    found: dict[str, Any] = {}
    for connections in (1, MANY):
        mine, plain = in_turn(port, (path, PLAIN), cookie, connections=connections, seconds=seconds)
        found[str(connections)] = asdict(mine)
        found[f"plain_{connections}"] = asdict(plain)
        found[f"ratio_{connections}"] = mine.pages_per_second / plain.pages_per_second
    return found


def _close() -> None:
    from django.db import connection  # noqa: PLC0415

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
