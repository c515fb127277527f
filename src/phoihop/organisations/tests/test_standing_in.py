"""A colleague acts in a person's place on named days, and on no other."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.actions import end_membership
from phoihop.organisations.models import Membership, Organisation, Role
from phoihop.organisations.rules import roles_in
from phoihop.organisations.standing_in import end_stand_in, let_stand_in
from tests import make

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 5, 4, 9, tzinfo=clock.VIETNAM)
TODAY = START.date()


def day(count: int) -> dt.date:
    return TODAY + dt.timedelta(days=count)


@pytest.fixture(autouse=True)
def _at_start() -> object:
    with clock.at(START):
        yield


@pytest.fixture
def body() -> Organisation:
    return make.organisation("Ban Tuyên giáo")


@pytest.fixture
def away(body: Organisation) -> Membership:
    """The approver's own role."""
    return make.member(body, Role.APPROVER, full_name="Phạm Bình").memberships.get()


@pytest.fixture
def colleague(body: Organisation) -> User:
    return make.member(body, full_name="Nguyễn Chi")


def lent(away: Membership, colleague: User, first: int = 0, last: int = 4, by: User | None = None) -> Membership:
    return let_stand_in(away, person=colleague, first_day=day(first), last_day=day(last), by=by or away.user)


@pytest.mark.parametrize(("later", "holds"), [(-1, False), (0, False), (1, True), (5, True), (6, False)])
def test_the_role_is_held_on_its_days_and_not_the_day_after(
    body: Organisation, away: Membership, colleague: User, later: int, holds: bool
) -> None:
    lent(away, colleague, 1, 5)

    with clock.at(START + dt.timedelta(days=later)):
        assert (Role.APPROVER in roles_in(colleague, body)) is holds
        assert Role.OFFICER in roles_in(colleague, body)
    assert Role.APPROVER in roles_in(away.user, body)  # who is away may still act


def test_who_may_say_it(body: Organisation, away: Membership, colleague: User) -> None:
    keeper = make.member(body, Role.ADMINISTRATOR)
    stranger = make.member(make.organisation(), Role.ADMINISTRATOR)
    for person in (colleague, stranger):
        with pytest.raises(
            NotAllowed, match=r"^Chỉ Phạm Bình hoặc quản trị của Ban Tuyên giáo được ghi ai làm thay\.$"
        ):
            lent(away, colleague, by=person)

    stand_in = lent(away, colleague, by=keeper)
    assert (stand_in.made_by, stand_in.made_at) == (keeper, START)
    with pytest.raises(NotAllowed):
        end_stand_in(stand_in, by=colleague)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (-1, 4, "Việc làm thay không ghi lùi ngày"),
        (4, 3, "Ngày cuối không được trước ngày đầu."),
        (0, 400, "Việc làm thay dài nhất một năm."),
    ],
)
def test_refused_days(away: Membership, colleague: User, first: int, last: int, sentence: str) -> None:
    with pytest.raises(NotPossible, match=sentence):
        lent(away, colleague, first, last)


def test_refused_people(body: Organisation, away: Membership, colleague: User) -> None:
    with pytest.raises(NotPossible, match=r"^Không ai làm thay chính mình\."):
        lent(away, away.user)
    with pytest.raises(NotPossible, match=r"^Người làm thay phải là người của Ban Tuyên giáo"):
        lent(away, make.member(make.organisation()))
    other = make.member(body, Role.APPROVER)
    with pytest.raises(NotPossible, match="đã giữ vai trò người duyệt trong những ngày đó"):
        lent(away, other)
    Membership.objects.filter(pk=away.pk).update(valid_to=day(2))
    with pytest.raises(NotPossible, match=r"^Trong những ngày đó Phạm Bình không giữ vai trò này\.$"):
        lent(away, colleague)


def test_one_at_a_time_and_nobody_passes_it_on(body: Organisation, away: Membership, colleague: User) -> None:
    stand_in = lent(away, colleague)
    third = make.member(body)

    with pytest.raises(NotPossible, match=r"^Nguyễn Chi đã làm thay từ 04/05/2026 đến hết 08/05/2026\."):
        lent(away, third, 4, 9)
    with pytest.raises(NotPossible, match=r"^Người đang làm thay không nhờ người khác làm thay tiếp được\.$"):
        let_stand_in(stand_in, person=third, first_day=day(0), last_day=day(1), by=colleague)
    signatory = make.member(body, Role.SIGNATORY).memberships.get()
    with pytest.raises(NotPossible, match=r"^Vai trò người ký không nhờ làm thay được"):
        lent(signatory, third)
    assert lent(away, third, 5, 9).user == third


def test_who_comes_back_early_takes_it_back(body: Organisation, away: Membership, colleague: User) -> None:
    begun, to_come = lent(away, colleague), lent(away, colleague, 10, 12)
    with clock.at(START + dt.timedelta(days=2)):
        end_stand_in(begun, by=away.user)
        end_stand_in(to_come, by=away.user)

        assert roles_in(colleague, body) == {Role.OFFICER}
    assert [one.valid_to for one in away.stand_ins.all()] == [day(1)]


def test_with_the_role_ends_what_was_lent_of_it(body: Organisation, away: Membership, colleague: User) -> None:
    keeper = make.member(body, Role.ADMINISTRATOR)
    lent(away, colleague, 0, 9)

    end_membership(away, last_day=day(3), by=keeper)

    assert away.stand_ins.get().valid_to == day(3)


def test_who_leaves_the_body_stands_in_for_nobody(body: Organisation, away: Membership, colleague: User) -> None:
    keeper = make.member(body, Role.ADMINISTRATOR)
    lent(away, colleague, 0, 9)

    end_membership(colleague.memberships.get(stands_in_for=None), last_day=day(1), by=keeper)

    assert away.stand_ins.get().valid_to == day(1)


def test_the_ledger_says_in_whose_place_an_act_was_done(body: Organisation, away: Membership, colleague: User) -> None:
    lent(away, colleague)
    chain = make.partnership(body, make.organisation()).chain

    def names() -> list[str]:
        entries = [
            record(chain, "x.y", chain, by=colleague, organisation=body, label="Thử", roles=roles) for roles in asked
        ]
        return [entry.actor_name for entry in entries]

    # As an approver in another's place; as an officer, or in whatever role of their own (a signature), as themselves.
    asked: list[set[Role]] = [{Role.APPROVER}, {Role.OFFICER}, set()]
    assert names() == ["Nguyễn Chi, làm thay Phạm Bình", "Nguyễn Chi", "Nguyễn Chi"]
    with clock.at(START + dt.timedelta(days=5)):
        assert names() == ["Nguyễn Chi"] * 3


def test_who_is_away_is_read_by_their_own_body_alone(
    client: Client, body: Organisation, away: Membership, colleague: User
) -> None:
    lent(away, colleague)
    stranger = make.member(make.organisation(), Role.OFFICER)
    shown = []
    for reader in (colleague, stranger):
        client.force_login(reader)
        page = client.get(reverse("organisations:organisation_detail", args=[body.key])).content.decode()
        shown.append("làm thay" in page)

    assert shown == [True, False]


def test_the_page_of_the_body(client: Client, body: Organisation, away: Membership, colleague: User) -> None:
    client.force_login(away.user)
    create = reverse("organisations:stand_in_create", args=[body.key, away.pk])
    detail = reverse("organisations:organisation_detail", args=[body.key])
    assert create in client.get(detail).content.decode()
    assert client.get(create).status_code == 200
    assert client.post(create, {"sent": "1"}).status_code == 422
    form = {"person": str(colleague.pk), "first_day": "04/05/2026", "last_day": "08/05/2026"}

    assert client.post(create, form).status_code == 302

    page = client.get(detail).content.decode()
    assert "làm thay Phạm Bình" in page
    end = reverse("organisations:stand_in_end", args=[body.key, away.stand_ins.get().pk])
    assert end in page
    client.post(end)
    assert not away.stand_ins.exists()

    client.force_login(make.member(make.organisation()))
    assert client.get(create).status_code == 403
    assert create not in client.get(detail).content.decode()
