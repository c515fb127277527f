"""Next year's draft out of this year's review: recurring work a year later, unfinished work with its origin."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib.dates import day_or_none
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes.actions import locked, start_instrument, write_items
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import InstrumentKind, ProvisionKind
from phoihop.reviews import rules
from phoihop.reviews.models import Review
from phoihop.reviews.queries.next_year import candidates, programme_after, years_of
from phoihop.reviews.succession import Candidate, Why, all_moved_on, carry_note, moved_on


@transaction.atomic
def start_next_year(
    review: Review, *, organisation: Organisation, by: User, items: Collection[int] | None = None
) -> Instrument:
    """Begin the next programme in private, based on the one reviewed.

    `items` are the ids of the work items to take over; without it all that recur and all that are unfinished. Clauses
    come along with their year moved on.
    """
    programme = locked(review.programme)
    if organisation not in rules.officer_sides(by, programme.partnership):
        raise NotAllowed(_("Chỉ chuyên viên của một bên được soạn chương trình năm sau."))
    year, years = programme.period_end.year, years_of(programme)
    existing = programme_after(programme, organisation)
    if existing is not None:
        raise NotPossible(_("Đã có văn bản cho kỳ sau: %(text)s.") % {"text": existing})
    chosen = [
        one
        for one in candidates(review, organisation=organisation)
        if (one.usual if items is None else one.item.id in items)
    ]
    draft = start_instrument(
        programme.partnership,
        InstrumentKind.PROGRAMME,
        title=moved_on(programme.title, year) if years == 1 else all_moved_on(programme.title, by=years),
        period_start=years_later(programme.period_start, years),
        period_end=years_later(programme.period_end, years),
        organisation=organisation,
        by=by,
        based_on=programme,
        starters_wanted=False,
    )
    text = current_versions(programme)
    clauses = [_clause(version, year, years) for version in text if version.provision.kind == ProvisionKind.CLAUSE]
    versions = {str(version.provision.uid): version for version in text}
    taken = [_item(one, versions[one.item.provision], year, years) for one in chosen]
    write_items(draft, clauses, kind=ProvisionKind.CLAUSE, organisation=organisation, by=by)
    write_items(draft, taken, organisation=organisation, by=by)
    return draft


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day so many years later (28 February for the 29th when that year has none)."""
    year = day.year + years
    return day_or_none(year, day.month, day.day) or dt.date(year, day.month, 28)


def _clause(version: ProvisionVersion, year: int, years: int) -> dict[str, Any]:
    return {"origin": version.provision, "level": version.level, "text": moved_on(version.text, year, by=years)}


def _item(one: Candidate, version: ProvisionVersion, year: int, years: int) -> dict[str, Any]:
    """An unfinished item keeps its words (it is last year's work); one that recurs is about the next year."""
    unfinished = one.why == Why.UNFINISHED
    return {
        "origin": version.provision,
        "text": version.text if unfinished else moved_on(version.text, year, by=years),
        "field_of_work": version.field_of_work,
        "leads": version.leads,
        "supports": version.supports,
        "due_text": all_moved_on(version.due_text, by=years),
        "deliverable": version.deliverable if unfinished else moved_on(version.deliverable, year, by=years),
        "target_quantity": version.target_quantity,
        "target_unit": version.target_unit,
        "note": carry_note(one.item, year, version.note) if unfinished else version.note,
    }
