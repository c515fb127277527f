"""What waits in work: reports and requests to answer, work to report, and what the other side owes."""

import datetime as dt
from functools import lru_cache
from typing import Any, Literal

from django.db.models import CharField, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.prepared import Prepared, Values
from phoihop.lib.waiting import Waiting
from phoihop.programmes.models import Instrument
from phoihop.workitems.models import Extension, Report, WorkItem
from phoihop.workitems.notices import shortened
from phoihop.workitems.queries.filters import SOON, awaits_answer_of, led_by, still_here
from phoihop.workitems.queries.scope import NOBODY, Scope, any_of, scope_of
from phoihop.workitems.states import ExtensionState, OccurrenceState

Mine = Literal["me", "us"]

MOST = 30  # of a kind: the list holds the rest
_ITEM = "occurrence__work_item__"
_TOLD = (
    "occurrence_id",
    f"{_ITEM}pk",
    f"{_ITEM}label",
    f"{_ITEM}content",
    "occurrence__label",
    "organisation__short_name",
)


def waiting(user: User) -> list[Waiting]:
    """What waits for this person, their bodies, or the other side: four queries, one for who is in no party."""
    scope, today = scope_of(user), clock.today()
    if scope.party_in == NOBODY:
        return []
    given = {**scope.values, "today": today, "soon": today + SOON}
    reports, extensions, items = (query.rows(given) for query in _queries())
    return [
        *(_report(row, _group(partnership, scope)) for partnership, *row in reports),
        *(_extension(row, _group(partnership, scope)) for partnership, *row in extensions),
        *(_item(row, _group(partnership, scope), today) for partnership, *row in items),
    ]


def _group(partnership: int, scope: Scope) -> Mine:
    """What our side is to do in a partnership waits for its officers; others of the side look on."""
    return "me" if partnership in scope.officer_in else "us"


def unanswered_reports(programme: Instrument) -> int:
    """How many reports on the work of a programme wait for an answer."""
    return Report.objects.filter(occurrence__work_item__instrument=programme, confirmed__isnull=True).count()


@lru_cache(maxsize=1)
def _queries() -> tuple[Prepared, Prepared, Prepared]:
    like = {"party_in": "", "bodies": "", "today": dt.date.max, "soon": dt.date.max}
    return Prepared(_pending_reports, like), Prepared(_pending_extensions, like), Prepared(_items_due, like)


def _pending_reports(given: Values) -> QuerySet[Any, Any]:
    return _both(Report.objects.filter(confirmed__isnull=True).order_by("reported_at", "pk"), given, "completed_on")


def _pending_extensions(given: Values) -> QuerySet[Any, Any]:
    pending = Extension.objects.filter(state=ExtensionState.ASKED).exclude(occurrence__state=OccurrenceState.CANCELLED)
    pending = pending.order_by("asked_at", "pk")
    return _both(pending, given, "to_due_on")


def _both(pending: QuerySet[Any], given: Values, day: str) -> QuerySet[Any, Any]:
    """What others wait for from us, and what we wait for, the oldest first."""
    inside = pending.filter(any_of(f"{_ITEM}partnership_id", given["party_in"]))
    partnership, columns = f"{_ITEM}partnership_id", (*_TOLD, day)
    answers, ours = awaits_answer_of(given), any_of("side_id", given["bodies"])
    answer = inside.filter(answers).values_list(partnership, Value("answer", CharField()), *columns)
    asked = inside.filter(ours).values_list(partnership, Value("asked", CharField()), *columns)
    return answer[:MOST].union(asked[:MOST], all=True)


def _items_due(given: Values) -> QuerySet[Any, Any]:
    """Our returned work, our work that is late or due soon, and late work of the others."""
    items = WorkItem.objects.filter(any_of("partnership_id", given["party_in"])).order_by("next_due_on", "pk")
    items = items.filter(still_here(given["today"]))
    ours = led_by(given["bodies"])
    parts = {
        "returned": items.filter(ours, state=OccurrenceState.RETURNED),
        "due": items.filter(ours, next_due_on__lte=given["soon"]).exclude(state=OccurrenceState.RETURNED),
        "theirs": items.filter(~Q(ours), next_due_on__lt=given["today"]),
    }
    columns = ("pk", "label", "content", "next_due_on", "lead_text")
    first, *rest = (
        part.values_list("partnership_id", Value(kind, CharField()), *columns)[:MOST] for kind, part in parts.items()
    )
    return first.union(*rest, all=True)


def _report(row: list[Any], mine: Mine) -> Waiting:
    kind, url, words = _told(row)
    if kind == "answer":
        return Waiting(mine, _("%(body)s đã báo cáo %(what)s, chờ xác nhận.") % words, url, "info")
    return Waiting("them", _("Chờ bên kia xác nhận báo cáo %(what)s.") % words, url, "neutral")


def _extension(row: list[Any], mine: Mine) -> Waiting:
    kind, url, words = _told(row)
    if kind == "answer":
        text = _("%(body)s đề nghị gia hạn %(what)s đến %(day)s, chờ trả lời.")
        return Waiting(mine, text % words, url, "warning")
    text = _("Chờ bên kia trả lời đề nghị gia hạn %(what)s đến %(day)s.")
    return Waiting("them", text % words, url, "neutral")


def _told(row: list[Any]) -> tuple[str, str, dict[str, str]]:
    kind, occurrence, item, label, content, time, body, day = row
    words = {"body": body, "what": _what(label, content, time), "day": f"{day:%d/%m/%Y}"}
    return kind, f"{_url(item)}#occurrence-{occurrence}", words


def _item(row: list[Any], mine: Mine, today: dt.date) -> Waiting:
    kind, pk, label, content, due_on, lead = row
    words = {"what": _what(label, content), "lead": lead}
    if kind == "returned":
        return Waiting(mine, _("Báo cáo bị trả lại, cần bổ sung: %(what)s.") % words, _url(pk), "danger", due_on)
    if kind == "theirs":
        return Waiting("them", _("%(lead)s chưa báo cáo %(what)s.") % words, _url(pk), "danger", due_on)
    if due_on < today:
        return Waiting("us", _("Cơ quan chưa báo cáo %(what)s.") % words, _url(pk), "danger", due_on)
    return Waiting("us", _("Sắp đến hạn: %(what)s.") % words, _url(pk), "warning", due_on)


def _url(pk: int) -> str:
    return f"{_addresses()}{pk}/"


@lru_cache(maxsize=1)
def _addresses() -> str:
    """Where the pages of work are: asked once, since `reverse` took a third of the time of a long answer."""
    return reverse("workitems:work_item_list")


def _what(label: str, content: str, time: str = "") -> str:
    words = {"label": label, "content": shortened(content), "time": time}
    if time:
        return _("mục %(label)s “%(content)s”, %(time)s") % words
    return _("mục %(label)s “%(content)s”") % words
