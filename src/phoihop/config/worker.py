"""The background worker: Procrastinate on the same PostgreSQL. Run as a module."""

import os

import django
from procrastinate.contrib.django import app

from phoihop.config import memory

HEARTBEAT_SECONDS = 5
GONE_SECONDS = 20


def main() -> None:
    """Do jobs until SIGTERM, then finish the ones at hand."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phoihop.config.settings")
    django.setup()
    memory.keep_trimmed()
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(
            name="phoihop",
            concurrency=2,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=GONE_SECONDS,
            shutdown_graceful_timeout=8,
            install_signal_handlers=True,
        )


if __name__ == "__main__":
    main()
