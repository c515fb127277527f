"""The ledger's words for acts on instruments, and who of each party is told."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phoihop.accounts.models import User
from phoihop.ledger import verbs
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.notifications.actions import notify
from phoihop.organisations.models import Membership, Organisation, OrganisationName, Role, holds_on
from phoihop.programmes.models import (
    Instrument,
    Objection,
    Partnership,
    Remark,
    Revision,
    StepDecision,
    Submission,
    Thread,
    TimeRequest,
)
from phoihop.programmes.states import SubmissionPurpose
from phoihop.signatures.models import SignatureSlot

OPENED = "programmes.partnership_opened"
MEMBERS_JOINED = "programmes.members_joined"
MEMBER_LEFT = "programmes.member_left"
RENAMED = "programmes.body_renamed"
DISCLOSED = "programmes.revision_disclosed"
HANDED_BACK = "programmes.turn_handed_back"
RETITLED = "programmes.instrument_retitled"
RECALLED = "programmes.revision_recalled"
TIME_ASKED = "programmes.time_asked"
TIME_GRANTED = "programmes.time_granted"
TIME_DECLINED = "programmes.time_declined"
RETURNED = "programmes.change_returned"
CONSENTED = "programmes.provision_consented"
CONSENTED_ALL = "programmes.provisions_consented"
APPROVED = "programmes.text_approved"
AGREED = "programmes.text_agreed"
FROZEN = "programmes.instrument_frozen"
SIGNED = "programmes.instrument_signed"
SIGNATORY_REPLACED = "programmes.signatory_replaced"
IN_FORCE = "programmes.instrument_in_force"
REOPENED = "programmes.instrument_reopened"
WITHDRAWN = "programmes.instrument_withdrawn"

VERBS = {
    OPENED: _("đã mở quan hệ phối hợp"),
    MEMBERS_JOINED: _("đã ghi các cơ quan thuộc bên mình"),
    MEMBER_LEFT: _("đã ghi cơ quan thôi thuộc bên mình"),
    RENAMED: _("đã ghi tên mới của cơ quan"),
    DISCLOSED: _("đã gửi bản đề nghị"),
    HANDED_BACK: _("đã chuyển lượt cho bên kia"),
    RETITLED: _("đã đổi trích yếu hoặc thời gian của văn bản"),
    RECALLED: _("đã thu hồi bản đề nghị khi chưa bên nào mở"),
    TIME_ASKED: _("đã xin thêm thời gian trả lời"),
    TIME_GRANTED: _("đã đồng ý thêm thời gian trả lời"),
    TIME_DECLINED: _("đã không đồng ý thêm thời gian trả lời"),
    RETURNED: _("đã trả lại một nội dung kèm lý do"),
    CONSENTED: _("đã đồng thuận một nội dung"),
    CONSENTED_ALL: _("đã đồng thuận các nội dung còn lại"),
    APPROVED: _("đã duyệt toàn văn"),
    AGREED: _("ghi nhận các bên đã thống nhất"),
    FROZEN: _("đã lấy số và đóng băng"),
    SIGNED: _("đã ký"),
    SIGNATORY_REPLACED: _("đã chọn người ký khác"),
    IN_FORCE: _("đã đưa vào hiệu lực"),
    REOPENED: _("đã mở lại văn bản chờ ký"),
    WITHDRAWN: _("đã rút"),
}


def register() -> None:
    """Teach the ledger our words."""
    verbs.register(VERBS)


def tell_members_joined(partnership: Partnership, party: Organisation, bodies: list[Organisation], *, by: User) -> None:
    """The other parties learn who reads along now, and officers of those bodies that they do."""
    words = {"party": party, "bodies": "; ".join(map(str, bodies)), "partnership": partnership}
    others = partnership.parties.exclude(organisation=party).values_list("organisation_id", flat=True)
    message = _("%(party)s ghi các cơ quan thuộc bên mình: %(bodies)s (%(partnership)s).")
    notify(people_in(others, Role.OFFICER), message, _partnership_url(partnership), words=words, except_for=by)
    message = _("Cơ quan mình thuộc bên %(party)s trong quan hệ phối hợp %(partnership)s.")
    people = people_in([body.pk for body in bodies], Role.OFFICER)
    notify(people, message, _partnership_url(partnership), words=words, except_for=by)


def tell_member_left(partnership: Partnership, party: Organisation, body: Organisation, *, by: User) -> None:
    """The other parties, and the body itself, learn that it no longer belongs to that party."""
    others = partnership.parties.exclude(organisation=party).values_list("organisation_id", flat=True)
    message = _("%(body)s thôi thuộc bên %(party)s (%(partnership)s).")
    words = {"party": party, "body": body, "partnership": partnership}
    url = _partnership_url(partnership)
    notify(people_in(others, Role.OFFICER), message, url, words=words, except_for=by)
    notify(people_in([body.pk], Role.OFFICER), message, reverse("home"), words=words, except_for=by)


def tell_disclosed(instrument: Instrument, revision: Revision, *, by: User) -> None:
    """Officers and approvers of the other parties learn that there is something new to read."""
    people = _people(instrument, Role.OFFICER, Role.APPROVER, without=revision.organisation_id)
    message = _("%(body)s đã gửi đề nghị lần %(number)s: %(text)s.")
    words = {"body": revision.organisation, "number": revision.number, "text": instrument}
    notify(people, message, url_of(instrument), words=words, except_for=by)


def tell_handed_back(instrument: Instrument, *, organisation_id: int, by: User, before: dt.date | None = None) -> None:
    """Officers of the side that now holds the turn learn it; and that it comes `before` the day asked for."""
    people = _people(instrument, Role.OFFICER, of=organisation_id)
    if before is None:
        _tell(people, _("Đến lượt bên mình: %(text)s."), instrument, by=by)
    else:
        message = _("Đến lượt bên mình, sớm hơn ngày đề nghị trả lời (%(day)s): %(text)s.")
        notify(
            people, message, url_of(instrument), words={"day": format_date(before), "text": instrument}, except_for=by
        )


def tell_recalled(instrument: Instrument, revision: Revision, *, by: User) -> None:
    """Those who were told of an offer learn that it is gone; of a first one they can open no text any more."""
    people = _people(instrument, Role.OFFICER, Role.APPROVER, without=revision.organisation_id)
    message = _("%(body)s đã thu hồi đề nghị lần %(number)s khi chưa bên nào mở: %(text)s.")
    words = {"body": revision.organisation, "number": revision.number, "text": instrument}
    of_partnership = reverse("programmes:partnership_detail", args=[instrument.partnership_id])
    url = url_of(instrument) if instrument.disclosed_at else of_partnership
    notify(people, message, url, words=words, except_for=by)


def tell_time_asked(instrument: Instrument, request: TimeRequest, *, by: User) -> None:
    """Officers of the side that made the offer learn until when the other asks to have time."""
    message = _("%(body)s xin trả lời trước ngày %(day)s: %(text)s.")
    words = {"body": request.organisation, "day": format_date(request.wanted_on), "text": instrument}
    people = _people(instrument, Role.OFFICER, of=_party(instrument, request.revision.organisation_id))
    url = reverse("programmes:time_answer", args=[instrument.pk])
    notify(people, message, url, words=words, except_for=by)


def tell_time_answered(instrument: Instrument, request: TimeRequest, *, by: User, organisation: Organisation) -> None:
    """Officers of the side that asked learn what they were given."""
    day = request.granted_on
    granted, declined = (
        _("%(body)s đồng ý trả lời trước ngày %(day)s: %(text)s."),
        _("%(body)s không đồng ý thêm thời gian: %(text)s."),
    )
    words = {"body": organisation, "day": format_date(day) if day else "", "text": instrument}
    people = _people(instrument, Role.OFFICER, of=_party(instrument, request.organisation_id))
    notify(people, granted if day else declined, url_of(instrument), words=words, except_for=by)


def tell_returned(instrument: Instrument, objection: Objection, *, by: User) -> None:
    """Officers of the other sides learn that a change comes back with a reason, which they read at its place."""
    people = _people(instrument, Role.OFFICER, without=objection.organisation_id)
    message = _("%(body)s trả lại một nội dung kèm lý do: %(text)s.")
    url = f"{url_of(instrument)}#provision-{objection.version.provision_id}"
    notify(people, message, url, words={"body": objection.organisation, "text": instrument}, except_for=by)


def tell_fully_consented(instrument: Instrument, *, organisation_id: int, by: User) -> None:
    """The approvers of a side learn that its officers have consented to everything."""
    message = _("Chuyên viên đã đồng thuận mọi nội dung, chờ đồng chí duyệt: %(text)s.")
    _tell(_people(instrument, Role.APPROVER, of=organisation_id), message, instrument, by=by)


def tell_step(instrument: Instrument, submission: Submission, step: str, people: list[User], *, by: User) -> None:
    """Those of the own body who may decide the next step learn that a text lies before them."""
    offer, text = (
        _("Chờ đồng chí duyệt bản đề nghị trước khi gửi (bước “%(step)s”): %(text)s."),
        _("Chờ đồng chí duyệt toàn văn (bước “%(step)s”): %(text)s."),
    )
    is_offer = submission.purpose == SubmissionPurpose.OFFER
    url = reverse(f"programmes:{'offer_decide' if is_offer else 'approval_create'}", args=[instrument.pk])
    words = {"step": step, "text": instrument}
    notify(people, offer if is_offer else text, url, words=words, except_for=by)


def tell_road_ended(instrument: Instrument, submission: Submission, decision: StepDecision, *, by: User) -> None:
    """The own officers learn that the last step has approved, or that one has returned the text."""
    people = _people(instrument, Role.OFFICER, of=submission.organisation_id)
    if not decision.is_approved:
        message = _("%(name)s trả lại bản trình: %(text)s. Lý do: %(reason)s")
        words = {"name": decision.by, "text": instrument, "reason": decision.reason}
        notify(people, message, url_of(instrument), words=words, except_for=by)
    elif submission.purpose == SubmissionPurpose.OFFER:
        _tell(people, _("Bản đề nghị đã được duyệt nội bộ, gửi được: %(text)s."), instrument, by=by)


def tell_agreed(instrument: Instrument, *, by: User | None) -> None:
    """Officers of all sides, and the lead's clerks who take the number, learn that the text is agreed."""
    message = _("Các bên đã thống nhất: %(text)s.")
    _tell(_people(instrument, Role.OFFICER), message, instrument, by=by)
    waiting = _("Chờ lấy số và đóng băng: %(text)s.")
    clerks = _people(instrument, Role.RECORDS_CLERK, of=instrument.lead_id)
    _tell(clerks, waiting, instrument, by=by)


def tell_frozen(instrument: Instrument, signatories: list[User], *, by: User) -> None:
    """Those who are expected to sign learn it."""
    message = _("Chờ đồng chí ký: %(text)s.")
    notify(
        signatories,
        message,
        reverse("programmes:signature_create", args=[instrument.pk]),
        words={"text": instrument},
        except_for=by,
    )


def tell_dropped(instrument: Instrument, count: int, *, organisation_id: int, by: User) -> None:
    """Officers of a side learn that what they had not sent is gone: the text is frozen."""
    message = _("%(body)s đã đóng băng văn bản; %(count)s thay đổi chưa gửi của bên mình đã bỏ: %(text)s.")
    words = {"body": instrument.lead, "count": count, "text": instrument}
    notify(
        _people(instrument, Role.OFFICER, of=organisation_id), message, url_of(instrument), words=words, except_for=by
    )


def tell_replaced(instrument: Instrument, slot: SignatureSlot, before: User, *, by: User) -> None:
    """The new signatory learns that the text waits, officers and clerks of all sides who signs instead of whom."""
    message = _("%(name)s ký cho %(body)s thay %(before)s: %(text)s.")
    words = {"name": slot.signatory, "body": slot.organisation, "before": before, "text": instrument}
    people = [user for user in _people(instrument, Role.OFFICER, Role.RECORDS_CLERK) if user != slot.signatory]
    notify(people, message, url_of(instrument), words=words, except_for=by)
    tell_frozen(instrument, [slot.signatory], by=by)


def tell_in_force(instrument: Instrument, *, by: User) -> None:
    """Officers, approvers and clerks of all sides learn that it is signed and in force."""
    people = _people(instrument, Role.OFFICER, Role.APPROVER, Role.RECORDS_CLERK, Role.SIGNATORY)
    message = _("Các bên đã ký đủ, có hiệu lực: %(text)s.")
    _tell(people, message, instrument, by=by)


def tell_reopened(instrument: Instrument, *, organisation: Organisation, reason: str, by: User) -> None:
    """Officers, clerks and signatories of all sides learn that the text no longer waits for signatures, and why."""
    people = _people(instrument, Role.OFFICER, Role.RECORDS_CLERK, Role.SIGNATORY)
    message = _("%(body)s đã mở lại văn bản chờ ký: %(text)s. Lý do: %(reason)s")
    words = {"body": organisation, "text": instrument, "reason": reason}
    notify(people, message, url_of(instrument), words=words, except_for=by)


def tell_retitled(instrument: Instrument, *, organisation: Organisation, by: User) -> None:
    """Officers and approvers of all sides learn what the text is called now, or for which days it is made."""
    message = _("%(body)s đã đổi trích yếu hoặc thời gian, nay là: %(text)s. Toàn văn cần được duyệt lại.")
    words = {"body": organisation, "text": instrument}
    people = _people(instrument, Role.OFFICER, Role.APPROVER)
    notify(people, message, url_of(instrument), words=words, except_for=by)


def tell_withdrawn(instrument: Instrument, *, by: User) -> None:
    """Officers of all sides learn that the text is off the table."""
    message, words = _("%(body)s đã rút: %(text)s."), {"body": instrument.owner, "text": instrument}
    notify(_people(instrument, Role.OFFICER), message, url_of(instrument), words=words, except_for=by)


def tell_renamed(partnership: Partnership, before: OrganisationName, now: OrganisationName, *, by: User) -> None:
    """Those who write and keep papers of all sides learn from when on a body is called otherwise."""
    parties = [party.organisation_id for party in partnership.parties.all()]
    people = people_in(parties, Role.OFFICER, Role.RECORDS_CLERK, Role.ADMINISTRATOR)
    message = _("%(before)s từ %(day)s mang tên %(now)s.")
    words = {"before": before.name, "now": now.name, "day": format_date(now.valid_from) if now.valid_from else ""}
    url = reverse("organisations:organisation_detail", args=[now.organisation.key])
    notify(people, message, url, words=words, except_for=by)


def url_of(instrument: Instrument) -> str:
    return reverse("programmes:instrument_detail", args=[instrument.pk])


def tell_remarked(thread: Thread, remark: Remark, mentioned: list[User]) -> None:
    """Those who are named learn it, and so do the people who work on the text: of the side, or of all sides."""
    provision, words = thread.provision, {"name": remark.by, "body": remark.organisation}
    words["text"] = instrument = provision.instrument
    url = f"{reverse('programmes:thread_list', args=[instrument.pk, provision.pk])}#thread-{thread.pk}"
    notify(mentioned, _("%(name)s muốn đồng chí đọc một ý kiến: %(text)s."), url, words=words, except_for=remark.by)
    if thread.organisation_id:
        people = _people(instrument, Role.OFFICER, Role.APPROVER, of=thread.organisation_id)
        message = _("%(name)s nêu ý kiến nội bộ: %(text)s.")
    else:
        people = _people(instrument, Role.OFFICER)
        message = _("%(body)s nêu ý kiến: %(text)s.")
    told = {person.pk for person in mentioned}
    notify([person for person in people if person.pk not in told], message, url, words=words, except_for=remark.by)


def _tell(people: list[User], message: Promise, instrument: Instrument, *, by: User | None) -> None:
    """Something happened to the text: `message` names it, and nothing else."""
    notify(people, message, url_of(instrument), words={"text": instrument}, except_for=by)


def _partnership_url(partnership: Partnership) -> str:
    return reverse("programmes:partnership_detail", args=[partnership.pk])


def _party(instrument: Instrument, organisation_id: int) -> int:
    """The body that stands today where this one stood."""
    parties = instrument.partnership.parties.all()
    return next((one.organisation_id for one in parties if organisation_id in one.bodies), organisation_id)


def _people(instrument: Instrument, *roles: Role, of: int | None = None, without: int | None = None) -> list[User]:
    """People with these roles in one party, in all of them, or in all but one."""
    parties = [party.organisation_id for party in instrument.partnership.parties.all()]
    bodies = [body for body in parties if body != without] if of is None else [of]
    return people_in(bodies, *roles)


def people_in(bodies: Iterable[int], *roles: Role) -> list[User]:
    """People who hold one of these roles in one of these bodies today."""
    held = Membership.objects.filter(holds_on(clock.today()), organisation__in=bodies, role__in=roles)
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True))
