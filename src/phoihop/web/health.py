"""`/healthz`: does everything run? For a load balancer or a watchman; says nothing that is not public."""

import datetime as dt
import logging
from importlib.metadata import version

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from procrastinate.contrib.django.models import ProcrastinateWorker
from psycopg_pool import PoolTimeout

SILENCE = dt.timedelta(seconds=20)  # four heartbeats of the worker
VERSION = version("phoihop")
_log = logging.getLogger(__name__)


@require_GET
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and the worker's heart beats, else 503."""
    try:
        # The heart beats in real time, also while a story is told with another clock.
        worker = ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - SILENCE).exists()
        database = True
    except (DatabaseError, PoolTimeout):
        _log.exception("The database does not answer.")
        worker = database = False
    words = {True: "ok", False: "down"}
    is_well = database and worker
    body = {
        "status": words[is_well],
        "database": words[database],
        "worker": words[worker],
        "version": VERSION,
    }
    return JsonResponse(body, status=200 if is_well else 503)
