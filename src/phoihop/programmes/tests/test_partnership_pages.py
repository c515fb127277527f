"""Partnerships and their ledgers on pages."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.ledger.verification import verify_lines
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Role
from phoihop.programmes.actions import open_partnership
from phoihop.programmes.models import Partnership
from phoihop.programmes.partnership_queries import ledger_page
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db


def url(name: str, *arguments: object) -> str:
    return reverse(f"programmes:{name}", args=arguments)


def test_one_sees_the_partnerships_of_ones_own_bodies(client: Client) -> None:
    scene = make.scene()
    base.partnership()
    client.force_login(scene.south.viewer)

    page = client.get(url("partnership_list"))

    assert list(page.context["rows"]) == [scene.partnership]
    assert page.context["can_open"] is False


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    count: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body = base.organisation()
    for _number in range(count):
        base.partnership(body, base.organisation())
    client.force_login(base.member(body))
    client.get(url("partnership_list"))

    with django_assert_num_queries(7):
        assert len(client.get(url("partnership_list")).context["rows"]) == count


def test_the_lead_is_asked_for_and_stands_first(client: Client) -> None:
    north, south, east = (base.organisation(name) for name in ("Bắc", "Nam", "Đông"))
    stranger = base.organisation("Lạ")
    client.force_login(base.member(north))
    data = {"own": north.pk, "others": [south.pk, east.pk], "name": ""}

    wrong = client.post(url("partnership_create"), data | {"lead": stranger.pk})
    client.post(url("partnership_create"), data | {"lead": south.pk})

    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["lead"])
    partnership = Partnership.objects.get()
    assert next(party.organisation for party in partnership.parties.order_by("position")) == south
    assert partnership.name.startswith(south.name)
    assert make.draft_instrument(make.Scene(partnership, make.side(north), make.side(south)), items=0).lead == south


def test_an_officer_opens_a_partnership(client: Client) -> None:
    north, south, above = base.organisation("Bắc"), base.organisation("Nam"), base.organisation("Trên")
    client.force_login(base.member(north))
    data = {"own": north.pk, "others": [south.pk], "observers": [above.pk], "name": ""}

    wrong = client.post(url("partnership_create"), data | {"others": [north.pk], "observers": [north.pk]})
    answer = client.post(url("partnership_create"), data)

    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {
        "others": ["Cơ quan mình đã là một bên; hãy chọn cơ quan khác."],
        "observers": ["Một bên ký không thể đồng thời là cơ quan theo dõi."],
    }
    partnership = Partnership.objects.get()
    assert answer["Location"] == url("partnership_detail", partnership.pk)
    assert partnership.name == f"{north.name} - {south.name}"
    page = client.get(answer["Location"])
    assert [party.organisation for party in page.context["parties"]] == [north, south]
    assert [observer.organisation for observer in page.context["observers"]] == [above]
    client.force_login(base.member(north, Role.VIEWER))
    assert client.get(url("partnership_create")).status_code == 403


def test_the_ledger_is_cut_by_key_and_exported_whole(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make.scene()
    make.agreed_instrument(scene)
    monkeypatch.setattr("phoihop.programmes.partnership_queries.PAGE", 3)
    client.force_login(scene.south.viewer)

    first = client.get(url("partnership_ledger", scene.partnership.pk)).context["page"]
    rest = ledger_page(scene.partnership, first.next_key)
    export = client.get(url("ledger_export", scene.partnership.pk))

    assert [line.entry.sequence for line in first.lines] == [5, 4, 3]
    assert [line.entry.sequence for line in rest.lines] == [2, 1]
    assert rest.next_key == ""
    assert first.lines[0].sentence.startswith("Hệ thống ghi nhận các bên đã thống nhất: Chương trình phối hợp")
    assert "ledger" in export["Content-Disposition"]
    assert verify_lines(b"".join(export).decode().splitlines()) == []


def test_a_stranger_knows_of_no_partnership(client: Client) -> None:
    scene = make.scene()
    client.force_login(base.member(base.organisation()))

    for name in ("partnership_detail", "partnership_ledger", "ledger_export"):
        assert client.get(url(name, scene.partnership.pk)).status_code == 404


def test_a_body_that_is_no_more_is_no_party(client: Client) -> None:
    body = base.organisation()
    gone = base.organisation("Ban cũ")
    gone.names.update(valid_to=clock.today() - dt.timedelta(days=1))
    officer = base.member(body)
    client.force_login(officer)

    assert "Ban cũ" not in client.get(reverse("programmes:partnership_create")).content.decode()
    with pytest.raises(NotPossible, match=r"^Ban cũ không còn hoạt động\. Hãy chọn cơ quan kế thừa\.$"):
        open_partnership("Thử", [body, gone], [], by=officer)
