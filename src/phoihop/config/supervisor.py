"""`phoihop serve` and `phoihop demo`: the database, the web server and the worker, kept alive together.

The supervisor loads no Django, so it stays small. What it starts it ends; what a killed one left behind the next one
finds (`processes.py`, `postgres.py`) and ends before it starts anew.
"""

import fcntl
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from phoihop.config import database, postgres, processes
from phoihop.config.console import Stop, say
from phoihop.config.options import Options

ANSWER_SECONDS = 60
SHORT_LIFE_SECONDS, SHORT_LIVES = 3.0, 5
LOOK_SECONDS = 0.2


@dataclass
class Part:
    """One child process that is started again when it ends by itself."""

    name: str
    title: str
    module: str
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    short_lives: int = 0


def run(options: Options, *, greeting: Callable[[], str]) -> None:
    """Serve until Ctrl-C or SIGTERM; `greeting` is printed once the site answers.

    Raises `Stop` with a sentence when something that is needed is missing.
    """
    data_dir = options.data_dir.resolve()
    with _only_one(data_dir), _signals():
        processes.end(data_dir)
        _check_address(options)
        try:
            with database.serving(options):
                _serve(options, greeting)
        except KeyboardInterrupt:
            say("Đã dừng mọi tiến trình.")


def writable(data_dir: Path) -> None:
    """Raises `Stop` when DATA_DIR cannot be made or written."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = data_dir / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise Stop(
            f"Không ghi được vào thư mục dữ liệu {data_dir} ({error.strerror}). "
            "Hãy chọn thư mục khác, ví dụ DATA_DIR=$HOME/phoihop, hoặc cấp quyền ghi."
        ) from None


@contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    """One supervisor for one DATA_DIR; the lock falls with its holder, also after kill -9."""
    path = data_dir / "run" / "supervisor.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Stop(
                f"Phối Hợp đang chạy với thư mục dữ liệu {data_dir} (tiến trình {lock.read().strip()}). "
                "Hãy dừng nó (Ctrl-C) trước, hoặc chọn DATA_DIR và PORT khác."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def _signals() -> Iterator[None]:
    """Every way of asking us to stop becomes KeyboardInterrupt, once; what follows must not break the tidying up."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        for name in names:
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {name: signal.signal(name, interrupt) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _check_address(options: Options) -> None:
    host, port = options.host, options.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError:
        raise Stop(f"Không được phép dùng cổng {port}. Hãy chọn cổng từ 1024 trở lên, ví dụ PORT=8000.") from None
    except OSError as error:
        raise Stop(_address_trouble(error, host, port)) from None


def _address_trouble(error: OSError, host: str, port: int) -> str:
    if "in use" in str(error):
        return (
            f"Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác, ví dụ: make demo PORT={port % 65535 + 1}."
        )
    if ":" in host:
        return f"Máy này không có IPv6 cho địa chỉ {host}. Hãy đặt HOST=127.0.0.1."
    return f"Máy này không có địa chỉ {host}. Hãy đặt HOST=127.0.0.1 (chỉ máy này) hoặc HOST=0.0.0.0 (mọi địa chỉ)."


def _serve(options: Options, greeting: Callable[[], str]) -> None:
    parts = [
        Part("web", "tiến trình web", "phoihop.config.web"),
        Part("worker", "tiến trình nền", "phoihop.config.worker"),
    ]
    try:
        _prepare(options)
        for part in parts:
            _start(part, options)
        _wait_for_answer(parts[0], options)
        say(greeting())
        while True:
            time.sleep(LOOK_SECONDS)
            _watch(parts, options)
    finally:
        processes.end(options.data_dir)
        for part in parts:
            if part.process:
                part.process.wait()


def _environment(options: Options) -> dict[str, str]:
    """Children read the same options, wherever ours came from (file, flags)."""
    return {
        "DATA_DIR": str(options.data_dir.resolve()),
        "HOST": options.host,
        "PORT": str(options.port),
        "DEMO": str(options.demo),
        "DJANGO_SETTINGS_MODULE": "phoihop.config.settings",
    }


def _prepare(options: Options) -> None:
    """Bring the database up to date in a process of its own, which needs the memory of Django only for a moment."""
    child = processes.start(
        "prepare", "phoihop.config.prepare", data_dir=options.data_dir, environment=_environment(options)
    )
    status = child.wait()
    if status == 2:
        raise Stop("")
    if status:
        raise Stop("Không chuẩn bị được cơ sở dữ liệu; lý do ở các dòng trên.")


def _start(part: Part, options: Options) -> None:
    part.started = time.monotonic()
    part.process = processes.start(part.name, part.module, data_dir=options.data_dir, environment=_environment(options))


def _wait_for_answer(web: Part, options: Options) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        if web.process is not None and web.process.poll() is not None:
            raise Stop("Máy chủ web không khởi động được; lý do ở các dòng trên.")
        if _answers(options):
            return
        time.sleep(0.1)
    raise Stop(f"Sau {ANSWER_SECONDS} giây trang vẫn chưa trả lời. Hãy xem các dòng trên rồi chạy lại.")


def _answers(options: Options) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, options.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status in {200, 503}
    except OSError:
        return False
    finally:
        connection.close()


def _watch(parts: list[Part], options: Options) -> None:
    if not options.database_url and postgres.pid(options.data_dir) is None:
        say("PostgreSQL dừng bất ngờ; đang khởi động lại.")
        postgres.ensure_running(options.data_dir)
    for part in parts:
        if part.process is not None and (status := part.process.poll()) is not None:
            _restart(part, status, options)


def _restart(part: Part, status: int, options: Options) -> None:
    is_short = time.monotonic() - part.started < SHORT_LIFE_SECONDS
    part.short_lives = part.short_lives + 1 if is_short else 0
    if part.short_lives == SHORT_LIVES:
        raise Stop(f"Đã dừng: {part.title} cứ khởi động là hỏng ({SHORT_LIVES} lần liền); lý do ở các dòng trên.")
    say(f"Có {part.title} dừng bất ngờ (mã {status}); đang khởi động lại.")
    processes.end(options.data_dir, part.name, patience=5)
    _start(part, options)
