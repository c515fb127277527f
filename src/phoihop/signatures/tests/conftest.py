"""One small world of signed files for all tests that only read it."""

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from phoihop.signatures.tests import files
from phoihop.signatures.tests.files import World


@pytest.fixture(scope="session")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> World:
    with django_db_blocker.unblock(), transaction.atomic():
        made = files.world(tmp_path_factory.mktemp("authority"))
        transaction.set_rollback(True)
    return made
