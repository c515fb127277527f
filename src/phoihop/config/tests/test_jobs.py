"""Jobs of a killed worker go back to the queue."""

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from phoihop.config import jobs

pytestmark = pytest.mark.django_db(transaction=True)


def _job_in_hand(*, heartbeat: str) -> int:
    """A job that a worker took, whose heart beat last so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id", [heartbeat]
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, attempts)"
            " VALUES ('default', 'notifications.daily_digest', 'doing', %s, 0) RETURNING id",
            [worker],
        )
        number: int = cursor.fetchone()[0]
        return number


def _status(number: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=number).status)


def _retry() -> None:
    async_to_sync(jobs.retry_stalled.func)(timestamp=0)


def test_the_job_of_a_silent_worker_is_done_again() -> None:
    silent = _job_in_hand(heartbeat="1 minute")

    _retry()

    assert _status(silent) == "todo"


def test_the_job_of_a_living_worker_is_left_alone() -> None:
    living = _job_in_hand(heartbeat="2 seconds")

    _retry()

    assert _status(living) == "doing"
