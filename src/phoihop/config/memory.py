"""Memory goes back to the system after heavy work: the C library would keep what verifying one PDF needed (25 MB)."""

import ctypes
import ctypes.util
import threading
import time

EVERY_SECONDS = 15


def keep_trimmed() -> None:
    """From now on give back, from time to time, what this process has freed. Does nothing without glibc."""
    try:
        trim = ctypes.CDLL(ctypes.util.find_library("c")).malloc_trim
    except (OSError, AttributeError):
        return
    threading.Thread(target=_trim_for_ever, args=(trim,), name="memory", daemon=True).start()


def _trim_for_ever(trim: "ctypes._NamedFuncPointer") -> None:
    while True:
        time.sleep(EVERY_SECONDS)
        trim(0)
