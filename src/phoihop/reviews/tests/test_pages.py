"""The pages of reviews: who may open them, what they show, how many queries they take."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Role
from phoihop.programmes import actions as programmes
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.states import InstrumentKind
from phoihop.programmes.tests.make import negotiated
from phoihop.reviews.actions import close_figures, import_results, start_next_year, start_review
from phoihop.reviews.models import HistoricalResult, HistoryImport, Review
from phoihop.reviews.tests import make
from phoihop.reviews.tests.make import Scene, Story
from phoihop.reviews.tests.test_history import case_scene, upload, workbook
from tests import make as people

pytestmark = pytest.mark.django_db
STORIES = [
    make.on_time(lead="north", deliverable="01 hội thảo"),
    make.late(field="Tham mưu & tư vấn", lead="both"),
    make.overdue(lead="south"),
    make.continuous(field="Cập nhật"),
]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def review_in(where: Scene, stories: list[Story] | None = None) -> Review:
    programme = make.programme(where, stories or STORIES)
    return start_review(programme, organisation=where.north.body, by=where.north.officer)


def disclosed(where: Scene) -> Review:
    review = review_in(where)
    with clock.at(make.at(12, 16)):
        close_figures(review, organisation=where.north.body, by=where.north.officer)
        programmes.disclose(review.instrument, organisation=where.north.body, by=where.north.officer)
    return review


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_list_offers_what_can_be_reviewed_to_officers_only() -> None:
    where = make.scene()
    programme = make.programme(where, STORIES)
    address = reverse("reviews:review_start", args=[programme.pk])

    assert address in text_of(signed_in(where.north.officer).get(reverse("reviews:review_list")))
    page = text_of(signed_in(where.north.viewer).get(reverse("reviews:review_list")))
    assert escape(str(programme)) in page
    assert address not in page


def test_the_list_offers_the_newest_programmes_and_the_way_to_all() -> None:
    where = make.scene()
    for year in range(2015, 2022):
        make.programme(where, [], year=year)
    client = signed_in(where.north.officer)

    first = client.get(reverse("reviews:review_list"))
    everything = client.get(reverse("reviews:review_choose"))

    assert [programme.year for programme in first.context["programmes"].rows] == [2021, 2020, 2019, 2018, 2017]
    assert reverse("reviews:review_choose") in text_of(first)
    assert text_of(everything).count("Lập báo cáo") == 7


def test_the_parts_of_a_list_follow_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phoihop.reviews.queries.reviews.PAGE", 2)
    where = make.scene()
    for year in range(2020, 2025):
        programme = make.programme(where, [], year=year)
        start_review(programme, organisation=where.north.body, by=where.north.officer)
    client = signed_in(where.north.officer)

    years, key = [], ""
    for _part in range(3):
        response = client.get(reverse("reviews:review_list"), {"after": key})
        years += [review.instrument.year for review in response.context["reviews"]]
        key = response.context["page"].next_key

    assert years == [2024, 2023, 2022, 2021, 2020]
    assert key == ""


def test_an_officer_of_one_partnership_is_led_straight_to_the_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    where = make.scene()
    address = reverse("reviews:history_choose")
    client = signed_in(where.north.officer)

    response = client.get(address)
    assert response.headers["Location"] == reverse("reviews:history_create", args=[where.partnership.pk])

    other = people.partnership(where.north.body, people.organisation("Sở Nội vụ"))
    monkeypatch.setattr("phoihop.reviews.queries.reviews.PAGE", 1)
    first = client.get(address).context["page"]
    second = client.get(address, {"after": first.next_key}).context["page"]
    assert [*first.rows, *second.rows] == [other, where.partnership]
    assert second.next_key == ""
    assert signed_in(where.north.viewer).get(address).status_code == 403


def test_the_list_shows_a_private_review_to_its_side_only() -> None:
    where = make.scene()
    review = review_in(where)
    address = reverse("reviews:review_detail", args=[review.pk])

    assert address in text_of(signed_in(where.north.viewer).get(reverse("reviews:review_list")))
    page = text_of(signed_in(where.south.officer).get(reverse("reviews:review_list")))
    assert address not in page
    assert reverse("reviews:review_start", args=[review.programme_id]) in page


def test_an_officer_starts_a_review_on_its_page() -> None:
    where = make.scene()
    programme = make.programme(where, STORIES)
    client = signed_in(where.south.officer)
    address = reverse("reviews:review_start", args=[programme.pk])

    assert "01/01/2025" in text_of(client.get(address))
    response = client.post(address, {"period_start": "01/01/2025", "period_end": "30/06/2025"})

    review = Review.objects.get()
    assert response.headers["Location"] == reverse("reviews:review_detail", args=[review.pk])
    assert review.instrument.owner == where.south.body
    assert review.instrument.period_end == make.day(6, 30)


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        (("01/07/2025", "30/06/2025"), "Ngày cuối phải sau ngày đầu."),
        (
            ("01/01/2024", "30/06/2025"),
            "Thời kỳ tổng kết phải nằm trong thời gian của chương trình: từ 01/01/2025 đến 31/12/2025.",
        ),
    ],
)
def test_a_period_that_does_not_fit_gets_its_sentence(period: tuple[str, str], sentence: str) -> None:
    where = make.scene()
    programme = make.programme(where, STORIES)

    response = signed_in(where.north.officer).post(
        reverse("reviews:review_start", args=[programme.pk]), {"period_start": period[0], "period_end": period[1]}
    )

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert Review.objects.count() == 0


def test_starting_is_refused_to_others() -> None:
    watching = people.organisation("Thường trực")
    where = make.scene(observers=(watching,))
    programme = make.programme(where, STORIES)
    address = reverse("reviews:review_start", args=[programme.pk])

    assert signed_in(people.user()).get(address).status_code == 404
    for person in (where.north.signatory, people.member(watching, Role.OFFICER)):
        response = signed_in(person).post(address)
        assert response.status_code == 403
        assert "Chỉ chuyên viên của một bên được lập báo cáo kết quả phối hợp." in text_of(response)


def test_every_number_of_the_page_opens_as_many_items() -> None:
    where = make.scene()
    review = review_in(where)
    client = signed_in(where.north.officer)
    page = client.get(reverse("reviews:review_detail", args=[review.pk])).content.decode()
    base = re.escape(reverse("reviews:figure_item_list", args=[review.pk]))

    numbers = re.findall(rf'href="({base}\?[^"]+)">(\d+)</a>', page)
    tile = r'"[^>]*>\s*<span class="stat-label">[^<]*</span>\s*<span class="stat-value">(\d+)<'
    tiles = re.findall(rf'href="({base}\?[^"]+){tile}', page)

    assert len(tiles) == 4
    assert len(numbers) > 15
    for address, count in [*numbers, *tiles]:
        items = text_of(client.get(address.replace("&amp;", "&")))
        assert f'<h1 class="page-title">{count} việc</h1>' in items
        assert items.count('<td class="text-nowrap" data-label="Mục">') == int(count)


def test_closed_figures_open_what_was_closed() -> None:
    where = make.scene()
    review = disclosed(where)
    review.programme.work_items.filter(label="I.3").update(content="Đã sửa")
    client = signed_in(where.south.viewer)

    page = text_of(client.get(reverse("reviews:figure_item_list", args=[review.pk]), {"outcome": "open_overdue"}))

    assert "Như đã chốt đến hết ngày 16/12/2025" in page
    assert "Đã sửa" not in page
    assert "Chưa hoàn thành, quá hạn" in page
    of_body = client.get(reverse("reviews:figure_item_list", args=[review.pk]), {"body": str(where.south.body.pk)})
    assert of_body.context["words"] == ["Chủ trì: Trường Chính trị"]
    assert of_body.context["page"].count == 2


def test_the_page_says_when_the_items_have_moved_on() -> None:
    where = make.scene()
    review = disclosed(where)
    client = signed_in(where.south.officer)
    sentence = "Kết quả công việc đã thay đổi từ lúc chốt"

    assert sentence not in text_of(client.get(reverse("reviews:review_detail", args=[review.pk])))
    item = review.programme.work_items.get(label="I.3")
    item.occurrences.update(state="confirmed", completed_on=make.day(6, 1))
    assert sentence in text_of(client.get(reverse("reviews:review_detail", args=[review.pk])))

    make.put_in_force(review.instrument)
    assert sentence not in text_of(client.get(reverse("reviews:review_detail", args=[review.pk])))


def test_closing_is_offered_to_the_officer_of_the_turn() -> None:
    where = make.scene()
    review = disclosed(where)
    close = reverse("reviews:figures_close", args=[review.pk])
    address = reverse("reviews:review_detail", args=[review.pk])

    assert close in text_of(signed_in(where.south.officer).get(address))
    for person in (where.north.officer, where.south.approver):
        assert close not in text_of(signed_in(person).get(address))

    assert signed_in(where.south.officer).post(close).status_code == 302
    response = signed_in(where.north.officer).post(close)
    assert response.status_code == 403
    assert "Chỉ chuyên viên của bên đang giữ lượt được sửa văn bản này." in text_of(response)
    response = signed_in(where.south.viewer).post(close)
    assert response.status_code == 403
    assert "Chỉ chuyên viên của một bên được chốt số liệu." in text_of(response)


def test_who_is_officer_of_both_sides_closes_for_the_one_that_holds_the_turn() -> None:
    where = make.scene()
    review = disclosed(where)
    person = people.member(where.north.body)
    Membership.objects.create(user=person, organisation=where.south.body, role=Role.OFFICER)

    assert Instrument.objects.get(pk=review.instrument_id).turn == where.south.body
    assert signed_in(person).post(reverse("reviews:figures_close", args=[review.pk])).status_code == 302


def test_the_list_of_a_figure_says_what_it_lists() -> None:
    where = make.scene()
    review = review_in(where)
    outsider = people.organisation("Sở Nội vụ")
    client = signed_in(where.north.viewer)
    address = reverse("reviews:figure_item_list", args=[review.pk])

    def words(**query: str | int) -> list[str]:
        found: list[str] = client.get(address, query).context["words"]
        return found

    assert words(outcome="done_late", field="Tham mưu", unit="lớp", moved="1") == [
        "Hoàn thành quá hạn",
        "Lĩnh vực: Tham mưu",
        "Đơn vị tính: lớp",
        "Đã thống nhất lùi thời hạn",
    ]
    assert words(body=where.north.body.pk) == ["Chủ trì: Ban Tuyên giáo"]
    assert words(body=outsider.pk) == ["Chủ trì: Sở Nội vụ"]
    assert words(body="999999999999999999999") == ["Chủ trì: 999999999999999999999"]
    assert client.get(address, {"outcome": "nonsense"}).context["page"].count == 0
    assert client.get(address, {"after": "x"}).context["page"].count == 4


def test_the_page_compares_with_the_live_programme_of_the_year_before() -> None:
    where = make.scene()
    make.programme(where, [Story(times=(make.Time(make.day(6, 30, 2024), done=make.day(6, 1, 2024)),))], year=2024)
    review = review_in(where)

    response = signed_in(where.north.viewer).get(reverse("reviews:review_detail", args=[review.pk]))

    rows = {row.label: row for row in response.context["comparison_rows"]}
    assert (rows["Hoàn thành đúng hạn"].before, rows["Hoàn thành đúng hạn"].before_url) == ("1", "")


def test_a_programme_that_is_not_in_force_cannot_be_reviewed_on_its_page() -> None:
    where = make.scene()
    programme = negotiated(where)

    response = signed_in(where.north.officer).get(reverse("reviews:review_start", args=[programme.pk]))

    assert response.status_code == 409
    assert "Chương trình chưa có hiệu lực nên chưa có kết quả để tổng kết." in text_of(response)


def test_observers_read_what_is_disclosed() -> None:
    watching = people.organisation("Thường trực")
    where = make.scene(observers=(watching,))
    observer = signed_in(people.member(watching, Role.VIEWER))
    private = review_in(where)
    addresses = [reverse(f"reviews:{name}", args=[private.pk]) for name in ("review_detail", "figure_item_list")]

    assert [observer.get(address).status_code for address in addresses] == [404, 404]
    close_figures(private, organisation=where.north.body, by=where.north.officer)
    programmes.disclose(private.instrument, organisation=where.north.body, by=where.north.officer)
    assert [observer.get(address).status_code for address in addresses] == [200, 200]
    assert [signed_in(people.user()).get(address).status_code for address in addresses] == [404, 404]


def test_the_year_before_stands_beside_with_its_rows() -> None:
    where = case_scene()
    import_results(where.partnership, file=workbook(), organisation=where.north.body, by=where.north.officer)
    review = review_in(where)
    client = signed_in(where.north.officer)

    page = text_of(client.get(reverse("reviews:review_detail", args=[review.pk])))

    history = reverse("reviews:history_detail", args=[where.partnership.pk, 2024])
    assert "So sánh với năm 2024" in page
    assert f'<a href="{history}?outcome=open_overdue">2</a>' in page
    rows = text_of(client.get(history, {"outcome": "open_overdue"}))
    assert rows.count('<td data-label="Nội dung">') == 2
    assert text_of(client.get(history)).count('<td data-label="Nội dung">') == 10


def test_half_a_year_stands_beside_the_same_half_of_the_year_before() -> None:
    where = case_scene()
    import_results(where.partnership, file=workbook(), organisation=where.north.body, by=where.north.officer)
    HistoricalResult.objects.filter(row=2).update(standing="apart")
    programme = make.programme(where, STORIES)
    review = start_review(programme, **where.north.acting, period_end=make.day(6, 30))
    client = signed_in(where.north.officer)

    response = client.get(reverse("reviews:review_detail", args=[review.pk]))

    rows = {row.label: row for row in response.context["comparison_rows"]}
    history = reverse("reviews:history_detail", args=[where.partnership.pk, 2024])
    total = rows["Việc có thời hạn"]
    assert (total.before, total.before_url) == ("2", f"{history}?start=2024-01-01&end=2024-06-30&outcome=dated")
    opened = client.get(total.before_url)
    assert len(opened.context["rows"]) == 2
    assert [count for _standing, _label, count, _url in opened.context["counts"]] == [2, 0, 0, 0, 1]
    assert "Chỉ các việc có hạn từ 01/01/2024 đến 30/06/2024." in text_of(opened)
    assert [len(client.get(f"{history}{url}").context["rows"]) for *_words, url in opened.context["counts"]] == [
        2,
        0,
        0,
        0,
        1,
    ]


def test_work_without_a_field_opens_from_its_own_row() -> None:
    where = make.scene()
    review = review_in(where, [make.on_time(), make.overdue(field="")])
    client = signed_in(where.north.officer)

    response = client.get(reverse("reviews:review_detail", args=[review.pk]))

    line = response.context["fields"][1]
    assert (line.label, [number.text for number in line.numbers]) == ("Chưa ghi lĩnh vực", list("0001100"))
    opened = client.get(line.numbers[3].url)
    assert [item.label for item in opened.context["page"].items] == ["I.2"]
    assert opened.context["words"] == ["Chưa hoàn thành, quá hạn", "Chưa ghi lĩnh vực"]


def test_the_next_programme_is_chosen_and_opened() -> None:
    where = make.scene()
    review = review_in(where)
    client = signed_in(where.north.officer)
    address = reverse("reviews:next_programme_create", args=[review.pk])

    page = client.get(address).content.decode()
    ticked = re.findall(r'name="items" value="(\d+)" checked', page)
    labels = list(review.programme.work_items.filter(pk__in=ticked).values_list("content", "nature"))

    assert len(re.findall('name="items"', page)) == 4
    assert labels == [("Tổ chức hội thảo", "dated"), ("Tổ chức hội thảo", "continuous")]
    nothing = client.post(address, {})
    assert nothing.status_code == 422
    assert "Hãy chọn ít nhất một việc." in text_of(nothing)
    response = client.post(address, {"items": ticked})
    draft = Instrument.objects.get(kind=InstrumentKind.PROGRAMME, state="draft")
    assert response.headers["Location"] == reverse("programmes:instrument_detail", args=[draft.pk])


def test_a_next_programme_that_is_there_is_opened_instead() -> None:
    where = make.scene()
    review = review_in(where)
    draft = start_next_year(review, organisation=where.north.body, by=where.north.officer)
    client = signed_in(where.north.officer)
    address = reverse("reviews:next_programme_create", args=[review.pk])

    for response in (client.get(address), client.post(address, {"items": ["1"]})):
        assert response.headers["Location"] == reverse("programmes:instrument_detail", args=[draft.pk])
    assert "Chương trình năm sau đã có, mở ở đây." in text_of(client.get(response.headers["Location"]))


@pytest.mark.parametrize("sent", ["9" * 5_000, "²", "-1", "x", str(2**63)])
def test_a_choice_that_is_none_is_refused(sent: str) -> None:
    where = make.scene()
    review = review_in(where)

    answer = signed_in(where.north.officer).post(
        reverse("reviews:next_programme_create", args=[review.pk]), {"items": [sent]}
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("query", ["field=%00", "unit=%00", "body=%00", "body=" + "9" * 5_000, "after=" + "9" * 30])
def test_any_query_of_a_figure_has_an_answer(query: str) -> None:
    where = make.scene()
    review = review_in(where)
    tables = ProvisionVersion.objects.filter(provision__instrument=review.instrument, provision__kind="table")
    tables.delete()

    answer = signed_in(where.north.officer).get(f"{reverse('reviews:figure_item_list', args=[review.pk])}?{query}")

    assert answer.status_code == 200


def test_the_next_programme_is_refused_to_others() -> None:
    where = make.scene()
    review = review_in(where)
    address = reverse("reviews:next_programme_create", args=[review.pk])

    response = signed_in(where.north.approver).get(address)

    assert response.status_code == 403
    assert "Chỉ chuyên viên của một bên được soạn chương trình năm sau." in text_of(response)
    assert signed_in(where.south.officer).get(address).status_code == 404


def test_a_past_table_goes_from_upload_to_confirmation() -> None:
    where = case_scene()
    client = signed_in(where.north.officer)

    response = client.post(
        reverse("reviews:history_create", args=[where.partnership.pk]), {"file": workbook(), "year": ""}
    )

    found = HistoryImport.objects.get()
    preview = reverse("reviews:history_import_detail", args=[found.pk])
    assert response.headers["Location"] == preview
    assert text_of(client.get(preview)).count("form-select") == 10
    response = client.post(preview, {"standing-2": "done_late", "without-3": "1"})
    assert response.headers["Location"] == reverse("reviews:history_detail", args=[where.partnership.pk, 2024])
    assert HistoricalResult.objects.count() == 9
    assert HistoricalResult.objects.get(row=2).standing == "done_late"
    assert client.post(preview).status_code == 409


def test_a_bad_table_gets_its_sentence_on_the_form() -> None:
    where = case_scene()
    client = signed_in(where.north.officer)
    address = reverse("reviews:history_create", args=[where.partnership.pk])

    bad = client.post(address, {"file": SimpleUploadedFile("x.xlsx", b"not a workbook")})
    empty = client.post(address, {"file": SimpleUploadedFile("x.xlsx", b"")})
    none = client.post(address, {})
    future = client.post(address, {"file": workbook(), "year": str(clock.today().year + 1)})

    assert [response.status_code for response in (bad, empty, none, future)] == [422, 422, 422, 422]
    assert "Tệp rỗng. Hãy chọn tệp khác." in text_of(empty)
    assert "Hãy chọn tệp." in text_of(none)
    assert "Năm này chưa đến nên chưa có kết quả." in text_of(future)
    assert HistoryImport.objects.count() == 0


def test_an_upload_is_private_to_its_body() -> None:
    where = case_scene()
    found = upload(where)
    addresses = [
        reverse("reviews:history_import_detail", args=[found.pk]),
        reverse("reviews:history_import_discard", args=[found.pk]),
    ]

    assert [signed_in(where.south.officer).post(address).status_code for address in addresses] == [404, 404]
    assert signed_in(where.north.viewer).get(addresses[0]).status_code == 200
    assert [signed_in(where.north.viewer).post(address).status_code for address in addresses] == [403, 403]
    assert addresses[0] in text_of(signed_in(where.north.viewer).get(reverse("reviews:review_list")))
    assert addresses[0] not in text_of(signed_in(where.south.officer).get(reverse("reviews:review_list")))
    assert signed_in(where.north.officer).post(addresses[1]).status_code == 302
    assert HistoryImport.objects.get().state == "discarded"


def test_past_results_are_for_those_who_may_see_the_partnership() -> None:
    where = case_scene()
    import_results(where.partnership, file=workbook(), organisation=where.north.body, by=where.north.officer)
    address = reverse("reviews:history_detail", args=[where.partnership.pk, 2024])

    assert signed_in(where.south.viewer).get(address).status_code == 200
    assert signed_in(people.user()).get(address).status_code == 404
    assert signed_in(where.south.viewer).get(address.replace("2024", "2023")).status_code == 404
    create = reverse("reviews:history_create", args=[where.partnership.pk])
    assert signed_in(where.south.viewer).get(create).status_code == 403
    assert signed_in(people.user()).get(create).status_code == 404


@pytest.mark.parametrize("copies", [1, 3])
def test_the_page_takes_a_constant_number_of_queries(copies: int, django_assert_num_queries: Any) -> None:
    where = make.scene()
    review = review_in(where, STORIES * copies)
    client = signed_in(where.north.officer)

    with django_assert_num_queries(13):
        client.get(reverse("reviews:review_detail", args=[review.pk]))


@pytest.mark.parametrize("copies", [1, 3])
def test_the_items_take_a_constant_number_of_queries(copies: int, django_assert_num_queries: Any) -> None:
    where = make.scene()
    review = review_in(where, STORIES * copies)
    client = signed_in(where.north.officer)

    with django_assert_num_queries(11):
        client.get(reverse("reviews:figure_item_list", args=[review.pk]))


@pytest.mark.parametrize("copies", [1, 3])
def test_the_list_takes_a_constant_number_of_queries(copies: int, django_assert_num_queries: Any) -> None:
    where = make.scene()
    for copy in range(copies):
        programme = make.programme(where, STORIES[:1], year=2020 + copy)
        start_review(programme, organisation=where.north.body, by=where.north.officer)
    client = signed_in(where.north.officer)

    with django_assert_num_queries(8):
        client.get(reverse("reviews:review_list"))


@pytest.mark.parametrize("copies", [1, 3])
def test_the_choice_for_next_year_takes_a_constant_number_of_queries(
    copies: int, django_assert_num_queries: Any
) -> None:
    where = make.scene()
    review = review_in(where, STORIES * copies)
    client = signed_in(where.north.officer)

    with django_assert_num_queries(12):
        client.get(reverse("reviews:next_programme_create", args=[review.pk]))
