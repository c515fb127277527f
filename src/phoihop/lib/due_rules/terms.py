"""Points of a cell made into due days: lists, ranges, and the words before them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from phoihop.lib.dates import format_date
from phoihop.lib.due_rules.points import Point, Token, scan
from phoihop.lib.due_rules.rule import Due

_RANGE = {"-", "den", "toi"}
_QUIET = frozenset(
    """trong vao ngay den het truoc cuoi dau giua cham nhat hoan thanh xong thuc hien to chuc nop gui bao cao thoi
    gian han dip dot va cung tu du kien khoang hoac quy thang""".split()  # noqa: SIM905  readable as words
)
_TURNING = {"sau", "tru", "khong", "chua", "ke", "hoc", "tuan"}


@dataclass
class Span:
    """One point, or a range from the first to the last; `words` stand before it."""

    words: set[str]
    first: Point
    last: Point
    either: bool = False


@dataclass
class Reading:
    """What the points of a cell say. `rest` are the words that nothing accounts for; `turned` is whether one
    of them turns the meaning ("sau", "trừ")."""

    dues: list[Due] = field(default_factory=list)
    spans: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    failed: bool = False
    turned: bool = False


def read_terms(text: str, start: dt.date, end: dt.date) -> Reading:
    """The due days that a plain text names, with doubts; `failed` when its points make no sense."""
    tokens = list(scan(text))
    reading = Reading(rest=_rest(tokens))
    spans = _with_years(_spans(tokens), start, end)
    if _TURNING.intersection(reading.rest):
        reading.turned = reading.failed = True
        return reading
    for span in spans:
        _add_span(reading, span)
    return reading


def _rest(tokens: Iterable[Token]) -> list[str]:
    return [token.text for token in tokens if not token.point and not token.is_mark and token.text not in _QUIET]


def _spans(tokens: list[Token]) -> list[Span]:
    """Points with the words before them; two points with nothing but a range word between are one span."""
    spans: list[Span] = []
    words: list[str] = []
    for token in tokens:
        if token.point is None:
            words.append(token.text)
            continue
        between = {word for word in words if word not in (",", ";")}
        if spans and _is_range(words, spans[-1]):
            spans[-1].last = token.point
        elif spans and words and words[0] == "hoac":
            spans[-1].last, spans[-1].either = token.point, True
        else:
            spans.append(Span(between, token.point, token.point))
        words = []
    return spans


def _is_range(words: list[str], before: Span) -> bool:
    return bool(words) and words[0] in _RANGE and before.first is before.last and not {"truoc"} & set(words)


def _with_years(spans: list[Span], start: dt.date, end: dt.date) -> list[Span]:
    """Each point in a year: its own, else that of the next one, else the only one the programme allows."""
    following: int | None = None
    for span in reversed(spans):
        following = span.last.year or following
        span.last = _in_year(span.last, following, start, end)
        same = span.first.year or _year_before(span.first, span.last)
        span.first = span.first.in_year(same) if same else span.first
        following = span.first.year or following
    before: int | None = None
    for span in spans:
        if span.last.year is None and before:
            span.first, span.last = span.first.in_year(before), span.last.in_year(before)
        before = span.last.year or before
    return spans


def _in_year(point: Point, following: int | None, start: dt.date, end: dt.date) -> Point:
    if year := point.year or following:
        return point.in_year(year)
    inside = [
        year
        for year in range(start.year, end.year + 1)
        if (span := point.span(year)) and span[0] <= end and span[1] >= start
    ]
    if not inside and start.year == end.year:
        inside = [start.year]
    return point.in_year(inside[0]) if len(inside) == 1 else point


def _year_before(first: Point, last: Point) -> int | None:
    """A range that would run backwards began the year before."""
    if last.year is None:
        return None
    begins, ends = first.span(last.year), last.span(last.year)
    return last.year - 1 if begins and ends and begins[0] > ends[1] else last.year


def _add_span(reading: Reading, span: Span) -> None:
    if span.last.year is None or span.first.year is None:
        reading.failed = True
        reading.doubts.append("Chương trình kéo dài nhiều năm mà ô này không ghi năm nào.")
        return
    begins, ends = span.first.span(span.first.year), span.last.span(span.last.year)
    if begins is None or ends is None or begins[0] > ends[1]:
        reading.failed = True
        reading.doubts.append(_impossible(span, begins is not None and ends is not None))
        return
    if "tu" in span.words and span.first == span.last:
        reading.failed = True
        reading.doubts.append("Ô này ghi từ khi nào mà không ghi đến khi nào.")
        return
    reading.doubts.extend(_doubts(span, begins[0]))
    reading.spans.append((begins[0], ends[1]))
    reading.dues.append(_due(span, begins[0], ends[1]))


def _impossible(span: Span, is_backward: bool) -> str:
    return "Thời gian kết thúc đứng trước thời gian bắt đầu." if is_backward else "Ngày, tháng hoặc quý này không có."


def _due(span: Span, begins: dt.date, ends: dt.date) -> Due:
    year = span.last.year or 0
    label = span.last.label(year)
    if span.first != span.last:
        label = _range_label(span)
    if _is_before_period(span):
        before = begins - dt.timedelta(days=1)
        return Due(f"Trước {label[0].lower()}{label[1:]}", before)
    return Due(label, ends)


def _range_label(span: Span) -> str:
    last = span.last.label(span.last.year or 0)
    first = span.first.label(span.first.year or 0)
    if span.first.year == span.last.year and span.first.kind == span.last.kind != "day":
        first = first.rpartition("/" if "/" in first else " ")[0]
    joined = " hoặc " if span.either else " - "
    return f"{first}{joined}{last[0].lower()}{last[1:]}"


def _is_before_period(span: Span) -> bool:
    """ "Trước tháng 6" ends in May; "trước 31/3" and "trước hết tháng 6" end on the day itself."""
    return "truoc" in span.words and not span.words & {"het", "cuoi", "ngay"} and span.first.kind not in ("day", "year")


def _doubts(span: Span, begins: dt.date) -> Iterable[str]:
    if span.either:
        yield "Ô này ghi hai thời gian, đang tính theo thời gian sau."
    if span.words & {"dau", "giua"} or span.last.is_vague:
        yield "“Đầu”, “giữa” không phải một ngày; đang tính đến hết kỳ ghi trong ô."
    if span.words & {"kien", "khoang"}:
        yield "Thời gian này mới là dự kiến."
    if _is_before_period(span):
        yield f"Đang tính đến hết ngày {format_date(begins - dt.timedelta(days=1))}."
