"""Pages of work: what they show, to whom, and what they refuse."""

import datetime as dt
import io
import uuid
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.workitems.models import Extension, Occurrence, Report
from phoihop.workitems.tests import make
from phoihop.workitems.tests.make import Scene, programme, scene
from phoihop.workitems.views import items as item_views
from tests.make import member, organisation

pytestmark = pytest.mark.django_db

JULY = "2026-07-15"


@pytest.fixture(autouse=True)
def on_that_day() -> Iterator[None]:
    with clock.at(make.NOW):
        yield


@pytest.fixture
def both() -> Scene:
    return scene()


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def sign_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


# The list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(
    client: Client, both: Scene, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make.work_item(both, text=f"Việc {number}", field_of_work=f"Lĩnh vực {number}")
    sign_in(client, both.south.officer)
    client.get("/work-items/")

    with django_assert_num_queries(LIST_QUERIES):
        response = client.get("/work-items/")

    assert response.content.decode().count("<tr>") == count + 1


LIST_QUERIES = 6  # session, person; shell; scope, rows, counts (choices are kept)


def test_the_list_shows_rows_with_views_and_choices(client: Client, both: Scene) -> None:
    work = make.work_item(both)

    page = text(sign_in(client, both.south.viewer).get("/work-items/?standing=late"))

    assert f'<a href="/work-items/{work.pk}/">Hội thảo khoa học cấp tỉnh</a>' in page
    assert (
        '<a href="?standing=late" aria-current="page">Quá hạn, chưa báo cáo <span class="tag tag-danger">1</span></a>'
        in page
    )
    assert "quá hạn 10 ngày" in page
    assert '<option value="Hội thảo, tọa đàm">Hội thảo, tọa đàm</option>' in page
    assert "/work-items/export/csv/?standing=late" in page


def test_htmx_gets_the_rows_alone(client: Client, both: Scene) -> None:
    make.work_item(both)

    response = sign_in(client, both.south.officer).get("/work-items/", headers={"HX-Request": "true"})

    page = text(response)
    assert page.startswith('<div id="work-items">')
    assert "Hội thảo khoa học cấp tỉnh" in page
    assert "HX-Request" in response["Vary"]


def test_going_back_draws_the_whole_page(client: Client, both: Scene) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    page = text(sign_in(client, both.south.officer).get("/work-items/", headers=headers))

    assert "<h1" in page


def test_an_empty_list_says_what_will_come_and_a_narrow_one_what_to_do(client: Client, both: Scene) -> None:
    sign_in(client, both.south.officer)

    assert "Khi một chương trình phối hợp được các bên ký đủ" in text(client.get("/work-items/"))
    assert "Hãy bỏ bớt điều kiện lọc" in text(client.get("/work-items/?q=gi"))


def test_a_figure_opens_its_items_under_its_name(client: Client, both: Scene) -> None:
    make.work_item(both)

    page = text(sign_in(client, both.south.officer).get("/work-items/?standing=open_overdue"))

    assert "Chỉ các việc: <strong>Chưa hoàn thành, quá hạn</strong>." in page
    assert "Hội thảo khoa học cấp tỉnh" in page


def test_the_list_goes_on_by_its_key(client: Client, both: Scene) -> None:
    programme(both, [make.item(f"Việc {number:02}", both.south.body) for number in range(30)])
    sign_in(client, both.south.officer)

    first = client.get("/work-items/")
    key = first.context["page"].next_key
    second = text(client.get(f"/work-items/?after={key}"))

    assert f"after={key}" in text(first)
    assert ("Việc 24" in second, "Việc 25" in second, "Việc 29" in second) == (False, True, True)


# Export


def test_csv_speaks_the_readers_language(client: Client, both: Scene) -> None:
    reader = both.south.officer
    reader.language = "en"
    reader.save()

    response = sign_in(client, reader).get("/work-items/export/csv/")

    assert b"".join(response.streaming_content).decode().splitlines()[0].startswith("\ufeffItem no.,")  # type: ignore[attr-defined]


def test_csv_holds_what_the_filter_shows_in_its_order(client: Client, both: Scene) -> None:
    make.work_item(both, text="=HYPERLINK(1)", due="Tháng 7/2026", target_quantity="2.50", target_unit="lớp")
    make.work_item(both, text="Việc một", due="Thường xuyên")
    make.work_item(both, text="Không hiện", field_of_work="Khác")
    sign_in(client, both.north.viewer)

    response = client.get("/work-items/export/csv/?field=Hội thảo, tọa đàm&sort=position")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''cong-viec-2026-06-10.csv"
    lines = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0] == (
        "\ufeffSố mục,Chương trình,Nội dung,Lĩnh vực,Chủ trì,Phối hợp,Thời gian thực hiện,Hạn,Trạng thái,"
        "Sản phẩm,Chỉ tiêu,Đơn vị tính"
    )
    assert [line.split(",", 2)[2] for line in lines[1:]] == [
        '\'=HYPERLINK(1),"Hội thảo, tọa đàm",Trường Chính trị,,Tháng 7/2026,31/07/2026,Đang thực hiện,,"2,5",lớp',
        'Việc một,"Hội thảo, tọa đàm",Trường Chính trị,,Thường xuyên,,Thường xuyên,,,',
    ]


def test_a_workbook_holds_dates_as_dates_and_no_formula(client: Client, both: Scene) -> None:
    make.work_item(both, text="=1+1", due="Tháng 7/2026", target_quantity=2)

    response = sign_in(client, both.north.viewer).get("/work-items/export/xlsx/")

    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    head, row = book.active.iter_rows()
    assert [cell.value for cell in head][:3] == ["Số mục", "Chương trình", "Nội dung"]
    assert (row[2].value, row[2].data_type) == ("=1+1", "s")
    assert (row[7].value, row[10].value) == (dt.datetime(2026, 7, 31), 2)
    assert "cong-viec-2026-06-10.xlsx" in response["Content-Disposition"]


def test_a_workbook_is_not_made_of_more_than_anybody_waits_for(
    client: Client, both: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_views, "MOST_IN_WORKBOOK", 1)
    make.work_item(both)
    sign_in(client, both.south.officer)

    assert client.get("/work-items/export/xlsx/").status_code == 200
    make.work_item(both)
    refused = client.get("/work-items/export/xlsx/")
    assert refused.status_code == 409
    assert "Hãy lọc bớt, hoặc tải CSV." in text(refused)
    assert client.get("/work-items/export/csv/").status_code == 200


def test_exports_are_long_lists_read_in_parts(client: Client, both: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phoihop.workitems.queries.lists.CHUNK", 4)
    programme(both, [make.item(f"Việc {number:02}", both.south.body) for number in range(10)])

    response = sign_in(client, both.south.officer).get("/work-items/export/csv/?sort=position")

    lines = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert [line.split(",")[2] for line in lines[1:]] == [f"Việc {number:02}" for number in range(10)]


def test_there_is_no_other_kind_of_export_and_nothing_for_strangers(client: Client, both: Scene) -> None:
    make.work_item(both)
    sign_in(client, member(organisation()))

    assert client.get("/work-items/export/pdf/").status_code == 404
    lines = b"".join(client.get("/work-items/export/csv/").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 1


# One item


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_item_costs_the_same(
    client: Client, both: Scene, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    work = make.work_item(both, due="Mỗi quý 01 lần")
    for one in work.occurrences.all()[:count]:
        make.extension(both, one, to=dt.date(2027, 1, 31))
        make.report(both, one, files=[make.upload(), make.upload()])
    sign_in(client, both.north.officer)
    client.get(f"/work-items/{work.pk}/")

    with django_assert_num_queries(12):
        client.get(f"/work-items/{work.pk}/")


def test_the_page_tells_the_story(client: Client, both: Scene) -> None:
    one = make.occurrence(both, supports=[both.north.body], deliverable="01 hội thảo", note="Kỷ yếu in")
    told = make.report(both, one, files=[make.upload("kỷ yếu.pdf")], links=[("Tin", "https://songlam.example/")])
    make.decide(told, both.north, confirmed=False, reason="Thiếu danh sách.")
    make.report(both, one, text="Đã bổ sung danh sách.")

    page = text(sign_in(client, both.south.viewer).get(f"/work-items/{one.work_item_id}/"))

    evidence = told.evidence.all()[0]
    for part in (
        "I.1. Hội thảo khoa học cấp tỉnh",
        "Kỷ yếu in",
        f'<li class="time" id="occurrence-{one.pk}">',
        "Đang chờ Ban Tuyên giáo.",
        f'<a href="/reports/evidence/{evidence.pk}/">kỷ yếu.pdf</a>',
        '<a href="https://songlam.example/" rel="noopener noreferrer external" target="_blank">Tin',
        "Ban Tuyên giáo trả lại",
        "Thiếu danh sách.",
        "Đã bổ sung danh sách.",
        "(Trường Chính trị tỉnh Sông Lam) đã báo cáo hoàn thành",
        f"#provision-{one.work_item.version.provision_id}",
    ):
        assert part in page
    assert page.count("đã trả lại báo cáo") == 1


def test_done_times_are_folded_and_say_how_late(client: Client, both: Scene) -> None:
    work = make.work_item(both, due="Tháng 3 và tháng 8/2026")
    make.confirmed(both, work.occurrences.all()[0], dt.date(2026, 4, 3))

    page = text(sign_in(client, both.south.viewer).get(f"/work-items/{work.pk}/"))

    assert '<span class="tag tag-warning">quá hạn 3 ngày</span>' in page
    assert "Xong ngày 03/04/2026" in page


def test_each_sees_the_buttons_of_what_they_may_do(client: Client, both: Scene) -> None:
    work = make.work_item(both, due="Tháng 4 và tháng 8/2026")
    first, second = work.occurrences.all()
    told = make.report(both, first)
    asked = make.extension(both, second, to=dt.date(2026, 9, 30))
    acts = {
        "report": f"/occurrences/{second.pk}/report/",
        "extend": f"/occurrences/{second.pk}/extension/",
        "decide": f"/reports/{told.pk}/decision/",
        "answer": f"/extensions/{asked.pk}/decision/",
    }

    def offered(user: User) -> set[str]:
        page = text(sign_in(client, user).get(f"/work-items/{work.pk}/"))
        return {name for name, address in acts.items() if address in page}

    assert offered(both.south.officer) == {"report"}
    assert offered(both.north.officer) == {"decide", "answer"}
    for person in (both.south.viewer, both.south.signatory, both.north.approver):
        assert offered(person) == set()


def test_what_people_write_is_text(client: Client, both: Scene) -> None:
    told = make.report(both, text="<script>alert(1)</script>", links=[("<b>x</b>", "https://songlam.example/")])

    page = text(sign_in(client, both.north.officer).get(f"/work-items/{told.occurrence.work_item_id}/"))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert ("<script>alert" in page, "<b>x</b>" in page) == (False, False)


# Reporting


def report_data(**fields: Any) -> dict[str, Any]:
    data = {
        "token": str(uuid.uuid4()),
        "completed_on": "2026-05-20",
        "quantity": "1,5",
        "text": "Đã tổ chức.",
        "links": "",
    }
    return data | fields


def test_reporting_from_the_page(client: Client, both: Scene) -> None:
    one = make.occurrence(both, target_quantity=2, target_unit="hội thảo")
    sign_in(client, both.south.officer)
    address = f"/occurrences/{one.pk}/report/"

    form = text(client.get(address))
    response = client.post(
        address,
        report_data(
            attachments=[SimpleUploadedFile("a.pdf", b"a"), SimpleUploadedFile("b.jpg", b"b")],
            links="Tin về hội thảo: https://songlam.example/tin\nhttps://songlam.example/2\n",
        ),
        follow=True,
    )

    assert 'name="completed_on" value="2026-06-10"' in form
    assert "Chỉ tiêu của cả việc: 2 hội thảo." in form
    assert response.redirect_chain == [(f"/work-items/{one.work_item_id}/#occurrence-{one.pk}", 302)]
    assert "Đã gửi báo cáo; bên kia được báo để xác nhận." in text(response)
    told = Report.objects.get()
    assert (str(told.quantity), told.completed_on) == ("1.50", dt.date(2026, 5, 20))
    assert [(part.title, part.url) for part in told.evidence.all()] == [
        ("a.pdf", ""),
        ("b.jpg", ""),
        ("Tin về hội thảo", "https://songlam.example/tin"),
        ("songlam.example", "https://songlam.example/2"),
    ]


def test_a_form_sent_twice_ends_on_the_same_page(client: Client, both: Scene) -> None:
    one = make.occurrence(both)
    sign_in(client, both.south.officer)
    data = report_data()

    for _time in range(2):
        response = client.post(f"/occurrences/{one.pk}/report/", data)
        assert response.status_code == 302

    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"completed_on": "2026-06-11"}, "Ngày hoàn thành không thể sau hôm nay."),
        (
            {"completed_on": "2025-06-11"},
            "Ngày hoàn thành không thể trước 20/12/2025, ngày đầu của việc này theo văn bản đã ký.",
        ),
        ({"quantity": "9999999999999"}, "Hãy ghi một số dưới một nghìn tỷ, ví dụ 12 hoặc 97,5; đơn vị tính đã có sẵn."),
        ({"quantity": "hai"}, "Hãy ghi một số dưới một nghìn tỷ, ví dụ 12 hoặc 97,5; đơn vị tính đã có sẵn."),
        ({"text": "a" * 5_001}, "Nội dung báo cáo dài quá 5.000 ký tự; phần chi tiết xin gửi thành tệp."),
        (
            {"links": "xem ở trang chủ"},
            "“chủ” không phải là đường dẫn; hãy chép cả phần đầu http:// hoặc https://.",
        ),
        (
            {"attachments": [SimpleUploadedFile("trong.pdf", b"")]},
            "Tệp “trong.pdf” không có nội dung; hãy chọn lại tệp.",
        ),
    ],
)
def test_what_cannot_be_taken_comes_back_with_its_sentence(
    client: Client, both: Scene, fields: dict[str, Any], sentence: str
) -> None:
    one = make.occurrence(both)

    response = sign_in(client, both.south.officer).post(f"/occurrences/{one.pk}/report/", report_data(**fields))

    assert response.status_code == 422
    assert sentence in text(response)
    assert Report.objects.count() == 0


def test_a_token_that_is_none_is_refused(client: Client, both: Scene) -> None:
    one = make.occurrence(both)

    assert (
        sign_in(client, both.south.officer).post(f"/occurrences/{one.pk}/report/", report_data(token="x")).status_code
        == 422
    )


def test_the_form_says_why_the_last_report_came_back(client: Client, both: Scene) -> None:
    told = make.report(both)
    make.decide(told, both.north, confirmed=False, reason="Thiếu danh sách.")

    page = text(sign_in(client, both.south.officer).get(f"/occurrences/{told.occurrence_id}/report/"))

    assert "Báo cáo trước bị trả lại" in page
    assert "Thiếu danh sách." in page


def test_what_waits_or_is_done_is_not_reported(client: Client, both: Scene) -> None:
    told = make.report(both)
    sign_in(client, both.south.officer)

    response = client.get(f"/occurrences/{told.occurrence_id}/report/")

    assert response.status_code == 409
    assert "Báo cáo trước đang chờ bên kia trả lời" in text(response)


# Answering


def test_confirming_from_the_page_of_the_item(client: Client, both: Scene) -> None:
    told = make.report(both)

    response = sign_in(client, both.north.officer).post(
        f"/reports/{told.pk}/decision/", {"decision": "confirm"}, follow=True
    )

    told.refresh_from_db()
    assert told.confirmed is True
    assert "Đã xác nhận hoàn thành." in text(response)


def test_returning_needs_a_reason(client: Client, both: Scene) -> None:
    told = make.report(both)
    sign_in(client, both.north.officer)
    address = f"/reports/{told.pk}/decision/"

    assert "Trả lại để bổ sung" in text(client.get(address))
    refused = client.post(address, {"decision": "return", "reason": " "})
    assert refused.status_code == 422
    assert "Hãy nêu lý do trả lại để bên kia biết cần bổ sung gì." in text(refused)
    assert client.post(address, {}).status_code == 422
    done = client.post(address, {"decision": "return", "reason": "Thiếu."}, follow=True)
    assert "Đã trả lại báo cáo; bên kia được báo để bổ sung." in text(done)
    again = client.post(address, {"decision": "confirm"})
    assert again.status_code == 409
    assert "Báo cáo này đã được trả lời ngày 10/06/2026." in text(again)


# More time


def test_asking_for_more_time_and_answering(client: Client, both: Scene) -> None:
    one = make.occurrence(both)
    sign_in(client, both.south.officer)
    address = f"/occurrences/{one.pk}/extension/"

    assert "Hạn hiện nay là 31/05/2026." in text(client.get(address))
    early = client.post(address, {"to_due_on": "2026-05-01", "reason": "Bận."})
    assert (early.status_code, "Hạn mới phải sau hạn hiện nay, 31/05/2026." in text(early)) == (422, True)
    assert client.post(address, {"to_due_on": JULY, "reason": "a" * 2_001}).status_code == 422
    sent = client.post(address, {"to_due_on": JULY, "reason": "Bận."}, follow=True)
    assert "Đã gửi đề nghị gia hạn; bên kia được báo để trả lời." in text(sent)
    assert client.get(address).status_code == 409

    asked = Extension.objects.get()
    sign_in(client, both.north.officer)
    answer = f"/extensions/{asked.pk}/decision/"
    assert "Bận." in text(client.get(answer))
    refused = client.post(answer, {"decision": "refuse"})
    assert (refused.status_code, "Hãy nêu lý do không đồng ý gia hạn." in text(refused)) == (422, True)
    granted = client.post(answer, {"decision": "grant"}, follow=True)
    assert "Đã đồng ý gia hạn." in text(granted)
    assert "(đã gia hạn, văn bản ghi 31/05/2026)" in text(granted)
    assert client.post(answer, {"decision": "grant"}).status_code == 409


def test_a_due_date_at_the_end_of_the_calendar_has_none_later(client: Client, both: Scene) -> None:
    one = make.occurrence(both)
    Occurrence.objects.filter(pk=one.pk).update(due_on=dt.date.max)
    sign_in(client, both.south.officer)
    address = f"/occurrences/{one.pk}/extension/"

    assert client.get(address).status_code == 200
    asked = client.post(address, {"to_due_on": "9999-12-31", "reason": "Bận."})
    assert (asked.status_code, "Hạn mới phải sau hạn hiện nay, 31/12/9999." in text(asked)) == (422, True)


def test_not_granting_more_time(client: Client, both: Scene) -> None:
    asked = make.extension(both)

    response = sign_in(client, both.north.officer).post(
        f"/extensions/{asked.pk}/decision/", {"decision": "refuse", "answer": "Đã lùi một lần."}, follow=True
    )

    assert "Đã trả lời không đồng ý gia hạn." in text(response)
    assert "Đã lùi một lần." in text(response)


# Files


def test_evidence_is_saved_not_shown_unless_it_is_harmless_and_asked_for(client: Client, both: Scene) -> None:
    told = make.report(both, files=[make.upload("trang.txt", b"<script>"), make.upload("a.pdf", b"%PDF")])
    page, paper = told.evidence.all()
    sign_in(client, both.north.viewer)

    for address in (f"/reports/evidence/{page.pk}/", f"/reports/evidence/{page.pk}/?inline"):
        response = client.get(address)
        assert response["Content-Disposition"] == 'attachment; filename="trang.txt"'
        assert "sandbox" in response["Content-Security-Policy"]
        assert b"".join(response.streaming_content) == b"<script>"  # type: ignore[attr-defined]
    assert client.get(f"/reports/evidence/{paper.pk}/")["Content-Disposition"].startswith("attachment")
    assert client.get(f"/reports/evidence/{paper.pk}/?inline")["Content-Disposition"].startswith("inline")


def test_a_link_is_no_file(client: Client, both: Scene) -> None:
    told = make.report(both, links=[("", "https://songlam.example/")])

    address = f"/reports/evidence/{told.evidence.get().pk}/"
    assert sign_in(client, both.north.viewer).get(address).status_code == 404


# Who may


@pytest.mark.parametrize(
    ("name", "expected"),  # item, report, extension, decision, answer, file
    [
        ("stranger", [404, 404, 404, 404, 404, 404]),
        ("observer", [200, 403, 403, 403, 403, 200]),
        ("lead officer", [200, 200, 200, 403, 403, 200]),
        ("lead approver", [200, 403, 403, 403, 403, 200]),
        ("lead signatory", [200, 403, 403, 403, 403, 200]),
        ("lead viewer", [200, 403, 403, 403, 403, 200]),
        ("other officer", [200, 403, 403, 200, 200, 200]),
        ("other viewer", [200, 403, 403, 403, 403, 200]),
    ],
)
def test_who_may_open_what(client: Client, name: str, expected: list[int]) -> None:
    watching = organisation("Thường trực")
    both = scene(observers=(watching,))
    people = {
        "stranger": member(organisation()),
        "observer": member(watching),
        "lead officer": both.south.officer,
        "lead approver": both.south.approver,
        "lead signatory": both.south.signatory,
        "lead viewer": both.south.viewer,
        "other officer": both.north.officer,
        "other viewer": both.north.viewer,
    }
    told = make.report(both, files=[make.upload()])
    asked = make.extension(both)
    free = make.occurrence(both)
    addresses = [
        f"/work-items/{told.occurrence.work_item_id}/",
        f"/occurrences/{free.pk}/report/",
        f"/occurrences/{free.pk}/extension/",
        f"/reports/{told.pk}/decision/",
        f"/extensions/{asked.pk}/decision/",
        f"/reports/evidence/{told.evidence.get().pk}/",
    ]

    sign_in(client, people[name])

    assert [client.get(address).status_code for address in addresses] == expected


def test_a_refusal_says_why(client: Client, both: Scene) -> None:
    one = make.occurrence(both)

    response: HttpResponse = sign_in(client, both.north.officer).get(f"/occurrences/{one.pk}/report/")  # type: ignore[assignment]

    assert response.status_code == 403
    assert "Chỉ chuyên viên của cơ quan chủ trì được báo cáo hoặc đề nghị gia hạn việc này." in text(response)
