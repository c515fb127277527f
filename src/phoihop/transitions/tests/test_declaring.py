"""Who may say that a body takes another's place, and what they may say."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.organisations.models import EventKind, Membership, Role, Succession
from phoihop.transitions import actions, notices, rules
from phoihop.transitions.models import Takeover
from phoihop.transitions.queries import takeovers_due, waiting
from phoihop.transitions.rules import Act
from phoihop.transitions.states import TakeoverState
from phoihop.transitions.tasks import carry_out_takeovers
from phoihop.transitions.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db
TABLE = {
    Act.DECLARE: {Role.ADMINISTRATOR},
    Act.CONFIRM: {Role.APPROVER, Role.SIGNATORY},
    Act.WITHDRAW: {Role.ADMINISTRATOR},
    Act.ACKNOWLEDGE: {Role.OFFICER, Role.APPROVER, Role.SIGNATORY, Role.RECORDS_CLERK},
}


@pytest.mark.parametrize("role", Role)
def test_who_may_do_what(role: Role) -> None:
    body = base.organisation()
    person, stranger = base.member(body, role), base.member(base.organisation(), role)

    assert {act for act in Act if rules.may(act, person, body)} == {act for act in Act if role in TABLE[act]}
    assert not any(rules.may(act, stranger, body) for act in Act)


@pytest.mark.parametrize("by_heir", [False, True])
def test_the_other_body_confirms_what_one_has_declared(by_heir: bool) -> None:
    here = make.merger()
    takeover = make.declared(here, by_heir=by_heir)
    asked, declaring = (here.scene.north, here.heir) if by_heir else (here.heir, here.scene.north)

    assert [thing.group for thing in waiting(asked.approver)] == ["me"]
    assert waiting(declaring.approver) == waiting(asked.officer) == []
    with pytest.raises(NotAllowed, match=f"Chỉ người duyệt hoặc người ký của {asked.body} được xác nhận việc này."):
        actions.confirm(takeover, by=declaring.approver)
    assert not Entry.objects.exists()

    confirmed = actions.confirm(takeover, by=asked.approver)

    assert (confirmed.state, confirmed.confirmed_for) == (TakeoverState.IN_EFFECT, asked.body)
    assert [entry.verb for entry in Entry.objects.order_by("sequence")] == [notices.ANNOUNCED, notices.TAKEN_OVER]
    assert waiting(asked.approver) == []
    with pytest.raises(NotPossible, match="Việc này không còn chờ xác nhận."):
        actions.confirm(takeover, by=asked.approver)


def test_a_person_of_both_bodies_does_not_confirm_their_own_word() -> None:
    here = make.merger()
    Membership.objects.create(user=here.north_keeper, organisation=here.heir.body, role=Role.APPROVER)
    takeover = make.declared(here)

    with pytest.raises(NotAllowed, match="Người đã ghi việc này không tự xác nhận; cần một người khác."):
        actions.confirm(takeover, by=here.north_keeper)


def test_for_a_body_with_nobody_left_the_list_of_bodies_speaks() -> None:
    here = make.merger()
    takeover = make.declared(here, by_heir=True)
    Membership.objects.filter(organisation=here.scene.north.body).update(valid_to=dt.date(2025, 1, 1))

    with pytest.raises(NotPossible, match="Ban Tuyên giáo không còn ai xác nhận được. Hãy nhờ quản trị hệ thống"):
        actions.confirm(takeover, by=here.heir.approver)
    Succession.objects.create(
        kind=EventKind.MERGE, predecessor=here.scene.north.body, successor=here.heir.body, effective_on=clock.today()
    )
    with pytest.raises(NotAllowed, match="Người đã ghi việc này không tự xác nhận"):
        actions.confirm(takeover, by=here.heir_keeper)

    assert actions.confirm(takeover, by=here.heir.approver).state == TakeoverState.IN_EFFECT


def test_only_an_administrator_of_one_of_the_two_declares() -> None:
    here = make.merger()
    said = make.facts(here.scene.north.body, here.heir.body)
    third = base.organisation()

    for body, person in (
        (here.scene.north.body, here.scene.north.officer),
        (here.scene.south.body, base.member(here.scene.south.body, Role.ADMINISTRATOR)),
        (third, base.member(third, Role.ADMINISTRATOR)),
        (here.scene.north.body, here.heir_keeper),
    ):
        with pytest.raises(NotAllowed, match="Chỉ quản trị của một trong hai cơ quan được ghi việc tiếp nhận"):
            actions.declare(**said, organisation=body, by=person)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": EventKind.RENAME}, "Hãy chọn việc sắp xếp: hợp nhất, chia tách hoặc chuyển giao."),
        ({"decision": " "}, "Hãy ghi số văn bản quyết định."),
        ({"decision": "x" * 121}, "Số văn bản dài nhất 120 ký tự."),
        ({"decided_on": dt.date(2099, 1, 1)}, "Ngày văn bản quyết định không được sau hôm nay."),
        ({"effective_on": dt.date(2020, 1, 1)}, "Ngày có hiệu lực phải trong vòng một năm trước hoặc sau hôm nay."),
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, Any], sentence: str) -> None:
    here = make.merger()

    with pytest.raises(NotPossible, match=sentence):
        make.declared(here, **changed)


def test_the_day_of_effect_is_not_before_the_decision_and_the_bodies_are_two() -> None:
    here = make.merger()
    north, today = here.scene.north.body, clock.today()

    with pytest.raises(NotPossible, match="Ngày có hiệu lực không được trước ngày văn bản quyết định"):
        make.declared(here, effective_on=today - dt.timedelta(days=1))
    with pytest.raises(NotPossible, match="Cơ quan tiếp nhận phải là một cơ quan khác; đổi tên thì ghi tên mới"):
        actions.declare(**make.facts(north, north), organisation=north, by=here.north_keeper)
    make.declared(here)
    with pytest.raises(NotPossible, match="Việc này đã được ghi và đang chờ; hãy xem trong danh sách."):
        make.declared(here, by_heir=True)


def test_two_parties_do_not_become_one() -> None:
    here = make.merger()
    north, south = here.scene.north.body, here.scene.south.body

    with pytest.raises(NotPossible, match="sẽ chỉ còn một bên. Hãy chấm dứt quan hệ này trước"):
        actions.declare(**make.facts(north, south), organisation=north, by=here.north_keeper)


def test_only_one_heir_is_confirmed() -> None:
    here = make.merger()
    other = make.merger().heir
    coming = clock.today() + dt.timedelta(days=5)
    first = make.declared(here, effective_on=coming)
    said = make.facts(here.scene.north.body, other.body, effective_on=coming)
    second = actions.declare(**said, organisation=here.scene.north.body, by=here.north_keeper)
    actions.confirm(first, by=here.heir.approver)

    with pytest.raises(NotPossible, match="Đã xác nhận một cơ quan khác tiếp nhận tư cách của Ban Tuyên giáo."):
        actions.confirm(second, by=other.approver)


def test_what_is_confirmed_for_a_day_is_carried_out_on_that_day() -> None:
    here = make.merger()
    with clock.at(make.at(dt.date(2025, 2, 20))):
        takeover = make.taken_over(here, effective_on=make.MERGER)
        carry_out_takeovers(0)
    takeover.refresh_from_db()
    assert (takeover.state, takeovers_due(dt.date(2025, 2, 28))) == (TakeoverState.CONFIRMED, [])
    assert here.partnership.parties.filter(organisation=here.scene.north.body).exists()

    with clock.at(make.at(make.MERGER, 1)):
        carry_out_takeovers(0)
        carry_out_takeovers(1)

    takeover.refresh_from_db()
    assert takeover.state == TakeoverState.IN_EFFECT
    assert [party.organisation for party in here.partnership.parties.all()] == [here.heir.body, here.scene.south.body]
    assert Entry.objects.filter(verb=notices.TAKEN_OVER).count() == 1


def test_one_that_cannot_be_carried_out_stops_no_other() -> None:
    here, there = make.merger(), make.merger()
    coming = clock.today() + dt.timedelta(days=5)
    stuck, free = make.taken_over(here, effective_on=coming), make.taken_over(there, effective_on=coming)
    base.partnership(here.scene.north.body, here.heir.body)

    with clock.at(make.at(coming)):
        carry_out_takeovers(0)

    stuck.refresh_from_db()
    free.refresh_from_db()
    assert (stuck.state, free.state) == (TakeoverState.CONFIRMED, TakeoverState.IN_EFFECT)
    assert here.partnership.parties.filter(organisation=here.scene.north.body).exists()


def test_before_its_day_either_body_takes_it_back_and_who_was_told_is_told() -> None:
    here = make.merger()
    coming = clock.today() + dt.timedelta(days=5)
    unsaid, announced = make.declared(here), make.merger()
    said = make.taken_over(announced, effective_on=coming)

    with pytest.raises(NotAllowed, match="Chỉ quản trị của một trong hai cơ quan được rút việc này."):
        actions.withdraw(unsaid, by=here.scene.south.officer)
    actions.withdraw(unsaid, by=here.heir_keeper)
    actions.withdraw(said, by=announced.north_keeper)

    assert not Entry.objects.filter(chain=here.partnership.chain).exists()
    verbs = Entry.objects.filter(chain=announced.partnership.chain).order_by("sequence")
    assert [entry.verb for entry in verbs] == [notices.ANNOUNCED, notices.CANCELLED]
    told = Notice.objects.filter(user=announced.scene.south.officer).order_by("pk")
    assert [notice.text.split()[0] for notice in told] == ["Từ", "Đã"]
    with pytest.raises(NotPossible, match="Việc này đã xong nên không rút được nữa."):
        actions.withdraw(said, by=announced.north_keeper)


def test_another_party_takes_note_once_and_holds_nothing_up() -> None:
    here = make.merger()
    takeover = make.taken_over(here)
    handover = takeover.handovers.get()

    for person in (here.heir.officer, here.scene.north.officer, here.scene.south.viewer):
        with pytest.raises(NotAllowed, match="Chỉ người làm việc của một bên khác ghi nhận việc này"):
            actions.acknowledge(handover, by=person)
    noted = actions.acknowledge(handover, by=here.scene.south.officer)
    with pytest.raises(NotAllowed, match="Chỉ người làm việc của một bên khác ghi nhận việc này"):
        actions.acknowledge(handover, by=here.scene.south.approver)

    assert noted.organisation == here.scene.south.body
    assert Entry.objects.latest("sequence").verb == notices.ACKNOWLEDGED


def test_before_it_is_confirmed_only_the_two_bodies_know_of_it(client: Client) -> None:
    here = make.merger()
    takeover = make.declared(here)
    address = reverse("transitions:takeover_detail", args=[takeover.pk])
    seen = {}
    for who, person in (
        ("north", here.scene.north.viewer),
        ("heir", here.heir.viewer),
        ("south", here.scene.south.officer),
        ("stranger", base.member(base.organisation())),
    ):
        client.force_login(person)
        seen[who] = client.get(address).status_code

    actions.confirm(takeover, by=here.heir.approver)
    client.force_login(here.scene.south.officer)
    after = client.get(address)

    assert seen == {"north": 200, "heir": 200, "south": 404, "stranger": 404}
    assert after.status_code == 200
    assert "Trường Chính trị ghi nhận" in after.content.decode()


def test_the_pages_of_a_takeover(client: Client) -> None:
    here = make.merger()
    client.force_login(here.north_keeper)
    north, heir = here.scene.north.body, here.heir.body
    today = f"{clock.today():%d/%m/%Y}"
    typed = {"predecessor": north.pk, "successor": heir.pk, "kind": "merge", "decision": "12-QĐ/TU"}
    days = {"decided_on": today, "effective_on": today}
    address = reverse("transitions:takeover_create")

    others = client.post(address, typed | days | {"predecessor": heir.pk, "successor": here.scene.south.body.pk})
    unsaid = client.post(address, typed)
    declared = client.post(address, typed | days, follow=True)
    takeover = Takeover.objects.get()
    again = client.post(address, typed | days)
    client.force_login(here.heir.approver)
    asked = client.get(reverse("transitions:takeover_detail", args=[takeover.pk]))
    done = client.post(reverse("transitions:takeover_confirm", args=[takeover.pk]), follow=True)
    client.force_login(here.scene.south.officer)
    handover = takeover.handovers.get()
    noted = client.post(reverse("transitions:takeover_acknowledge", args=[takeover.pk, handover.pk]), follow=True)

    assert "Một trong hai cơ quan phải là cơ quan của đồng chí." in others.content.decode()
    assert (unsaid.status_code, again.status_code) == (422, 422)
    assert "Chờ người duyệt hoặc người ký của Ban Tuyên giáo và Dân vận xác nhận." in declared.content.decode()
    assert "Đọc lại các điều dưới đây rồi xác nhận." in asked.content.decode()
    assert "Đã xác nhận; việc tiếp nhận có hiệu lực." in done.content.decode()
    assert "Đã ghi nhận." in noted.content.decode()


def test_what_is_wrong_is_taken_back_on_its_page(client: Client) -> None:
    here = make.merger()
    takeover = make.declared(here)
    client.force_login(here.heir_keeper)

    done = client.post(reverse("transitions:takeover_withdraw", args=[takeover.pk]), follow=True)

    assert "Đã rút việc này." in done.content.decode()
    assert Takeover.objects.get().state == TakeoverState.WITHDRAWN


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    here = make.merger()
    for _ in range(count):
        heir = base.organisation()
        said = make.facts(here.scene.north.body, heir)
        actions.declare(**said, organisation=here.scene.north.body, by=here.north_keeper)
    client.force_login(here.north_keeper)

    with django_assert_num_queries(5):
        page = client.get(reverse("transitions:takeover_list"))

    assert len(page.context["takeovers"]) == count
