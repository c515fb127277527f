"""The first page after signing in: what waits for me, for us, for them; and how the year stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from phoihop.lib import clock
from phoihop.lib.http import PageRequest, page
from phoihop.lib.waiting import Waiting
from phoihop.notifications.digests import waiting_for
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.states import OPEN_STATES, WORK_KINDS, InstrumentState
from phoihop.workitems.queries import progress
from phoihop.workitems.states import Standing

SHOWN = 8  # lines of a group, unless all are asked for
PROGRAMMES = 4


@dataclass(frozen=True)
class Line:
    """One thing that waits, with its distance in days (negative when late)."""

    waiting: Waiting
    days: int | None


@dataclass(frozen=True)
class Group:
    """A heading of the page with its first lines, and how many more there are."""

    title: str | Promise
    empty: str | Promise
    lines: list[Line]
    more: int


@dataclass(frozen=True)
class Progress:
    """A programme in force and its items by standing."""

    instrument: Instrument
    cells: list["Cell"]


@dataclass(frozen=True)
class Cell:
    """One figure, open to its items."""

    label: str | Promise
    tone: str
    count: int
    url: str


@require_GET
def home(request: PageRequest) -> HttpResponse:
    things = waiting_for(request.user)
    programmes, drafts = _programmes_in_force(request), _open_texts(request)
    context = {
        "groups": list(_groups(things, None if "all" in request.GET else SHOWN)),
        "programmes": programmes,
        "drafts": drafts,
        "has_partnership": bool(things or programmes or drafts)
        or Partnership.objects.visible_to(request.user).exists(),
        "today": clock.today(),
    }
    return page(request, "web/home.html", context)


def _groups(things: list[Waiting], most: int | None) -> Iterable[Group]:
    headings = (
        ("me", _("Chờ tôi"), _("Không có việc nào chờ đồng chí.")),
        ("us", _("Chờ cơ quan tôi"), _("Cơ quan không còn việc nào phải làm ngay.")),
        ("them", _("Chờ bên kia"), _("Không có việc nào chờ bên kia.")),
    )
    today = clock.today()
    for key, title, empty in headings:
        lines = [
            Line(thing, (thing.due_on - today).days if thing.due_on else None) for thing in things if thing.group == key
        ]
        yield Group(title, empty, lines[:most], len(lines) - len(lines[:most]))


def _programmes_in_force(request: PageRequest) -> list[Progress]:
    programmes = list(
        Instrument.objects.visible_to(request.user)
        .filter(
            kind__in=WORK_KINDS,
            state=InstrumentState.IN_FORCE,
            period_end__gte=clock.today().replace(month=1, day=1),
        )
        .order_by("-period_end", "-pk")[:PROGRAMMES]
    )
    counts = progress(programmes)
    return [_progress(programme, counts.get(programme.pk, {})) for programme in programmes]


def _progress(programme: Instrument, counts: dict[Standing, int]) -> Progress:
    tones = {
        Standing.DONE_ON_TIME: "success",
        Standing.DONE_LATE: "warning",
        Standing.OPEN_IN_TERM: "info",
        Standing.OPEN_OVERDUE: "danger",
        Standing.APART: "neutral",
    }
    address = reverse("workitems:work_item_list")
    return Progress(
        programme,
        [
            Cell(
                standing.label, tone, counts.get(standing, 0), f"{address}?programme={programme.pk}&standing={standing}"
            )
            for standing, tone in tones.items()
        ],
    )


def _open_texts(request: PageRequest) -> list[Instrument]:
    """Texts that are being written, talked about or signed, newest first."""
    states = (*OPEN_STATES, InstrumentState.FROZEN)
    texts = Instrument.objects.visible_to(request.user).filter(state__in=states)
    return list(texts.select_related("turn", "owner").order_by("-created_at")[:SHOWN])
