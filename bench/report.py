"""The figures in words: a table a size, then each goal, met or not."""

from collections.abc import Iterator
from typing import Any

GOALS = {
    "lists at least half as fast as the plain list": 0.5,
    "queries a page": 12,
    "growth of p50": 1.2,
    "growth of p50 beside the plain list": 1.2,
    "memory, MB": 350,
    "first visit, KB": 200,
    "import of 2,000 items, s": 2.0,
    "PDF of the programme, s": 0.5,
    "growth of reading, 100 times the text": 25,
    "growth of writing, 100 times the text": 8,
}
WRITES = ("save a cell", "consent to one")


def print_report(found: dict[str, Any]) -> None:
    """Everything, on the standard output."""
    for line in _lines(found):
        print(line)  # noqa: T201


def _lines(found: dict[str, Any]) -> Iterator[str]:
    for size in found["sizes"]:
        yield f"\n{size['items']:,} work items (built in {size['built_seconds']} s)"
        yield (
            f"{'page':22}{'queries':>8}{'p50 ms':>8}{'p95 ms':>8}{'1 conn/s':>10}{'16 conn/s':>11}"
            f"{'plain 1':>9}{'plain 16':>10}{'ratio 1':>9}{'ratio 16':>10}"
        )
        for page in size["pages"]:
            yield (
                f"{page['name']:22}{page['queries']:>8}{page['1']['p50']:>8.1f}{page['1']['p95']:>8.1f}"
                f"{page['1']['pages_per_second']:>10.0f}{page['16']['pages_per_second']:>11.0f}"
                f"{page['plain_1']['pages_per_second']:>9.0f}{page['plain_16']['pages_per_second']:>10.0f}"
                f"{page['ratio_1']:>9.2f}{page['ratio_16']:>10.2f}"
            )
        memory, works = size["memory"], size["works"]
        yield (
            f"memory: web {memory['web_pss']:.0f} MB + worker {memory['worker_pss']:.0f} MB (PSS); "
            f"{memory['web_rss']:.0f} + {memory['worker_rss']:.0f} MB (RSS)"
        )
        yield f"first visit: {sum(size['cold'].values()) / 1000:.0f} KB in {len(size['cold'])} answers"
        yield (
            f"import of 2,000 items: {works['import_upload']:.2f} s to read, {works['import_confirm']:.2f} s to write; "
            f"PDF: {works['pdf']:.2f} s (the first one {works['pdf_first']:.2f} s)"
        )
        yield from _texts(size["texts"])
    yield "\nGoals"
    for name, value, goal, is_met in goals(found):
        yield f"  {'met    ' if is_met else 'NOT MET'}  {name}: {value} (goal {goal})"
    yield f"\n{found['minutes']} minutes"


def _texts(texts: list[dict[str, Any]]) -> Iterator[str]:
    """Each act on the small text, how much longer it takes on the large ones, and that in units of the plain list."""
    small = texts[0]
    heads = [f"{text['provisions']:,} of {text['parties']}" for text in texts]
    yield f"texts: {'queries':>24}" + "".join(f"{head:>23}" for head in heads)
    for place, act in enumerate(small["acts"]):
        same = [text["acts"][place] for text in texts]
        cells = [f"{one['milliseconds']:>8.0f} ms{one['milliseconds'] / act['milliseconds']:>6.1f}×" for one in same]
        plains = [f"{one['plains']:>5.0f}" for one in same]
        counts = "/".join(str(one["queries"]) for one in same)
        yield f"  {act['name']:18}{counts:>10}" + "".join(map("".join, zip(cells, plains, strict=True)))
    yield "  (milliseconds; times the first; in units of the plain list)"


def goals(found: dict[str, Any]) -> Iterator[tuple[str, str, float, bool]]:
    """Each goal with what was measured: name, value, goal, met."""
    sizes = found["sizes"]
    every = [page for size in sizes for page in size["pages"]]
    slowest = min((min(page["ratio_1"], page["ratio_16"]), page["name"]) for page in every if page["is_list"])
    most = max((page["queries"], page["name"]) for page in every)
    works = [size["works"] for size in sizes]
    yield _least("lists at least half as fast as the plain list", slowest[0], slowest[1])
    yield _most("queries a page", most[0], most[1])
    if len(sizes) > 1:
        pairs = list(zip(sizes[0]["pages"], sizes[-1]["pages"], strict=True))
        same = all(small["queries"] == large["queries"] for small, large in pairs)
        yield ("queries that do not grow", "yes" if same else "no", 1, same)
        yield _most(
            "growth of p50", *max((large["1"]["p50"] / small["1"]["p50"], small["name"]) for small, large in pairs)
        )
        yield _most(
            "growth of p50 beside the plain list",
            *max((_steady(large) / _steady(small), small["name"]) for small, large in pairs),
        )
    yield _most("memory, MB", max(size["memory"]["whole"] for size in sizes))
    yield _most("first visit, KB", max(sum(size["cold"].values()) for size in sizes) / 1000)
    yield _most("import of 2,000 items, s", max(one["import_upload"] + one["import_confirm"] for one in works))
    yield _most("PDF of the programme, s", max(one["pdf"] for one in works))
    yield from _goals_of_texts([text for size in sizes for text in size["texts"]])


def _goals_of_texts(texts: list[dict[str, Any]]) -> Iterator[tuple[str, str, float, bool]]:
    """A text a hundred times as long takes as many queries, and what is done to one provision hardly more time."""
    by_size: dict[tuple[str, int], dict[int, dict[str, Any]]] = {}
    for text in texts:
        for act in text["acts"]:
            by_size.setdefault((act["name"], text["parties"]), {})[text["provisions"]] = act
    pairs = [
        (name, found[min(found)], found[max(found)]) for (name, _parties), found in by_size.items() if len(found) > 1
    ]
    same = all(small["queries"] == large["queries"] for _name, small, large in pairs)
    yield ("queries that do not grow with the text", "yes" if same else "no", 1, same)
    growth: list[tuple[float, str]] = [(large["plains"] / small["plains"], name) for name, small, large in pairs]
    yield _most("growth of reading, 100 times the text", *max(one for one in growth if one[1] not in WRITES))
    yield _most("growth of writing, 100 times the text", *max(one for one in growth if one[1] in WRITES))


def _steady(page: dict[str, Any]) -> float:
    """The page's p50 in units of the plain list asked for in the same seconds: what a busy machine does to both cancels."""
    return float(page["1"]["p50"] / page["plain_1"]["p50"])


def _most(name: str, value: float, where: str = "") -> tuple[str, str, float, bool]:
    return name, _shown(value, where), GOALS[name], value <= GOALS[name]


def _least(name: str, value: float, where: str = "") -> tuple[str, str, float, bool]:
    return name, _shown(value, where), GOALS[name], value >= GOALS[name]


def _shown(value: float, where: str) -> str:
    number = f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{number} ({where})" if where else number
