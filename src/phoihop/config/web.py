"""The web server: granian with the site loaded once, before its processes are forked, which share that memory.

Run as a module; the supervisor does.
"""

import gc
import multiprocessing
import os
import sys
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from phoihop.config import memory, options
from phoihop.config.options import Options

BLOCKING_THREADS = 2
KILL_AFTER_SECONDS = 5


def main() -> None:
    """Serve until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phoihop.config.settings")
    chosen = options.load()
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
        _load_site()
        os.register_at_fork(after_in_child=memory.keep_trimmed)
    _server(chosen).serve()


def _load_site() -> None:
    """Load all that a request may need; nothing here may open a connection, which must not be shared."""
    from django.conf import settings  # noqa: PLC0415  the settings are named above
    from django.template.loader import get_template  # noqa: PLC0415
    from django.urls import get_resolver  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    from phoihop.config import wsgi  # noqa: PLC0415

    assert wsgi.application
    assert get_resolver().url_patterns
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
    for path in settings.PACKAGE.glob("*/templates/**/*.html"):
        get_template(path.as_posix().partition("/templates/")[2])
    gc.collect()
    gc.freeze()


def _server(chosen: Options) -> Any:
    level = "WARNING" if chosen.log_level == "INFO" else chosen.log_level
    return Granian(
        "phoihop.config.wsgi:application",
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.WSGI,
        workers=chosen.web_workers,
        blocking_threads=BLOCKING_THREADS,
        backpressure=64,
        websockets=False,
        log_level=LogLevels(level.lower()),
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=KILL_AFTER_SECONDS,
    )


if __name__ == "__main__":
    main()
