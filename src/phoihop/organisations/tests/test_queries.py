import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from phoihop.lib import clock
from phoihop.organisations.models import EventKind, Membership, Organisation, OrganisationName, Role, Succession
from phoihop.organisations.queries import BodyNames, Heirs, name_on, people_of
from tests import make

pytestmark = pytest.mark.django_db

MERGER = dt.date(2025, 3, 1)
BEFORE, AFTER = dt.date(2025, 2, 28), dt.date(2025, 3, 1)


def body(
    name: str, abbreviation: str, valid_from: dt.date | None = None, valid_to: dt.date | None = None
) -> Organisation:
    result = make.organisation(name, abbreviation)
    result.names.update(valid_from=valid_from, valid_to=valid_to)
    return result


def merged() -> tuple[Organisation, Organisation]:
    """The department before and after the merger of 1 March 2025."""
    old = body("Ban Tuyên giáo Tỉnh ủy", "BTGTU", dt.date(2000, 1, 1), BEFORE)
    new = body("Ban Tuyên giáo và Dân vận Tỉnh ủy", "BTGDVTU", MERGER)
    Succession.objects.create(kind=EventKind.MERGE, predecessor=old, successor=new, effective_on=MERGER)
    return old, new


def test_name_on_is_the_name_of_that_day() -> None:
    school = make.organisation("Trường Chính trị")
    school.names.update(valid_to=BEFORE)
    OrganisationName.objects.create(
        organisation=school, name="Trường Chính trị mới", short_name="Trường mới", abbreviation="TM", valid_from=MERGER
    )

    assert name_on(school, BEFORE).short_name == "Trường Chính trị"
    assert name_on(school, AFTER).short_name == "Trường mới"


def test_name_on_of_a_body_not_yet_born_is_its_predecessors() -> None:
    old, new = merged()

    assert name_on(new, AFTER).abbreviation == "BTGDVTU"
    assert name_on(new, BEFORE).abbreviation == "BTGTU"
    assert name_on(old, BEFORE).abbreviation == "BTGTU"


def test_name_on_a_day_without_any_is_the_nearest() -> None:
    old, new = merged()

    assert name_on(old, dt.date(2030, 1, 1)).abbreviation == "BTGTU"
    assert name_on(old, dt.date(1990, 1, 1)).abbreviation == "BTGTU"
    assert name_on(new, dt.date(1990, 1, 1)).abbreviation == "BTGDVTU"


def test_a_body_without_names_bears_the_name_in_its_lists() -> None:
    nameless = Organisation.objects.create(key="khong-ten", name="Không tên", short_name="KT", abbreviation="KTN")

    found = name_on(nameless, AFTER)

    assert (found.name, found.short_name, found.abbreviation) == ("Không tên", "KT", "KTN")


def test_heir_follows_the_line_on_that_day() -> None:
    old, new = merged()
    later = body("Ban mới", "BM")
    Succession.objects.create(kind=EventKind.RENAME, predecessor=new, successor=later, effective_on=dt.date(2026, 1, 1))

    assert Heirs(BEFORE).of(old) == old
    assert Heirs(AFTER).of(old) == new
    assert Heirs(dt.date(2026, 1, 1)).of(old) == later
    assert Heirs(AFTER).of(later) == later


def test_heir_of_a_split_or_dissolved_body_is_itself() -> None:
    split, east, west = body("Cũ", "C"), body("Đông", "D"), body("Tây", "T")
    for part in (east, west):
        Succession.objects.create(kind=EventKind.SPLIT, predecessor=split, successor=part, effective_on=MERGER)
    gone = body("Hết", "H")
    Succession.objects.create(kind=EventKind.DISSOLVE, predecessor=gone, effective_on=MERGER)

    assert Heirs(AFTER).of(split) == split
    assert Heirs(AFTER).of(gone) == gone


def test_a_body_that_followed_twice_is_one_heir() -> None:
    old, new = merged()
    Succession.objects.create(kind=EventKind.RENAME, predecessor=old, successor=new, effective_on=BEFORE)

    assert Heirs(AFTER).of(old) == new


def test_heirs_in_a_circle_end() -> None:
    one, two = body("Một", "M"), body("Hai", "H")
    Succession.objects.create(kind=EventKind.RENAME, predecessor=one, successor=two, effective_on=BEFORE)
    Succession.objects.create(kind=EventKind.RENAME, predecessor=two, successor=one, effective_on=AFTER)

    assert Heirs(AFTER).of(one) == two


@pytest.mark.parametrize(
    "text",
    [
        "Ban Tuyên giáo Tỉnh ủy",
        "ban tuyen giao tinh uy",
        "BAN TUYÊN GIÁO TỈNH UỶ",
        " Ban  Tuyên giáo Tỉnh ủy tỉnh Sông Lam ",
        "BTGTU",
        "Ban Tuyên giáo và Dân vận Tỉnh ủy",
        "btgdvtu",
    ],
)
def test_a_body_is_matched_by_any_of_its_names_of_any_time(text: str) -> None:
    _, new = merged()

    assert BodyNames(AFTER).match(text) == new


def test_before_the_merger_each_name_is_its_own_body() -> None:
    old, new = merged()

    assert BodyNames(BEFORE).match("Ban Tuyên giáo Tỉnh ủy") == old
    assert BodyNames(BEFORE).match("Ban Tuyên giáo và Dân vận Tỉnh ủy") == new


def test_what_no_body_or_several_bear_is_none() -> None:
    body("Trung tâm Chính trị", "TTCT1")
    body("Trung tâm chính trị", "TTCT2")

    names = BodyNames(AFTER)
    assert names.match("Trung tâm Chính trị") is None
    assert names.match("cấp ủy nơi tiếp nhận") is None
    assert names.match("") is None


def test_a_party_is_meant_by_the_names_of_those_it_came_from_even_before_it_was() -> None:
    _, new = merged()

    names = BodyNames(BEFORE, parties=[new])

    assert names.match("Ban Tuyên giáo Tỉnh ủy") == new
    assert names.match("BTGDVTU") == new
    assert names.match("Sở Nội vụ") is None


def test_many_names_are_matched_with_three_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _, new = merged()

    with django_assert_num_queries(3):
        names = BodyNames(AFTER)
        assert [names.match("BTGTU") for _ in range(100)] == [new] * 100


def test_people_come_by_given_name_those_of_today_and_those_to_come() -> None:
    north = make.organisation()
    make.member(north, Role.OFFICER, full_name="Lê Thị Yến")
    make.member(north, Role.APPROVER, full_name="Vũ Văn An")
    make.member(north, Role.OFFICER, full_name="Đã Nghỉ", is_active=False)
    left, coming = make.user(), make.user("Đỗ Bình")
    Membership.objects.create(user=left, organisation=north, role=Role.OFFICER, valid_to=dt.date(2025, 2, 28))
    Membership.objects.create(user=coming, organisation=north, role=Role.OFFICER, valid_from=dt.date(2025, 3, 2))

    with clock.at(dt.datetime(2025, 3, 1, 9, tzinfo=clock.VIETNAM)):
        people = people_of(north, is_own=True)

    assert [membership.user.full_name for membership in people] == ["Vũ Văn An", "Đỗ Bình", "Lê Thị Yến"]
