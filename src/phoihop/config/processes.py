"""Processes that we start, and how to find and end them again, even those of a supervisor that was killed.

Each carries two marks in its environment: the DATA_DIR it serves and its part. A process with our marks is ours,
whatever its number; a number alone, which the system reuses, is never enough to end one.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

HOME_MARK = "PHOIHOP_HOME"
PART_MARK = "PHOIHOP_PART"


def start(
    part: str, module: str, *arguments: str, data_dir: Path, environment: dict[str, str]
) -> "subprocess.Popen[bytes]":
    """Run a Python module as that part, in a session of its own: Ctrl-C on the terminal reaches only us."""
    marks = {HOME_MARK: str(data_dir.resolve()), PART_MARK: part}
    return subprocess.Popen(
        [sys.executable, "-m", module],
        env={**os.environ, **environment, **marks},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        umask=0o077,  # what they write in DATA_DIR is for its owner alone
    )


def of(data_dir: Path, part: str | None = None) -> Iterator[psutil.Process]:
    """Our processes of that DATA_DIR (of that part), in the order in which they were started."""
    home = str(data_dir.resolve())
    for process in psutil.process_iter():
        if process.pid == os.getpid():
            continue
        with suppress(psutil.Error, OSError):
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            marks = process.environ()
            if marks.get(HOME_MARK) == home and part in {None, marks.get(PART_MARK)}:
                yield process


def end(data_dir: Path, part: str | None = None, *, patience: float = 10) -> int:
    """End every process of that DATA_DIR (of that part), kindly, then not; how many there were."""
    found = list(of(data_dir, part))
    for process in found:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(found, timeout=patience)
    for process in [*stubborn, *of(data_dir, part)]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn, timeout=patience)
    return len(found)
