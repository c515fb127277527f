"""What a person is to do next with a text: one main act, or whom everybody waits for. And the way of a text as steps."""

from django.urls import reverse
from django.utils.translation import gettext as _

from phoihop.lib.dates import format_date
from phoihop.programmes.inner_steps import inner_offer, inner_text
from phoihop.programmes.models import Instrument
from phoihop.programmes.queries.reading import PartyStanding, Reading
from phoihop.programmes.rules import RULES, Act, Standing
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.steps import NextStep, day_of, url_to


def next_step(instrument: Instrument, who: Standing, acts: frozenset[Act], reading: Reading) -> NextStep:
    """The one thing to do now."""
    by_state = {
        InstrumentState.DRAFT: _in_draft,
        InstrumentState.NEGOTIATION: _in_talks,
        InstrumentState.AGREED: _when_agreed,
        InstrumentState.FROZEN: _when_frozen,
        InstrumentState.IN_FORCE: _in_force,
        InstrumentState.WITHDRAWN: _withdrawn,
    }
    return by_state[InstrumentState(instrument.state)](instrument, who, acts, reading)


def steps(instrument: Instrument) -> list[dict[str, str]]:
    """The way of a text for the stepper."""
    done = {
        InstrumentState.DRAFT: 0,
        InstrumentState.NEGOTIATION: 1,
        InstrumentState.AGREED: 3,
        InstrumentState.FROZEN: 4,
        InstrumentState.IN_FORCE: 6,
        InstrumentState.WITHDRAWN: 0,
    }[InstrumentState(instrument.state)]
    labels = [_("Soạn"), _("Trao đổi"), _("Thống nhất"), _("Đóng băng"), _("Ký"), _("Có hiệu lực")]
    notes = [
        day_of(instrument.created_at),
        day_of(instrument.disclosed_at),
        day_of(instrument.agreed_at),
        day_of(instrument.frozen_at),
        "",
        day_of(instrument.in_force_at),
    ]
    return [
        {
            "label": label,
            "note": note if place <= done else "",
            "state": "done" if place < done else "current" if place == done else "todo",
        }
        for place, (label, note) in enumerate(zip(labels, notes, strict=True))
    ]


def _in_draft(instrument: Instrument, who: Standing, acts: frozenset[Act], reading: Reading) -> NextStep:
    if (inner := inner_offer(instrument, who, acts, reading)) is not None:
        return inner
    if Act.DISCLOSE in acts and reading.private:
        text = _("Bản này chỉ bên mình thấy. Soạn xong thì gửi bản đề nghị cho bên kia.")
        return NextStep(text, _("Gửi bản đề nghị"), url_to("revision_create", instrument))
    return NextStep(_("Bản này chỉ bên mình thấy. Chuyên viên của bên mình đang soạn."))


def _in_talks(instrument: Instrument, who: Standing, acts: frozenset[Act], reading: Reading) -> NextStep:
    """The first of these that is this person's; else whom the talks wait for."""
    if (inner := inner_offer(instrument, who, acts, reading)) is not None:
        return inner
    ours = (_time_to_answer, _to_send, _to_mend, _to_consent, _to_hand_back)
    found = next((step for one in ours if (step := one(instrument, acts, reading)) is not None), None)
    return (
        found
        or inner_text(instrument, who, acts, reading)
        or _to_approve(instrument, acts, reading)
        or NextStep(_awaited(reading))
    )


def _time_to_answer(instrument: Instrument, acts: frozenset[Act], reading: Reading) -> NextStep | None:
    if Act.ANSWER_TIME not in acts or not reading.is_own_offer or not reading.asked_until:
        return None
    names = {"body": instrument.turn, "day": format_date(reading.asked_until)}
    text = _("%(body)s xin thêm thời gian, trả lời trước ngày %(day)s.") % names
    return NextStep(text, _("Trả lời"), url_to("time_answer", instrument), tone="warning")


def _to_send(instrument: Instrument, acts: frozenset[Act], reading: Reading) -> NextStep | None:
    if Act.DISCLOSE not in acts or not reading.private:
        return None
    text = _("Bên mình có %(count)s thay đổi chưa gửi. Chỉ bên mình thấy.") % {"count": len(reading.private)}
    return NextStep(text, _("Gửi bản đề nghị"), url_to("revision_create", instrument))


def _to_consent(instrument: Instrument, acts: frozenset[Act], reading: Reading) -> NextStep | None:
    count = reading.own_missing
    if Act.CONSENT not in acts or not count:
        return None
    mine = _("Còn %(count)s nội dung bên mình chưa đồng thuận. Đọc các thay đổi, rồi đồng thuận hoặc sửa.")
    others = _(
        "Còn %(count)s nội dung bên mình chưa đồng thuận. Lượt sửa đang ở %(body)s; "
        "bên mình đồng thuận, trả lại kèm lý do hoặc nêu ý kiến."
    )
    text = mine if Act.EDIT in acts else others
    label = _("Đồng thuận cả %(count)s nội dung") if count > 1 else _("Đồng thuận nội dung còn lại")
    words = {"count": count, "body": instrument.turn}
    return NextStep(text % words, label % words, url_to("consent_to_all_create", instrument))


def _to_mend(instrument: Instrument, acts: frozenset[Act], reading: Reading) -> NextStep | None:
    returned = reading.returned_by_others
    if Act.EDIT not in acts or not returned:
        return None
    text = _("%(count)s nội dung bị trả lại kèm lý do. Hãy đọc lý do, rồi sửa hoặc trao đổi ở phần Ý kiến.")
    url = f"{url_to('instrument_detail', instrument)}#provision-{returned[0].version.provision_id}"
    return NextStep(text % {"count": len(returned)}, _("Xem nội dung bị trả lại"), url, tone="warning")


def _to_hand_back(instrument: Instrument, acts: frozenset[Act], reading: Reading) -> NextStep | None:
    if Act.HAND_BACK not in acts or not reading.own_returned:
        return None
    text = _("Bên mình đã trả lại %(count)s nội dung kèm lý do. Chuyển lượt để bên kia sửa.")
    url = url_to("turn_hand_back", instrument)
    return NextStep(text % {"count": reading.own_returned}, _("Chuyển lượt"), url, {})


def _to_approve(instrument: Instrument, acts: frozenset[Act], reading: Reading) -> NextStep | None:
    if Act.APPROVE not in acts or reading.own_unconsented or reading.own_approval is not None:
        return None
    text = _("Chuyên viên bên mình đã đồng thuận mọi nội dung. Chờ đồng chí duyệt toàn văn.")
    return NextStep(text, _("Xem và duyệt"), url_to("approval_create", instrument))


def _when_agreed(instrument: Instrument, who: Standing, acts: frozenset[Act], reading: Reading) -> NextStep:
    if reading.private:
        return _agreed_with_changes(instrument, acts, reading)
    if Act.FREEZE in acts:
        text = _("Các bên đã thống nhất toàn văn. Lấy số, đóng băng văn bản để trình ký.")
        return NextStep(text, _("Lấy số và đóng băng"), url_to("freezing_create", instrument), tone="success")
    text = _("Các bên đã thống nhất toàn văn. Chờ %(body)s lấy số và đóng băng văn bản.") % {"body": instrument.lead}
    return NextStep(text, tone="success")


def _agreed_with_changes(instrument: Instrument, acts: frozenset[Act], reading: Reading) -> NextStep:
    """This side has something to send that freezing would cut off."""
    names = {"count": len(reading.private), "body": instrument.lead}
    if reading.side == instrument.lead:
        text = _(
            "Các bên đã thống nhất, nhưng bên mình còn %(count)s thay đổi chưa gửi. "
            "Hãy gửi để trao đổi tiếp, hoặc bỏ các thay đổi đó rồi đóng băng."
        )
    else:
        text = _(
            "Các bên đã thống nhất, nhưng bên mình còn %(count)s thay đổi chưa gửi. "
            "Hãy gửi trước khi %(body)s đóng băng văn bản; lúc đó thay đổi chưa gửi sẽ bị bỏ."
        )
    if Act.DISCLOSE in acts:
        return NextStep(text % names, _("Gửi bản đề nghị"), url_to("revision_create", instrument), tone="warning")
    return NextStep(text % names, tone="warning")


def _when_frozen(instrument: Instrument, who: Standing, acts: frozenset[Act], reading: Reading) -> NextStep:
    deserted = [party for party in reading.parties if party.is_deserted]
    empty = [p.slot for p in reading.parties if p.slot and p.slot.signed_at is None and not p.is_deserted]
    if instrument.signed_from is not None:
        text = _("Văn bản đã đóng băng và ghi ngày %(day)s; các bên ký từ ngày đó.")
        return NextStep(text % {"day": format_date(instrument.signed_from)})
    if any(slot.signatory_id == who.user.pk for slot in empty):
        text = _("Văn bản đã đóng băng, chờ đồng chí ký.")
        return NextStep(text, _("Xem và ký"), url_to("signature_create", instrument), tone="warning")
    for party in deserted:
        if who.holds(party.organisation.pk, RULES[Act.REPLACE_SIGNATORY].roles):
            url = reverse("programmes:signatory_update", args=[instrument.pk, party.organisation.key])
            return NextStep(_deserted(party), _("Chọn người ký khác"), url, tone="warning")
    sentences = [_deserted(party) for party in deserted]
    if empty:
        names = ", ".join(slot.signatory.full_name for slot in empty)
        sentences.insert(0, _("Văn bản đã đóng băng. Chờ ký: %(names)s.") % {"names": names})
    return NextStep(" ".join(sentences))


def _deserted(party: PartyStanding) -> str:
    names = {"name": party.slot.signatory.full_name if party.slot else "", "body": party.organisation}
    return (
        _("%(name)s không còn ký được cho %(body)s; văn thư hoặc quản trị của cơ quan này chọn người ký khác.") % names
    )


def _in_force(instrument: Instrument, who: Standing, acts: frozenset[Act], reading: Reading) -> NextStep:
    if instrument.over_since:
        day = {"day": format_date(instrument.over_since)}
        ended, expired = _("Văn bản đã chấm dứt từ %(day)s."), _("Văn bản hết hiệu lực từ %(day)s.")
        return NextStep((ended if instrument.is_ended else expired) % day)
    text = _("Các bên đã ký. Văn bản có hiệu lực từ %(day)s.") % {"day": day_of(instrument.in_force_at)}
    if instrument.ended_on:
        text += " " + _("Văn bản sẽ chấm dứt từ %(day)s.") % {"day": format_date(instrument.ended_on)}
    return NextStep(text, tone="success")


def _withdrawn(instrument: Instrument, who: Standing, acts: frozenset[Act], reading: Reading) -> NextStep:
    return NextStep(_("%(body)s đã rút văn bản này.") % {"body": instrument.owner}, tone="warning")


def _awaited(reading: Reading) -> str:
    """Whom the talks wait for, side by side."""
    waits = [sentence for party in reading.parties if (sentence := _awaited_of(party, reading))]
    if reading.is_own_offer and reading.is_unopened:
        waits.append(_("Chưa bên nào mở bản đề nghị này."))
    return " ".join(waits)


def _awaited_of(party: PartyStanding, reading: Reading) -> str:
    missing = reading.total - party.consented
    if missing:
        return _("Chờ %(body)s đồng thuận %(count)s nội dung.") % {"body": party.organisation, "count": missing}
    if party.approval is None:
        return _("Chờ người duyệt của %(body)s.") % {"body": party.organisation}
    return ""
