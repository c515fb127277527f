"""An office's own outlines: written by its administrator, used for its own new texts."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.accounts.models import User
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Role
from phoihop.programmes import actions, queries
from phoihop.programmes.models import Instrument, Outline
from phoihop.programmes.states import InstrumentKind
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db
OWN = "Chương I. MỞ ĐẦU\nĐiều 9. Nguyên tắc\n1. {Các bên} bình đẳng.\n5. Có đi có lại."


@pytest.fixture
def scene() -> make.Scene:
    return make.scene()


def test_the_own_outline_begins_the_own_texts_only(scene: make.Scene) -> None:
    kept = actions.write_outline(scene.north.body, InstrumentKind.REGULATION, OWN, by=_keeper(scene))

    assert kept == "Chương I. MỞ ĐẦU\nĐiều 1. Nguyên tắc\n1. {Các bên} bình đẳng.\n2. Có đi có lại."
    assert _begun(scene.north, scene)[2:] == ["Hai cơ quan bình đẳng.", "Có đi có lại."]
    assert len(_begun(scene.south, scene)) > 20


def test_writing_the_usual_outline_keeps_none_of_ones_own(scene: make.Scene) -> None:
    keeper = _keeper(scene)
    usual = actions.write_outline(scene.north.body, InstrumentKind.PLAN, OWN, by=keeper)
    actions.reset_outline(scene.north.body, InstrumentKind.PLAN, by=keeper)

    assert usual
    assert not Outline.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \n ", "Hãy nhập ít nhất một dòng"),
        ("\n".join(["Một dòng."] * 301), "nhiều nhất 300 dòng"),
        ("Dài " * 5_001, "Dòng 1 dài quá 20000 ký tự"),
        ("Dài " * 12_501, "Dàn ý dài nhất 50000 ký tự"),
        ("1. Vui 😀", "không có ký tự “😀”"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_sentence(scene: make.Scene, text: str, sentence: str) -> None:
    with pytest.raises(NotPossible, match=sentence):
        actions.write_outline(scene.north.body, InstrumentKind.PLAN, text, by=_keeper(scene))

    assert not Outline.objects.exists()


def test_only_the_administrator_of_the_body_writes(scene: make.Scene) -> None:
    for who in (scene.north.officer, base.member(scene.south.body, Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed, match="Chỉ quản trị của cơ quan"):
            actions.write_outline(scene.north.body, InstrumentKind.PLAN, OWN, by=who)


def test_the_pages_show_refuse_and_keep(scene: make.Scene, client: Client) -> None:
    client.force_login(_keeper(scene))
    address = reverse("programmes:outline_edit", args=[scene.north.body.key, "regulation"])

    assert "Điều 10. Hiệu lực thi hành" in client.get(address).content.decode()
    refused = client.post(address, {"text": "1. Vui 😀"})
    assert refused.status_code == 422
    assert "1. Vui 😀" in refused.content.decode()
    saved = client.post(address, {"text": OWN}, follow=True).content.decode()
    assert "Đã lưu dàn ý" in saved
    assert "Của cơ quan" in saved
    assert "Dùng lại dàn ý chung" in client.get(address).content.decode()
    assert "dàn ý chung" in client.post(address, {"reset": "1"}, follow=True).content.decode()
    assert client.get(address.replace("regulation", "review_report")).status_code == 404


def test_a_plan_cites_the_text_that_it_carries_out_and_both_pages_link(scene: make.Scene, client: Client) -> None:
    programme = make.in_force(scene, items=1)
    client.force_login(scene.north.officer)
    data = {
        "kind": "plan",
        "parent": programme.pk,
        "title": "quý I",
        "period_start": "01/01/2027",
        "period_end": "31/03/2027",
        "starters_wanted": "1",
    }

    client.post(f"{reverse('programmes:instrument_create')}?partnership={scene.partnership.pk}", data)

    plan = Instrument.objects.get(kind="plan")
    first = queries.current_versions(plan, organisation=scene.north.body)[0]
    assert first.level == 7
    assert first.text.startswith(f"Căn cứ Chương trình phối hợp số {programme.number_text}, ngày ")
    assert programme.number_text in _page(client, plan)
    assert "Được thực hiện bởi" in _page(client, programme)
    client.force_login(scene.south.officer)
    assert "Được thực hiện bởi" not in _page(client, programme)  # the other side's private draft


def test_a_kind_proposes_its_title_and_period(scene: make.Scene, client: Client) -> None:
    client.force_login(scene.north.officer)
    address = f"{reverse('programmes:instrument_create')}?partnership={scene.partnership.pk}"

    form = client.get(f"{address}&kind=regulation").context["form"]

    assert form.initial["title"] == "giữa Ban Tuyên giáo và Trường Chính trị"
    assert form.initial["period_end"].year == form.initial["period_start"].year + 4
    assert "parent" not in form.fields
    assert client.get(f"{address}&kind=amendment").context["form"].initial["kind"] == "programme"


def _keeper(scene: make.Scene) -> User:
    return base.member(scene.north.body, Role.ADMINISTRATOR)


def _begun(side: make.Side, scene: make.Scene) -> list[str]:
    text = actions.start_instrument(
        scene.partnership,
        InstrumentKind.REGULATION,
        title="giữa hai bên",
        period_start=dt.date(2027, 1, 1),
        period_end=dt.date(2031, 12, 31),
        organisation=side.body,
        by=side.officer,
    )
    return [version.text for version in queries.current_versions(text, organisation=side.body)]


def _page(client: Client, instrument: Instrument) -> str:
    return client.get(reverse("programmes:instrument_detail", args=[instrument.pk])).content.decode()
