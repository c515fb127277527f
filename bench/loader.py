"""Load on a running server: threads with connections that stay open, as browsers keep them."""

import http.client
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

TURNS = 5


@dataclass(frozen=True)
class Load:
    """What some seconds of requests came to; p50 and p95 in milliseconds."""

    connections: int
    pages_per_second: float
    p50: float
    p95: float
    requests: int


def in_turn(port: int, paths: Sequence[str], cookie: str, *, connections: int, seconds: float) -> list[Load]:
    """Each page for that long in all, a little at a time in turn: a busy machine is as busy for one as for the other."""
    times: dict[str, list[float]] = {path: [] for path in paths}
    elapsed = dict.fromkeys(paths, 0.0)
    for _turn in range(TURNS):
        for path in paths:
            taken, took = _ask(port, path, cookie, connections=connections, seconds=seconds / TURNS)
            times[path] += taken
            elapsed[path] += took
    return [_load(times[path], elapsed[path], connections) for path in paths]


def warm(port: int, path: str, cookie: str) -> None:
    """A few requests beforehand, so that every process has loaded what the page needs."""
    _ask(port, path, cookie, connections=4, seconds=0.5)


def _ask(port: int, path: str, cookie: str, *, connections: int, seconds: float) -> tuple[list[float], float]:
    """Seconds of each answer, and of all of them together. RuntimeError when an answer is not 200."""
    times: list[list[float]] = [[] for _ in range(connections)]
    errors: list[str] = []
    start = threading.Event()
    threads = [
        threading.Thread(target=_client, args=(port, path, cookie, seconds, start, mine, errors)) for mine in times
    ]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    start.set()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - began
    if errors:
        raise RuntimeError(errors[0])
    return [one for mine in times for one in mine], elapsed


def _load(times: list[float], elapsed: float, connections: int) -> Load:
    taken = sorted(times)
    return Load(
        connections=connections,
        pages_per_second=len(taken) / elapsed,
        p50=statistics.median(taken) * 1000,
        p95=taken[int(len(taken) * 0.95)] * 1000,
        requests=len(taken),
    )


def _client(
    port: int,
    path: str,
    cookie: str,
    seconds: float,
    start: threading.Event,
    times: list[float],
    errors: list[str],
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookie, "Accept-Language": "vi", "Host": f"127.0.0.1:{port}"}
    start.wait()
    end = time.perf_counter() + seconds
    try:
        while time.perf_counter() < end and not errors:
            before = time.perf_counter()
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            times.append(time.perf_counter() - before)
            if response.status != 200:
                errors.append(f"{path}: {response.status}")
    except OSError as error:
        errors.append(f"{path}: {error}")
    finally:
        connection.close()
