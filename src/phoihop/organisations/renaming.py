"""A body gets another name from a day on: an act of its administrator, with the paper that decided it."""

import datetime as dt
from dataclasses import astuple, dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.text import clean
from phoihop.organisations import events
from phoihop.organisations.models import Organisation, OrganisationName, holds_on
from phoihop.organisations.rules import can_administer

FARTHEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class Named:
    """What a body shall be called."""

    name: str
    short_name: str
    abbreviation: str
    heading: str
    superior: str
    place: str


@transaction.atomic
def rename(
    organisation: Organisation, called: Named, *, valid_from: dt.date, source: str, by: User
) -> OrganisationName:
    """Let the body bear another name from that day on, decided by that paper.

    Texts signed before keep the name that they print: names are looked up by the day of the document.
    """
    if not can_administer(by, organisation):
        raise NotAllowed(_("Chỉ quản trị của %(body)s được ghi tên mới của cơ quan.") % {"body": organisation})
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    called = Named(*(" ".join(clean(part).split()) for part in astuple(called)))
    source = " ".join(clean(source).split())
    before = _last_name(organisation)
    _refuse(called, before, valid_from, source)
    before.valid_to = valid_from - dt.timedelta(days=1)
    before.save(update_fields=["valid_to"])
    now = OrganisationName.objects.create(
        organisation=organisation,
        name=called.name,
        short_name=called.short_name,
        abbreviation=called.abbreviation,
        heading=called.heading,
        superior=called.superior,
        place=called.place,
        source=source,
        valid_from=valid_from,
    )
    if valid_from <= clock.today():
        _put_in_force(now)
    events.renamed(organisation, before, now, by)
    return now


@transaction.atomic
def put_names_in_force(day: dt.date) -> int:
    """Let lists call bodies by the names that hold on that day; answers how many were called otherwise."""
    held = OrganisationName.objects.filter(holds_on(day), valid_from__isnull=False).select_related("organisation")
    changed = held.exclude(
        organisation__name=F("name"),
        organisation__short_name=F("short_name"),
        organisation__abbreviation=F("abbreviation"),
    )
    found = list(changed)
    for name in found:
        _put_in_force(name)
    return len(found)


def put_name_in_force(organisation: Organisation, day: dt.date) -> None:
    """Let lists call this body by the name of its own that it bears on that day, or else by its first."""
    name = organisation.names.filter(holds_on(day)).first() or organisation.names.order_by("valid_from").first()
    if name is not None:
        name.organisation = organisation
        _put_in_force(name)


def _put_in_force(name: OrganisationName) -> None:
    body = name.organisation
    body.name, body.short_name, body.abbreviation = name.name, name.short_name, name.abbreviation
    body.save(update_fields=["name", "short_name", "abbreviation", "sort_key", "search_key"])


def _last_name(organisation: Organisation) -> OrganisationName:
    last = organisation.names.order_by(F("valid_from").desc(nulls_last=True)).first()
    if last is None or last.valid_to is not None:
        raise NotPossible(_("%(body)s không còn tên đang dùng nên không đổi tên được.") % {"body": organisation})
    return last


def _refuse(called: Named, before: OrganisationName, valid_from: dt.date, source: str) -> None:
    if not (called.name and called.short_name and called.abbreviation):
        raise NotPossible(_("Hãy nhập tên đầy đủ, tên gọn và chữ viết tắt."))
    if not source:
        raise NotPossible(_("Hãy ghi văn bản quyết định đổi tên: số, ngày, cơ quan ban hành."))
    today = clock.today()
    if not today - FARTHEST <= valid_from <= today + FARTHEST:
        raise NotPossible(_("Ngày có tên mới phải trong vòng một năm trước hoặc sau hôm nay."))
    if before.valid_from and valid_from <= before.valid_from:
        raise NotPossible(
            _("Tên gần nhất có từ %(day)s; tên mới phải có từ một ngày sau đó.")
            % {"day": format_date(before.valid_from)}
        )
    same = (before.name, before.short_name, before.abbreviation, before.heading, before.superior, before.place)
    if astuple(called) == same:
        raise NotPossible(_("Tên mới giống hệt tên đang dùng."))
