"""What waits in work: reports and requests to answer, work to report, and what the other side owes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Literal

from django.db.models import CharField, Q, QuerySet, Value
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.waiting import Waiting
from phoihop.workitems.models import Extension, Report, WorkItem
from phoihop.workitems.notices import shortened
from phoihop.workitems.queries.filters import SOON, awaits_answer_of, led_by
XX
from phoihop.workitems.queries.scope import Scope, any_of, scope_of
from phoihop.workitems.states import ExtensionState, OccurrenceState

Mine = Literal["me", "us"]

MOST = 50  # of a kind: the list holds the rest

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
    """What waits for this person, their bodies, or the other side; four queries, none for who is in no party."""
    scope, today = scope_of(user), clock.today()
    if not scope.party_in:
        return []
    mine: Mine = "me" if scope.officer_for else "us"
    return [*_reports(scope, mine), *_extensions(scope, mine), *_items(scope, mine, today)]


def _reports(scope: Scope, mine: Mine) -> Iterable[Waiting]:
    pending = Report.objects.filter(confirmed__isnull=True).order_by("reported_at", "pk")
    for kind, *told in _both(pending, scope, "completed_on"):
        pk, words = _told(told)
        if kind == "answer":
            yield Waiting(mine, _("%(body)s đã báo cáo %(what)s, chờ xác nhận.") % words, pk, "info")
        else:
            yield Waiting("them", _("Chờ bên kia xác nhận báo cáo %(what)s.") % words, pk, "neutral")


def _extensions(scope: Scope, mine: Mine) -> Iterable[Waiting]:
    pending = Extension.objects.filter(state=ExtensionState.ASKED).order_by("asked_at", "pk")
    for kind, *told in _both(pending, scope, "to_due_on"):
        pk, words = _told(told)
        words["day"] = f"{told[-1]:%d/%m/%Y}"
        if kind == "answer":
            text = _("%(body)s đề nghị gia hạn %(what)s đến %(day)s, chờ trả lời.")
            yield Waiting(mine, text % words, pk, "warning")
        else:
            text = _("Chờ bên kia trả lời đề nghị gia hạn %(what)s đến %(day)s.")
            yield Waiting("them", text % words, pk, "neutral")


def _both(pending: QuerySet[Any], scope: Scope, day: str) -> QuerySet[Any]:
    """What others wait for from us, and what we wait for, the oldest first."""
    inside = Q(any_of(f"{_ITEM}partnership_id", scope.party_in))
    answer = pending.filter(inside, awaits_answer_of(scope))
    asked = pending.filter(inside, organisation__in=scope.bodies)
    columns = (*_TOLD, day)
    return answer.values_list(Value("answer", CharField()), *columns)[:MOST].union(
        asked.values_list(Value("asked", CharField()), *columns)[:MOST], all=True
    )


def _told(told: list[Any]) -> tuple[str, dict[str, str]]:
    occurrence, item, label, content, time, body, *_day = told
    what = _what(label, content, time)
    return f"{url_of_item(item)}#occurrence-{occurrence}", {"body": body, "what": what}


def _items(scope: Scope, mine: Mine, today: dt.date) -> Iterable[Waiting]:
    items = WorkItem.objects.filter(any_of("partnership_id", scope.party_in)).order_by("next_due_on", "pk")
    ours = led_by(scope.bodies)
    columns = ("pk", "label", "content", "next_due_on", "lead_text")
    parts = {
        "returned": items.filter(ours, state=OccurrenceState.RETURNED),
        "due": items.filter(ours, next_due_on__lte=today + SOON).exclude(state=OccurrenceState.RETURNED),
        "theirs": items.filter(~ours, next_due_on__lt=today),
    }
    first, *rest = (part.values_list(Value(kind, CharField()), *columns)[:MOST] for kind, part in parts.items())
    for kind, pk, label, content, due_on, lead in first.union(*rest, all=True):
        yield _item(
            kind,
            url_of_item(pk),
            {"what": _what(label, content), "lead": lead},
            due_on,
            mine=mine,
            late=due_on is not None and due_on < today,
        )


def _item(kind: str, url: str, words: dict[str, str], due_on: dt.date | None, *, mine: Mine, late: bool) -> Waiting:
    if kind == "returned":
        return Waiting(mine, _("Báo cáo bị trả lại, cần bổ sung: %(what)s.") % words, url, "danger", due_on)
    if kind == "theirs":
        return Waiting("them", _("%(lead)s chưa báo cáo %(what)s.") % words, url, "danger", due_on)
    if late:
        return Waiting("us", _("Cơ quan chưa báo cáo %(what)s.") % words, url, "danger", due_on)
    return Waiting("us", _("Sắp đến hạn: %(what)s.") % words, url, "warning", due_on)


def _what(label: str, content: str, time: str = "") -> str:
    words = {"label": label, "content": shortened(content), "time": time}
    if time:
        return _("mục %(label)s “%(content)s”, %(time)s") % words
    return _("mục %(label)s “%(content)s”") % words
