"""A deadline cell understood, form by form; what is left over becomes a doubt."""

import datetime as dt
import re
from functools import lru_cache

from phoihop.lib.dates import format_date
from phoihop.lib.due_rules.rhythm import Rhythm, find_rhythm, occurrences
from phoihop.lib.due_rules.rule import Due, DueRule
from phoihop.lib.due_rules.terms import Reading, read_terms
from phoihop.lib.due_rules.words import plain
from phoihop.lib.text import clean

_CONTINUOUS = re.compile(
    r"\b(?:thuong xuyen|lien tuc|quanh nam|suot nam|xuyen suot|moi ngay|(?:trong )?(?:suot|ca) (?:ca )?nam)\b"
    r"(?: (?:trong )?(?:ca )?nam\b)?(?: hoc\b)?"
)
_ON_REQUEST = re.compile(
    r"(?:thuc hien |to chuc |ngay )?(?:"
    r"theo (?:yeu cau|ke hoach|lich|chi dao|quy dinh|tien do|thuc te|tinh hinh|nhu cau|phan cong|chuong trinh"
    r"|huong dan|de nghi|nhiem vu|giay moi|thong bao|su |quyet dinh|giay trieu tap|dot"
    r"|moi (?:lop|dot|khoa|cuoc|ky|vu|viec))"
    r"|khi (?:co|duoc|phat sinh|can|xay ra|nhan|ket thuc|hoan thanh|bat dau|thay|cap tren)"
    r"|sau (?:khi|moi|cac|hoi nghi|lop|khoa|dot|ky|dai hoi|cuoc|buoi)"
    r"|trong vong \d+ (?:ngay|tuan|thang)|\d+ ngay (?:lam viec )?(?:sau|ke tu|truoc)|truoc (?:khi|moi)"
    r"|dot xuat|phat sinh|neu co|tuy (?:tinh hinh|thuc te|nhu cau|moi)|moi (?:lop|khoa|dot|cuoc|vu)\b)"
)
_UNDATED_PLAN = re.compile(r"theo (?:ke hoach|lich|chuong trinh|tien do|thong bao)\b")
_TERM = re.compile(r"(?:trong vong )?\d+ (?:ngay|tuan|thang)\b(?: lam viec)?")
_REVIEW = re.compile(r"\b(ra soat|bao cao|tong hop|kiem tra|danh gia|so ket|cap nhat|giao ban|hop|thong ke)\b")
_REVIEW_NAMES = {
    "ra soat": "Rà soát", "bao cao": "Báo cáo", "tong hop": "Tổng hợp", "kiem tra": "Kiểm tra",
    "danh gia": "Đánh giá", "so ket": "Sơ kết", "cap nhat": "Cập nhật", "giao ban": "Giao ban", "hop": "Họp",
    "thong ke": "Thống kê",
}  # fmt: skip
_MOOT = re.compile(
    rf"{_REVIEW.pattern}|[,;+&./()-]"
    r"|\b(?:ket qua|thuc hien|to chuc|dinh ky|trong|vao|cuoi|ngay|va|duoc|gui|nop|1 lan|cua|moi|den|het)\b"
)
_PARTLY = "Một phần của ô này chưa hiểu."


def parse_due(text: str, *, start: dt.date, end: dt.date) -> DueRule:
    """The rule of a deadline cell in a programme from `start` to `end`; never fails, see `DueRule.doubts`."""
    return _parse(clean(text), start, end)


@lru_cache(maxsize=4096)
def _parse(text: str, start: dt.date, end: dt.date) -> DueRule:
    cell = plain(text)
    if not cell:
        return DueRule("unknown", doubts=("Chưa ghi thời gian thực hiện.",))
    rule = _whole(cell, start, end) or _joined([part for part in cell.split(";") if part.strip()], start, end)
    if rule.kind == "unknown" or (rule.kind in ("dates", "recurring") and not rule.dues):
        return DueRule("unknown", doubts=rule.doubts or (f"Chưa hiểu “{text}” là hạn nào.",))
    return rule.doubting(*_outside(rule.dues, start, end))


def _whole(cell: str, start: dt.date, end: dt.date) -> DueRule | None:
    """A list of points may use semicolons too: "Quý I; quý III/2025" has one year."""
    if ";" not in cell or _CONTINUOUS.search(cell) or find_rhythm(cell) or _ON_REQUEST.match(cell):
        return None
    reading = read_terms(cell, start, end)
    return _from_terms(reading) if reading.dues and not reading.failed and not reading.rest else None


def _joined(parts: list[str], start: dt.date, end: dt.date) -> DueRule:
    """The parts of a cell as one rule: the loosest of them says what kind of work it is."""
    rules = [_part(part.strip(" .,-()"), start, end) for part in parts]
    if len(rules) == 1:
        return rules[0]
    known = [rule for rule in rules if rule.kind != "unknown"]
    doubts = [doubt for rule in rules for doubt in rule.doubts]
    if not known:
        return DueRule("unknown", doubts=tuple(dict.fromkeys(doubts)))
    doubts += [_PARTLY for rule in rules if rule.kind == "unknown" and not rule.doubts]
    kinds = {rule.kind for rule in known}
    kind = next(kind for kind in ("continuous", "on_request", "recurring", "dates") if kind in kinds)
    dues = [due for part, rule in zip(parts, rules, strict=True) for due in _named(rule, part, kind == "continuous")]
    if kind == "on_request" and dues:
        doubts.append("Ô này vừa theo yêu cầu vừa có hạn.")
    every = next((rule.every for rule in known if rule.every), 0)
    return DueRule(kind, _ordered(dues), tuple(dict.fromkeys(doubts)), every)


def _part(cell: str, start: dt.date, end: dt.date) -> DueRule:
    if found := _CONTINUOUS.search(cell):
        return _continuous(f"{cell[: found.start()]} {cell[found.end() :]}".strip(" .,-()"), start, end)
    if rhythm := find_rhythm(cell):
        return _recurring(rhythm, start, end)
    if _ON_REQUEST.match(cell):
        return _on_request(cell, start, end)
    return _from_terms(read_terms(cell, start, end))


def _continuous(rest: str, start: dt.date, end: dt.date) -> DueRule:
    """Work all the time; what stands beside it are its reviews, or the years of it."""
    bare = _MOOT.sub(" ", rest).strip()
    if not bare:
        return DueRule("continuous")
    if years := re.fullmatch(r"(?:nam )?(20\d\d)", bare):
        return DueRule("continuous").doubting(*_other_year(int(years[1]), start, end))
    if _CONTINUOUS.search(rest):
        return _continuous(_CONTINUOUS.sub(" ", rest).strip(" .,-()"), start, end)
    rule = _part(rest, start, end)
    if rule.kind == "unknown":
        return DueRule("continuous", doubts=(*rule.doubts, _PARTLY))
    doubts = rule.doubts
    if rule.kind == "dates" and not _REVIEW.search(rest):
        doubts = (*doubts, "Việc thường xuyên mà có hạn: hạn này được tính là lần rà soát.")
    return DueRule("continuous", tuple(_named(rule, rest, is_review=True)), doubts, rule.every)


def _recurring(rhythm: Rhythm, start: dt.date, end: dt.date) -> DueRule:
    if not rhythm.months:
        return DueRule("continuous", doubts=("Việc hằng tuần, hằng ngày được theo dõi như việc thường xuyên.",))
    if (rhythm.months, rhythm.times) == (12, 1) and (rule := _each_year(rhythm, start, end)).dues:
        return rule
    reading = read_terms(rhythm.rest, start, end)
    if reading.turned or (reading.failed and not reading.spans):
        return DueRule("unknown", doubts=tuple(reading.doubts))
    first, last = reading.spans[0] if len(reading.spans) == 1 else (start, end)
    dues = occurrences(rhythm, first, last)
    if dues is None:
        return DueRule("unknown", doubts=("Nhịp này không chia đều theo năm hoặc quá nhiều đợt để theo dõi từng đợt.",))
    doubts = list(reading.doubts)
    if rhythm.times > 1:
        doubts.append("Chưa ghi hạn của từng lần; các lần đều tính đến hết kỳ.")
    if rhythm.day and rhythm.months == 3:
        doubts.append(f"Đang tính ngày {rhythm.day} của tháng cuối quý.")
    if len(reading.spans) > 1 or _MOOT.sub(" ", " ".join(reading.rest)).strip():
        doubts.append(_PARTLY)
    return DueRule("recurring", tuple(dues), tuple(doubts), rhythm.months)


def _each_year(rhythm: Rhythm, start: dt.date, end: dt.date) -> DueRule:
    """ "Tháng 11 hằng năm": the same point in each year of the programme."""
    dues: list[Due] = []
    doubts: list[str] = []
    for year in range(start.year, end.year + 1):
        reading = read_terms(rhythm.rest, dt.date(year, 1, 1), dt.date(year, 12, 31))
        dues += [due for due in reading.dues if start <= due.on <= end]
        doubts += [*reading.doubts, *([_PARTLY] if reading.rest else [])]
    return DueRule("recurring", _ordered(dues), tuple(dict.fromkeys(doubts)), 12)


def _on_request(cell: str, start: dt.date, end: dt.date) -> DueRule:
    if not cell.startswith("theo ") and read_terms(cell.replace("sau", " "), start, end).dues:
        return DueRule("unknown")
    rule = DueRule("on_request")
    if _UNDATED_PLAN.match(cell):
        return rule.doubting("Ô này chưa ghi ngày nào; việc không có hạn cho đến khi hai bên ghi rõ.")
    if _TERM.fullmatch(cell):
        return rule.doubting("Chưa ghi kể từ khi nào; việc không có hạn cho đến khi hai bên ghi rõ.")
    return rule


def _from_terms(reading: Reading) -> DueRule:
    if reading.failed or not reading.dues:
        return DueRule("unknown", doubts=tuple(reading.doubts))
    rule = DueRule("dates", _ordered(reading.dues), tuple(dict.fromkeys(reading.doubts)))
    return rule.doubting(_PARTLY) if reading.rest else rule


def _named(rule: DueRule, part: str, is_review: bool) -> list[Due]:
    """Occurrences of continuous work are its reviews, and are called so."""
    if not is_review:
        return list(rule.dues)
    found = _REVIEW.search(part)
    name = _REVIEW_NAMES[found[1]] if found else "Rà soát"
    return [Due(f"{name} {due.label[0].lower()}{due.label[1:]}", due.on) for due in rule.dues]


def _ordered(dues: list[Due]) -> tuple[Due, ...]:
    return tuple(sorted(dict.fromkeys(dues), key=lambda due: due.on))


def _outside(dues: tuple[Due, ...], start: dt.date, end: dt.date) -> list[str]:
    outside = [format_date(due.on) for due in dues if not start <= due.on <= end]
    if not outside:
        return []
    days = ", ".join(outside[:3])
    return [f"Hạn {days} nằm ngoài thời gian của chương trình ({format_date(start)} - {format_date(end)})."]


def _other_year(year: int, start: dt.date, end: dt.date) -> list[str]:
    return [] if start.year <= year <= end.year else [f"Ô này ghi năm {year}, khác thời gian của chương trình."]
