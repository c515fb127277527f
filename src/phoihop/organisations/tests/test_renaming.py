import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation, OrganisationName, Role
from phoihop.organisations.queries import name_on
from phoihop.organisations.renaming import Named, put_names_in_force, rename
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 3, 1)
NEW = Named(
    "Ban Tuyên giáo và Dân vận Tỉnh ủy", "Ban TG&DV", "BTGDVTU", "BAN TUYÊN GIÁO VÀ DÂN VẬN", "TỈNH ỦY", "Lam Thành"
)
SOURCE = "Quyết định số 12-QĐ/TU, ngày 20/02/2025"


def at(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 9, tzinfo=clock.VIETNAM)


def keeper(body: Organisation) -> User:
    return make.member(body, Role.ADMINISTRATOR)


def renamed(body: Organisation, *, on: dt.date = DAY, by: User | None = None, called: Named = NEW) -> OrganisationName:
    return rename(body, called, valid_from=on, source=SOURCE, by=by or keeper(body))


def test_a_body_bears_its_new_name_from_the_day_on_and_the_old_one_before() -> None:
    body = make.organisation("Ban Tuyên giáo")

    with clock.at(at(DAY)):
        renamed(body)

    body.refresh_from_db()
    assert (body.name, str(body), body.abbreviation) == (NEW.name, NEW.short_name, NEW.abbreviation)
    assert name_on(body, dt.date(2025, 2, 28)).short_name == "Ban Tuyên giáo"
    assert (name_on(body, DAY).name, name_on(body, DAY).source) == (NEW.name, SOURCE)


def test_a_name_for_a_coming_day_is_in_lists_on_that_day_and_not_before() -> None:
    body = make.organisation("Ban Tuyên giáo")
    with clock.at(at(dt.date(2025, 2, 20))):
        renamed(body)
    body.refresh_from_db()
    assert str(body) == "Ban Tuyên giáo"

    assert [put_names_in_force(day) for day in (dt.date(2025, 2, 28), DAY, DAY)] == [0, 1, 0]

    body.refresh_from_db()
    assert str(body) == NEW.short_name


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_the_bodys_administrator_renames_it(role: Role) -> None:
    body = make.organisation("Ban Tuyên giáo")
    stranger = keeper(make.organisation())

    for person in (make.member(body, role), stranger):
        with pytest.raises(NotAllowed, match="Chỉ quản trị của Ban Tuyên giáo được ghi tên mới của cơ quan."):
            renamed(body, by=person)


@pytest.mark.parametrize(
    ("called", "day", "source", "sentence"),
    [
        (replace(NEW, name=" "), DAY, SOURCE, "Hãy nhập tên đầy đủ, tên gọn và chữ viết tắt."),
        (NEW, DAY, " ", "Hãy ghi văn bản quyết định đổi tên: số, ngày, cơ quan ban hành."),
        (NEW, dt.date(2023, 1, 1), SOURCE, "Ngày có tên mới phải trong vòng một năm trước hoặc sau hôm nay."),
        (NEW, dt.date(2027, 1, 1), SOURCE, "Ngày có tên mới phải trong vòng một năm trước hoặc sau hôm nay."),
    ],
)
def test_what_cannot_be_a_new_name_is_refused(called: Named, day: dt.date, source: str, sentence: str) -> None:
    body = make.organisation("Ban Tuyên giáo")

    with clock.at(at(DAY)), pytest.raises(NotPossible, match=sentence):
        rename(body, called, valid_from=day, source=source, by=keeper(body))

    assert body.names.count() == 1


def test_the_same_name_an_earlier_day_and_a_body_without_a_name_are_refused() -> None:
    body, gone = make.organisation("Ban Tuyên giáo"), make.organisation("Ban Cũ")
    gone.names.update(valid_to=dt.date(2024, 12, 31))

    with clock.at(at(DAY)):
        renamed(body)
        with pytest.raises(NotPossible, match="Tên gần nhất có từ 01/03/2025; tên mới phải có từ một ngày sau đó."):
            renamed(body, called=replace(NEW, place="Hạ Lam"))
        with pytest.raises(NotPossible, match="Tên mới giống hệt tên đang dùng."):
            renamed(body, on=dt.date(2025, 3, 2))
        with pytest.raises(NotPossible, match="Ban Cũ không còn tên đang dùng nên không đổi tên được."):
            renamed(gone)


def test_the_page_begins_with_the_present_name_and_says_what_is_wrong(client: Client) -> None:
    body = make.organisation("Ban Tuyên giáo")
    client.force_login(keeper(body))
    address = reverse("organisations:name_create", args=[body.key])
    today = f"{clock.today():%d/%m/%Y}"
    typed = {"name": NEW.name, "short_name": NEW.short_name, "abbreviation": NEW.abbreviation, "valid_from": today}

    shown = client.get(address)
    unsaid = client.post(address, typed)
    same = client.post(address, {**shown.context["form"].initial, "valid_from": today, "source": SOURCE})
    done = client.post(address, typed | {"source": SOURCE}, follow=True)

    assert 'value="Ban Tuyên giáo"' in shown.content.decode()
    assert (unsaid.status_code, same.status_code) == (422, 422)
    assert "Tên mới giống hệt tên đang dùng." in same.content.decode()
    assert f"Đã ghi tên mới từ {today}: {NEW.name}." in done.content.decode()


def test_the_page_is_for_the_administrator_alone(client: Client) -> None:
    body = make.organisation("Ban Tuyên giáo")
    client.force_login(make.member(body, Role.OFFICER))

    assert client.get(reverse("organisations:name_create", args=[body.key])).status_code == 403
