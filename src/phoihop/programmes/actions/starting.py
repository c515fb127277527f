"""Opening partnerships and starting texts."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.documents.typesetting import refuse_unprintable
from phoihop.ledger.actions import record
from phoihop.ledger.models import Chain
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.text import clean, fold
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.programmes import notices, starting_outlines
from phoihop.programmes.actions.writing import write_items
from phoihop.programmes.citing import cited_in_full
from phoihop.programmes.models import Instrument, Observer, Partnership, Party
from phoihop.programmes.states import InstrumentKind, ProvisionKind

LONGEST_TITLE = 300
MOST_YEARS = 10
YEARS = range(2000, 2101)


@transaction.atomic
def open_partnership(
    name: str, parties: Iterable[Organisation], observers: Iterable[Organisation], *, by: User
) -> Partnership:
    """Open a partnership of two or more bodies, the usual lead first; `by` is an officer or administrator of one."""
    bodies = list(dict.fromkeys(parties))
    watching = [body for body in dict.fromkeys(observers) if body not in bodies]
    name = titled(name)
    there = set(Organisation.objects.standing().filter(pk__in=[body.pk for body in bodies]))
    if gone := [str(body) for body in bodies if body not in there]:
        raise NotPossible(_("%(bodies)s không còn hoạt động. Hãy chọn cơ quan kế thừa.") % {"bodies": ", ".join(gone)})
    if len(bodies) < 2:
        raise NotPossible(_("Quan hệ phối hợp cần ít nhất hai cơ quan."))
    mine = Membership.objects.filter(
        holds_on(clock.today()), user=by, organisation__in=bodies, role__in=[Role.OFFICER, Role.ADMINISTRATOR]
    ).first()
    if mine is None:
        raise NotAllowed(_("Chỉ chuyên viên hoặc quản trị của một bên được mở quan hệ phối hợp."))
    partnership = Partnership.objects.create(name=name, chain=Chain.objects.create(), created_at=clock.now())
    Party.objects.bulk_create(
        Party(partnership=partnership, organisation=body, position=position) for position, body in enumerate(bodies)
    )
    Observer.objects.bulk_create(Observer(partnership=partnership, organisation=body) for body in watching)
    record(
        partnership.chain,
        notices.OPENED,
        partnership,
        by=by,
        organisation=mine.organisation,
        label=partnership.name,
        data={"parties": [body.key for body in bodies], "observers": [body.key for body in watching]},
    )
    return partnership


@transaction.atomic
def start_instrument(
    partnership: Partnership,
    kind: InstrumentKind | str,
    *,
    title: str,
    period_start: dt.date,
    period_end: dt.date,
    organisation: Organisation,
    by: User,
    based_on: Instrument | None = None,
    parent: Instrument | None = None,
    starters_wanted: bool = True,
) -> Instrument:
    """Begin a text in private, with that body's outline of its kind; nobody outside `organisation` knows of it.

    The first party of the partnership is its lead. Nothing goes to the ledger: both sides read that.
    """
    if partnership.is_over:
        raise NotPossible(_("Quan hệ phối hợp này đã chấm dứt nên không soạn văn bản mới được."))
    kind = InstrumentKind(kind)
    # Locked: a text is not begun for a body in whose place another steps at this moment.
    parties = list(
        partnership.parties.select_for_update(of=("self",)).select_related("organisation").order_by("position")
    )
    _refuse_start(parties, organisation, by)
    refuse_period(period_start, period_end)
    for other in (based_on, parent):
        if other is not None and other.partnership_id != partnership.pk:
            raise NotPossible(_("Văn bản làm căn cứ phải thuộc cùng quan hệ phối hợp."))
    instrument = Instrument(
        partnership=partnership,
        kind=kind,
        title=titled(title),
        period_start=period_start,
        period_end=period_end,
        owner=organisation,
        lead=parties[0].organisation,
        turn=organisation,
        based_on=based_on,
        parent=parent,
        created_by=by,
        created_at=clock.now(),
    )
    instrument.search_key = search_key(instrument)
    instrument.save()
    if starters_wanted:
        names = [party.organisation.short_name or party.organisation.name for party in parties]
        outline = starting_outlines.text_of(kind, organisation)
        cited = cited_in_full(parent) if parent else ""
        lines = starting_outlines.clauses(outline, names, parent=cited)
        lines = starting_outlines.with_groups(lines, _groups(partnership))
        clauses = [{"level": line.level, "text": line.text} for line in lines]
        write_items(instrument, clauses, kind=ProvisionKind.CLAUSE, organisation=organisation, by=by)
    return instrument


def _groups(partnership: Partnership) -> dict[str, list[str]]:
    """By the name of its voice, the bodies that belong to each party which is a group."""
    groups: dict[str, list[str]] = {}
    present = partnership.group_members.present().order_by("party__position", "organisation__sort_key")
    for member in present.select_related("organisation", "party__organisation"):
        groups.setdefault(str(member.party.organisation), []).append(str(member.organisation))
    return groups


def refuse_period(start: dt.date, end: dt.date) -> None:
    """Raises NotPossible with what is wrong with a period; who reckons with it meets neither year 1 nor 9999."""
    if end < start:
        raise NotPossible(_("Ngày cuối kỳ phải sau ngày đầu kỳ."))
    if start.year not in YEARS or end.year not in YEARS:
        raise NotPossible(
            _("Kỳ phải nằm trong các năm từ %(first)s đến %(last)s.") % {"first": YEARS[0], "last": YEARS[-1]}
        )
    if end.year - start.year >= MOST_YEARS:
        raise NotPossible(_("Kỳ của một văn bản dài nhất %(years)s năm.") % {"years": MOST_YEARS})


def search_key(instrument: Instrument) -> str:
    """What the search finds it by: kind, title, number, period."""
    parts = [instrument.name_kept, instrument.number_text, str(instrument.period_end.year)]
    return fold(" ".join(parts))[:800]


def _refuse_start(parties: list[Party], organisation: Organisation, by: User) -> None:
    if organisation not in [party.organisation for party in parties]:
        raise NotAllowed(_("Chỉ một bên của quan hệ phối hợp được soạn văn bản."))
    officer = Membership.objects.filter(
        holds_on(clock.today()), user=by, user__is_active=True, organisation=organisation, role=Role.OFFICER
    )
    if not officer.exists():
        raise NotAllowed(_("Chỉ chuyên viên của một bên được bắt đầu soạn văn bản."))


def titled(text: str) -> str:
    """The title as it is kept; raises NotPossible when it is empty, too long, or has letters that cannot be printed."""
    title = " ".join(clean(text).split())
    if not title:
        raise NotPossible(_("Hãy nhập tên."))
    if len(title) > LONGEST_TITLE:
        raise NotPossible(_("Tên dài nhất %(limit)s ký tự.") % {"limit": LONGEST_TITLE})
    refuse_unprintable(title)
    return title
