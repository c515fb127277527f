"""One text of 2,000 provisions beside one of 20: what people do to a text under negotiation, one act at a time."""

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.data import FIELDS, WORK, World
from bench.pages import PLAIN, cookie_of
from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Organisation, Role
from phoihop.programmes import actions
from phoihop.programmes.forms import ItemForm
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import InstrumentKind, ProvisionKind

SIZES = (20, 2_000)
PARTIES = (2, 12)
TIMES = 7
CHANGED = 10  # provisions that the second offer changes, whatever the length of the text


@dataclass(frozen=True)
class Act:
    """One thing done, with its queries and its median time, in milliseconds and in units of the plain list."""

    name: str
    queries: int
    milliseconds: float
    plains: float


@dataclass(frozen=True)
class Text:
    """What was measured on one text."""

    provisions: int
    parties: int
    acts: list[Act]


def measure(world: World) -> list[Text]:
    """Each size with two parties, and the large one also with twelve."""
    officer = User.objects.get(pk=world.officer)
    bodies = list(Organisation.objects.order_by("pk")[: PARTIES[-1]])
    cases = [(SIZES[0], PARTIES[0]), (SIZES[-1], PARTIES[0]), (SIZES[-1], PARTIES[-1])]
    return [_measured(_negotiated(bodies[:parties], officer, size), officer, size, parties) for size, parties in cases]


def _measured(instrument: Instrument, officer: User, size: int, parties: int) -> Text:
    client = Client(headers={"host": "127.0.0.1", "cookie": cookie_of(officer.pk), "accept-language": "vi"})
    address = f"/instruments/{instrument.pk}/"
    text = current_versions(instrument)
    items = iter([version for version in text if version.provision.kind == ProvisionKind.ITEM])
    unread = iter([version for version in text if version.provision.kind == ProvisionKind.CLAUSE])
    plain = _median(lambda: _ok(client.get(PLAIN)))[0]

    bodies = list(instrument.partnership.organisations.all())
    last = max([1, *map(int, re.findall(r"/parts/(\d+)/", _ok(client.get(address))))])

    def save() -> Any:
        item = next(items)
        return _ok(client.post(f"{address}provisions/{item.provision_id}/words/", _form(item, bodies)))

    doings: dict[str, Callable[[], Any]] = {
        "open the text": lambda: _ok(client.get(address)),
        "its last part": lambda: _ok(client.get(f"{address}parts/{last}/")),
        "redline": lambda: _ok(client.get(f"{address}comparison/")),
        "redline, changes": lambda: _ok(client.get(f"{address}comparison/?changes=1")),
        "rounds": lambda: _ok(client.get(f"{address}revisions/")),
        "save a cell": save,
        "consent to one": lambda: _ok(
            client.post(f"{address}versions/{next(unread).pk}/consent/", headers={"HX-Request": "true"})
        ),
    }
    acts = []
    for name, do in doings.items():
        milliseconds, queries = _median(do)
        acts.append(Act(name, queries, milliseconds, milliseconds / plain))
    return Text(size, parties, acts)


def _median(do: Callable[[], Any]) -> tuple[float, int]:
    """Milliseconds of several times, after one that warms up, and the queries of the last."""
    do()
    taken, queries = [], 0
    for _turn in range(TIMES):
        with CaptureQueriesContext(connection) as counted:
            began = time.perf_counter()
            do()
            taken.append((time.perf_counter() - began) * 1000)
        queries = len(counted)
    return statistics.median(taken), queries


def _ok(response: Any) -> str:
    """What it says; anything but a page or a way to one ends the measuring."""
    if response.status_code not in (200, 302):
        raise RuntimeError(f"{response.request['PATH_INFO']}: {response.status_code}")
    text: str = response.content.decode()
    return text


def _negotiated(bodies: list[Organisation], officer: User, size: int) -> Instrument:
    """Offered whole by the second party and changed in ten places; the first, whose officer measures, holds the turn."""
    partnership = actions.open_partnership(f"Quan hệ {len(bodies)} bên", bodies, [], by=officer)
    other = _officer_of(bodies[-1])
    today = clock.today()
    instrument = actions.start_instrument(
        partnership,
        kind=InstrumentKind.PROGRAMME,
        title=f"{size} nội dung, {len(bodies)} bên",
        period_start=today.replace(month=1, day=1),
        period_end=today.replace(month=12, day=31),
        organisation=bodies[-1],
        by=other,
    )
    for kind, rows in ((ProvisionKind.CLAUSE, _clauses(size // 2)), (ProvisionKind.ITEM, _items(size // 2, bodies))):
        actions.write_items(instrument, rows, kind=kind, organisation=bodies[-1], by=other)
    actions.disclose(instrument, organisation=bodies[-1], by=other)
    for body in bodies[:-1]:
        actions.hand_back(instrument, organisation=body, by=_officer_of(body))
    for version in current_versions(instrument)[-CHANGED:]:
        note = f"{version.note} Báo cáo kết quả trước ngày 20 hằng tháng."
        actions.write_version(instrument, provision=version.provision, note=note, organisation=bodies[-1], by=other)
    actions.disclose(instrument, organisation=bodies[-1], by=other)
    return Instrument.objects.get(pk=instrument.pk)


def _officer_of(body: Organisation) -> User:
    found = Membership.objects.filter(organisation=body, role=Role.OFFICER).select_related("user").first()
    if found:
        return found.user
    person = User.objects.create(username=f"can.bo.{body.pk}", full_name="Trần Thị Lan", password=make_password(None))
    Membership.objects.create(user=person, organisation=body, role=Role.OFFICER, position="Chuyên viên")
    return person


def _clauses(count: int) -> list[dict[str, Any]]:
    words = "Hai cơ quan trao đổi thông tin, thống nhất nội dung trước khi thực hiện và báo cáo kết quả theo quy định."
    return [{"level": 2 if n % 8 == 0 else 3, "text": f"Nội dung {n}. {words * 2}"} for n in range(count)]


def _items(count: int, bodies: list[Organisation]) -> list[dict[str, Any]]:
    rows = []
    for number in range(count):
        words, deliverable, _unit, _target = WORK[number % len(WORK)]
        rows.append(
            {
                "text": words.format(year=2025, n=number),
                "field_of_work": FIELDS[number * len(FIELDS) // count],
                "leads": [bodies[number % len(bodies)]],
                "supports": [bodies[(number + 1) % len(bodies)]],
                "due_text": ("Quý I", "Tháng 5", "Trước 30/6", "Mỗi quý 01 lần", "Thường xuyên")[number % 5],
                "deliverable": deliverable,
            }
        )
    return rows


def _form(item: ProvisionVersion, bodies: list[Organisation]) -> dict[str, Any]:
    """The fields of an item as the page saves them in place, with another word in its note."""
    filled = {bound.html_name: bound.value() for bound in ItemForm(parties=bodies, version=item)}
    return filled | {"note": f"{item.note} {time.perf_counter_ns()}"}
