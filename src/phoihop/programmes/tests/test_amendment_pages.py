"""The pages of amending: choosing in the text in force, reading what results, and who sees what."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.programmes import actions
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import ModificationAct, ProvisionKind
from phoihop.programmes.tests import make
from phoihop.programmes.tests.test_amending import begun, clause, modify, signed

pytestmark = pytest.mark.django_db
CHANGE, ADD, REPEAL = ModificationAct.CHANGE, ModificationAct.ADD, ModificationAct.REPEAL


@pytest.fixture
def scene() -> make.Scene:
    return make.scene()


@pytest.fixture
def programme(scene: make.Scene) -> Instrument:
    return make.in_force(scene, items=2)


def url(name: str, *args: object) -> str:
    return reverse(f"programmes:{name}", args=args)


def at(amendment: Instrument, act: str, version: ProvisionVersion) -> str:
    return f"{url('modification_create', amendment.pk, act)}?at={version.provision.uid}"


def test_an_officer_begins_and_marks_what_changes(scene: make.Scene, programme: Instrument, client: Client) -> None:
    client.force_login(scene.north.officer)
    assert "Soạn sửa đổi, bổ sung" in client.get(url("instrument_detail", programme.pk)).content.decode()

    begun_at = client.post(url("amendment_create", programme.pk))
    amendment = Instrument.objects.get(kind="amendment")
    assert begun_at["Location"] == url("amended_text", amendment.pk)
    form = client.get(at(amendment, "change", clause(programme, 1))).content.decode()
    assert "Sửa đổi Mục I.1" in form
    assert "Phối hợp chặt chẽ." in form
    assert 'name="level"' not in form

    client.post(at(amendment, "change", clause(programme, 1)), {"text": "Phối hợp thường xuyên.", "reason": ""})
    client.post(at(amendment, "add", clause(programme, 1)), {"text": "Báo cáo hằng quý.", "level": "2", "reason": ""})
    client.post(at(amendment, "repeal", make.item(programme, 2)), {"reason": "Đã làm xong."})
    item = make.item(programme, 1)
    form = client.get(at(amendment, "change", item)).context["form"]
    data = {"text": item.text, "leads": form.initial["leads"], "supports": form.initial["supports"]}
    client.post(at(amendment, "change", item), data | {"due_text": "Quý III", "deliverable": item.deliverable})

    page = client.get(url("instrument_detail", amendment.pk)).content.decode()
    assert "Sửa đổi mục I.1 như sau:" in page
    assert "<del>chặt chẽ.</del><ins>thường xuyên.</ins>" in page
    assert "Bổ sung mục I.2 vào sau mục I.1 như sau:" in page
    assert "Bãi bỏ mục I.2 Phụ lục." in page
    assert "Thời gian thực hiện: Quý <del>I/2025</del><ins>III</ins>" in page
    assert "Bỏ mục này" in page
    assert "Thêm việc" not in page
    assert "Được sửa ở văn bản này" in client.get(url("amended_text", amendment.pk)).content.decode()


@pytest.mark.parametrize(
    ("act", "data", "sentence"),
    [
        ("change", {"text": "Phối hợp chặt chẽ."}, "giống hệt nội dung đang có hiệu lực"),
        ("change", {"text": ""}, "bắt buộc"),
        ("add", {"text": "Vui 😀", "level": "2"}, "không có ký tự “😀”"),
        ("add", {"text": "Một.", "level": "99"}, "Cấp"),
    ],
)
def test_what_cannot_be_written_is_shown_again_with_its_sentence(
    scene: make.Scene, programme: Instrument, client: Client, act: str, data: dict[str, str], sentence: str
) -> None:
    amendment = begun(scene, programme)
    client.force_login(scene.north.officer)

    answer = client.post(at(amendment, act, clause(programme, 1)), data)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert data["text"] in page


def test_what_is_not_there_is_not_found(scene: make.Scene, programme: Instrument, client: Client) -> None:
    amendment = begun(scene, programme)
    client.force_login(scene.north.officer)

    assert client.get(f"{url('modification_create', amendment.pk, 'change')}?at=x").status_code == 404
    assert client.get(url("modification_create", amendment.pk, "change")).status_code == 404
    assert client.get(url("modification_create", amendment.pk, "burn")).status_code == 404
    assert client.get(url("amended_text", programme.pk)).status_code == 404
    assert client.get(url("consolidated_text", amendment.pk)).status_code == 404
    assert client.get(url("consolidated_file", programme.pk, "exe")).status_code == 404
    assert client.get(at(amendment, "change", clause(amendment_of_others(), 0))).status_code == 404


def amendment_of_others() -> Instrument:
    other = make.scene()
    return make.in_force(other, items=1)


def test_the_other_side_knows_nothing_of_a_draft(scene: make.Scene, programme: Instrument, client: Client) -> None:
    amendment = begun(scene, programme)
    modify(scene, amendment, CHANGE, clause(programme, 1), text="Lời riêng bí mật.")
    client.force_login(scene.south.officer)

    for name in ("instrument_detail", "amended_text"):
        assert client.get(url(name, amendment.pk)).status_code == 404
    assert client.get(at(amendment, "change", clause(programme, 1))).status_code == 404
    for name in ("instrument_detail", "consolidated_text"):
        page = client.get(url(name, programme.pk)).content.decode()
        assert "bí mật" not in page
        assert "sửa đổi, bổ sung một số" not in page
    theirs = begun(scene, programme, by=scene.south)
    assert "đang được sửa ở" not in client.get(url("amended_text", theirs.pk)).content.decode()


def test_two_amendments_of_one_provision_warn_each_other(
    scene: make.Scene, programme: Instrument, client: Client
) -> None:
    one, other = begun(scene, programme), begun(scene, programme)
    for amendment in (one, other):
        modify(scene, amendment, CHANGE, clause(programme, 1), text=f"Lời {amendment.pk}.")
    client.force_login(scene.north.officer)

    for name in ("instrument_detail", "amended_text"):
        page = client.get(url(name, one.pk)).content.decode()
        assert "Cùng nội dung này đang được sửa ở:" in page
        assert url("instrument_detail", other.pk) in page

    signed(scene, other)
    page = client.get(url("instrument_detail", one.pk)).content.decode()
    assert "Nội dung gốc đã đổi từ khi soạn" in page
    assert "đang được sửa ở" not in page


def test_the_consolidated_text_notes_what_set_each_provision(
    scene: make.Scene, programme: Instrument, client: Client
) -> None:
    amendment = begun(scene, programme)
    modify(scene, amendment, CHANGE, clause(programme, 1), text="Phối hợp thường xuyên.")
    modify(scene, amendment, REPEAL, make.item(programme, 2))
    client.force_login(scene.south.viewer)
    assert "Chưa có văn bản sửa đổi nào" in client.get(url("consolidated_text", programme.pk)).content.decode()
    amendment = signed(scene, amendment)

    page = client.get(url("consolidated_text", programme.pk)).content.decode()
    assert "Phối hợp thường xuyên." in page
    assert f"{scene.north.body.short_name}; Quý I/2025; 02 hội thảo" in page
    assert f"Được sửa đổi theo Văn bản sửa đổi, bổ sung số {amendment.number_text}" in page
    assert f"Được bãi bỏ theo Văn bản sửa đổi, bổ sung số {amendment.number_text}" in page
    assert "Văn bản hợp nhất" in client.get(url("instrument_detail", programme.pk)).content.decode()
    pdf, docx = (client.get(url("consolidated_file", programme.pk, kind)) for kind in ("pdf", "docx"))
    assert pdf.content.startswith(b"%PDF-")
    assert docx.content.startswith(b"PK")


@pytest.mark.parametrize("items", [1, 3])
def test_the_number_of_queries_does_not_grow(
    scene: make.Scene, client: Client, items: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    programme = make.in_force(scene, items=items)
    first = begun(scene, programme)
    for version in current_versions(programme):
        if version.provision.kind == ProvisionKind.ITEM:
            modify(scene, first, CHANGE, version, deliverable="03 hội thảo")
    signed(scene, first)
    second = begun(scene, programme)
    for number in range(items):
        modify(scene, second, ADD, kind=ProvisionKind.ITEM, **make.item_fields(scene, number + 1))
    actions.disclose(second, organisation=scene.north.body, by=scene.north.officer)
    client.force_login(scene.south.officer)

    client.get(url("instrument_detail", second.pk))  # the first time opens the offer

    with django_assert_num_queries(19):
        client.get(url("instrument_detail", second.pk))
    with django_assert_num_queries(11):
        client.get(url("amended_text", second.pk))
    with django_assert_num_queries(8):
        client.get(url("consolidated_text", programme.pk))


def test_a_form_that_was_opened_on_words_since_replaced_is_not_taken(
    scene: make.Scene, programme: Instrument, client: Client
) -> None:
    late, quick = begun(scene, programme), begun(scene, programme)
    client.force_login(scene.north.officer)
    address = at(late, "change", clause(programme, 1))
    opened = client.get(address).content.decode()
    read = {"in_force": clause(programme, 1).content_hash, "seen": clause(programme, 1).content_hash}
    assert f'name="in_force" value="{read["in_force"]}"' in opened
    modify(scene, quick, CHANGE, clause(programme, 1), text="Phối hợp nhanh.")
    signed(scene, quick)

    refused = client.post(address, read | {"text": "Phối hợp đều đặn."})

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Lời văn đang có hiệu lực vừa thay đổi." in page
    assert "Phối hợp nhanh." in page
    assert "Phối hợp đều đặn." in page
    again = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in read}
    assert client.post(address, again | {"text": "Phối hợp đều đặn."}).status_code == 302


def test_what_a_colleague_has_written_of_the_same_words_is_not_overwritten_unread(
    scene: make.Scene, programme: Instrument, client: Client
) -> None:
    amendment = begun(scene, programme)
    client.force_login(scene.north.officer)
    address = at(amendment, "change", clause(programme, 1))
    read = {"in_force": clause(programme, 1).content_hash, "seen": clause(programme, 1).content_hash}
    modify(scene, amendment, CHANGE, clause(programme, 1), text="Lời của đồng nghiệp.")

    refused = client.post(address, read | {"text": "Lời của mình."})

    assert refused.status_code == 422
    assert "Người khác bên mình vừa viết nội dung này." in refused.content.decode()
    assert "Lời của đồng nghiệp." in refused.content.decode()


def test_every_view_of_an_amendment_says_what_it_does(scene: make.Scene, programme: Instrument, client: Client) -> None:
    amendment = begun(scene, programme)
    modify(scene, amendment, REPEAL, clause(programme, 1))
    modify(scene, amendment, CHANGE, make.item(programme, 1), deliverable="03 hội thảo")
    signed(scene, amendment)
    client.force_login(scene.south.officer)

    for view in ("signed", "final", "clean"):
        page = client.get(url("instrument_text", amendment.pk, view)).content.decode()
        assert "Bãi bỏ mục I.1." in page
        assert "<del>Phối hợp chặt chẽ.</del>" in page
        assert "Sửa đổi mục I.1 Phụ lục như sau:" in page
    for address in (url("instrument_detail", programme.pk), url("instrument_text", programme.pk, "clean")):
        page = client.get(address).content.decode()
        assert "Văn bản này đã được sửa đổi, bổ sung" in page
        assert url("consolidated_text", programme.pk) in page
