"""A body's own steps before it offers or approves; the others learn none of it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.accounts.models import User
from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Membership, Role
from phoihop.organisations.standing_in import let_stand_in
from phoihop.programmes import actions
from phoihop.programmes.models import Approval, ApprovalChain, Instrument, Revision, StepDecision, Submission
from phoihop.programmes.queries import waiting
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make
from phoihop.programmes.tests.test_races import together
from tests import make as base

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"programmes:{name}", args=args)


@pytest.fixture
def scene() -> make.Scene:
    return make.scene()


@pytest.fixture
def keeper(scene: make.Scene) -> User:
    return base.member(scene.south.body, Role.ADMINISTRATOR)


@pytest.fixture
def chief(scene: make.Scene) -> User:
    """The second approver of the south."""
    return base.member(scene.south.body, Role.APPROVER, full_name="Hoàng Hải")


def with_steps(scene: make.Scene, keeper: User, chief: User, **for_what: bool) -> None:
    steps = [("Trưởng phòng", [scene.south.approver.pk]), ("Lãnh đạo", [chief.pk])]
    whether = {"for_offers": True, "for_texts": True} | for_what
    actions.write_chain(scene.south.body, None, steps, by=keeper, **whether)


def edited(scene: make.Scene, **fields: Any) -> Instrument:
    """The south, whose turn it is, has one private change."""
    instrument = make.negotiated(scene, items=1)
    provision = make.item(instrument).provision
    actions.write_version(instrument, provision=provision, deliverable="03 hội thảo", **scene.south.acting)
    return make.fresh(instrument)


def decide(scene: make.Scene, instrument: Instrument, by: User, *, approved: bool = True, reason: str = "") -> object:
    road = actions.offer_road(instrument, scene.south.body)
    assert road
    return actions.decide_offer(
        instrument,
        organisation=scene.south.body,
        by=by,
        is_approved=approved,
        text_hash=road.present_hash,
        reason=reason,
    )


# Before an offer


def test_an_offer_goes_through_the_steps_and_then_out(scene: make.Scene, keeper: User, chief: User) -> None:
    with_steps(scene, keeper, chief)
    instrument = edited(scene)
    south = scene.south
    with pytest.raises(NotPossible, match=r"^Cơ quan yêu cầu duyệt nội bộ trước khi gửi\."):
        actions.disclose(instrument, **south.acting)

    actions.submit_offer(instrument, **south.acting, note="Kính trình")
    with pytest.raises(NotPossible, match=r"^Bản trình đang chờ duyệt ở bước “Trưởng phòng”\.$"):
        actions.disclose(instrument, **south.acting)
    with pytest.raises(NotAllowed, match=r"^Bước “Trưởng phòng” do người khác duyệt: "):
        decide(scene, instrument, chief)
    decide(scene, instrument, south.approver)
    decide(scene, instrument, chief)

    assert actions.disclose(instrument, **south.acting).number == 2
    told = Notice.objects.filter(user=chief).latest("pk").text
    assert told == f"Chờ đồng chí duyệt bản đề nghị trước khi gửi (bước “Lãnh đạo”): {instrument}."
    assert Notice.objects.filter(user=south.officer, text__startswith="Bản đề nghị đã được duyệt nội bộ").exists()


def test_an_edit_after_an_approval_voids_it(scene: make.Scene, keeper: User, chief: User, client: Client) -> None:
    with_steps(scene, keeper, chief)
    instrument = edited(scene)
    actions.submit_offer(instrument, **scene.south.acting)
    decide(scene, instrument, scene.south.approver)
    decide(scene, instrument, chief)
    item = make.item(instrument).provision

    actions.write_version(instrument, provision=item, deliverable="04 hội thảo", **scene.south.acting)

    with pytest.raises(NotPossible, match=r"^Bản đã trình nay đã được sửa nên lần duyệt đó không còn giá trị\."):
        actions.disclose(instrument, **scene.south.acting)
    client.force_login(scene.south.officer)
    step = client.get(url("instrument_detail", instrument.pk)).context["next"]
    assert (step.label, step.url) == ("Trình duyệt nội bộ", url("offer_submit", instrument.pk))
    assert step.text.startswith("Bản đã trình nay đã được sửa")
    actions.submit_offer(instrument, **scene.south.acting)  # and begins at the first step again
    with pytest.raises(NotAllowed):
        decide(scene, instrument, chief)


def test_a_step_returns_with_a_reason_and_it_is_submitted_again(
    scene: make.Scene, keeper: User, chief: User, client: Client
) -> None:
    with_steps(scene, keeper, chief)
    instrument = edited(scene)
    actions.submit_offer(instrument, **scene.south.acting)
    with pytest.raises(NotPossible, match=r"^Bản này đã trình và đang chờ ở bước “Trưởng phòng”\.$"):
        actions.submit_offer(instrument, **scene.south.acting)
    with pytest.raises(NotPossible, match=r"^Hãy ghi lý do trả lại để chuyên viên biết cần sửa gì\.$"):
        decide(scene, instrument, scene.south.approver, approved=False)

    decide(scene, instrument, scene.south.approver, approved=False, reason="Chưa rõ kinh phí")

    with pytest.raises(NotPossible, match=r"^Bản trình đã bị trả lại\."):
        decide(scene, instrument, scene.south.approver)
    with pytest.raises(NotPossible, match=r"^Bản trình bị trả lại\."):
        actions.disclose(instrument, **scene.south.acting)
    client.force_login(scene.south.officer)
    page = client.get(url("instrument_detail", instrument.pk))
    assert "“Chưa rõ kinh phí”" in page.context["next"].text
    assert client.post(page.context["next"].url, {"note": "Đã rõ"}).status_code == 302
    assert Submission.objects.count() == 2


def test_the_first_draft_of_a_text_goes_through_the_steps_too(client: Client) -> None:
    scene = make.scene()
    keeper, north = base.member(scene.north.body, Role.ADMINISTRATOR), scene.north
    actions.write_chain(north.body, None, [("Lãnh đạo", [])], for_offers=True, for_texts=False, by=keeper)
    instrument = make.draft_instrument(scene, items=1)
    client.force_login(north.officer)
    assert client.get(url("instrument_detail", instrument.pk)).context["next"].label == "Trình duyệt nội bộ"

    actions.submit_offer(instrument, **north.acting)
    client.force_login(north.approver)
    step = client.get(url("instrument_detail", instrument.pk)).context["next"]
    page = client.get(step.url)
    answer = client.post(step.url, {"text_hash": page.context["road"].present_hash})

    assert answer.status_code == 302
    client.force_login(north.officer)
    assert client.get(url("instrument_detail", instrument.pk)).context["next"].label == "Gửi bản đề nghị"


# Before the approval of the whole text


def test_the_body_approves_when_all_its_steps_have(
    scene: make.Scene, keeper: User, chief: User, client: Client
) -> None:
    with_steps(scene, keeper, chief, for_offers=False)
    instrument = make.negotiated(scene, items=1)
    for who in (scene.north, scene.south):
        actions.consent_to_all(instrument, **who.acting)
    actions.approve(instrument, **scene.north.approving)
    assert Notice.objects.filter(user=scene.south.approver, text__contains="(bước “Trưởng phòng”)").exists()
    assert not Notice.objects.filter(user=chief, text__contains="bước").exists()

    client.force_login(scene.south.approver)
    page = client.get(url("approval_create", instrument.pk))
    client.post(url("approval_create", instrument.pk), {"text_hash": instrument.text_hash})

    assert "Duyệt bước “Trưởng phòng”" in page.content.decode()
    assert not Approval.objects.filter(organisation=scene.south.body).exists()
    assert make.fresh(instrument).state == InstrumentState.NEGOTIATION
    with pytest.raises(NotAllowed):
        actions.approve(instrument, **scene.south.approving)  # nobody decides two steps in a row
    assert actions.approve(instrument, organisation=scene.south.body, by=chief)
    assert make.fresh(instrument).state == InstrumentState.AGREED
    assert Entry.objects.filter(verb="programmes.text_approved", actor=chief).exists()


def test_a_step_returns_the_whole_text(scene: make.Scene, keeper: User, chief: User, client: Client) -> None:
    with_steps(scene, keeper, chief, for_offers=False)
    instrument = make.negotiated(scene, items=1)
    actions.consent_to_all(instrument, **scene.south.acting)
    client.force_login(scene.south.approver)
    address = url("approval_create", instrument.pk)

    read = {"text_hash": instrument.text_hash, "return": "1"}
    assert "Hãy ghi lý do trả lại" in client.post(address, read, follow=True).content.decode()
    assert client.post(address, read | {"reason": "Thiếu kinh phí"}).url == url("instrument_detail", instrument.pk)  # type: ignore[attr-defined]

    with pytest.raises(NotPossible, match=r"^Bản trình đã bị trả lại\."):
        actions.approve(instrument, **scene.south.approving)
    client.force_login(scene.south.officer)
    step = client.get(url("instrument_detail", instrument.pk)).context["next"]
    assert "“Thiếu kinh phí”" in step.text
    assert client.post(step.url, {"note": ""}).status_code == 302
    assert actions.approve(instrument, **scene.south.approving) is None


def test_one_approver_decides_all_steps_when_there_is_no_other(scene: make.Scene, keeper: User) -> None:
    actions.write_chain(scene.south.body, None, [("Một", []), ("Hai", [])], for_offers=False, for_texts=True, by=keeper)
    instrument = make.negotiated(scene, items=0)
    actions.consent_to_all(instrument, **scene.south.acting)

    assert actions.approve(instrument, **scene.south.approving) is None
    assert actions.approve(instrument, **scene.south.approving) is not None


def test_a_stand_in_decides_the_step_of_who_is_away(scene: make.Scene, keeper: User, chief: User) -> None:
    with_steps(scene, keeper, chief)
    away = Membership.objects.get(user=scene.south.approver, role=Role.APPROVER)
    officer = scene.south.officer
    let_stand_in(away, person=officer, first_day=clock.today(), last_day=clock.today(), by=keeper)
    instrument = edited(scene)
    actions.submit_offer(instrument, **scene.south.acting)

    decide(scene, instrument, officer)

    assert StepDecision.objects.get().in_place_of == scene.south.approver.full_name


# What others learn


def test_the_others_learn_nothing_of_the_steps(scene: make.Scene, keeper: User, chief: User, client: Client) -> None:
    with_steps(scene, keeper, chief)
    instrument = edited(scene)
    entries = Entry.objects.count()
    actions.submit_offer(instrument, **scene.south.acting, note="Kính trình nội bộ")
    decide(scene, instrument, scene.south.approver, approved=False, reason="Chưa rõ kinh phí")
    assert Entry.objects.count() == entries

    client.force_login(scene.north.officer)
    for address in (
        url("instrument_detail", instrument.pk),
        url("revision_list", instrument.pk),
        url("partnership_ledger", instrument.partnership_id),
        reverse("home"),
        reverse("organisations:organisation_detail", args=[scene.south.body.key]),
    ):
        page = client.get(address).content.decode()
        assert not {"Kính trình nội bộ", "Chưa rõ kinh phí", "Trưởng phòng"} & {
            words for words in ("Kính trình nội bộ", "Chưa rõ kinh phí", "Trưởng phòng") if words in page
        }
    for name in ("offer_submit", "offer_decide"):
        assert client.get(url(name, instrument.pk)).status_code == 403
    assert client.get(url("chain_list", scene.south.body.key)).status_code == 404
    told = Notice.objects.filter(user__in=[scene.north.officer, scene.north.approver])
    assert not told.filter(text__contains="bước").exists()


# Setting the steps


def test_the_administrator_sets_the_steps_on_a_page(
    scene: make.Scene, keeper: User, chief: User, client: Client
) -> None:
    address = url("chain_edit", scene.south.body.key, "programme")
    client.force_login(scene.south.officer)
    assert client.get(url("chain_list", scene.south.body.key)).status_code == 200
    assert client.post(address, {"for_texts": "on", "name_0": "Lãnh đạo"}).status_code == 403
    client.force_login(keeper)
    assert client.get(address).status_code == 200
    nameless = client.post(address, {"for_texts": "on", "people_0": str(chief.pk)})
    assert "Có bước đã chọn người mà chưa có tên." in nameless.content.decode()
    idle = client.post(address, {"name_0": "Lãnh đạo"})
    assert "Hãy chọn các bước này dùng trước khi gửi đề nghị" in idle.content.decode()

    form = {"for_texts": "on", "name_0": "Trưởng phòng", "name_2": "Lãnh đạo", "people_2": str(chief.pk)}
    assert client.post(address, form).status_code == 302

    Membership.objects.filter(user=chief).update(valid_to=clock.today().replace(year=2020))
    page = client.get(url("chain_list", scene.south.body.key)).content.decode()
    assert "Trưởng phòng → Lãnh đạo" in page
    assert "Hôm nay chưa ai duyệt được bước: Lãnh đạo." in page

    kept = client.get(address).context["form"]  # who was named stays until somebody takes them out
    assert (kept["people_1"].value(), str(kept["people_1"]).count("checked")) == ([str(chief.pk)], 1)
    assert f"{chief} (nay không là người duyệt)" in str(kept["people_1"])
    assert client.post(address, form | {"name_0": "Phó phòng"}).status_code == 302
    assert ApprovalChain.objects.filter(organisation=scene.south.body)[0].steps[1]["people"] == [chief.pk]


def test_what_is_under_way_keeps_its_steps(scene: make.Scene, keeper: User, chief: User) -> None:
    with_steps(scene, keeper, chief)
    instrument = edited(scene)
    actions.submit_offer(instrument, **scene.south.acting)

    actions.write_chain(scene.south.body, None, [], for_offers=False, for_texts=False, by=keeper)

    decide(scene, instrument, scene.south.approver)
    with pytest.raises(NotPossible, match="đang chờ duyệt ở bước “Lãnh đạo”"):
        actions.disclose(instrument, **scene.south.acting)


# At the same moment, and in number


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_an_approval_at_the_moment_of_an_edit_sends_nothing_unread(
    _round: int, scene: make.Scene, keeper: User, chief: User
) -> None:
    with_steps(scene, keeper, chief)
    instrument = edited(scene)
    actions.submit_offer(instrument, **scene.south.acting)
    decide(scene, instrument, scene.south.approver)
    item = make.item(instrument).provision

    together(
        lambda: decide(scene, instrument, chief),
        lambda: actions.write_version(instrument, provision=item, note="Sửa vội", **scene.south.acting),
    )

    with pytest.raises(NotPossible):
        actions.disclose(instrument, **scene.south.acting)
    assert not Revision.objects.filter(instrument=instrument, number=2).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_decide_a_step_once(scene: make.Scene, keeper: User, chief: User) -> None:
    steps: list[tuple[str, list[int]]] = [("Lãnh đạo", []), ("Thường trực", [])]
    actions.write_chain(scene.south.body, None, steps, for_offers=True, for_texts=False, by=keeper)
    instrument = edited(scene)
    actions.submit_offer(instrument, **scene.south.acting)

    together(*[lambda: decide(scene, instrument, chief)] * 2)

    assert [decision.position for decision in StepDecision.objects.all()] == [0]


@pytest.mark.parametrize("count", [1, 3])
def test_what_lies_before_a_step_is_asked_for_in_a_constant_number_of_queries(
    count: int, scene: make.Scene, keeper: User, chief: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with_steps(scene, keeper, chief)
    for _ in range(count):
        actions.submit_offer(edited(scene), **scene.south.acting)

    with django_assert_num_queries(5):
        found = [one for one in waiting(scene.south.approver) if one.group == "me"]

    assert [one.text.split(":")[0] for one in found] == ["Duyệt nội bộ, bước “Trưởng phòng”"] * count


def test_a_step_whose_people_have_left_can_be_decided_by_another_approver(
    scene: make.Scene, keeper: User, chief: User
) -> None:
    with_steps(scene, keeper, chief, for_texts=True)
    instrument = make.negotiated(scene, items=1)
    actions.consent_to_all(instrument, **scene.south.acting)
    actions.approve(instrument, **scene.south.approving)
    Membership.objects.filter(user=chief).update(valid_to=clock.today() - dt.timedelta(days=1))
    successor = base.member(scene.south.body, Role.APPROVER)

    assert actions.approve(instrument, organisation=scene.south.body, by=successor) is not None


def test_a_reason_written_after_the_approval_is_not_sent(scene: make.Scene, keeper: User, chief: User) -> None:
    with_steps(scene, keeper, chief, for_offers=True)
    instrument = edited(scene, text="Khác")
    actions.submit_offer(instrument, **scene.south.acting)
    for by in (scene.south.approver, chief):
        decide(scene, instrument, by)
    provision = make.item(instrument).provision
    actions.write_version(instrument, provision=provision, reason="Chưa ai duyệt", **scene.south.acting)

    with pytest.raises(NotPossible, match="Bản đã trình nay đã được sửa"):
        actions.disclose(instrument, **scene.south.acting)


def test_pressed_twice_one_step_is_decided(scene: make.Scene, keeper: User, client: Client) -> None:
    steps: list[tuple[str, list[int]]] = [("Trưởng phòng", []), ("Lãnh đạo", [])]
    actions.write_chain(scene.south.body, None, steps, for_offers=False, for_texts=True, by=keeper)
    instrument = make.negotiated(scene, items=1)
    actions.consent_to_all(instrument, **scene.south.acting)
    client.force_login(scene.south.approver)
    page = client.get(url("approval_create", instrument.pk)).content.decode()
    assert 'name="step" value="1"' in page
    read = {"text_hash": make.fresh(instrument).text_hash, "step": "1"}

    answers = [client.post(url("approval_create", instrument.pk), read).status_code for _time in range(2)]

    assert answers == [302, 409]
    assert StepDecision.objects.count() == 1


def test_the_text_that_is_approved_is_the_one_on_the_page(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=1)
    actions.consent_to_all(instrument, **scene.south.acting)
    provision = make.item(instrument).provision
    actions.write_version(instrument, provision=provision, text="Lời chưa gửi", **scene.south.acting)
    client.force_login(scene.south.approver)

    page = client.get(url("approval_create", instrument.pk)).content.decode()

    assert "Lời chưa gửi" not in page
    assert "Tổ chức hội thảo 1" in page
    assert "Bên mình còn 1 thay đổi chưa gửi" in page
