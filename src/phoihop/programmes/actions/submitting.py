"""A body's own steps: laying a text before them, and what each of them decides. The other parties learn none of it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation, Role
from phoihop.organisations.queries import stood_in_for
from phoihop.organisations.rules import can_administer
from phoihop.programmes import notices
from phoihop.programmes.actions._doors import guard, locked
from phoihop.programmes.models import ApprovalChain, Instrument, StepDecision, Submission
from phoihop.programmes.queries import (
    InnerRoad,
    InnerRoads,
    able_for_step,
    current_versions,
    has_private_changes,
    inner_roads,
    latest_versions,
    missing_consents,
)
from phoihop.programmes.rules import Act
from phoihop.programmes.states import InstrumentKind, SubmissionPurpose

MOST_STEPS = 5
LONGEST_STEP = 60
LONGEST_NOTE = 2_000


@transaction.atomic
def write_chain(
    organisation: Organisation,
    kind: InstrumentKind | None,
    steps: Sequence[tuple[str, Sequence[int]]],
    *,
    for_offers: bool,
    for_texts: bool,
    by: User,
) -> ApprovalChain:
    """Keep a body's steps (name, ids of the approvers; none for any) for texts of that kind, or of all kinds (None).

    What is under way keeps the steps that it began with.
    """
    if not can_administer(by, organisation):
        raise NotAllowed(_("Chỉ quản trị của %(body)s được đổi các bước duyệt.") % {"body": organisation})
    named = [(" ".join(clean(name).split()), sorted(set(people))) for name, people in steps]
    kept = [{"name": name, "people": people} for name, people in named if name]
    if any(people and not name for name, people in named):
        raise NotPossible(_("Có bước đã chọn người mà chưa có tên. Hãy đặt tên cho bước đó."))
    if len(kept) > MOST_STEPS or any(len(step["name"]) > LONGEST_STEP for step in kept):
        raise NotPossible(
            _("Có nhiều nhất %(steps)s bước, tên mỗi bước dài nhất %(letters)s ký tự.")
            % {"steps": MOST_STEPS, "letters": LONGEST_STEP}
        )
    if kept and not (for_offers or for_texts):
        raise NotPossible(_("Hãy chọn các bước này dùng trước khi gửi đề nghị, khi duyệt toàn văn, hoặc cả hai."))
    return ApprovalChain.objects.create(
        organisation=organisation,
        kind=kind or "",
        steps=kept,
        for_offers=for_offers,
        for_texts=for_texts,
        by=by,
        made_at=clock.now(),
    )


@transaction.atomic
def submit_offer(instrument: Instrument, *, organisation: Organisation, by: User, note: str = "") -> Submission:
    """Lay this side's private changes before its own steps, as they are now."""
    instrument = locked(instrument)
    guard(Act.DISCLOSE, by, instrument, organisation)
    road = offer_road(instrument, organisation)
    if road is None:
        raise NotPossible(_("Cơ quan không đặt bước duyệt nào trước khi gửi. Đồng chí gửi được ngay."))
    if not has_private_changes(instrument, organisation):
        raise NotPossible(_("Chưa có thay đổi nào để trình."))
    return _submit(instrument, organisation, road, SubmissionPurpose.OFFER, by, note)


@transaction.atomic
def submit_text(instrument: Instrument, *, organisation: Organisation, by: User, note: str = "") -> Submission:
    """Lay the whole shared text before the steps again, after one of them returned it."""
    instrument = locked(instrument)
    guard(Act.CONSENT, by, instrument, organisation)
    road = text_road(instrument, organisation)
    if road is None:
        raise NotPossible(_("Cơ quan không đặt bước duyệt nào cho toàn văn."))
    if missing_consents(instrument, latest_versions(instrument))[organisation.pk]:
        raise NotPossible(_("Bên mình còn nội dung chưa đồng thuận. Hãy trình sau khi đã đồng thuận đủ."))
    return _submit(instrument, organisation, road, SubmissionPurpose.TEXT, by, note)


def begin_text_road(instrument: Instrument, organisation: Organisation, by: User) -> Submission | None:
    """With the last consent of a side the text lies before its first step; None when the body asks for no steps."""
    road = text_road(instrument, organisation)
    if road is None:
        return None
    if road.submission is not None and not road.is_stale:
        return road.submission
    return _submit(instrument, organisation, road, SubmissionPurpose.TEXT, by, "")


@transaction.atomic
def decide_offer(
    instrument: Instrument,
    *,
    organisation: Organisation,
    by: User,
    is_approved: bool,
    text_hash: str,
    reason: str = "",
    step: int | None = None,
) -> InnerRoad:
    """One step approves an offer before it goes out, or returns it with a reason.

    `text_hash` is that of the words that were read, `step` the step that was, counted from 1: refused when it is another.
    """
    instrument = locked(instrument)
    guard(Act.DECIDE, by, instrument, organisation)
    road = offer_road(instrument, organisation)
    if road is None or road.submission is None:
        raise NotPossible(_("Không có bản đề nghị nào đang trình."))
    if road.is_stale or road.present_hash != text_hash:
        raise NotPossible(_("Bản trình vừa được sửa nên không còn giá trị. Chờ chuyên viên trình lại."))
    _refuse_other_step(road, step)
    return _decide(instrument, organisation, road, by, is_approved=is_approved, reason=reason)


@transaction.atomic
def return_text(
    instrument: Instrument, *, organisation: Organisation, by: User, text_hash: str, reason: str
) -> InnerRoad:
    """One step returns the whole text to its own officers with a reason, instead of approving it."""
    instrument = locked(instrument)
    guard(Act.APPROVE, by, instrument, organisation)
    if text_hash != instrument.text_hash:
        raise NotPossible(_("Văn bản vừa thay đổi. Hãy đọc lại rồi duyệt."))
    road = text_road(instrument, organisation)
    if road is None or road.submission is None or road.is_stale:
        raise NotPossible(_("Không có văn bản nào đang trình duyệt từng bước."))
    return _decide(instrument, organisation, road, by, is_approved=False, reason=reason)


def approve_step(instrument: Instrument, organisation: Organisation, by: User, step: int | None = None) -> bool:
    """Approve the whole text at the step before which it stands; says whether that was the last one (or there is none).

    The caller holds the lock and has checked the text. `step` as in `decide_offer`.
    """
    submission = begin_text_road(instrument, organisation, by)
    if submission is None:
        return True
    road = text_road(instrument, organisation)
    assert road is not None
    if road.is_complete:
        return True
    _refuse_other_step(road, step)
    return _decide(instrument, organisation, road, by, is_approved=True, reason="").is_complete


def refuse_unapproved(instrument: Instrument, organisation: Organisation) -> None:
    """Raises NotPossible while the private changes have not gone through the steps that the body asks for."""
    road = offer_road(instrument, organisation)
    if road is None or (road.is_complete and not road.is_stale):
        return
    if road.submission is None:
        raise NotPossible(_("Cơ quan yêu cầu duyệt nội bộ trước khi gửi. Hãy trình duyệt, rồi gửi."))
    if road.is_stale:
        raise NotPossible(_("Bản đã trình nay đã được sửa nên lần duyệt đó không còn giá trị. Hãy trình lại, rồi gửi."))
    if road.returned:
        raise NotPossible(_("Bản trình bị trả lại. Hãy sửa theo lý do, trình lại, rồi gửi."))
    raise NotPossible(_("Bản trình đang chờ duyệt ở bước “%(step)s”.") % {"step": road.step})


def offer_road(instrument: Instrument, organisation: Organisation) -> InnerRoad | None:
    """Where this side's private changes stand within it."""
    return _roads(instrument, organisation).offer


def text_road(instrument: Instrument, organisation: Organisation) -> InnerRoad | None:
    """Where the shared text stands within this side."""
    return _roads(instrument, organisation).text


def _roads(instrument: Instrument, organisation: Organisation) -> InnerRoads:
    return inner_roads(instrument, organisation, current_versions(instrument, organisation=organisation))


def _submit(
    instrument: Instrument, organisation: Organisation, road: InnerRoad, purpose: SubmissionPurpose, by: User, note: str
) -> Submission:
    if road.is_open:
        raise NotPossible(_("Bản này đã trình và đang chờ ở bước “%(step)s”.") % {"step": road.step})
    if road.is_complete and not road.is_stale:
        raise NotPossible(_("Bản này đã được duyệt đủ các bước."))
    words = clean(note)
    if len(words) > LONGEST_NOTE:
        raise NotPossible(_("Lời trình dài nhất %(limit)s ký tự.") % {"limit": LONGEST_NOTE})
    chain = road.chain
    submission = Submission.objects.create(
        instrument=instrument,
        organisation=organisation,
        chain=chain,
        purpose=purpose,
        text_hash=road.present_hash,
        note=words,
        by=by,
        submitted_at=clock.now(),
    )
    first = InnerRoad(chain, submission, (), road.present_hash)
    notices.tell_step(instrument, submission, first.step, able_for_step(first, organisation), by=by)
    return submission


def _refuse_other_step(road: InnerRoad, step: int | None) -> None:
    if step is not None and step != road.position + 1:
        raise NotPossible(_("Bước đồng chí vừa đọc đã được duyệt. Hãy tải lại trang để xem bước đang chờ."))


def _decide(
    instrument: Instrument, organisation: Organisation, road: InnerRoad, by: User, *, is_approved: bool, reason: str
) -> InnerRoad:
    if road.submission is None or road.is_complete:
        raise NotPossible(_("Bản này đã được duyệt đủ các bước."))
    if road.returned:
        raise NotPossible(_("Bản trình đã bị trả lại. Chờ chuyên viên trình lại."))
    able = able_for_step(road, organisation)
    if by not in able:
        names = ", ".join(person.full_name for person in able)
        words = {"step": road.step, "names": names or _("chưa có ai")}
        raise NotAllowed(_("Bước “%(step)s” do người khác duyệt: %(names)s.") % words)
    why = clean(reason)
    if not is_approved and not why:
        raise NotPossible(_("Hãy ghi lý do trả lại để chuyên viên biết cần sửa gì."))
    if len(why) > LONGEST_NOTE:
        raise NotPossible(_("Lý do dài nhất %(limit)s ký tự.") % {"limit": LONGEST_NOTE})
    decision = StepDecision.objects.create(
        submission=road.submission,
        position=road.position,
        by=by,
        in_place_of=", ".join(stood_in_for(by, organisation, {Role.APPROVER})),
        decided_at=clock.now(),
        is_approved=is_approved,
        reason=why,
    )
    after = InnerRoad(road.chain, road.submission, (*road.decisions, decision), road.present_hash)
    if after.is_open:
        notices.tell_step(instrument, road.submission, after.step, able_for_step(after, organisation), by=by)
    else:
        notices.tell_road_ended(instrument, road.submission, decision, by=by)
    return after
