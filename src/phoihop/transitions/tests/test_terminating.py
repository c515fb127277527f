"""A text or a partnership ends before its time: proposed, agreed or given notice of, and what becomes of its work."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.ledger.models import Entry
from phoihop.ledger.verification import verify_chain
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Role
from phoihop.programmes.models import Instrument
from phoihop.programmes.tests import make as text
from phoihop.transitions import actions, ending_rules, notices
from phoihop.transitions import actions as transitions
from phoihop.transitions.ending_rules import Act
from phoihop.transitions.models import Termination
from phoihop.transitions.queries import waiting
from phoihop.transitions.states import TerminationState
from phoihop.transitions.tasks import carry_out_terminations
from phoihop.transitions.tests import make
from phoihop.workitems.models import WorkItem
from phoihop.workitems.states import OccurrenceState
from phoihop.workitems.tests import make as works
from tests import make as base

pytestmark = pytest.mark.django_db
DAY = works.TODAY + dt.timedelta(days=20)


@pytest.fixture(autouse=True)
def _june(request: pytest.FixtureRequest) -> Any:
    with clock.at(works.NOW):
        yield


def programme(scene: text.Scene, *names: str) -> Instrument:
    return works.programme(
        scene, [works.item(name, scene.south.body, due="Tháng 9/2026") for name in names or ("Một",)]
    )


def proposed(scene: text.Scene, instrument: Instrument | None, **changed: Any) -> Termination:
    said: dict[str, Any] = {"reason": "Nhiệm vụ đã thay đổi.", "effective_on": DAY} | changed
    return actions.propose_end(scene.partnership, instrument, by=scene.north.approver, **said)


def agreed(scene: text.Scene, instrument: Instrument | None, **changed: Any) -> Termination:
    return actions.answer_end(proposed(scene, instrument, **changed), agreed=True, by=scene.south.signatory)


@pytest.mark.parametrize("role", Role)
def test_who_may_do_what(role: Role) -> None:
    able = {role for role in Role if role in (Role.APPROVER, Role.SIGNATORY)}

    assert {act for act in Act if role in ending_rules.RULES[act]} == (set(Act) if role in able else set())


def test_what_all_agree_to_ends_on_its_day_and_not_before() -> None:
    scene = text.scene()
    instrument = programme(scene)
    termination = proposed(scene, instrument)
    assert [thing.group for thing in waiting(scene.south.approver)] == ["me"]
    assert waiting(scene.north.approver) == waiting(scene.south.officer) == []

    settled = actions.answer_end(termination, agreed=True, by=scene.south.signatory)
    carry_out_terminations(0)

    assert settled.state == TerminationState.SETTLED
    assert (text.fresh(instrument).ended_on, text.fresh(instrument).over_since) == (DAY, None)
    with clock.at(make.at(DAY)):
        carry_out_terminations(0)
        carry_out_terminations(1)
        ended = text.fresh(instrument)
        assert (ended.ended_on, ended.state_words) == (DAY, "Đã chấm dứt")
    verbs = list(Entry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs[-3:] == [notices.END_PROPOSED, notices.END_AGREED, notices.ENDED]
    assert verify_chain(scene.partnership.chain) == []
    told = Notice.objects.filter(user=scene.south.officer).order_by("pk")
    assert [notice.text.partition(" chấm dứt")[0] for notice in told][:2] == [
        "Ban Tuyên giáo đề nghị",
        "Trường Chính trị đồng ý",
    ]
    assert told.count() == 3


def test_a_day_that_passed_before_the_last_agreement_is_the_day_of_that_agreement() -> None:
    scene = text.scene()
    instrument = programme(scene)
    termination = proposed(scene, instrument)

    with clock.at(make.at(DAY + dt.timedelta(days=3))):
        done = actions.answer_end(termination, agreed=True, by=scene.south.approver)

    assert (done.state, text.fresh(instrument).ended_on) == (TerminationState.IN_EFFECT, DAY + dt.timedelta(days=3))


def test_a_refusal_has_a_reason_and_settles_it() -> None:
    scene = text.scene()
    termination = proposed(scene, programme(scene))

    with pytest.raises(NotPossible, match="Hãy nêu lý do không đồng ý."):
        actions.answer_end(termination, agreed=False, reason=" ", by=scene.south.approver)
    refused = actions.answer_end(termination, agreed=False, reason="Còn việc dở.", by=scene.south.approver)

    assert refused.state == TerminationState.REFUSED
    with pytest.raises(NotPossible, match="Đề nghị này không còn chờ trả lời."):
        actions.answer_end(termination, agreed=True, by=scene.south.approver)


def test_a_notice_takes_its_term_and_needs_no_answer_and_may_be_taken_back() -> None:
    scene = text.scene()
    instrument, other = programme(scene), programme(scene)
    notice = proposed(scene, instrument, effective_on=None, notice_days=30)
    taken_back = proposed(scene, other, effective_on=None, notice_days=30)

    assert text.fresh(other).ended_on == taken_back.effective_on
    actions.withdraw_end(taken_back, by=scene.north.signatory)
    with clock.at(make.at(works.TODAY + dt.timedelta(days=30))):
        carry_out_terminations(0)

    notice.refresh_from_db()
    assert (notice.state, notice.effective_on) == (TerminationState.IN_EFFECT, works.TODAY + dt.timedelta(days=30))
    assert text.fresh(instrument).ended_on == notice.effective_on
    assert text.fresh(other).ended_on is None
    assert Entry.objects.filter(verb=notices.END_NOTIFIED).count() == 2


def test_only_those_who_bind_a_party_propose_answer_and_take_back() -> None:
    scene = text.scene()
    instrument = programme(scene)
    south, north = scene.south, scene.north
    stranger = base.member(base.organisation(), Role.SIGNATORY)

    for person in (north.officer, north.clerk, north.viewer, stranger):
        with pytest.raises(NotAllowed, match="Chỉ người duyệt hoặc người ký của một bên được đề nghị chấm dứt."):
            actions.propose_end(scene.partnership, instrument, reason="x", effective_on=DAY, by=person)
    termination = proposed(scene, instrument)
    for person in (south.officer, north.approver, stranger):
        with pytest.raises(NotAllowed, match="Chỉ người duyệt hoặc người ký của bên chưa trả lời"):
            actions.answer_end(termination, agreed=True, by=person)
    for person in (south.approver, north.officer):
        with pytest.raises(NotAllowed, match="Chỉ người duyệt hoặc người ký của bên đã đề nghị được rút"):
            actions.withdraw_end(termination, by=person)
    settled = actions.answer_end(termination, agreed=True, by=south.approver)
    with pytest.raises(NotAllowed, match="Chỉ người duyệt hoặc người ký của bên đã đề nghị được rút"):
        actions.withdraw_end(settled, by=north.approver)


def test_of_three_parties_both_others_agree() -> None:
    scene = text.scene()
    third = text.side(base.organisation("Sở Nội vụ"))
    scene.partnership.parties.create(organisation=third.body, position=2)
    instrument = programme(scene)
    termination = agreed(scene, instrument)
    assert termination.state == TerminationState.PROPOSED

    assert actions.answer_end(termination, agreed=True, by=third.approver).state == TerminationState.SETTLED


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": " "}, "Hãy nêu lý do chấm dứt."),
        ({"reason": "x" * 2_001}, "Lý do dài nhất 2000 ký tự."),
        ({"effective_on": None}, "Hãy chọn ngày chấm dứt, hoặc ghi thời hạn báo trước."),
        ({"effective_on": dt.date(2026, 6, 9)}, "Ngày chấm dứt phải từ hôm nay đến 31/12/2026."),
        ({"effective_on": dt.date(2027, 1, 1)}, "Ngày chấm dứt phải từ hôm nay đến 31/12/2026."),
        ({"notice_days": 0}, "Thời hạn báo trước phải từ 1 đến 366 ngày."),
        ({"fates": {0: "drop"}}, "Có việc vừa thay đổi. Hãy mở lại trang rồi chọn lại."),
    ],
)
def test_what_cannot_be_proposed_is_refused(changed: dict[str, Any], sentence: str) -> None:
    scene = text.scene()

    with pytest.raises(NotPossible, match=sentence):
        proposed(scene, programme(scene), **changed)
    assert not Termination.objects.exists()


def test_what_is_not_in_force_or_already_ends_cannot_end() -> None:
    scene = text.scene()
    instrument = programme(scene)
    talks = text.negotiated(scene, year=2026)
    expired = works.programme(scene, [], year=2025)
    report = programme(scene)
    report.kind = "review_report"

    for wrong, sentence in (
        (talks, "Chỉ chấm dứt được văn bản đang có hiệu lực."),
        (report, "Báo cáo và văn bản sửa đổi không chấm dứt riêng."),
        (expired, "Chỉ chấm dứt được văn bản đang có hiệu lực."),
    ):
        with pytest.raises(NotPossible, match=sentence):
            proposed(scene, wrong)
    with pytest.raises(NotPossible, match="còn đang trao đổi hoặc chờ ký. Hãy rút hoặc ký xong"):
        proposed(scene, None)
    proposed(scene, instrument)
    with pytest.raises(NotPossible, match="Đã có một đề nghị hoặc thông báo chấm dứt đang chờ."):
        proposed(scene, instrument)


def test_open_work_is_dropped_carried_or_finished_as_the_proposal_says() -> None:
    scene = text.scene()
    instrument, other = programme(scene, "Thôi", "Chuyển", "Làm tiếp", "Đã xong"), programme(scene, "Khác")
    dropped, carried, kept, done = instrument.work_items.order_by("position")
    fates = {dropped.pk: "drop", carried.pk: "carry", kept.pk: "finish", done.pk: "drop"}
    termination = agreed(scene, instrument, fates=fates, carry_to=other)
    works.confirmed(scene, done.occurrences.get(), dt.date(2026, 6, 1))

    with clock.at(make.at(DAY)):
        carry_out_terminations(0)

    termination.refresh_from_db()
    items = {item.content: item for item in WorkItem.objects.all()}
    assert items["Thôi"].state == OccurrenceState.CANCELLED
    assert (items["Chuyển"].instrument, items["Chuyển"].state) == (other, OccurrenceState.OPEN)
    assert (items["Làm tiếp"].instrument, items["Làm tiếp"].state) == (instrument, OccurrenceState.OPEN)
    assert items["Đã xong"].state == OccurrenceState.CONFIRMED
    data = Entry.objects.get(verb=notices.ENDED).data
    assert data == {"effective_on": DAY.isoformat(), "dropped": 1, "carried": 1}


def test_work_is_carried_only_to_a_text_that_is_in_force() -> None:
    scene = text.scene()
    instrument = programme(scene)
    item = instrument.work_items.get()

    for wrong in (None, instrument, works.programme(scene, [], year=2024)):
        with pytest.raises(NotPossible, match="Hãy chọn một văn bản đang có hiệu lực để chuyển việc sang."):
            proposed(scene, instrument, fates={item.pk: "carry"}, carry_to=wrong)


def test_a_partnership_ends_with_all_that_is_in_force_and_nothing_new_begins() -> None:
    scene = text.scene()
    one, two = programme(scene), programme(scene)
    agreed(scene, None, fates={two.work_items.get().pk: "drop"})

    with clock.at(make.at(DAY)):
        carry_out_terminations(0)
        scene.partnership.refresh_from_db()
        assert (scene.partnership.is_over, text.fresh(one).is_ended, text.fresh(two).is_ended) == (True, True, True)
        with pytest.raises(NotPossible, match="Quan hệ phối hợp này đã chấm dứt nên không soạn văn bản mới được."):
            text.draft_instrument(scene, year=2027)
        with pytest.raises(NotPossible, match="Quan hệ phối hợp này đã chấm dứt."):
            proposed(scene, None, effective_on=DAY)
        assert [item.state for item in WorkItem.objects.order_by("pk")] == ["open", "cancelled"]


def test_two_parties_that_have_ended_what_they_had_may_become_one() -> None:
    here = make.merger()
    scene = here.scene
    agreed(scene, None, effective_on=works.TODAY)
    said = make.facts(scene.north.body, scene.south.body)

    takeover = transitions.declare(**said, organisation=scene.north.body, by=here.north_keeper)
    transitions.confirm(takeover, by=scene.south.approver)

    assert {party.organisation for party in scene.partnership.parties.all()} == {scene.north.body, scene.south.body}


def test_what_a_predecessor_proposed_its_successor_may_take_back_and_does_not_answer() -> None:
    here = make.merger()
    termination = proposed(here.scene, programme(here.scene))
    make.taken_over(here)

    with pytest.raises(NotAllowed):
        actions.answer_end(termination, agreed=True, by=here.heir.approver)
    assert actions.withdraw_end(termination, by=here.heir.approver).state == TerminationState.WITHDRAWN


def test_the_pages_of_an_end(client: Client) -> None:
    scene = text.scene()
    instrument, other = programme(scene, "Một", "Hai"), programme(scene, "Khác")
    one, two = instrument.work_items.order_by("position")
    address = reverse("transitions:text_termination", args=[instrument.pk])
    client.force_login(scene.north.officer)
    assert client.get(address).status_code == 403
    page = reverse("programmes:instrument_detail", args=[instrument.pk])
    assert address not in client.get(page).content.decode()
    client.force_login(scene.north.approver)
    assert address in client.get(page).content.decode()
    typed = {"reason": "Thay đổi.", "way": "agreement", "effective_on": f"{DAY:%d/%m/%Y}", "carry_to": other.pk}

    shown = client.get(address)
    unsaid = client.post(address, {"way": "notice"})
    late = client.post(address, typed | {"effective_on": "01/01/2030"})
    sent = client.post(address, typed | {f"fate-{one.pk}": "carry", f"fate-{two.pk}": "drop"}, follow=True)
    termination = Termination.objects.get()
    again = client.get(address)
    client.force_login(scene.south.approver)
    asked = client.get(reverse("transitions:termination_detail", args=[termination.pk])).content.decode()
    unexplained = client.post(reverse("transitions:termination_refuse", args=[termination.pk]), {"reason": ""})
    done = client.post(reverse("transitions:termination_agree", args=[termination.pk]), follow=True).content.decode()

    assert f'name="fate-{one.pk}"' in shown.content.decode()
    assert "Hãy ghi số ngày báo trước." in unsaid.content.decode()
    assert "Ngày chấm dứt phải từ hôm nay đến 31/12/2026." in late.content.decode()
    assert "Đã gửi. Các bên được báo cùng lý do." in sent.content.decode()
    assert again.status_code == 302
    assert "Ban Tuyên giáo đề nghị chấm dứt từ 30/06/2026. Chờ Trường Chính trị trả lời." in asked
    assert other.number_text in asked
    assert unexplained.status_code == 422
    assert "Hệ thống ghi nhận chấm dứt vào 30/06/2026" in done
    told = client.get(reverse("programmes:instrument_detail", args=[instrument.pk])).content.decode()
    assert "Văn bản sẽ chấm dứt từ 30/06/2026." in told
    assert "Xem việc chấm dứt" in told


def test_the_pages_of_the_end_of_a_partnership(client: Client) -> None:
    scene = text.scene()
    instrument = programme(scene)
    client.force_login(scene.north.signatory)
    address = reverse("transitions:partnership_termination", args=[scene.partnership.pk])

    shown = client.get(address).content.decode()
    sent = client.post(address, {"reason": "Rút theo Điều 12.", "way": "notice", "notice_days": "45"}, follow=True)
    termination = Termination.objects.get()
    taken_back = client.post(reverse("transitions:termination_withdraw", args=[termination.pk]), follow=True)
    again = proposed(scene, None, effective_on=DAY)
    client.force_login(scene.south.signatory)
    refused = client.post(
        reverse("transitions:termination_refuse", args=[again.pk]), {"reason": "Còn việc dở."}, follow=True
    )
    stranger = client.post(reverse("transitions:termination_refuse", args=[again.pk]), {"reason": "x"})
    overview = client.get(reverse("programmes:partnership_detail", args=[scene.partnership.pk])).content.decode()

    assert instrument.number_text in shown
    assert "Một bên rút, báo trước 45 ngày" in sent.content.decode()
    assert "Đã rút việc này." in taken_back.content.decode()
    assert "Còn việc dở." in refused.content.decode()
    assert stranger.status_code == 409
    assert f'href="{address}"' in overview


def test_a_stranger_does_not_know_of_it(client: Client) -> None:
    scene = text.scene()
    termination = proposed(scene, programme(scene))
    client.force_login(base.member(base.organisation(), Role.APPROVER))

    assert client.get(reverse("transitions:termination_detail", args=[termination.pk])).status_code == 404
