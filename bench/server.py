"""Web and worker as `phoihop serve` starts them, on the scratch database, and the memory they take."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60


@dataclass(frozen=True)
class Memory:
    """Megabytes: proportional share (shared pages counted once) and resident."""

    web_pss: float
    worker_pss: float
    web_rss: float
    worker_rss: float

    @property
    def whole(self) -> float:
        return self.web_pss + self.worker_pss


@dataclass(frozen=True)
class Site:
    """A running site."""

    port: int
    web: "subprocess.Popen[bytes]"
    worker: "subprocess.Popen[bytes]"

    def memory(self) -> Memory:
        """What web and worker hold now, with all their processes."""
        (web_pss, web_rss), (worker_pss, worker_rss) = _held(self.web.pid), _held(self.worker.pid)
        return Memory(web_pss, worker_pss, web_rss, worker_rss)


@contextmanager
def site(database_url: str, data_dir: Path) -> Iterator[Site]:
    """The site, answering; its processes end with the block."""
    port = _free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATA_DIR": str(data_dir),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
    }
    web, worker = (_start(f"phoihop.config.{part}", environment) for part in ("web", "worker"))
    try:
        _wait(web, port)
        yield Site(port, web, worker)
    finally:
        for process in (web, worker):
            _end(process)


def _start(module: str, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", module],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait(web: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and web.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with suppress(OSError):
            connection.request("GET", "/healthz")
            if connection.getresponse().status in {200, 503}:
                return
        connection.close()
        time.sleep(0.1)
    raise RuntimeError("The site does not answer.")


def _end(process: "subprocess.Popen[bytes]") -> None:
    with suppress(psutil.NoSuchProcess):
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        process.terminate()
        _gone, alive = psutil.wait_procs(family, timeout=10)
        for one in alive:
            one.kill()
    process.wait()


def _held(pid: int) -> tuple[float, float]:
    found = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    infos = [process.memory_full_info() for process in found]
    return sum(info.pss for info in infos) / 1e6, sum(info.rss for info in infos) / 1e6


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
