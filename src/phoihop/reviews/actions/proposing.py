"""Findings of a review become proposals in a text: private ones, until their side discloses them."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes import rules
from phoihop.programmes.actions import locked, write_items
from phoihop.programmes.citing import cited_in_full
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.outline import NUMBERED
from phoihop.programmes.queries import current_versions
from phoihop.programmes.rules import Act
from phoihop.programmes.states import WORK_KINDS, ProvisionKind
from phoihop.reviews.findings import Finding, Proposal, findings
from phoihop.reviews.models import Review
from phoihop.reviews.queries.findings import taken_up_in
from phoihop.reviews.queries.next_year import period_of


@transaction.atomic
def propose_findings(
    review: Review, draft: Instrument, proposals: Collection[Proposal], *, organisation: Organisation, by: User
) -> list[ProvisionVersion]:
    """Write findings of a review, as this side reads it, into a text of work: each a new provision with its reason.

    Its origin is the provision of the review. A finding is taken up once in a text.
    """
    draft = locked(draft)
    refused = rules.refusal(Act.EDIT, by, draft, organisation)
    if refused is not None:
        raise refused
    if draft.kind not in WORK_KINDS or draft.partnership_id != review.instrument.partnership_id:
        raise NotPossible(_("Chỉ đưa được nhận xét vào chương trình hoặc kế hoạch của cùng quan hệ phối hợp."))
    parties = [party.organisation for party in draft.partnership.parties.all()]
    text = current_versions(review.instrument, organisation=organisation)
    known = {finding.id: finding for finding in findings(text, parties)}
    taken = taken_up_in(review, draft, organisation)
    chosen = [(_found(known, proposal), proposal) for proposal in proposals]
    for finding, _proposal in chosen:
        if finding.id in taken:
            raise NotPossible(_("Nhận xét này đã được đưa vào văn bản: “%(words)s”") % {"words": finding.words[:120]})
    written = []
    for kind in (ProvisionKind.CLAUSE, ProvisionKind.ITEM):
        rows = [_fields(*one, review) for one in chosen if one[1].kind == kind]
        written += write_items(draft, rows, kind=kind, organisation=organisation, by=by)
    return written


def _found(known: dict[int, Finding], proposal: Proposal) -> Finding:
    finding = known.get(proposal.finding)
    if finding is None:
        raise NotPossible(_("Báo cáo vừa thay đổi và không còn nhận xét này. Hãy mở lại trang rồi chọn lại."))
    return finding


def _fields(finding: Finding, proposal: Proposal, review: Review) -> dict[str, object]:
    fields: dict[str, object] = {
        "origin": finding.version.provision,
        "text": proposal.text,
        "reason": finding.reason(cited_in_full(review.instrument), period_of(review.instrument).words),
    }
    if proposal.kind == ProvisionKind.CLAUSE:
        return fields | {"level": NUMBERED}
    return fields | {"leads": [finding.about] if finding.about else []}
