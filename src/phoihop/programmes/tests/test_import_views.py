"""The pages of an import: who sees them, what they say, that they work as plain forms."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.accounts.models import User
from phoihop.organisations.models import Role
from phoihop.programmes.importing import actions, queries
from phoihop.programmes.importing.table import Draft
from phoihop.programmes.models import Instrument, ProgrammeImport
from phoihop.programmes.states import ImportState
from phoihop.programmes.tests import make, workbooks
from phoihop.programmes.tests.workbooks import NORTH, SOUTH, annex, item
from tests import make as base

pytestmark = pytest.mark.django_db

NEW = "/imports/new/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def imported(scene: make.Scene, data: bytes | None = None) -> ProgrammeImport:
    return actions.upload(
        scene.partnership,
        file=workbooks.upload(data or annex(item(), item(2, "Tọa đàm", "sắp tới"))),
        organisation=scene.north.body,
        by=scene.north.officer,
    )


def url(name: str, programme_import: ProgrammeImport, **more: Any) -> str:
    return reverse(f"programmes:{name}", kwargs={"pk": programme_import.pk, **more})


def row_data(row: int, **cells: Any) -> dict[str, Any]:
    """What the form of a row sends."""
    data: dict[str, Any] = {"text": "Việc mới", "field_of_work": "", "due_text": "Quý II", "deliverable": "01 lớp"}
    return {f"row-{row}-{name}": value for name, value in (data | cells).items()}


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


# Uploading


def test_an_officer_uploads_and_is_shown_the_table() -> None:
    scene = make.scene()
    client = signed_in(scene.north.officer)
    side = queries.sides_as_officer(scene.north.officer)[0]

    page = client.get(NEW)
    response = client.post(NEW, {"side": side.pk, "file": workbooks.upload(annex(item())), "year": "", "title": ""})

    made = ProgrammeImport.objects.get()
    assert page.status_code == 200
    assert f'<input type="hidden" name="side" value="{side.pk}">' in words(page)
    assert (response.status_code, response["Location"]) == (302, url("import_detail", made))
    assert (made.organisation, made.by) == (scene.north.body, scene.north.officer)


def test_a_refused_file_gets_its_sentence_beside_the_field() -> None:
    scene = make.scene()
    side = queries.sides_as_officer(scene.north.officer)[0]
    file = workbooks.upload(b"%PDF-1.7", name="Kế hoạch.pdf")

    response = signed_in(scene.north.officer).post(NEW, {"side": side.pk, "file": file})

    assert response.status_code == 422
    assert "Tệp “Kế hoạch.pdf” là tệp PDF, không phải bảng tính Excel. Hãy chọn tệp .xlsx." in words(response)
    assert ProgrammeImport.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Hãy chọn tệp Excel."),
        ({"file": b""}, "Tệp này trống. Hãy chọn tệp khác."),
        ({"file": b"x" * (10 * 1024 * 1024 + 1)}, "Tệp “bang.xlsx” lớn hơn 10 MB. Hãy bỏ bớt hình ảnh hoặc tách tệp."),
        ({"file": b"x", "year": "hai nghìn"}, "Hãy nhập năm bằng bốn chữ số, ví dụ 2027."),
    ],
)
def test_a_form_filled_wrongly_says_so(data: dict[str, Any], sentence: str) -> None:
    scene = make.scene()
    side = queries.sides_as_officer(scene.north.officer)[0]
    files = {"file": workbooks.upload(data["file"])} if "file" in data else {}

    response = signed_in(scene.north.officer).post(NEW, {"side": side.pk, **data, **files})

    assert response.status_code == 422
    assert sentence in words(response)


def test_with_two_partnerships_one_is_chosen_or_named_in_the_address() -> None:
    scene = make.scene()
    other = base.partnership(scene.north.body, base.organisation("Hội Nông dân"))
    client = signed_in(scene.north.officer)

    assert "Hội Nông dân" in words(client.get(NEW))
    assert "Hội Nông dân" not in words(client.get(f"{NEW}?partnership={scene.partnership.pk}"))
    assert client.get(f"{NEW}?partnership={other.pk}").status_code == 200


@pytest.mark.parametrize("wanted", ["999999", "x", "-1", "9" * 30])
def test_a_partnership_that_one_does_not_know_is_not_there(wanted: str) -> None:
    scene = make.scene()

    assert signed_in(scene.north.officer).get(NEW, {"partnership": wanted}).status_code == 404


def test_only_officers_of_a_party_upload() -> None:
    scene = make.scene()

    for person in (scene.north.viewer, scene.north.approver, base.user()):
        response = signed_in(person).get(NEW)
        assert response.status_code == 403
        assert "Chỉ chuyên viên của một bên được lập chương trình từ tệp Excel." in words(response)


# Who sees what

POSTS = [
    ("import_programme", {}),
    ("import_columns", {}),
    ("import_row", {"row": 3}),
    ("import_confirm", {}),
    ("import_discard", {}),
]


@pytest.mark.parametrize("name", ["import_detail", "import_file"])
def test_pages_are_for_ones_own_side_only(name: str) -> None:
    observer = base.organisation()
    scene = make.scene(observers=(observer,))
    address = url(name, imported(scene))

    own = [scene.north.officer, scene.north.viewer, scene.north.approver, scene.north.signatory, scene.north.clerk]
    others = [scene.south.officer, scene.south.approver, base.member(observer, Role.VIEWER), base.user()]

    assert [signed_in(person).get(address).status_code for person in own] == [200] * 5
    assert [signed_in(person).get(address).status_code for person in others] == [404] * 4
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(("name", "more"), POSTS)
def test_acts_are_for_officers_of_ones_own_side(name: str, more: dict[str, Any]) -> None:
    scene = make.scene()
    programme_import = imported(scene)
    address = url(name, programme_import, **more)

    for person in (scene.south.officer, base.user()):
        assert signed_in(person).post(address).status_code == 404
    for person in (scene.north.viewer, scene.north.approver):
        response = signed_in(person).post(address)
        assert response.status_code == 403
        assert "Chỉ chuyên viên của cơ quan mình được nhập chương trình từ Excel." in words(response)
    assert signed_in(scene.north.officer).get(address).status_code == 405
    programme_import.refresh_from_db()
    assert programme_import.state == ImportState.PENDING


def test_a_viewer_reads_without_buttons() -> None:
    scene = make.scene()
    address = url("import_detail", imported(scene))

    seen = words(signed_in(scene.north.viewer).get(address, {"row": 3}))

    assert "Tổ chức hội thảo" in seen
    assert "Lưu dòng này" not in seen
    assert "Xác nhận, tạo bản soạn riêng" not in seen
    assert "Xác nhận, tạo bản soạn riêng" in words(signed_in(scene.north.officer).get(address))


# The preview


def test_the_preview_shows_columns_rules_occurrences_and_doubts() -> None:
    scene = make.scene()
    data = annex(
        ["I", "Hội thảo khoa học"],
        item(due="Mỗi quý 01 lần", lead=f"{NORTH}; {SOUTH}", support=None),
        item(2, "b", "sắp tới"),
    )

    seen = words(signed_in(scene.north.officer).get(url("import_detail", imported(scene, data))))

    assert "Thời gian thực hiện → <strong>Thời gian thực hiện</strong>" in seen
    assert "Hội thảo khoa học" in seen
    assert "Hằng quý: 4 đợt" in seen
    assert 'Quý III/2025: <span class="date">30/09/2025</span>' in seen
    assert f"<dd>{NORTH}; {SOUTH}" in seen
    assert "Chưa hiểu “sắp tới” là hạn nào." in seen
    assert "Còn 1 dòng cần xem" in seen


def test_only_rows_to_look_at_can_be_shown() -> None:
    scene = make.scene()

    seen = words(signed_in(scene.north.officer).get(url("import_detail", imported(scene)), {"show": "doubts"}))

    assert 'id="row-4"' in seen
    assert 'id="row-3"' not in seen


def test_a_long_table_comes_in_parts_and_a_row_opens_its_part() -> None:
    scene = make.scene()
    address = url("import_detail", imported(scene, workbooks.large(450)))
    client = signed_in(scene.north.officer)

    first = words(client.get(address))
    second = words(client.get(address, {"after": client.get(address).context["page"].next_key}))
    around = words(client.get(address, {"row": "400"}))

    assert (first.count('id="row-'), second.count('id="row-')) == (200, 200)
    assert "Sửa dòng 400" in around
    assert 'name="row-400-text"' in around


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_takes_the_same_queries_for_any_table(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = make.scene()
    programme_import = imported(scene, annex(*(item(number, f"Việc {number}") for number in range(1, count + 1))))
    client = signed_in(scene.north.officer)
    address = url("import_detail", programme_import)
    client.get(address)

    with django_assert_num_queries(7):
        client.get(address)


# Correcting


def test_a_row_is_corrected_by_a_plain_form() -> None:
    scene = make.scene()
    programme_import = imported(scene)
    client = signed_in(scene.north.officer)
    data = row_data(4, leads=[scene.south.body.key], other_leads="Hội Nông dân", supports=[scene.north.body.key])

    response = client.post(url("import_row", programme_import, row=4), data | {"act": "keep"})

    assert (response.status_code, response["Location"]) == (
        302,
        f"{url('import_detail', programme_import)}?around=4#row-4",
    )
    programme_import.refresh_from_db()
    row = Draft.from_json(programme_import.rows).item(4)
    assert row is not None
    assert (row.text, row.due_text) == ("Việc mới", "Quý II")
    assert row.leads == ({"key": scene.south.body.key, "name": SOUTH}, {"key": "", "name": "Hội Nông dân"})
    assert row.supports == ({"key": scene.north.body.key, "name": NORTH},)


def test_checking_again_keeps_the_row_open_and_shows_what_was_understood() -> None:
    scene = make.scene()
    programme_import = imported(scene)
    client = signed_in(scene.north.officer)
    data = row_data(4, due_text="Tháng 4 và tháng 8/2025")

    response = client.post(
        f"{url('import_row', programme_import, row=4)}?show=doubts", data | {"act": "check"}, follow=True
    )

    assert response.redirect_chain == [(f"{url('import_detail', programme_import)}?row=4&show=doubts#row-4", 302)]
    assert "Hiểu là: Hạn 2 đợt" in words(response)
    assert 'name="row-4-text"' in words(response)


def test_a_row_filled_wrongly_stays_open_with_its_words() -> None:
    scene = make.scene()
    programme_import = imported(scene)

    response = signed_in(scene.north.officer).post(
        url("import_row", programme_import, row=4), row_data(4, text="", target_quantity="nhiều")
    )

    assert response.status_code == 422
    assert "Hãy nhập một số, ví dụ 12 hoặc 97,5." in words(response)
    assert 'value="nhiều"' in words(response)
    programme_import.refresh_from_db()
    assert Draft.from_json(programme_import.rows).edited == ()


def test_the_form_of_a_row_is_filled_with_what_the_table_says() -> None:
    scene = make.scene()
    data = annex(item(lead=f"{NORTH}; Hội Nông dân", deliverable="12,5% lớp"))

    form = (
        signed_in(scene.north.officer).get(url("import_detail", imported(scene, data)), {"row": 3}).context["row_form"]
    )

    assert form.initial["leads"] == [scene.north.body.key]
    assert form.initial["other_leads"] == "Hội Nông dân"
    assert form.initial["target_quantity"] == "12,5"


def test_a_row_that_is_not_there_is_refused() -> None:
    scene = make.scene()

    response = signed_in(scene.north.officer).post(url("import_row", imported(scene), row=77), row_data(77))

    assert response.status_code == 409
    assert "Bảng không có dòng 77." in words(response)


def test_a_row_is_left_out_and_taken_back() -> None:
    scene = make.scene()
    programme_import = imported(scene)
    client = signed_in(scene.north.officer)
    address = url("import_row", programme_import, row=3)

    client.post(address, {"act": "leave_out"})
    without = words(client.get(url("import_detail", programme_import)))
    client.post(address, {"act": "take_back"})

    assert "Lấy lại dòng 3" in without
    assert "Lấy lại dòng 3" not in words(client.get(url("import_detail", programme_import)))


def test_title_and_period_are_changed() -> None:
    scene = make.scene()
    programme_import = imported(scene)
    address = url("import_programme", programme_import)
    client = signed_in(scene.north.officer)

    good = client.post(address, {"title": "đào tạo", "start": "1/1/2026", "end": "31/12/2026"})
    bad = client.post(address, {"title": "đào tạo", "start": "1/1/2026", "end": "31/12/2025"})

    assert good.status_code == 302
    assert bad.status_code == 422
    assert "Ngày cuối kỳ phải sau ngày đầu kỳ." in words(bad)
    programme_import.refresh_from_db()
    assert (programme_import.year, programme_import.rows["title"]) == (2026, "đào tạo")


def test_columns_are_chosen_otherwise() -> None:
    scene = make.scene()
    programme_import = imported(scene, annex(item(note="Tháng 5/2025")))
    address = url("import_columns", programme_import)
    client = signed_in(scene.north.officer)
    chosen = ["number", "text", "leads", "supports", "note", "deliverable", "due_text"]
    data = {"sheet": 0} | {f"column_{place}": column for place, column in enumerate(chosen)}

    good = client.post(address, data)
    twice = client.post(address, data | {"column_0": "text"})
    nothing = client.post(address, data | {"column_1": "", "column_2": ""})

    assert good.status_code == 302
    assert (twice.status_code, nothing.status_code) == (422, 422)
    assert "Chỉ một cột được là “Nội dung”." in words(twice)
    assert "Hãy chọn ít nhất các cột: nội dung, chủ trì hoặc thời gian, và một cột khác." in words(nothing)
    programme_import.refresh_from_db()
    assert Draft.from_json(programme_import.rows).table.items[0].due_text == "Tháng 5/2025"


def test_another_sheet_is_chosen() -> None:
    scene = make.scene()
    head = ["TT", "Nội dung", "Thời gian"]
    data = workbooks.workbook([workbooks.HEAD, item()], [head, [1, "Việc nhỏ", "Quý I"]])
    programme_import = imported(scene, data)

    signed_in(scene.north.officer).post(url("import_columns", programme_import), {"sheet": 1})

    programme_import.refresh_from_db()
    assert [row.text for row in Draft.from_json(programme_import.rows).table.items] == ["Việc nhỏ"]


# Confirming


def test_confirming_leads_to_the_private_draft() -> None:
    scene = make.scene()
    programme_import = imported(scene)
    client = signed_in(scene.north.officer)
    address = url("import_confirm", programme_import)

    response = client.post(address, {"seen": actions.seal(programme_import)})
    again = client.post(address, {"seen": "whatever it was"})

    instrument = Instrument.objects.get()
    target = reverse("programmes:instrument_detail", args=[instrument.pk])
    assert (response.status_code, response["Location"], again["Location"]) == (302, target, target)
    assert client.get(target).status_code == 200
    done = words(client.get(url("import_detail", programme_import)))
    assert "Bảng này đã thành chương trình" in done
    assert "Lưu và kiểm tra lại thời gian" not in done


def test_a_refused_confirmation_says_why() -> None:
    scene = make.scene()
    programme_import = imported(scene, annex(item(), item(2, None)))

    response = signed_in(scene.north.officer).post(
        url("import_confirm", programme_import), {"seen": actions.seal(programme_import)}
    )

    assert response.status_code == 409
    assert "Còn 1 dòng phải sửa trước khi xác nhận, bắt đầu từ dòng 4." in words(response)
    assert Instrument.objects.count() == 0


def test_a_table_that_nobody_saw_is_not_confirmed() -> None:
    scene = make.scene()
    programme_import = imported(scene)

    for data in ({}, {"seen": ""}, {"seen": "x"}):
        response = signed_in(scene.north.officer).post(url("import_confirm", programme_import), data)
        assert response.status_code == 409
        assert "Bảng vừa được sửa ở một cửa sổ khác." in words(response)
    assert Instrument.objects.count() == 0


def test_another_programme_of_that_year_is_told() -> None:
    scene = make.scene()
    make.draft_instrument(scene)
    programme_import = imported(scene)

    assert "Đã có chương trình cho thời gian này" in words(
        signed_in(scene.north.officer).get(url("import_detail", programme_import))
    )


def test_discarding_leads_back_to_the_partnership() -> None:
    scene = make.scene()
    programme_import = imported(scene)
    client = signed_in(scene.north.officer)

    response = client.post(url("import_discard", programme_import))

    assert response["Location"] == reverse("programmes:partnership_detail", args=[scene.partnership.pk])
    assert "Bảng này đã bị bỏ" in words(client.get(url("import_detail", programme_import)))


def test_the_file_comes_back_as_it_was() -> None:
    scene = make.scene()
    data = annex(item())

    response = signed_in(scene.north.officer).get(url("import_file", imported(scene, data)))

    assert response.getvalue() == data
    assert response["Content-Disposition"] == 'attachment; filename="bang.xlsx"'


@pytest.mark.django_db(transaction=True)
def test_confirmed_by_two_at_once_is_one_programme() -> None:
    scene = make.scene()
    programme_import = imported(scene)
    address, seen = url("import_confirm", programme_import), actions.seal(programme_import)
    clients = [signed_in(scene.north.officer) for _ in range(3)]
    start = threading.Barrier(len(clients))
    places: list[str] = []

    def press(client: Client) -> None:
        start.wait()
        places.append(client.post(address, {"seen": seen})["Location"])
        connection.close()

    presses = [threading.Thread(target=press, args=(client,)) for client in clients]
    for each in presses:
        each.start()
    for each in presses:
        each.join()

    assert len(places) == 3
    assert len(set(places)) == 1
    assert Instrument.objects.count() == 1
