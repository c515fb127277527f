"""A body that belongs to a party: on every route it reaches what those who look on in its party reach, and nothing more."""

from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from phoihop.accounts.models import User
from phoihop.demo.loading import load
from phoihop.demo.people import person
from phoihop.organisations.models import Membership, Organisation, Role
from phoihop.programmes.actions import join_group
from phoihop.programmes.models import Partnership
from tests import make
from tests.test_routes import TABLE, _client, _status, _things

OF_ONES_BODY = {  # what a body keeps for its own people, or lets them do at home
    "accounts:session_delete",
    "notifications:notice_read",
    "organisations:",
    "programmes:chain_",
    "programmes:import_",
    "programmes:outline_",
    "programmes:partnership_create",
    "programmes:word_import_",
    "reviews:history_import_",
    "transitions:takeover",
}


@pytest.mark.django_db
def test_a_body_of_a_group_reaches_what_its_party_shows_to_those_who_look_on(
    settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    settings.DEMO = True
    load()
    User.objects.create_user("stranger", full_name="Người Lạ")
    party = Organisation.objects.get(key="btgdv")
    belonging = make.organisation("Nhà văn hóa")
    join_group(Partnership.objects.get(), [belonging], organisation=party, by=person("chi.nguyen"))
    looks_on = User.objects.create_user("looks.on", full_name="Người Xem")
    Membership.objects.create(user=looks_on, organisation=party, role=Role.VIEWER)
    member = User.objects.create_user("member", full_name="Người Thuộc Bên")
    for role in Role:
        Membership.objects.create(user=member, organisation=belonging, role=role)
    things = _things()
    clients = [_client("looks.on"), _client("member")]

    different = []
    for line in TABLE.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        method, name, thing, *_roles = line.split()
        address = reverse(name, kwargs=things[thing][name] if name in things[thing] else things[thing][""])
        wanted, found = (_status(client, method, address) for client in clients)
        if found != wanted and not name.startswith(tuple(OF_ONES_BODY)):
            different.append((method, name, thing, wanted, found))

    assert different == []
