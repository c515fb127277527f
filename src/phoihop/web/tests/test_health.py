"""`/healthz` tells the truth about database and worker, to anybody."""

from importlib.metadata import version

import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db


def _worker(*, heartbeat: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)", [heartbeat])


def test_all_is_well(client: Client) -> None:
    _worker(heartbeat="1 second")

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "worker": "ok", "version": version("phoihop")}
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_without_a_worker_it_is_not_well(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "down", "database": "ok", "worker": "down", "version": version("phoihop")}


def test_a_silent_worker_is_down(client: Client) -> None:
    _worker(heartbeat="1 minute")

    assert client.get("/healthz").status_code == 503


def test_it_is_read_only(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
