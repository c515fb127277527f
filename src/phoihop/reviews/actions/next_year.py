"""Next year's draft out of this year's review: recurring work a year later, unfinished work with its origin."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes.actions import begin_following, locked, write_items
from phoihop.programmes.bodies import Renaming, renaming
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.periods import Period, all_moved_on
from phoihop.programmes.queries.amendments import text_in_force
from phoihop.reviews import rules
from phoihop.reviews.actions.proposing import propose_findings
from phoihop.reviews.findings import Proposal
from phoihop.reviews.models import Review
from phoihop.reviews.queries.next_year import candidates, period_of, programme_after
from phoihop.reviews.succession import Candidate, Why, carry_note


@transaction.atomic
def start_next_year(
    review: Review,
    *,
    organisation: Organisation,
    by: User,
    items: Collection[int] | None = None,
    proposals: Collection[Proposal] = (),
) -> Instrument:
    """Begin the next programme in private, based on the one reviewed.

    `items` are the ids of the work items to take over; without it all that recur and all that are unfinished. Clauses
    come along with their year moved on. `proposals` are findings of the review that become provisions of the draft.
    """
    programme = locked(review.programme)
    if organisation not in rules.officer_sides(by, programme.partnership):
        raise NotAllowed(_("Chỉ chuyên viên của một bên được soạn chương trình năm sau."))
    period = period_of(programme)
    existing = programme_after(programme, organisation)
    if existing is not None:
        raise NotPossible(_("Đã có văn bản cho kỳ sau: %(text)s.") % {"text": existing})
    chosen = [
        one
        for one in candidates(review, organisation=organisation)
        if (one.usual if items is None else one.item.id in items)
    ]
    draft = begin_following(programme, organisation=organisation, by=by)
    versions = {
        uid: one.version for one in text_in_force(programme) for uid in (one.uid, str(one.version.provision.uid))
    }
    today = renaming(clock.today())
    taken = [_item(one, versions[one.item.provision], period, today) for one in chosen]
    write_items(draft, taken, organisation=organisation, by=by)
    propose_findings(review, draft, proposals, organisation=organisation, by=by)
    return draft


def _item(one: Candidate, version: ProvisionVersion, period: Period, today: Renaming) -> dict[str, Any]:
    """An unfinished item keeps its words (it is last year's work); one that recurs is about the next year.

    The bodies are named as they are `today`.
    """
    unfinished = one.why == Why.UNFINISHED
    return {
        "origin": version.provision,
        "text": version.text if unfinished else period.moved_on(version.text),
        "field_of_work": version.field_of_work,
        "leads": today(version.leads),
        "supports": today(version.supports),
        "due_text": all_moved_on(version.due_text, by=period.years),
        "deliverable": version.deliverable if unfinished else period.moved_on(version.deliverable),
        "target_quantity": version.target_quantity,
        "target_unit": version.target_unit,
        "note": carry_note(one.item, period, version.note) if unfinished else version.note,
    }
