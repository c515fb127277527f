"""Texts that wait for somebody: for this person, for others of the same body, for the other sides."""

import datetime as dt
from collections import defaultdict
from typing import Any, Literal

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.waiting import Waiting
from phoihop.organisations.models import Membership, Role, holds_on
from phoihop.programmes.models import (
    Approval,
    Consent,
    Instrument,
    ProvisionVersion,
    Revision,
    TimeRequest,
)
from phoihop.programmes.queries.submissions import Lying, open_roads
from phoihop.programmes.queries.turns import due_on
from phoihop.programmes.rules import RULES, Act
from phoihop.programmes.signatories import with_ability
from phoihop.programmes.states import InstrumentState, SubmissionPurpose
from phoihop.signatures.models import SignatureSlot

_LIVE = (
    InstrumentState.DRAFT,
    InstrumentState.NEGOTIATION,
    InstrumentState.AGREED,
    InstrumentState.FROZEN,
)


def waiting(user: User) -> list[Waiting]:
    """What waits among the texts that this person may see; six queries at most, however many texts there are."""
    roles = _roles(user)
    if not roles:
        return []
    sides = list(_sides(user, list(roles)))
    slots, lying = _slots(sides), _lying(roles)
    found = []
    for instrument in sides:
        if one := lying.get((instrument.pk, instrument.body)):
            found.append(_before_step(instrument, one, user))
        else:
            found += _of_side(instrument, roles[instrument.body], user, slots)
    return found


def _lying(roles: dict[int, set[Role]]) -> dict[tuple[int, int], Lying]:
    """What lies before a step of one of these bodies, by text and body."""
    return {(one.submission.instrument_id, one.submission.organisation_id): one for one in open_roads(roles)}


def _before_step(instrument: Any, lying: Lying, user: User) -> Waiting:
    is_offer = lying.submission.purpose == SubmissionPurpose.OFFER
    text = _("Duyệt nội bộ, bước “%(step)s”: %(text)s") % {"step": lying.road.step, "text": instrument}
    if user not in lying.able:
        return Waiting("us", text, _url(instrument))
    url = reverse(f"programmes:{'offer_decide' if is_offer else 'approval_create'}", args=[instrument.pk])
    return Waiting("me", text, url, tone="warning")


def _of_side(instrument: Any, roles: set[Role], user: User, slots: dict[int, list[Any]]) -> list[Waiting]:
    """What waits before one text for one of its sides: `instrument.body`."""
    names = {"text": instrument, "body": instrument.lead}
    if instrument.state == InstrumentState.DRAFT:
        text = _("Soạn và gửi bên kia: %(text)s") % names
        return [_for_role(instrument, text, Role.OFFICER in roles)] if instrument.turn_id == instrument.body else []
    if instrument.state == InstrumentState.FROZEN:
        return _signatures(instrument, roles, user, slots)
    if instrument.state == InstrumentState.AGREED:
        if instrument.lead_id == instrument.body:
            mine = bool(roles & {Role.OFFICER, Role.RECORDS_CLERK})
            return [_for_role(instrument, _("Lấy số và đóng băng: %(text)s") % names, mine)]
        return [Waiting("them", _("%(body)s lấy số và đóng băng: %(text)s") % names, _url(instrument))]
    return _talks(instrument, roles)


def _talks(instrument: Any, roles: set[Role]) -> list[Waiting]:
    names = {"text": instrument, "count": instrument.open_consents or 0, "turn": instrument.turn}
    due_on = instrument.answer_due_on
    found = []
    if instrument.asked_until and instrument.offered_by == instrument.body:
        text = _("Trả lời việc xin thêm thời gian: %(text)s") % names
        found.append(_for_role(instrument, text, Role.OFFICER in roles))
    if instrument.has_private:
        found.append(_for_role(instrument, _("Thay đổi chưa gửi: %(text)s") % names, Role.OFFICER in roles))
    if instrument.open_consents:
        text = _("%(count)s nội dung chờ đồng thuận: %(text)s") % names
        asked_of_us = due_on if instrument.offered_by != instrument.body else None
        found.append(_for_role(instrument, text, Role.OFFICER in roles, due_on=asked_of_us))
    elif not instrument.is_approved:
        found.append(_for_role(instrument, _("Chờ duyệt nội bộ: %(text)s") % names, Role.APPROVER in roles))
    if not found:
        holder, others = _("Chờ %(turn)s trả lời: %(text)s"), _("Chờ các bên khác trả lời: %(text)s")
        text = (others if instrument.turn_id == instrument.body else holder) % names
        found.append(Waiting("them", text, _url(instrument), due_on=due_on))
    return found


def _signatures(instrument: Any, roles: set[Role], user: User, slots: dict[int, list[Any]]) -> list[Waiting]:
    found = []
    for slot in slots[instrument.signed_document_id]:
        names = {"name": slot.signatory.full_name, "text": instrument}
        if not slot.is_able:
            found.append(_deserted(instrument, roles, slot))
        elif slot.signatory_id == user.pk and instrument.signed_from:
            text = _("Ký từ ngày %(day)s: %(text)s") % {"day": format_date(instrument.signed_from), "text": instrument}
            found.append(Waiting("me", text, _url(instrument)))
        elif slot.signatory_id == user.pk:
            sign = reverse("programmes:signature_create", args=[instrument.pk])
            found.append(Waiting("me", _("Ký: %(text)s") % names, sign, tone="warning"))
        else:
            group: Literal["us", "them"] = "us" if slot.organisation_id == instrument.body else "them"
            found.append(Waiting(group, _("Chờ %(name)s ký: %(text)s") % names, _url(instrument)))
    return found


def _deserted(instrument: Any, roles: set[Role], slot: Any) -> Waiting:
    """A place whose person can no longer sign waits for its own body to name another."""
    text = _("%(body)s chọn người ký khác thay %(name)s: %(text)s") % {
        "body": slot.organisation,
        "name": slot.signatory.full_name,
        "text": instrument,
    }
    if slot.organisation_id != instrument.body:
        return Waiting("them", text, _url(instrument))
    if roles & RULES[Act.REPLACE_SIGNATORY].roles:
        url = reverse("programmes:signatory_update", args=[instrument.pk, slot.organisation.key])
        return Waiting("me", text, url, tone="warning")
    return Waiting("us", text, _url(instrument))


def _sides(user: User, bodies: list[int]) -> QuerySet[Any]:
    """Live texts, once for each of the person's bodies that is a party (`body`), with where that body stands."""
    versions = ProvisionVersion.objects.filter(provision__instrument=OuterRef("pk"))
    later = ProvisionVersion.objects.filter(
        provision=OuterRef("provision_id"), revision__isnull=False, revision_id__gt=OuterRef("revision_id")
    )
    given = Consent.objects.filter(version=OuterRef("pk"), organisation=OuterRef(OuterRef("body")))
    open_consents = (
        versions.filter(~Exists(later), ~Exists(given), revision__isnull=False)
        .order_by()
        .values("provision__instrument_id")
        .annotate(count=Count("pk"))
        .values("count")
    )
    offers = Revision.objects.filter(instrument=OuterRef("pk"))
    last = offers.order_by("-number")
    later_offers = Revision.objects.filter(
        instrument=OuterRef("revision__instrument"), number__gt=OuterRef("revision__number")
    )
    asked = TimeRequest.objects.filter(
        ~Exists(later_offers), revision__instrument=OuterRef("pk"), answered_at__isnull=True
    )
    approved = Approval.objects.filter(
        instrument=OuterRef("pk"), organisation=OuterRef("body"), text_hash=OuterRef("text_hash")
    )
    return (
        Instrument.objects.visible_to(user)
        .filter(state__in=_LIVE, partnership__parties__organisation__in=bodies)
        .annotate(
            body=F("partnership__parties__organisation_id"),
            has_private=Exists(versions.filter(revision__isnull=True, organisation=OuterRef("body"))),
            is_approved=Exists(approved),
            answer_due_on=Subquery(last.values(due=due_on())[:1]),
            asked_until=Subquery(asked.values("wanted_on")[:1]),
            offered_by=Subquery(last.values("organisation_id")[:1]),
            open_consents=Case(When(state=InstrumentState.NEGOTIATION, then=Subquery(open_consents))),
        )
        .select_related("lead", "turn")
        .order_by("period_end", "pk")
    )


def _slots(instruments: list[Any]) -> dict[int, list[Any]]:
    documents = [i.signed_document_id for i in instruments if i.state == InstrumentState.FROZEN]
    found: dict[int, list[Any]] = defaultdict(list)
    if documents:
        empty = SignatureSlot.objects.filter(document__in=documents, signed_at__isnull=True)
        for slot in with_ability(empty).select_related("signatory", "organisation").order_by("document_id", "position"):
            found[slot.document_id].append(slot)
    return found


def _for_role(instrument: Instrument, text: str, is_mine: bool, *, due_on: dt.date | None = None) -> Waiting:
    return Waiting("me" if is_mine else "us", text, _url(instrument), due_on=due_on)


def _roles(user: User) -> dict[int, set[Role]]:
    if not user.is_active:
        return {}
    roles: dict[int, set[Role]] = defaultdict(set)
    held = Membership.objects.filter(holds_on(clock.today()), user=user)
    for organisation_id, role in held.values_list("organisation_id", "role"):
        roles[organisation_id].add(Role(role))
    return roles


def _url(instrument: Instrument) -> str:
    return reverse("programmes:instrument_detail", args=[instrument.pk])
