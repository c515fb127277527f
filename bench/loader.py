"""Load on a running server: threads with connections that stay open, as browsers keep them."""

import http.client
import statistics
import threading
import time
from dataclasses import dataclass

WARM_UP = 5


@dataclass(frozen=True)
class Load:
    """What some seconds of requests came to; times in milliseconds."""

    connections: int
    pages_per_second: float
    p50: float
    p95: float
    requests: int


def load(port: int, path: str, cookie: str, *, connections: int, seconds: float) -> Load:
    """Ask for one page over that many connections for that long. RuntimeError when an answer is not 200."""
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
    taken = sorted(one for mine in times for one in mine)
    return Load(
        connections=connections,
        pages_per_second=len(taken) / elapsed,
        p50=statistics.median(taken) * 1000,
        p95=taken[int(len(taken) * 0.95)] * 1000,
        requests=len(taken),
    )


def warm(port: int, path: str, cookie: str) -> None:
    """A few requests beforehand, so that every process has loaded what the page needs."""
    load(port, path, cookie, connections=4, seconds=0.5)


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
