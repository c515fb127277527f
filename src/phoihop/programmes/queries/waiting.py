"""Texts that wait for somebody: for this person, for others of the same body, for the other sides."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.waiting import Waiting
from phoihop.organisations.models import Membership, Role, holds_on
from phoihop.programmes.models import Approval, Consent, Instrument, ProvisionVersion
from phoihop.programmes.states import InstrumentState
from phoihop.signatures.models import SignatureSlot

_LIVE = (
    InstrumentState.DRAFT,
    InstrumentState.NEGOTIATION,
    InstrumentState.AGREED,
    InstrumentState.FROZEN,
)


@dataclass(frozen=True)
class _Facts:
    """What the rows say about all live texts at once; keys are (text, body)."""

    open_consents: dict[tuple[int, int], int]
    approved: set[tuple[int, int]]
    private: set[tuple[int, int]]
    slots: dict[int, list[SignatureSlot]]


def waiting(user: User) -> list[Waiting]:
    """What waits among the texts that this person may see; the number of queries does not depend on how many there are."""
    roles = _roles(user)
    instruments = list(
        Instrument.objects.visible_to(user)
        .filter(state__in=_LIVE)
        .select_related("turn", "lead")
        .prefetch_related("partnership__parties__organisation")
    )
    if not roles or not instruments:
        return []
    facts = _facts(instruments)
    found = []
    for instrument in instruments:
        for party in instrument.partnership.parties.all():
            if party.organisation_id in roles:
                found += _of_side(instrument, party.organisation_id, roles[party.organisation_id], user, facts)
    return found


def _of_side(instrument: Instrument, body: int, roles: set[Role], user: User, facts: _Facts) -> list[Waiting]:
    """What waits before one text for one of its sides."""
    if instrument.state == InstrumentState.DRAFT:
        text = _("Soạn và gửi bên kia: %(text)s") % {"text": instrument}
        return [_for_role(instrument, text, Role.OFFICER in roles)] if instrument.turn_id == body else []
    if instrument.state == InstrumentState.FROZEN:
        return _signatures(instrument, body, user, facts)
    if instrument.state == InstrumentState.AGREED:
        if instrument.lead_id == body:
            mine = bool(roles & {Role.OFFICER, Role.RECORDS_CLERK})
            return [_for_role(instrument, _("Lấy số và đóng băng: %(text)s") % {"text": instrument}, mine)]
        text = _("%(body)s lấy số và đóng băng: %(text)s") % {"body": instrument.lead, "text": instrument}
        return [Waiting("them", text, _url(instrument))]
    return _talks(instrument, body, roles, facts)


def _talks(instrument: Instrument, body: int, roles: set[Role], facts: _Facts) -> list[Waiting]:
    key = (instrument.pk, body)
    names = {"text": instrument, "count": facts.open_consents.get(key, 0), "body": instrument.turn}
    found = []
    if key in facts.private:
        found.append(_for_role(instrument, _("Thay đổi chưa gửi: %(text)s") % names, Role.OFFICER in roles))
    if facts.open_consents.get(key):
        text = _("%(count)s nội dung chờ đồng thuận: %(text)s") % names
        found.append(_for_role(instrument, text, Role.OFFICER in roles))
    elif key not in facts.approved:
        found.append(_for_role(instrument, _("Chờ duyệt nội bộ: %(text)s") % names, Role.APPROVER in roles))
    if not found:
        found.append(Waiting("them", _("Chờ bên kia trả lời: %(text)s") % names, _url(instrument)))
    return found


def _signatures(instrument: Instrument, body: int, user: User, facts: _Facts) -> list[Waiting]:
    found = []
    for slot in facts.slots[instrument.signed_document_id or 0]:
        names = {"name": slot.signatory.full_name, "text": instrument}
        if slot.signatory_id == user.pk:
            sign = reverse("programmes:signature_create", args=[instrument.pk])
            found.append(Waiting("me", _("Ký: %(text)s") % names, sign, tone="warning"))
        else:
            group: Literal["us", "them"] = "us" if slot.organisation_id == body else "them"
            found.append(Waiting(group, _("Chờ %(name)s ký: %(text)s") % names, _url(instrument)))
    return found


def _facts(instruments: list[Instrument]) -> _Facts:
    ids = [instrument.pk for instrument in instruments]
    return _Facts(
        open_consents=_open_consents(ids),
        approved=set(
            Approval.objects.filter(instrument__in=ids, text_hash=F("instrument__text_hash")).values_list(
                "instrument_id", "organisation_id"
            )
        ),
        private=set(
            ProvisionVersion.objects.filter(provision__instrument__in=ids, revision__isnull=True).values_list(
                "provision__instrument_id", "organisation_id"
            )
        ),
        slots=_slots(instruments),
    )


def _open_consents(ids: list[int]) -> dict[tuple[int, int], int]:
    latest = (
        ProvisionVersion.objects.filter(
            provision__instrument__in=ids,
            provision__instrument__state=InstrumentState.NEGOTIATION,
            revision__isnull=False,
        )
        .order_by("provision_id", "-revision__number")
        .distinct("provision_id")
    )
    total: dict[int, int] = defaultdict(int)
    rows = ProvisionVersion.objects.filter(pk__in=latest.values("pk"))
    for instrument_id, count in rows.values_list("provision__instrument_id").annotate(count=Count("pk")).order_by():
        total[instrument_id] = count
    given: dict[tuple[int, int], int] = defaultdict(int)
    consents = Consent.objects.filter(version__in=latest.values("pk"))
    for instrument_id, body, count in (
        consents.values_list("version__provision__instrument_id", "organisation_id")
        .annotate(count=Count("pk"))
        .order_by()
    ):
        given[instrument_id, body] = count
    parties = Instrument.objects.filter(pk__in=total).values_list("pk", "partnership__parties__organisation_id")
    return {(pk, body): total[pk] - given[pk, body] for pk, body in parties}


def _slots(instruments: list[Instrument]) -> dict[int, list[SignatureSlot]]:
    documents = [i.signed_document_id for i in instruments if i.state == InstrumentState.FROZEN]
    found: dict[int, list[SignatureSlot]] = defaultdict(list)
    empty = SignatureSlot.objects.filter(Q(signed_at__isnull=True), document__in=documents)
    for slot in empty.select_related("signatory").order_by("document_id", "position"):
        found[slot.document_id].append(slot)
    return found


def _for_role(instrument: Instrument, text: str, is_mine: bool) -> Waiting:
    return Waiting("me" if is_mine else "us", text, _url(instrument))


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
