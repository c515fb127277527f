"""What the commands do in the database."""

import pytest

from phoihop.config.console import Stop
from phoihop.config.prepare import create_pilot_key
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Role
from phoihop.signatures.actions import sign_slot
from phoihop.signatures.models import PilotKey
from phoihop.signatures.tests import make as signing
from tests import make

pytestmark = pytest.mark.django_db


def test_a_new_key_takes_the_place_of_the_old_one() -> None:
    person = signing.signatory(make.organisation())
    slot = signing.document(person).slots.get()
    PilotKey.objects.update(wrong_tries=5)

    create_pilot_key(person.username, "135791")

    with pytest.raises(NotPossible, match="Mã PIN không đúng"):
        sign_slot(slot, by=person, pin=signing.PIN)
    assert sign_slot(slot, by=person, pin="135791").signed_at is not None
    assert PilotKey.objects.get(user=person).subject.startswith(f"CN={person.full_name},O=")


def test_a_pin_may_not_be_short() -> None:
    person = make.member(make.organisation(), Role.SIGNATORY)

    with pytest.raises(Stop, match="Mã PIN phải có ít nhất 6 ký tự."):
        create_pilot_key(person.username, "12345")
    assert not PilotKey.objects.exists()
