"""The annex of a review report: closed figures as plain tables that freeze, print and export like any other text.

Documents are Vietnamese whoever reads the pages, so nothing here is marked for translation.
"""

from collections.abc import Iterable
from decimal import Decimal

from phoihop.documents.content import Column, Row, Table
from phoihop.lib.dates import format_date
from phoihop.lib.numbers import format_number, percent
from phoihop.reviews.closing import Closing, ItemRow
from phoihop.reviews.figures import (
    CONTINUOUS,
    IN_TERM,
    LATE,
    ON_REQUEST,
    ON_TIME,
    OVERDUE,
    Comparison,
    Figures,
    Line,
    Share,
    UnitLine,
)

OUTCOMES = {
    ON_TIME: "Hoàn thành đúng hạn",
    LATE: "Hoàn thành quá hạn",
    IN_TERM: "Chưa hoàn thành, còn trong hạn",
    OVERDUE: "Chưa hoàn thành, quá hạn",
    CONTINUOUS: "Thường xuyên",
    ON_REQUEST: "Theo yêu cầu",
}
_FIGURES = (
    Column("Hoàn thành đúng hạn", 20, "center"),
    Column("Hoàn thành quá hạn", 20, "center"),
    Column("Chưa xong, trong hạn", 20, "center"),
    Column("Chưa xong, quá hạn", 20, "center"),
    Column("Cộng", 14, "center"),
    Column("Thường xuyên", 18, "center"),
    Column("Theo yêu cầu", 18, "center"),
)


def tables(closing: Closing) -> list[Table]:
    """All tables of the annex, in order."""
    figures = closing.figures
    found = [
        _summary(closing, figures),
        _rates(figures),
        _lines("Kết quả theo lĩnh vực", "Lĩnh vực", figures.by_field, total=figures.total),
        _lines(
            "Kết quả theo cơ quan chủ trì",
            "Cơ quan",
            figures.by_body,
            note="Việc do nhiều cơ quan cùng chủ trì được tính cho từng cơ quan, nên cộng các dòng có thể lớn hơn tổng số việc.",
        ),
    ]
    if figures.units:
        found.append(_targets(figures.units))
    if closing.before and closing.comparison:
        found.append(_comparison(closing.comparison, closing.before.year, closing.end.year))
    return [*found, _items(closing.items)]


def day_sentence(closing: Closing) -> str:
    """From when the figures are."""
    return (
        f"Thời kỳ từ ngày {format_date(closing.start)} đến ngày {format_date(closing.end)}; "
        f"số liệu chốt đến hết ngày {format_date(closing.as_of)}"
    )


def _summary(closing: Closing, figures: Figures) -> Table:
    total = figures.total
    rows = (
        Row("row", ("Đã hoàn thành", total.on_time.count, total.late.count, total.done)),
        Row(
            "row",
            ("Chưa hoàn thành", total.in_term.count, total.overdue.count, total.in_term.count + total.overdue.count),
        ),
        Row(
            "total",
            (
                "Cộng",
                total.on_time.count + total.in_term.count,
                total.late.count + total.overdue.count,
                total.total.count,
            ),
        ),
    )
    moved = f" {figures.moved.count} việc được hai bên thống nhất lùi thời hạn." if figures.moved.count else ""
    return Table(
        "Kết quả thực hiện các việc có thời hạn",
        (
            Column("Việc", 60),
            Column("Đúng hạn hoặc còn trong hạn", 36, "center"),
            Column("Quá hạn", 36, "center"),
            Column("Cộng", 28, "center"),
        ),
        rows,
        subtitle=day_sentence(closing),
        note=(
            f"Tính riêng, không thuộc bảng này: {total.continuous.count} việc thường xuyên, "
            f"{total.on_request.count} việc theo yêu cầu. Việc đã báo cáo mà bên kia chưa xác nhận được tính là chưa hoàn thành."
            + moved
        ),
        landscape=False,
    )


def _rates(figures: Figures) -> Table:
    rates = figures.rates
    return Table(
        "Tỷ lệ",
        (
            Column("Tỷ lệ", 60),
            Column("Trên số việc đã đến hạn", 50, "center"),
            Column("Trên tổng số việc có thời hạn", 50, "center"),
        ),
        (
            Row("row", ("Hoàn thành", _share(rates.done_of_due), _share(rates.done_of_all))),
            Row("row", ("Hoàn thành đúng hạn", _share(rates.on_time_of_due), _share(rates.on_time_of_all))),
            Row("row", ("Quá hạn chưa hoàn thành", _share(rates.overdue_of_due), _share(rates.overdue_of_all))),
        ),
        note="Số việc đã đến hạn gồm việc đã hoàn thành và việc quá hạn chưa hoàn thành.",
        landscape=False,
    )


def _share(share: Share) -> str:
    return f"{percent(share.part, share.whole)} ({share.part}/{share.whole})"


def _lines(title: str, head: str, lines: Iterable[Line], *, total: Line | None = None, note: str = "") -> Table:
    rows = [Row("row", (line.label, *(figure.count for figure in line.figures))) for line in lines]
    if total:
        rows.append(Row("total", ("Cộng", *(figure.count for figure in total.figures))))
    return Table(title, (Column(head, 100), *_FIGURES), tuple(rows), note=note)


def _targets(units: Iterable[UnitLine]) -> Table:
    rows = tuple(
        Row(
            "row",
            (
                unit.unit,
                unit.items.count,
                format_number(unit.target),
                format_number(unit.result),
                percent(unit.result, unit.target),
            ),
        )
        for unit in units
    )
    return Table(
        "Chỉ tiêu và kết quả",
        (
            Column("Đơn vị tính", 60),
            Column("Số việc", 20, "center"),
            Column("Chỉ tiêu", 26, "center"),
            Column("Kết quả", 26, "center"),
            Column("Kết quả so với chỉ tiêu", 28, "center"),
        ),
        rows,
        note="Kết quả chỉ gồm số lượng đã được bên kia xác nhận.",
        landscape=False,
    )


def _comparison(comparison: Comparison, before: int, now: int) -> Table:
    old, new = comparison.before.total, comparison.now.total
    old_rates, new_rates = comparison.before.rates, comparison.now.rates
    rows = [
        _change("Việc có thời hạn", old.total.count, new.total.count),
        _change("Hoàn thành đúng hạn", old.on_time.count, new.on_time.count),
        _change("Hoàn thành quá hạn", old.late.count, new.late.count),
        _change("Chưa hoàn thành, còn trong hạn", old.in_term.count, new.in_term.count),
        _change("Chưa hoàn thành, quá hạn", old.overdue.count, new.overdue.count),
        Row(
            "row",
            (
                "Tỷ lệ hoàn thành trên số việc đã đến hạn",
                _share(old_rates.done_of_due),
                _share(new_rates.done_of_due),
                "",
            ),
        ),
        Row(
            "row",
            ("Tỷ lệ quá hạn trên tổng số việc", _share(old_rates.overdue_of_all), _share(new_rates.overdue_of_all), ""),
        ),
    ]
    for unit in comparison.units:
        results = (unit.before.result if unit.before else None, unit.now.result if unit.now else None)
        worded = f" (năm {before} ghi: {unit.before.unit})" if unit.before and unit.before.unit != unit.unit else ""
        rows.append(_change(f"Kết quả: {unit.unit}{worded}", *results))
    return Table(
        f"So sánh với năm {before}",
        (
            Column("Chỉ tiêu", 70),
            Column(f"Năm {before}", 32, "center"),
            Column(f"Năm {now}", 32, "center"),
            Column("Tăng, giảm", 26, "center"),
        ),
        tuple(rows),
        landscape=False,
    )


def _change(label: str, before: int | Decimal | None, now: int | Decimal | None) -> Row:
    shown = ["–" if value is None else format_number(value) for value in (before, now)]
    return Row("row", (label, *shown, difference(before, now)))


def difference(before: int | Decimal | None, now: int | Decimal | None) -> str:
    """+3, −2, 0; empty when one of them is not known."""
    if before is None or now is None:
        return ""
    step = Decimal(now) - Decimal(before)
    sign = "+" if step > 0 else "−" if step < 0 else ""
    return f"{sign}{format_number(abs(step))}"


def _items(items: Iterable[ItemRow]) -> Table:
    items = list(items)
    rows: list[Row] = []
    for outcome, name in OUTCOMES.items():
        behind = [item for item in items if item.outcome == outcome]
        if behind:
            rows.append(Row("group", (f"{name}: {len(behind)} việc",)))
            rows += [_item(item) for item in behind]
    return Table(
        "Danh mục công việc",
        (
            Column("Mục", 18, "center"),
            Column("Nội dung", 72),
            Column("Chủ trì", 34),
            Column("Thời hạn", 28),
            Column("Hoàn thành", 28),
            Column("Kết quả/chỉ tiêu", 28),
            Column("Minh chứng", 46),
        ),
        tuple(rows),
        note="Mục là số thứ tự của việc trong phụ lục chương trình. Mỗi nhóm là các việc của một con số trong báo cáo.",
        numbered=True,
    )


def _item(item: ItemRow) -> Row:
    content = f"{item.content} (lĩnh vực: {item.field})" if item.field else item.content
    return Row(
        "row",
        (item.label, content, item.lead_text, item.due, item.completed, _quantity(item), "; ".join(item.evidence)),
    )


def _quantity(item: ItemRow) -> str:
    if not (item.target or item.result) or "%" in item.unit:
        return ""
    target = f"/{format_number(item.target)}" if item.target else ""
    return f"{format_number(item.result)}{target} {item.unit}".strip()
