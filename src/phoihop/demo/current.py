"""The demo's present: a year in force with everything that can happen, and next year's text under negotiation."""

import datetime as dt
from decimal import Decimal
from typing import Any

from phoihop.demo.calendar import moment, year_in_force
from phoihop.demo.outcomes import Outcome
from phoihop.demo.sides import department, school, settle, sign
from phoihop.demo.work import decide, extend, send_report, tell
from phoihop.lib import clock
from phoihop.lib.working_days import working_day_after
from phoihop.programmes import actions
from phoihop.programmes.bodies import NamedBody, named
from phoihop.programmes.models import Instrument, Partnership, Provision
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import InstrumentKind, ProvisionKind
from phoihop.reviews import actions as reviews
from phoihop.reviews.models import Review
from phoihop.reviews.queries.next_year import candidates
from phoihop.workitems.models import Occurrence
from phoihop.workitems.states import OccurrenceState

USUAL_DAYS = (-6, -3, -9, -2, 5, -4, -12)  # from the due date to the day of completion, in turn


def load_year_in_force(review: Review) -> Instrument:
    """The programme that followed from the review: signed, and under way as far as today's date tells."""
    year = year_in_force()
    chi = department()
    with clock.at(moment(year - 1, 12, 20)):
        everything = [candidate.item.id for candidate in candidates(review, organisation=chi.body)]
        programme = reviews.start_next_year(review, organisation=chi.body, by=chi.officer, items=everything)
        actions.disclose(programme, organisation=chi.body, by=chi.officer)
    settle(programme, moment(year - 1, 12, 22))
    programme = sign(programme, moment(year - 1, 12, 25))
    _run(programme)
    return programme


def draft_next_year(partnership: Partnership) -> Instrument:
    """The department has made its offer; the school is at work on its answer, which only the school sees."""
    chi, khanh = department(), school()
    year = year_in_force() + 1
    with clock.at(_days_ago(9)):
        draft = actions.start_instrument(
            partnership,
            InstrumentKind.PROGRAMME,
            title=f"công tác năm {year} giữa Ban Tuyên giáo và Dân vận Tỉnh ủy và Trường Chính trị tỉnh Sông Lam",
            period_start=dt.date(year, 1, 1),
            period_end=dt.date(year, 12, 31),
            organisation=chi.body,
            by=chi.officer,
        )
        for fields in _next_items(year):
            actions.write_version(draft, kind=ProvisionKind.ITEM, organisation=chi.body, by=chi.officer, **fields)
        actions.disclose(
            draft,
            organisation=chi.body,
            by=chi.officer,
            note="Đề nghị nhà trường cho ý kiến trước ngày giao ban quý.",
            answer_due_on=working_day_after(clock.today(), 10),
        )
    with clock.at(_days_ago(3)):
        items = [version for version in current_versions(draft) if version.provision.kind == ProvisionKind.ITEM]
        for version in items[:2]:
            actions.consent(version, organisation=khanh.body, by=khanh.officer)
        actions.write_version(
            draft,
            provision=items[-1].provision,
            organisation=khanh.body,
            by=khanh.officer,
            due_text=f"Trước 31/10/{year}",
            reason="Quý III trùng với đợt thi tốt nghiệp của các lớp trung cấp.",
        )
    _talk(draft, items[0].provision, items[-1].provision)
    return draft


def _talk(draft: Instrument, settled: Provision, asked: Provision) -> None:
    """One question answered between the sides, and one of the school's own."""
    chi, khanh = department(), school()
    with clock.at(_days_ago(5)):
        thread = actions.open_thread(
            settled,
            internal=False,
            text="Đề nghị cho biết bên nào chuẩn bị kinh phí cho nội dung này.",
            organisation=khanh.body,
            by=khanh.officer,
        )
    with clock.at(_days_ago(4)):
        actions.reply(thread, text="Bên chủ trì chuẩn bị, như các năm trước.", organisation=chi.body, by=chi.officer)
        actions.resolve(thread, organisation=khanh.body, by=khanh.officer)
    with clock.at(_days_ago(3)):
        actions.open_thread(
            asked,
            internal=True,
            text="Đã hỏi Phòng Quản lý đào tạo về lịch thi; chờ trả lời rồi gửi.",
            organisation=khanh.body,
            by=khanh.officer,
        )


def _run(programme: Instrument) -> None:
    """Two left late, two waiting for confirmation, one returned, the rest done; two with an extension."""
    today = clock.today()
    due = list(
        Occurrence.objects.filter(work_item__instrument=programme, due_on__lt=today - dt.timedelta(days=3))
        .select_related("work_item")
        .order_by("-due_on", "work_item__position")
    )
    waiting, returned, done = due[2:4], due[4:5], due[5:]
    for number, occurrence in enumerate(reversed(done)):
        tell(occurrence, _usual(occurrence, number), until=today)
    for number, occurrence in enumerate(waiting):
        send_report(occurrence, _usual(occurrence, number), day=min(occurrence.due_on or today, _days_ago(2).date()))
    for occurrence in returned:
        report = send_report(
            occurrence, _usual(occurrence, 0), day=min(occurrence.due_on or today, _days_ago(4).date())
        )
        decide(
            report,
            confirmed=False,
            on=_days_ago(1).date(),
            reason="Đề nghị gửi kèm danh sách và số liệu cụ thể.",
        )
    coming = Occurrence.objects.filter(
        work_item__instrument=programme, due_on__gte=today, state=OccurrenceState.OPEN
    ).select_related("work_item")
    for occurrence, granted in zip(coming.order_by("due_on", "work_item__position")[:2], (None, True), strict=False):
        extend(occurrence, days=15, granted=granted)


def _usual(occurrence: Occurrence, number: int) -> Outcome:
    item = occurrence.work_item
    share = None
    if item.target_quantity is not None:
        share = max(Decimal(1), (item.target_quantity / item.occurrences.count()).quantize(Decimal(1)))
    words = f"Đã thực hiện {occurrence.label[:1].lower()}{occurrence.label[1:]}; hồ sơ kèm theo."
    return Outcome(USUAL_DAYS[number % len(USUAL_DAYS)], words, share)


def _next_items(year: int) -> list[dict[str, Any]]:
    day = dt.date(year, 1, 1)
    party, college = named(department().body, day), named(school().body, day)
    return [
        _item("Công tác tham mưu", "Tham mưu Ban Thường vụ Tỉnh ủy ban hành kế hoạch đào tạo, bồi dưỡng lý luận chính trị "
              f"năm {year}", party, college, f"Quý I/{year}", "Kế hoạch được ban hành"),
        _item("Hội thảo, tọa đàm khoa học", "Hội thảo khoa học cấp tỉnh về chất lượng giảng dạy phần học địa phương",
              college, party, f"Tháng 5/{year}", "01 hội thảo; kỷ yếu tối thiểu 40 tham luận"),
        _item("Đào tạo, bồi dưỡng lý luận chính trị", "Mở các lớp đào tạo, bồi dưỡng khi được Thường trực, Ban Thường vụ "
              "Tỉnh ủy giao", college, party, "Cả năm", "100% lớp được giao mở đúng hạn"),
        _item("Nghiên cứu khoa học", "Thực hiện đề tài cấp tỉnh đã được giao, kiểm tra tiến độ sáu tháng một lần",
              college, party, f"Tháng 6 và tháng 12/{year}", "Báo cáo tiến độ; sản phẩm theo hợp đồng"),
        _item("Nghiệp vụ giảng viên, giảng viên kiêm chức", "Tập huấn nghiệp vụ cho giảng viên, giảng viên kiêm chức "
              "trung tâm chính trị cấp xã", party, college, f"Quý III/{year}", "03 lớp, 240 học viên"),
    ]  # fmt: skip


def _item(
    field_of_work: str, text: str, lead: NamedBody, support: NamedBody, due_text: str, deliverable: str
) -> dict[str, Any]:
    return {
        "field_of_work": field_of_work,
        "text": text,
        "leads": [lead],
        "supports": [support],
        "due_text": due_text,
        "deliverable": deliverable,
    }


def _days_ago(days: int) -> dt.datetime:
    today = clock.today()
    return dt.datetime(today.year, today.month, today.day, 9, tzinfo=clock.VIETNAM) - dt.timedelta(days=days)
