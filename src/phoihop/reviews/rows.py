"""Rates, targets and the comparison as rows that a template prints: figures with their words and addresses."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from phoihop.lib.numbers import format_number, percent
from phoihop.reviews.annex import difference
from phoihop.reviews.closing import Before
from phoihop.reviews.figures import Comparison, Figure, Figures, Line, Share, UnitLine
from phoihop.reviews.models import Review
from phoihop.reviews.queries.before import a_year_earlier, is_whole_year
from phoihop.reviews.words import line_label
from phoihop.ui.templatetags.ui import vnumber


@dataclass(frozen=True)
class Number:
    """A figure as it is printed: its column's name, its digits, and where its items are listed ("" for none)."""

    label: str
    text: str
    url: str
    tone: str = "neutral"


@dataclass(frozen=True)
class TableRow:
    """A row of a table by field or by body."""

    label: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class RateRow:
    """A rate on its two denominators."""

    label: str
    of_due: str
    of_all: str


@dataclass(frozen=True)
class UnitRow:
    """A unit of counting with the share of its target that is reached."""

    line: UnitLine
    items: Number
    share: str


@dataclass(frozen=True)
class ComparisonRow:
    """A figure of two years; an address where its items can be opened."""

    label: str
    before: str
    now: str
    difference: str = ""
    before_url: str = ""
    now_url: str = ""


def column_names() -> list[str]:
    """The heads of the official figures, in their order."""
    return [
        _("Hoàn thành đúng hạn"),
        _("Hoàn thành quá hạn"),
        _("Chưa xong, trong hạn"),
        _("Chưa xong, quá hạn"),
        _("Cộng"),
        _("Thường xuyên"),
        _("Theo yêu cầu"),
    ]


def tiles(figures: Figures, review: Review) -> list[Number]:
    """The figures at the top of the page: without the sum, each with its tone."""
    numbers = table_rows([figures.total], review)[0].numbers
    tones = ("success", "warning", "info", "danger", None, "neutral", "neutral")
    return [
        replace(number, tone=tone if number.url else "neutral")
        for number, tone in zip(numbers, tones, strict=True)
        if tone
    ]


def table_rows(lines: Iterable[Line], review: Review) -> list[TableRow]:
    """Lines of figures, each number with its address."""
    base, names = reverse("reviews:figure_item_list", args=[review.pk]), column_names()
    return [
        TableRow(
            line_label(line),
            tuple(_numbered(name, figure, base) for name, figure in zip(names, line.figures, strict=True)),
        )
        for line in lines
    ]


def moved(figures: Figures, review: Review) -> Number:
    """How many items had a due date moved by both sides."""
    return _numbered("", figures.moved, reverse("reviews:figure_item_list", args=[review.pk]))


def _numbered(name: str, figure: Figure, base: str) -> Number:
    return Number(name, vnumber(figure.count), _link(base, figure))


def rate_rows(figures: Figures) -> list[RateRow]:
    rates = figures.rates
    return [
        RateRow(_("Hoàn thành"), _share(rates.done_of_due), _share(rates.done_of_all)),
        RateRow(_("Hoàn thành đúng hạn"), _share(rates.on_time_of_due), _share(rates.on_time_of_all)),
        RateRow(_("Quá hạn chưa hoàn thành"), _share(rates.overdue_of_due), _share(rates.overdue_of_all)),
    ]


def unit_rows(figures: Figures, review: Review) -> list[UnitRow]:
    base = reverse("reviews:figure_item_list", args=[review.pk])
    return [UnitRow(line, _numbered("", line.items, base), percent(line.result, line.target)) for line in figures.units]


def comparison_rows(comparison: Comparison, before: Before, review: Review) -> list[ComparisonRow]:
    """The official figures of both years, the rates, and the results by unit."""
    old, new = comparison.before.total, comparison.now.total
    counted = [
        (_("Việc có thời hạn"), old.total, new.total),
        (_("Hoàn thành đúng hạn"), old.on_time, new.on_time),
        (_("Hoàn thành quá hạn"), old.late, new.late),
        (_("Chưa hoàn thành, còn trong hạn"), old.in_term, new.in_term),
        (_("Chưa hoàn thành, quá hạn"), old.overdue, new.overdue),
    ]
    here = reverse("reviews:figure_item_list", args=[review.pk])
    there = _address(before, review)
    rows = [
        ComparisonRow(
            label,
            format_number(was.count),
            format_number(now.count),
            difference(was.count, now.count),
            before_url=_link(there, was),
            now_url=_link(here, now),
        )
        for label, was, now in counted
    ]
    old_rates, new_rates = comparison.before.rates, comparison.now.rates
    rows += [
        ComparisonRow(
            _("Tỷ lệ hoàn thành trên số việc đã đến hạn"), _share(old_rates.done_of_due), _share(new_rates.done_of_due)
        ),
        ComparisonRow(
            _("Tỷ lệ quá hạn trên tổng số việc có thời hạn"),
            _share(old_rates.overdue_of_all),
            _share(new_rates.overdue_of_all),
        ),
    ]
    return rows + list(_unit_changes(comparison))


def _unit_changes(comparison: Comparison) -> Iterable[ComparisonRow]:
    for unit in comparison.units:
        was = unit.before.result if unit.before else None
        now = unit.now.result if unit.now else None
        label = _("Kết quả: %(unit)s") % {"unit": unit.unit}
        if unit.before and unit.before.unit != unit.unit:
            label = _("Kết quả: %(unit)s (năm trước ghi: %(before)s)") % {"unit": unit.unit, "before": unit.before.unit}
        yield ComparisonRow(label, _number(was), _number(now), difference(was, now))


def _address(before: Before, review: Review) -> str:
    """Where the items of the year before are listed; a live programme of that year has no such list."""
    if before.source == "review":
        return reverse("reviews:figure_item_list", args=[before.source_id])
    if before.source == "history":
        table = reverse("reviews:history_detail", args=[review.instrument.partnership_id, before.year])
        start, end = (a_year_earlier(day) for day in (review.instrument.period_start, review.instrument.period_end))
        return table if is_whole_year(start, end) else f"{table}?{urlencode({'start': start, 'end': end})}"
    return ""


def _link(base: str, figure: Figure) -> str:
    return f"{base}{'&' if '?' in base else '?'}{figure.query}" if base and figure.count else ""


def _number(value: Decimal | None) -> str:
    return "–" if value is None else format_number(value)


def _share(share: Share) -> str:
    return _("%(percent)s (%(part)s trên %(whole)s)") % {
        "percent": percent(share.part, share.whole),
        "part": format_number(share.part),
        "whole": format_number(share.whole),
    }
