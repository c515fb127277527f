"""Consent to provisions and approval of the text; when all sides have given both, the text is agreed."""

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation, Role
from phoihop.organisations.queries import stood_in_for
from phoihop.programmes import notices
from phoihop.programmes.actions._doors import guard, locked
from phoihop.programmes.actions.remarking import LONGEST_REMARK
from phoihop.programmes.actions.submitting import approve_step, begin_text_road
from phoihop.programmes.models import Approval, Consent, Instrument, Objection, ProvisionVersion
from phoihop.programmes.queries import (
    last_revision_number,
    latest_versions,
    missing_consents,
    private_versions,
    unanswered,
)
from phoihop.programmes.rules import RULES, Act
from phoihop.programmes.states import InstrumentState


@transaction.atomic
def consent(version: ProvisionVersion, *, organisation: Organisation, by: User) -> Consent:
    """Consent to one disclosed version for a party; doing it twice is one consent.

    Raises NotPossible when the words have changed meanwhile, or when this side is itself changing them.
    """
    instrument = locked(version.provision.instrument)
    guard(Act.CONSENT, by, instrument, organisation)
    latest = latest_versions(instrument)
    current = _refuse_changed(version, latest)
    if any(own.provision_id == version.provision_id for own in private_versions(instrument, organisation)):
        raise NotPossible(_("Bên mình đang sửa nội dung này. Hãy gửi hoặc bỏ thay đổi đó trước."))
    given, is_new = Consent.objects.get_or_create(
        version=current,
        organisation=organisation,
        defaults={"by": by, "given_at": clock.now(), "content_hash": current.content_hash},
    )
    if is_new:
        record(
            instrument.partnership.chain,
            notices.CONSENTED,
            current.provision,
            by=by,
            roles=RULES[Act.CONSENT].roles,
            organisation=organisation,
            label=instrument.name_kept,
            content_hash=current.content_hash,
            data={"instrument": str(instrument.uid)},
        )
        _tell_when_complete(instrument, latest, organisation, by)
        agree_when_complete(instrument, latest, by=by)
    return given


@transaction.atomic
def return_change(version: ProvisionVersion, *, organisation: Organisation, by: User, reason: str) -> Objection:
    """Return one disclosed version with the reason; it stands until the words change or the party consents to them.

    Raises NotPossible when the words have changed meanwhile, or the party has consented to them or returned them.
    """
    instrument = locked(version.provision.instrument)
    guard(Act.CONSENT, by, instrument, organisation)
    _refuse_changed(version, latest_versions(instrument))
    if version.consents.filter(organisation=organisation).exists():
        raise NotPossible(_("Bên mình đã đồng thuận nội dung này. Muốn đổi, hãy sửa khi đến lượt bên mình."))
    why = clean(reason)
    if not why:
        raise NotPossible(_("Hãy ghi lý do trả lại để bên kia biết cần sửa gì."))
    if len(why) > LONGEST_REMARK:
        raise NotPossible(_("Lý do dài nhất %(limit)s ký tự.") % {"limit": LONGEST_REMARK})
    if version.objections.filter(organisation=organisation).exists():
        raise NotPossible(_("Bên mình đã trả lại nội dung này. Nói thêm thì dùng phần Ý kiến."))
    objection = Objection.objects.create(
        version=version, organisation=organisation, by=by, raised_at=clock.now(), reason=why
    )
    record(
        instrument.partnership.chain,
        notices.RETURNED,
        version.provision,
        by=by,
        roles=RULES[Act.CONSENT].roles,
        organisation=organisation,
        label=instrument.name_kept,
        content_hash=version.content_hash,
        data={"instrument": str(instrument.uid), "reason": why},
    )
    notices.tell_returned(instrument, objection, by=by)
    return objection


@transaction.atomic
def consent_to_all(
    instrument: Instrument,
    *,
    organisation: Organisation,
    by: User,
    as_of: int | None = None,
    unchanged_since: int | None = None,
) -> int:
    """Consent to everything that this side has not answered and is not changing itself; say how many.

    What it returned with a reason is left out: that is taken back one by one, by consenting to it.

    With `as_of`, the number of the last disclosure that was read: refused when there is a newer one. With
    `unchanged_since`, only to what reads as it did in the disclosure of that number: what came later is left.
    """
    instrument = locked(instrument)
    guard(Act.CONSENT, by, instrument, organisation)
    if as_of is not None and as_of != last_revision_number(instrument):
        raise NotPossible(_("Bên kia vừa gửi thay đổi mới. Hãy đọc lại rồi đồng thuận."))
    latest = latest_versions(instrument)
    missing = unanswered(instrument, organisation, latest, unchanged_since=unchanged_since)
    if not missing:
        return 0
    now = clock.now()
    Consent.objects.bulk_create(
        Consent(version=version, organisation=organisation, by=by, given_at=now, content_hash=version.content_hash)
        for version in missing
    )
    record(
        instrument.partnership.chain,
        notices.CONSENTED_ALL,
        instrument,
        by=by,
        roles=RULES[Act.CONSENT].roles,
        organisation=organisation,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
        data={"provisions": [[str(version.provision.uid), version.content_hash] for version in missing]},
    )
    _tell_when_complete(instrument, latest, organisation, by)
    agree_when_complete(instrument, latest, by=by)
    return len(missing)


@transaction.atomic
def approve(
    instrument: Instrument,
    *,
    organisation: Organisation,
    by: User,
    text_hash: str | None = None,
    step: int | None = None,
) -> Approval | None:
    """Approve the whole present text within one party; doing it twice is one approval.

    Where the body has steps, it is the next of them that approves; None while others follow.

    With `text_hash`, the hash of the text that was read, and `step`, the step (from 1): refused when either is another.
    """
    instrument = locked(instrument)
    guard(Act.APPROVE, by, instrument, organisation)
    if text_hash is not None and text_hash != instrument.text_hash:
        raise NotPossible(_("Văn bản vừa thay đổi. Hãy đọc lại rồi duyệt."))
    latest = latest_versions(instrument)
    missing = missing_consents(instrument, latest)[organisation.pk]
    if missing:
        raise NotPossible(
            _("Chuyên viên bên mình còn %(count)s nội dung chưa đồng thuận. Hãy duyệt sau khi đã đồng thuận đủ.")
            % {"count": missing}
        )
    if not approve_step(instrument, organisation, by, step):
        return None
    approval, is_new = Approval.objects.get_or_create(
        instrument=instrument,
        organisation=organisation,
        text_hash=instrument.text_hash,
        defaults={
            "by": by,
            "given_at": clock.now(),
            "in_place_of": ", ".join(stood_in_for(by, organisation, {Role.APPROVER})),
        },
    )
    if is_new:
        record(
            instrument.partnership.chain,
            notices.APPROVED,
            instrument,
            by=by,
            roles=RULES[Act.APPROVE].roles,
            organisation=organisation,
            label=instrument.name_kept,
            content_hash=instrument.text_hash,
        )
    agree_when_complete(instrument, latest, by=by)
    return approval


def _refuse_changed(version: ProvisionVersion, latest: list[ProvisionVersion]) -> ProvisionVersion:
    """The version as it is now, when it is still the one that was read."""
    current = next((other for other in latest if other.provision_id == version.provision_id), None)
    if current is None or current.pk != version.pk or current.content_hash != version.content_hash:
        raise NotPossible(_("Nội dung này vừa được thay đổi. Hãy đọc lại rồi trả lời nội dung mới."))
    return current


def _tell_when_complete(
    instrument: Instrument, latest: list[ProvisionVersion], organisation: Organisation, by: User
) -> None:
    if missing_consents(instrument, latest)[organisation.pk]:
        return
    if begin_text_road(instrument, organisation, by) is None:
        notices.tell_fully_consented(instrument, organisation_id=organisation.pk, by=by)


def agree_when_complete(instrument: Instrument, latest: list[ProvisionVersion], *, by: User | None = None) -> None:
    """All consents and all approvals of this very text: the sides have agreed."""
    missing = missing_consents(instrument, latest)
    approved = set(
        instrument.approvals.filter(text_hash=instrument.text_hash).values_list("organisation_id", flat=True)
    )
    if any(missing.values()) or not approved.issuperset(missing):
        return
    instrument.state = InstrumentState.AGREED
    instrument.agreed_at = clock.now()
    instrument.save(update_fields=["state", "agreed_at"])
    record(
        instrument.partnership.chain,
        notices.AGREED,
        instrument,
        by=None,
        organisation=None,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
    )
    notices.tell_agreed(instrument, by=by)
