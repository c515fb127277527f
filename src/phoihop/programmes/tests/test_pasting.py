"""Tables copied from Word and Excel: shown as they are understood, then added."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.programmes import actions
from phoihop.programmes.models import Instrument
from phoihop.programmes.queries import current_versions, private_versions
from phoihop.programmes.states import InstrumentKind
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db
HEAD = "TT\tNội dung\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời gian thực hiện\tSản phẩm"
ROW = '1\t"Tập huấn\nnghiệp vụ"\tTrường Chính trị\tBan Tuyên giáo\tQuý II\t02 lớp'


def address(instrument: Instrument) -> str:
    return reverse("programmes:items_paste", args=[instrument.pk])


@pytest.mark.parametrize("table", [f"{HEAD}\n{ROW}", ROW, f"{HEAD}\r\n{ROW.replace(chr(10), '. ')}\r\n"])
def test_a_table_is_shown_then_added_for_ones_own_side(client: Client, table: str) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    client.force_login(scene.south.officer)

    preview = client.post(address(instrument), {"table": table})
    assert (preview.status_code, preview.context["wanted"]) == (200, 1)
    assert preview.context["rows"][0].item.row == (2 if table.startswith("TT") else 1)
    assert not private_versions(instrument, scene.south.body)
    answer = client.post(address(instrument), {"table": table, "act": "add"})

    assert answer["Location"].endswith("#annex")
    [version] = private_versions(instrument, scene.south.body)
    assert version.text.startswith("Tập huấn")
    assert (version.leads[0]["key"], version.due_text) == (scene.south.body.key, "Quý II")
    assert (version.target_quantity, version.target_unit) == (Decimal(2), "lớp")
    assert len(current_versions(instrument, organisation=scene.north.body)) == 3
    actions.undo_step(instrument, **scene.south.acting)
    assert not private_versions(instrument, scene.south.body)


def test_a_row_that_cannot_be_added_says_why_and_the_others_are(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    client.force_login(scene.south.officer)
    table = f"{HEAD}\n{ROW}\n2\t{'x' * 20_001}\tTrường Chính trị\t\tQuý III\tBáo cáo"

    preview = client.post(address(instrument), {"table": table}).content.decode()
    client.post(address(instrument), {"table": table, "act": "add"})

    assert "Dòng này không được thêm" in preview
    assert "20001 ký tự" in preview
    assert len(private_versions(instrument, scene.south.body)) == 1


def test_other_columns_are_said_by_the_person(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    client.force_login(scene.south.officer)
    columns = ["text", "due_text", "leads"]

    client.post(address(instrument), {"table": "Giao ban\tQuý I\tBan Tuyên giáo", "act": "add", "column": columns})

    [version] = private_versions(instrument, scene.south.body)
    assert (version.text, version.due_text, version.leads[0]["key"]) == ("Giao ban", "Quý I", scene.north.body.key)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("", "cách nhau bằng dấu tab"),
        ("một dòng chữ", "cách nhau bằng dấu tab"),
        ("a\t" * 40, "quá nhiều cột"),
        ("a\tb\n" * 300_000, "một triệu ký tự"),
        (HEAD, "chưa có việc nào"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(client: Client, table: str, sentence: str) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    client.force_login(scene.south.officer)

    answer = client.post(address(instrument), {"table": table})

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_the_other_side_a_viewer_and_a_text_without_annex_are_refused(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    for who in (scene.north.officer, scene.south.viewer):
        client.force_login(who)
        assert client.post(address(instrument), {"table": ROW, "act": "add"}).status_code == 403


WHOLE = """Căn cứ Quy chế số 01
Chương I. Quy định chung
Điều 1. Phạm vi
1. Quy chế này quy định việc phối hợp.
a) Về **nội dung**;
- Một gạch
Đoạn không số"""


def test_a_pasted_text_is_shown_as_clauses_then_added(client: Client) -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, kind=InstrumentKind.REGULATION, items=0)
    client.force_login(scene.north.officer)
    to = reverse("programmes:clauses_paste", args=[instrument.pk])

    empty = client.get(to)
    preview = client.post(to, {"text": WHOLE})
    assert (empty.status_code, preview.status_code) == (200, 200)
    assert [label for label, _line in preview.context["rows"]] == ["", "Chương I", "Điều 1.", "1.", "a)", "-", ""]
    assert "<strong>nội dung</strong>" in preview.content.decode()
    assert len(private_versions(instrument, scene.north.body)) == 2
    answer = client.post(to, {"text": WHOLE, "act": "add"}, follow=True)

    assert "Đã thêm 7 điều khoản, chỉ bên mình thấy." in answer.content.decode()
    added = private_versions(instrument, scene.north.body)[2:]
    assert [version.text for version in added][:3] == ["Căn cứ Quy chế số 01", "Quy định chung", "Phạm vi"]
    assert [version.level for version in added] == [7, 5, 6, 2, 3, 4, 0]
    actions.undo_step(instrument, **scene.north.acting)
    assert len(private_versions(instrument, scene.north.body)) == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Hãy dán từ một đến 2.000 dòng"),
        (" \r\n\x00\r\n", "Hãy dán từ một đến 2.000 dòng"),
        ("1. a\n" * 2_001, "Hãy dán từ một đến 2.000 dòng"),
        ("1. được\n2. " + "x" * 20_001, "20001 ký tự"),
        ("1. \ue000", "Phông chữ của văn bản không có ký tự"),
    ],
)
def test_what_cannot_be_pasted_says_why_and_adds_nothing(client: Client, text: str, sentence: str) -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)
    client.force_login(scene.north.officer)

    answer = client.post(reverse("programmes:clauses_paste", args=[instrument.pk]), {"text": text, "act": "add"})

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert len(private_versions(instrument, scene.north.body)) == 4
