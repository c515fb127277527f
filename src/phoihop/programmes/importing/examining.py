"""What an officer should look at before a table becomes a programme: doubts row by row, and how each due cell was read."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from phoihop.documents.typesetting import refuse_unprintable
from phoihop.lib.due_rules import DueRule, describe, parse_due
from phoihop.lib.errors import NotPossible
from phoihop.lib.numbers import Quantity, parse_number
from phoihop.lib.text import fold
from phoihop.programmes import contents
from phoihop.programmes.bodies import names
from phoihop.programmes.importing.naming import OLD_NAME
from phoihop.programmes.importing.table import Draft, Item, Remark

Level = Literal["note", "doubt", "error"]


@dataclass(frozen=True)
class Doubt:
    """A sentence about one cell: a `note` informs, a `doubt` asks to look, an `error` must be mended first."""

    field: str
    level: Level
    text: str


@dataclass(frozen=True)
class Row:
    """An item as the preview shows it."""

    item: Item
    rule: DueRule
    doubts: tuple[Doubt, ...]
    edited: bool

    @property
    def is_doubtful(self) -> bool:
        """Whether this row asks to be looked at; what is left out asks for nothing."""
        return self.item.included and any(doubt.level != "note" for doubt in self.doubts)

    @property
    def is_wrong(self) -> bool:
        """Whether it cannot be confirmed as it stands."""
        return self.item.included and any(doubt.level == "error" for doubt in self.doubts)

    @property
    def about(self) -> dict[str, list[Doubt]]:
        """The sentences by the cell of the page under which they stand."""
        cells = {"target_quantity": "deliverable", "target_unit": "deliverable", "field_of_work": "text"}
        found: dict[str, list[Doubt]] = {}
        for doubt in self.doubts:
            found.setdefault(cells.get(doubt.field, doubt.field), []).append(doubt)
        return found

    @property
    def target(self) -> str:
        number = parse_number(self.item.target_quantity.replace(".", ","))
        return str(Quantity(number, self.item.target_unit)) if number is not None else ""

    @property
    def due_description(self) -> str:
        return describe(self.rule, briefly=True)

    @property
    def lead_text(self) -> str:
        return names(self.item.leads)

    @property
    def support_text(self) -> str:
        return names(self.item.supports)


def examine(draft: Draft, parties: Collection[str]) -> list[Row]:
    """Every row with its due rule and doubts; `parties` are the keys of the bodies that make this programme."""
    twins = _twins(draft.included)
    rows = []
    for item in draft.table.items:
        rule = due_rule(item, draft.start, draft.end)
        doubts = _doubts(item, rule, parties, twins.get(item.row))
        rows.append(Row(item, rule, tuple(doubts), item.row in draft.edited))
    return rows


def due_rule(item: Item, start: dt.date, end: dt.date) -> DueRule:
    """The rule that its due cell becomes in this programme."""
    return parse_due(item.due_text, start=start, end=end)


def _doubts(item: Item, rule: DueRule, parties: Collection[str], twin: int | None) -> list[Doubt]:
    found = [_said(remark) for remark in item.remarks]
    found += _lengths(item) + _letters(item)
    found += [Doubt("text", "error", _("Chưa ghi nội dung."))] if not item.text else []
    if twin:
        found.append(Doubt("text", "doubt", _("Nội dung và chủ trì trùng với dòng %(row)d.") % {"row": twin}))
    found += _about_bodies(item, parties)
    found += [Doubt("due_text", "doubt", sentence) for sentence in rule.doubts]
    if not item.deliverable:
        found.append(Doubt("deliverable", "doubt", _("Chưa ghi sản phẩm.")))
    return found + _about_target(item)


def _about_bodies(item: Item, parties: Collection[str]) -> list[Doubt]:
    found: list[Doubt] = []
    if not item.leads:
        found.append(Doubt("leads", "doubt", _("Chưa có đơn vị chủ trì.")))
    elif not any(body["key"] in parties for body in item.leads):
        found.append(
            Doubt("leads", "doubt", _("Không bên ký nào chủ trì việc này; cơ quan chủ trì chương trình sẽ báo cáo."))
        )
    for field, bodies in (("leads", item.leads), ("supports", item.supports)):
        for body in bodies:
            if not body["key"]:
                sentence = _("“%(name)s” không có trong danh sách cơ quan; giữ nguyên như đã viết.")
                found.append(Doubt(field, "doubt", sentence % {"name": body["name"]}))
    both = {body["key"] for body in item.leads} & {body["key"] for body in item.supports} - {""}
    if both:
        found.append(Doubt("supports", "doubt", _("Có đơn vị vừa chủ trì vừa phối hợp.")))
    return found


def _about_target(item: Item) -> list[Doubt]:
    if item.target_quantity and parse_number(item.target_quantity.replace(".", ",")) is None:
        return [Doubt("target_quantity", "error", _("Chỉ tiêu phải là một số, ví dụ 12 hoặc 97,5."))]
    return []


def _lengths(item: Item) -> list[Doubt]:
    found = []
    for field, (limit, label) in contents.LIMITS.items():
        length = len(getattr(item, field, ""))
        if length > limit:
            sentence = _("%(field)s dài %(length)d ký tự, nhiều hơn %(limit)d. Hãy rút gọn.")
            found.append(Doubt(field, "error", sentence % {"field": label, "length": length, "limit": limit}))
    for field, bodies in (("leads", item.leads), ("supports", item.supports)):
        if len(bodies) > contents.MOST_BODIES:
            sentence = _("Mỗi ô chỉ ghi nhiều nhất %(limit)s đơn vị.") % {"limit": contents.MOST_BODIES}
            found.append(Doubt(field, "error", sentence))
    return found


def _letters(item: Item) -> list[Doubt]:
    """Letters that no document could print."""
    found = []
    for field in (*contents.LIMITS, "leads", "supports"):
        value = getattr(item, field, "")
        try:
            refuse_unprintable(value if isinstance(value, str) else names(value))
        except NotPossible as refusal:
            found.append(Doubt(field, "error", str(refusal)))
    return found


def _said(remark: Remark) -> Doubt:
    """The sentence of what was seen while reading."""
    value = {"value": remark.value}
    if remark.code == OLD_NAME:
        return Doubt(remark.field, "note", _("Trong tệp: %(value)s.") % value)
    if remark.code == "excel_month":
        sentence = _("Excel giữ ô này là một ngày; nếu ý là cả tháng %(value)s thì hãy sửa lại.")
        return Doubt(remark.field, "doubt", sentence % value)
    return Doubt(remark.field, "note", _("Dòng này có vẻ là chú thích của bảng nên được để ra ngoài."))


def _twins(items: list[Item]) -> dict[int, int]:
    """For each item that says what an earlier one says: the row of that one."""
    seen: dict[tuple[str, str], int] = {}
    twins: dict[int, int] = {}
    for item in items:
        key = fold(item.text), fold(names(item.leads))
        if item.text and key in seen:
            twins[item.row] = seen[key]
        seen.setdefault(key, item.row)
    return twins
