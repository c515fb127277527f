"""Every route with every role, against one table: what a person may reach, and what they may not even know of.

The world is the demo's. A cell is the status that the person gets: 200 page, 302 done or sent to the login, 403 refused
with a sentence, 404 unknown, 409 not now, 422 form shown again with its errors. A route without a line fails the test.
"""

import datetime as dt
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from pytest_django import Settings

from phoihop.accounts.models import User
from phoihop.demo.calendar import CASE, year_in_force
from phoihop.demo.loading import load
from phoihop.demo.people import person
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Organisation
from phoihop.programmes.actions import start_amendment, write_version
from phoihop.programmes.importing import actions as importing
from phoihop.programmes.models import Instrument, Partnership, Provision, ProvisionVersion, Thread
from phoihop.programmes.word_import import actions as words
from phoihop.reviews import actions as reviews
from phoihop.reviews.models import Review
from phoihop.transitions.models import Takeover, Termination
from phoihop.workitems.models import Evidence, Extension, Occurrence, Report, WorkItem

TABLE = Path(__file__).with_name("routes.txt")
ROLES = {
    "anonymous": None,
    "stranger": "stranger",  # an account that belongs to no body
    "centre": "minh.bui",  # an officer of a body outside the partnership
    "observer": "nga.phan",
    "officer": "chi.nguyen",  # own side
    "approver": "binh.pham",
    "signatory": "an.le",
    "clerk": "dung.tran",
    "keeper": "quan.tri",  # the own body's administrator, who is the installation's too
    "other": "khanh.do",  # the other side's officer
    "viewer": "linh.dang",  # the other side's viewer
}
Arguments = dict[str, int | str]


@pytest.mark.django_db
def test_every_route_answers_every_role_as_the_table_says(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    settings.DEMO = True
    load()
    User.objects.create_user("stranger", full_name="Người Lạ")
    things = _things()
    clients = {role: _client(username) for role, username in ROLES.items()}

    found = []
    lines = [line.split() for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    for method, name, thing, *_statuses in lines:
        address = reverse(name, kwargs=things[thing][name] if name in things[thing] else things[thing][""])
        statuses = [str(_status(client, method, address)) for client in clients.values()]
        found.append([method, name, thing, *statuses])

    assert found == lines, "\n" + "\n".join(" ".join(line) for line in found)


def test_the_table_has_every_route() -> None:
    lines = TABLE.read_text("utf-8").splitlines()
    named = {line.split()[1] for line in lines if line and not line.startswith("#")}

    assert named == set(_routes(get_resolver(django_settings.ROOT_URLCONF)))


def _routes(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """All names, but those of Django's own administration (which has its own tests and shows no programme)."""
    for pattern in resolver.url_patterns:
        if not isinstance(pattern, URLResolver):
            yield f"{namespace}{pattern.name}"
        elif pattern.namespace != "admin":
            yield from _routes(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)


def _client(username: str | None) -> Client:
    client = Client(raise_request_exception=False)
    if username:
        client.force_login(person(username))
    return client


def _status(client: Client, method: str, address: str) -> int:
    """The answer to an empty request; whatever it wrote is taken back, a logout too."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = client.get(address) if method == "GET" else client.post(address, {"sent": "1"})
        if response.streaming:
            b"".join(response)
        transaction.set_rollback(True)
    client.cookies = cookies
    return int(response.status_code)


def _things() -> dict[str, dict[str, Arguments]]:
    """The arguments of each route for each thing: by route name, and "" for all others."""
    chi, khanh = person("chi.nguyen"), person("khanh.do")
    partnership = Partnership.objects.get()
    programme = Instrument.objects.get(period_end__year=year_in_force(), kind="programme")
    own = Membership.objects.get(user=chi, organisation__key="btgdv").organisation
    upload = importing.upload(partnership, file=_case("programme-2025.xlsx"), year=2025, organisation=own, by=chi)
    history = reviews.upload_results(partnership, file=_case("results-2024.xlsx"), organisation=own, by=chi)
    draft_review = reviews.start_review(programme, organisation=own, by=chi)
    draft = draft_review.instrument
    talks = Instrument.objects.get(state="negotiation")
    secret = ProvisionVersion.objects.get(revision=None, provision__instrument=talks, author=khanh)
    unknown = write_version(
        talks, kind="clause", organisation=secret.organisation, by=khanh, text="Điều bên kia chưa gửi."
    )
    signed = Review.objects.get(instrument__state="in_force")
    notice = chi.notices.latest("pk")
    shown = Provision.objects.filter(instrument=talks, kind="clause", versions__revision__isnull=False).first()
    assert shown
    heir = Organisation.objects.get(key="skhcn")
    takeover = Takeover.objects.create(
        predecessor=own,
        successor=heir,
        kind="merge",
        state="confirmed",
        decided_on=clock.today(),
        effective_on=clock.today() + dt.timedelta(days=9),
        declared_by=person("quan.tri"),
        declared_for=own,
        declared_at=clock.now(),
        confirmed_by=khanh,
        confirmed_for=heir,
        confirmed_at=clock.now(),
    )
    takeover.handovers.create(partnership=partnership, announced_at=clock.now())
    of_draft = words.upload(draft, file=_case("programme-2025.docx"), organisation=own, by=chi)
    of_talks = words.upload(talks, file=_case("programme-2025.docx"), organisation=secret.organisation, by=khanh)
    termination = Termination.objects.create(
        partnership=partnership,
        instrument=programme,
        reason="Nhiệm vụ đã thay đổi.",
        effective_on=clock.today() + dt.timedelta(days=9),
        proposed_by=person("binh.pham"),
        proposed_for=own,
        proposed_at=clock.now(),
    )
    joint, internal = Thread.objects.filter(provision__instrument=talks)
    return {
        "-": {"": {}, "workitems:work_item_export": {"kind": "xlsx"}},
        "bad": {"workitems:work_item_export": {"kind": "exe"}},
        "body": {
            "": {"key": "btgdv"},
            "programmes:outline_edit": {"key": "btgdv", "kind": "regulation"},
            "programmes:chain_edit": {"key": "btgdv", "kind": "all"},
            **{
                f"organisations:{route}": {"key": "btgdv", "pk": own.memberships.get(user=chi).pk}
                for route in ("membership_end", "stand_in_create", "stand_in_end")
            },
        },
        "session": {"": {"session_id": 0}},
        "notice": {"": {"pk": notice.pk}},
        "partnership": {
            "": {"pk": partnership.pk},
            "programmes:member_end": {"pk": partnership.pk, "member_pk": 1},
            "reviews:history_create": {"partnership_id": partnership.pk},
            "reviews:history_detail": {"partnership_id": partnership.pk, "year": year_in_force() - 2},
        },
        "draft": _instrument(draft),
        "talks": _instrument(talks, shown),
        "secret": _instrument(talks, secret.provision),
        "unknown": _instrument(talks, unknown.provision),
        "joint": _instrument(talks, joint.provision, joint),
        "internal": _instrument(talks, internal.provision, internal),
        "amendment": _instrument(start_amendment(programme, organisation=own, by=chi)),
        "programme": _instrument(programme),
        "signed": _instrument(signed.instrument) | {"reviews:review_start": {"programme_id": programme.pk}},
        "import": {"": {"pk": upload.pk}, "programmes:import_row": {"pk": upload.pk, "row": 0}},
        "word": {"": {"pk": of_draft.pk}},
        "their-word": {"": {"pk": of_talks.pk}},
        "history": {"": {"pk": history.pk}},
        "draft-review": {"": {"pk": draft_review.pk}},
        "signed-review": {"": {"pk": signed.pk}},
        "work": {"": {"pk": WorkItem.objects.filter(instrument=programme)[0].pk}},
        "open": {"": {"pk": _led_by(own.pk, state="open").pk}},
        "reported": {"": {"pk": Report.objects.filter(confirmed=None, organisation=own)[0].pk}},
        "evidence": {"": {"pk": Evidence.objects.filter(kind="file")[0].pk}},
        "termination": {"": {"pk": termination.pk}},
        "takeover": {
            "": {"pk": takeover.pk},
            "transitions:takeover_acknowledge": {"pk": takeover.pk, "handover_pk": takeover.handovers.get().pk},
        },
        "extension": {"": {"pk": Extension.objects.get(state="asked").pk}},
    }


def _instrument(
    instrument: Instrument, provision: Provision | None = None, thread: Thread | None = None
) -> dict[str, Arguments]:
    provision = provision or instrument.provisions.order_by("pk")[0]
    version = provision.versions.latest("pk")
    routes = ("edit", "remove", "restore", "discard", "move", "history", "shape", "split")
    about: Arguments = {"pk": instrument.pk, "provision_pk": provision.pk}
    heard: Arguments = about | {"thread_pk": thread.pk if thread else 1}
    return {
        "": {"pk": instrument.pk},
        "programmes:revision_detail": {"pk": instrument.pk, "number": 1},
        "programmes:part_detail": {"pk": instrument.pk, "number": 1},
        "programmes:comparison_file": {"pk": instrument.pk, "kind": "docx"},
        "programmes:instrument_text": {"pk": instrument.pk, "view": "signed" if instrument.frozen_at else "clean"},
        "programmes:signatory_update": {"pk": instrument.pk, "key": "btgdv"},
        "programmes:modification_create": {"pk": instrument.pk, "act": "add"},
        "programmes:consolidated_file": {"pk": instrument.pk, "kind": "pdf"},
        "programmes:consent_create": {"pk": instrument.pk, "version_pk": version.pk},
        "programmes:change_return": {"pk": instrument.pk, "version_pk": version.pk},
        **{f"programmes:provision_{route}": about for route in routes},
        "programmes:words_edit": about,
        "programmes:line_detail": about,
        "programmes:thread_list": about,
        "programmes:thread_reply": heard,
        "programmes:thread_resolve": heard,
    }


def _led_by(organisation_id: int, **state: str) -> Occurrence:
    return Occurrence.objects.filter(work_item__leads=organisation_id, **state).order_by(
        "-work_item__instrument", "pk"
    )[0]


def _case(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (CASE / name).read_bytes())
