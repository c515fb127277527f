"""A lead reports; the other side confirms or returns."""

import datetime as dt
import hashlib
import re
import uuid
from decimal import Decimal
from typing import Any

import pytest

from phoihop.documents import files
from phoihop.ledger.models import Entry
from phoihop.ledger.verification import verify_chain
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible, Refusal
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Membership, Role
from phoihop.workitems import actions, evidence
from phoihop.workitems.models import Evidence, Report
from phoihop.workitems.states import EvidenceKind, OccurrenceState
from phoihop.workitems.tests import make
from phoihop.workitems.tests.make import scene
from tests.make import member, organisation, partnership

pytestmark = pytest.mark.django_db

WHAT = "mục I.1 “Hội thảo khoa học cấp tỉnh”, Tháng 5/2026"


def test_a_report_waits_for_the_other_side() -> None:
    both = scene()
    one = make.occurrence(both)

    told = make.report(
        both,
        one,
        quantity=Decimal("1.495"),
        text="  Đã tổ chức\x00 hội thảo. ",
        files=[make.upload("kỷ yếu.pdf"), make.upload("anh.jpg", b"jpg")],
        links=[("Tin", "https://songlam.example/tin"), ("", "http://songlam.example/2")],
    )

    one.refresh_from_db()
    work = one.work_item
    assert (one.state, one.completed_on, work.state, work.closed) == ("reported", None, "reported", False)
    assert (work.due_on, work.next_due_on) == (dt.date(2026, 5, 31), None)
    assert (told.organisation, told.by, told.reported_at) == (both.south.body, both.south.officer, make.NOW)
    assert (told.completed_on, told.quantity, told.text, told.confirmed) == (
        dt.date(2026, 5, 20),
        Decimal("1.5"),
        "Đã tổ chức hội thảo.",
        None,
    )
    shown = [(part.kind, part.title, part.url) for part in told.evidence.all()]
    assert shown == [
        (EvidenceKind.FILE, "kỷ yếu.pdf", ""),
        (EvidenceKind.FILE, "anh.jpg", ""),
        (EvidenceKind.LINK, "Tin", "https://songlam.example/tin"),
        (EvidenceKind.LINK, "songlam.example", "http://songlam.example/2"),
    ]
    paper = told.evidence.all()[0].file
    assert paper is not None
    assert (files.read(paper), paper.media_type) == (b"%PDF-1.7 bien ban", "application/pdf")


def test_the_other_side_is_told_and_the_act_recorded() -> None:
    both = scene()

    told = make.report(both, links=[("Tin", "https://songlam.example/tin")], files=[make.upload()])

    notices = Notice.objects.values_list("user", "text", "url")
    assert list(notices) == [
        (
            both.north.officer.pk,
            f"Trường Chính trị báo cáo đã hoàn thành {WHAT}, chờ cơ quan đồng chí xác nhận.",
            f"/work-items/{told.occurrence.work_item_id}/#occurrence-{told.occurrence_id}",
        )
    ]
    entry = Entry.objects.get(verb="workitems.report_sent")
    assert (entry.actor, entry.organisation) == (both.south.officer, both.south.body)
    assert (entry.object_type, entry.object_id) == ("workitems.workitem", str(told.occurrence.work_item_id))
    assert entry.object_label == "I.1 Hội thảo khoa học cấp tỉnh"
    assert entry.data["evidence"] == [
        {"title": "bien-ban.pdf", "sha256": hashlib.sha256(b"%PDF-1.7 bien ban").hexdigest(), "url": ""},
        {"title": "Tin", "sha256": "", "url": "https://songlam.example/tin"},
    ]
    assert (entry.data["completed_on"], entry.data["quantity"], entry.data["report"]) == ("2026-05-20", "1", told.pk)
    assert verify_chain(both.partnership.chain) == []


def test_the_hash_of_a_report_covers_what_it_says() -> None:
    both = scene()
    one = make.occurrence(both, due="Tháng 4 và tháng 8/2026")
    other = one.work_item.occurrences.get(number=2)

    make.report(both, one)
    make.report(both, other, text="Đã làm việc khác.")

    hashes = set(Entry.objects.filter(verb="workitems.report_sent").values_list("content_hash", flat=True))
    assert len(hashes) == 2


def test_the_same_form_sent_twice_is_one_report() -> None:
    both = scene()
    one = make.occurrence(both)
    token = uuid.uuid4()

    first = make.report(both, one, token=token, files=[make.upload()])
    second = make.report(both, one, token=token, files=[make.upload()])

    assert first == second
    assert (Report.objects.count(), Evidence.objects.count(), Notice.objects.count()) == (1, 1, 1)


def test_a_form_of_another_work_is_not_taken() -> None:
    both = scene()
    token = uuid.uuid4()
    make.report(both, token=token)

    with pytest.raises(NotPossible, match=r"^Mẫu báo cáo này đã dùng cho việc khác\. Hãy mở lại trang báo cáo"):
        make.report(both, make.occurrence(both), token=token)


def who(both: make.Scene, name: str) -> Any:
    return {
        "officer of the lead": both.south.officer,
        "approver of the lead": both.south.approver,
        "signatory of the lead": both.south.signatory,
        "clerk of the lead": both.south.clerk,
        "viewer of the lead": both.south.viewer,
        "officer of the other side": both.north.officer,
        "stranger": member(organisation()),
    }[name]


@pytest.mark.parametrize(
    ("name", "may_report", "may_confirm"),
    [
        ("officer of the lead", True, False),
        ("approver of the lead", False, False),
        ("signatory of the lead", False, False),
        ("clerk of the lead", False, False),
        ("viewer of the lead", False, False),
        ("officer of the other side", False, True),
        ("stranger", False, False),
    ],
)
def test_who_may_report_and_who_confirm(name: str, may_report: bool, may_confirm: bool) -> None:
    both = scene()
    person = who(both, name)
    bodies = {"officer of the other side": both.north.body}

    assert _does(lambda: _report(both, person, bodies.get(name, both.south.body))) == may_report
    told = make.report(both)
    body = bodies.get(name, both.south.body)
    assert _does(lambda: actions.decide_report(told, organisation=body, by=person, confirmed=True)) == may_confirm


def _report(both: make.Scene, person: Any, body: Any, one: Any = None) -> Report:
    with clock.at(make.NOW):
        return actions.report(
            one or make.occurrence(both),
            organisation=body,
            by=person,
            completed_on=dt.date(2026, 5, 20),
            quantity=None,
            text="Xong.",
            files=[],
            links=[],
            token=uuid.uuid4(),
        )


def _does(act: Any) -> bool:
    try:
        act()
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("gone", ["left the body", "may not sign in"])
def test_an_officer_of_yesterday_reports_nothing(gone: str) -> None:
    both = scene()
    one = make.occurrence(both)
    if gone == "left the body":
        Membership.objects.filter(user=both.south.officer).update(valid_to=make.TODAY - dt.timedelta(days=1))
    else:
        both.south.officer.is_active = False
        both.south.officer.save()

    with pytest.raises(
        NotAllowed, match=r"^Chỉ chuyên viên của cơ quan chủ trì được báo cáo hoặc đề nghị gia hạn việc này\.$"
    ):
        _report(both, both.south.officer, both.south.body, one)


def test_work_led_by_no_party_is_reported_by_the_lead_of_the_programme() -> None:
    both = scene()
    one = make.occurrence(both, organisation("Trung tâm Chính trị"))

    with pytest.raises(NotAllowed):
        make.report(both, one, by=both.south)

    assert make.report(both, one, by=both.north).organisation == both.north.body


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"completed_on": dt.date(2026, 6, 11)}, "Ngày hoàn thành không thể sau hôm nay."),
        (
            {"completed_on": dt.date(2025, 12, 19)},
            "Ngày hoàn thành không thể trước 20/12/2025, ngày đầu của việc này theo văn bản đã ký.",
        ),
        ({"quantity": Decimal("-0.01")}, "Kết quả phải là một số từ 0 trở lên."),
        ({"quantity": Decimal("999999999999.999")}, "Kết quả phải là một số từ 0 trở lên."),
        ({"quantity": Decimal(10) ** 12}, "Kết quả phải là một số từ 0 trở lên."),
        ({"text": " \n "}, "Hãy viết nội dung báo cáo: đã làm gì, kết quả ra sao."),
        ({"text": "a" * 5_001}, "Nội dung báo cáo dài quá 5.000 ký tự; phần chi tiết xin gửi thành tệp."),
        (
            {"files": [make.upload("trong.pdf", b"")]},
            "Tệp “trong.pdf” không có nội dung; hãy chọn lại tệp.",
        ),
        (
            {"files": [make.upload()] * 11},
            "Mỗi báo cáo gửi được nhiều nhất 10 tệp; hãy gộp bớt.",
        ),
        (
            {"links": [("", "javascript:alert(1)")]},
            "“javascript:alert(1)” không phải là đường dẫn; hãy chép cả phần đầu http:// hoặc https://.",
        ),
        (
            {"links": [("", "ftp://songlam.example/a")]},
            "“ftp://songlam.example/a” không phải là đường dẫn; hãy chép cả phần đầu http:// hoặc https://.",
        ),
        (
            {"links": [("", "https://songlam.example/" + "a" * 500)]},
            "Đường dẫn dài quá 500 ký tự; hãy dùng đường dẫn ngắn hơn.",
        ),
        ({"links": [("", "https://a.example")] * 11}, "Mỗi báo cáo gửi được nhiều nhất 10 đường dẫn."),
    ],
)
def test_what_cannot_be_reported_is_refused_with_its_sentence(fields: dict[str, Any], sentence: str) -> None:
    both = scene()

    with pytest.raises(NotPossible) as refused:
        make.report(both, **fields)

    assert str(refused.value) == sentence
    assert list(Report.objects.all()) == []


def test_a_file_of_more_than_twenty_megabytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    both = scene()
    monkeypatch.setattr(evidence, "LARGEST_FILE", 8)

    make.report(both, files=[make.upload("vua.pdf", b"12345678")])
    with pytest.raises(NotPossible, match=r"^Tệp “to\.pdf” lớn hơn 20 MB; hãy gửi tệp nhỏ hơn hoặc gửi đường dẫn\.$"):
        make.report(both, files=[make.upload("to.pdf", b"123456789")])


@pytest.mark.parametrize("day", [dt.date(2026, 1, 1), make.TODAY])
def test_the_first_day_of_the_programme_and_today_are_days_to_finish(day: dt.date) -> None:
    assert make.report(scene(), completed_on=day).completed_on == day


def test_the_type_of_a_file_is_told_by_its_name() -> None:
    both = scene()

    told = make.report(both, files=[make.upload("anh.JPG", b"<script>"), make.upload("bang.csv", b"x")])

    types = [part.file.media_type for part in told.evidence.all() if part.file]
    assert types == ["image/jpeg", "text/csv"]


@pytest.mark.parametrize("name", ["trang.html", "x.exe", "la", "ban.pdf.js", ".pdf", "nen.zip", "hinh.svg"])
def test_only_documents_pictures_sound_and_film_are_evidence(name: str) -> None:
    with pytest.raises(NotPossible, match=f"^Không nhận loại tệp “{re.escape(name)}”"):
        make.report(scene(), files=[make.upload(name, b"x")])
    assert Report.objects.count() == 0


def test_confirmation_completes_the_work() -> None:
    both = scene()
    told = make.report(both)

    answered = make.decide(told, both.north)

    one = answered.occurrence
    one.refresh_from_db()
    work = one.work_item
    assert (answered.confirmed, answered.decided_by, answered.decided_for, answered.decided_at, answered.reason) == (
        True,
        both.north.officer,
        both.north.body,
        make.NOW,
        "",
    )
    assert (one.state, one.completed_on, one.quantity) == ("confirmed", dt.date(2026, 5, 20), Decimal(1))
    assert (work.state, work.closed, work.done_late) == ("confirmed", True, False)
    assert (work.due_on, work.next_due_on) == (dt.date(2026, 5, 31), None)
    assert Notice.objects.filter(user=both.south.officer).get().text == (
        "Ban Tuyên giáo đã xác nhận mục I.1 “Hội thảo khoa học cấp tỉnh”, Tháng 5/2026."
    )
    verbs = list(Entry.objects.values_list("verb", flat=True))[1:]
    assert verbs == ["workitems.report_sent", "workitems.report_confirmed"]


def test_a_return_says_why_and_the_work_is_open_again() -> None:
    both = scene()
    told = make.report(both)

    make.decide(told, both.north, confirmed=False, reason=" Thiếu danh sách. ")

    one = told.occurrence
    one.refresh_from_db()
    assert (one.state, one.work_item.state, one.work_item.next_due_on) == ("returned", "returned", dt.date(2026, 5, 31))
    assert Notice.objects.filter(user=both.south.officer).get().text == (
        "Ban Tuyên giáo trả lại báo cáo mục I.1 “Hội thảo khoa học cấp tỉnh”, Tháng 5/2026: Thiếu danh sách."
    )
    second = make.report(both, one)
    assert make.decide(second, both.north).occurrence.state == OccurrenceState.CONFIRMED
    assert [report.confirmed for report in one.reports.all()] == [False, True]


@pytest.mark.parametrize("reason", ["", "  ", "\x00"])
def test_a_return_without_a_reason_is_refused(reason: str) -> None:
    both = scene()
    told = make.report(both)

    with pytest.raises(NotPossible, match=r"^Hãy nêu lý do trả lại để bên kia biết cần bổ sung gì\.$"):
        make.decide(told, both.north, confirmed=False, reason=reason)


def test_a_very_long_reason_is_refused() -> None:
    both = scene()
    told = make.report(both)

    with pytest.raises(NotPossible, match=r"^Lý do dài quá 2\.000 ký tự; hãy viết gọn lại\.$"):
        make.decide(told, both.north, confirmed=False, reason="a" * 2_001)


def test_nobody_confirms_their_own_report() -> None:
    both = scene()
    told = make.report(both)

    with pytest.raises(
        NotAllowed, match=r"^Bên báo cáo không tự xác nhận việc của mình; việc này chờ bên kia xác nhận\.$"
    ):
        make.decide(told, both.south)


def test_only_an_officer_of_the_other_side_answers() -> None:
    both = scene()
    told = make.report(both)

    with pytest.raises(NotAllowed, match=r"^Chỉ chuyên viên của bên kia được xác nhận hoặc trả lại báo cáo này\.$"):
        actions.decide_report(told, organisation=both.north.body, by=both.north.viewer, confirmed=True)


def test_a_person_of_both_sides_answers_for_the_other_one() -> None:
    both = scene()
    told = make.report(both)
    Membership.objects.create(user=both.south.officer, organisation=both.north.body, role=Role.OFFICER)

    with clock.at(make.NOW):
        answered = actions.decide_report(told, organisation=both.north.body, by=both.south.officer, confirmed=True)

    assert answered.decided_for == both.north.body


def test_of_joint_work_the_other_lead_confirms() -> None:
    both = scene()
    one = make.occurrence(both, both.north.body, both.south.body)

    told = make.report(both, one, by=both.north)

    assert make.decide(told, both.south).decided_for == both.south.body


def test_of_joint_work_a_third_party_is_not_asked() -> None:
    both = scene()
    third = organisation("Sở Nội vụ")
    three = make.Scene(partnership(both.north.body, both.south.body, third), both.north, both.south)
    guest = member(third)
    joint = make.report(three, make.occurrence(three, both.north.body, both.south.body), by=both.north)
    single = make.report(three, make.occurrence(three, both.south.body))

    with pytest.raises(NotAllowed):
        actions.decide_report(joint, organisation=third, by=guest, confirmed=True)
    with clock.at(make.NOW):
        assert actions.decide_report(single, organisation=third, by=guest, confirmed=True).decided_for == third


def test_a_report_is_answered_once() -> None:
    both = scene()
    told = make.report(both)
    make.decide(told, both.north)

    with pytest.raises(NotPossible, match=r"^Báo cáo này đã được trả lời ngày 10/06/2026\.$"):
        make.decide(told, both.north, confirmed=False, reason="Nghĩ lại.")


def test_nothing_is_reported_while_an_answer_is_awaited_or_after_it_was_confirmed() -> None:
    both = scene()
    one = make.occurrence(both)
    told = make.report(both, one)

    with pytest.raises(
        NotPossible, match=r"^Báo cáo trước đang chờ bên kia trả lời; hãy chờ trả lời rồi báo cáo tiếp\.$"
    ):
        make.report(both, one)
    make.decide(told, both.north)
    with pytest.raises(NotPossible, match=r"^Việc này đã được xác nhận hoàn thành, không cần báo cáo nữa\.$"):
        make.report(both, one)


def test_more_time_is_answered_before_the_work_is_confirmed() -> None:
    both = scene()
    one = make.occurrence(both)
    asked = make.extension(both, one)
    told = make.report(both, one, completed_on=dt.date(2026, 6, 9))

    with pytest.raises(NotPossible, match=r"^Hãy trả lời đề nghị gia hạn trước rồi xác nhận hoàn thành\.$"):
        make.decide(told, both.north)
    with clock.at(make.NOW):
        actions.decide_extension(asked, organisation=both.north.body, by=both.north.officer, granted=True)
    make.decide(told, both.north)

    one.refresh_from_db()
    assert (one.due_on, one.work_item.done_late) == (dt.date(2026, 7, 15), False)


def test_work_done_after_its_date_is_late_also_when_another_time_is_open() -> None:
    both = scene()
    first, second = make.work_item(both, due="Tháng 4 và tháng 8/2026").occurrences.all()

    make.confirmed(both, first, dt.date(2026, 5, 1))

    work = first.work_item
    work.refresh_from_db()
    assert (work.state, work.done_late, work.due_on, work.next_due_on) == (
        "open",
        True,
        dt.date(2026, 8, 31),
        dt.date(2026, 8, 31),
    )
    assert second.state == OccurrenceState.OPEN


def test_what_asks_for_attention_first_is_the_state_of_the_work() -> None:
    both = scene()
    work = make.work_item(both, due="Mỗi quý 01 lần")
    first, second, third, _fourth = work.occurrences.all()

    make.confirmed(both, first, dt.date(2026, 3, 1))
    make.report(both, second)
    work.refresh_from_db()
    assert (work.state, work.due_on, work.next_due_on) == ("reported", dt.date(2026, 6, 30), dt.date(2026, 9, 30))
    make.decide(make.report(both, third), both.north, confirmed=False, reason="Thiếu.")
    work.refresh_from_db()
    assert (work.state, work.due_on, work.next_due_on) == ("returned", dt.date(2026, 6, 30), dt.date(2026, 9, 30))


def test_work_without_a_term_goes_on_after_each_confirmation() -> None:
    both = scene()
    work = make.work_item(both, due="Thường xuyên")

    for _time in range(2):
        make.confirmed(both, work.occurrences.get(state="open"), dt.date(2026, 3, 1))

    times = work.occurrences.values_list("number", "label", "due_on", "state")
    assert list(times) == [(1, "Lần 1", None, "confirmed"), (2, "Lần 2", None, "confirmed"), (3, "Lần 3", None, "open")]
    work.refresh_from_db()
    assert (work.state, work.closed, work.done_late, work.due_on) == ("open", False, False, None)


def test_long_work_is_named_by_its_beginning() -> None:
    both = scene()

    make.report(both, make.occurrence(both, text="Bồi dưỡng lý luận chính trị " * 10))

    told = Notice.objects.get().text
    assert "“" + "Bồi dưỡng lý luận chính trị " * 3 + "Bồi…”, Tháng 5/2026" in told


def test_what_is_kept_reads_as_what_it_is() -> None:
    both = scene()
    told = make.report(both, files=[make.upload()])
    asked = make.extension(both)

    assert str(told.occurrence) == "I.1 Hội thảo khoa học cấp tỉnh: Tháng 5/2026"
    assert str(told) == "I.1 Hội thảo khoa học cấp tỉnh: Tháng 5/2026: 10/06/2026"
    assert str(told.evidence.get()) == "bien-ban.pdf"
    assert str(asked) == "I.1 Hội thảo khoa học cấp tỉnh: Tháng 5/2026: 15/07/2026"
    assert str(told.occurrence.work_item.instrument.fields_of_work.get()) == "Hội thảo, tọa đàm"


def test_a_refusal_leaves_nothing_behind() -> None:
    both = scene()
    one = make.occurrence(both)

    with pytest.raises(Refusal):
        make.report(both, one, files=[make.upload()], text="")

    one.refresh_from_db()
    assert (one.state, Evidence.objects.count(), Notice.objects.count()) == ("open", 0, 0)


def test_work_done_on_the_day_of_the_text_can_be_reported_so() -> None:
    both = scene()

    told = make.report(both, completed_on=dt.date(2025, 12, 20))

    assert told.completed_on == dt.date(2025, 12, 20)
