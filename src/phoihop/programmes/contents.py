"""What goes into a provision: cleaned, measured against the limits, and completed (due rule, target) before it is kept."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.documents.levels import Level
from phoihop.documents.typesetting import refuse_unprintable
from phoihop.lib.due_rules import DueRule, parse_due
from phoihop.lib.errors import NotPossible
from phoihop.lib.numbers import kept, parse_quantity
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation
from phoihop.programmes.bodies import NamedBody
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.plain_text import paragraphs
from phoihop.programmes.states import ProvisionKind

LONGEST_TEXT = 20_000
LIMITS = {
    "text": (LONGEST_TEXT, gettext_lazy("Nội dung")),
    "field_of_work": (200, gettext_lazy("Lĩnh vực")),
    "due_text": (200, gettext_lazy("Thời gian thực hiện")),
    "deliverable": (500, gettext_lazy("Sản phẩm")),
    "target_unit": (60, gettext_lazy("Đơn vị tính")),
    "note": (500, gettext_lazy("Ghi chú")),
    "reason": (2_000, gettext_lazy("Lý do")),
}
MOST_BODIES = 20
FIELDS = (
    "level",
    "text",
    "field_of_work",
    "leads",
    "supports",
    "due_text",
    "due_rule",
    "deliverable",
    "target_quantity",
    "target_unit",
    "note",
    "data",
)


def fill(version: ProvisionVersion, instrument: Instrument, fields: Mapping[str, Any]) -> None:
    """Set these fields on a version. Others stay as they are; an item's due rule and target follow its words unless given.

    Raises NotPossible with the sentence of the first thing that cannot be kept, TypeError for a field that is none.
    """
    unknown = set(fields) - {*FIELDS, "reason"}
    if unknown:
        raise TypeError(f"A provision has no field {', '.join(sorted(unknown))}.")
    for name in LIMITS.keys() & fields.keys():
        setattr(version, name, _text(name, fields[name]))
    for name in {"leads", "supports"} & fields.keys():
        setattr(version, name, _bodies(fields[name]))
    if "level" in fields:
        version.level = fields["level"] if fields["level"] in iter(Level) else Level.PARAGRAPH
    if "data" in fields:
        version.data = _data(fields["data"])
    if version.provision.kind == ProvisionKind.ITEM:
        _complete_item(version, instrument, fields)
    if not version.text and version.provision.kind != ProvisionKind.TABLE:
        raise NotPossible(_("Hãy nhập nội dung."))


def _complete_item(version: ProvisionVersion, instrument: Instrument, fields: Mapping[str, Any]) -> None:
    if "due_rule" in fields:
        version.due_rule = _rule_json(fields["due_rule"])
    elif "due_text" in fields:
        version.due_rule = due_rule_of(version.due_text, instrument.period_start, instrument.period_end)
    if "target_quantity" in fields:
        version.target_quantity = _target(fields["target_quantity"])
    elif "deliverable" in fields:
        found = parse_quantity(version.deliverable)
        version.target_quantity = _target(found.number) if found else None
        version.target_unit = found.unit[: LIMITS["target_unit"][0]] if found else ""
    if version.target_quantity is None:
        version.target_unit = ""


def _text(name: str, value: object) -> str:
    text = paragraphs(str(value or "")) if name == "text" else " ".join(clean(str(value or "")).split())
    limit, label = LIMITS[name]
    if len(text) > limit:
        raise NotPossible(
            _("%(field)s dài nhất %(limit)s ký tự; đoạn này có %(length)s ký tự. Hãy rút gọn hoặc tách ra.")
            % {"field": label, "limit": limit, "length": len(text)}
        )
    if name != "reason":
        refuse_unprintable(text)
    return text


def _data(data: object) -> Any:
    """A copy as JSON would give it back."""
    written = json.dumps(data, allow_nan=False, ensure_ascii=False)
    refuse_unprintable(written)
    return json.loads(written)


def _bodies(bodies: Iterable[Mapping[str, str] | Organisation]) -> list[NamedBody]:
    named: dict[tuple[str, str], NamedBody] = {}
    for body in bodies:
        entry = _named_body(body)
        if entry["name"]:
            named.setdefault((entry["key"], entry["name"]), entry)
    if len(named) > MOST_BODIES:
        raise NotPossible(_("Mỗi ô chỉ ghi nhiều nhất %(limit)s đơn vị.") % {"limit": MOST_BODIES})
    refuse_unprintable("".join(entry["name"] for entry in named.values()))
    return list(named.values())


def _named_body(body: Mapping[str, str] | Organisation) -> NamedBody:
    if isinstance(body, Organisation):
        return {"key": body.key, "name": body.short_name or body.name}
    return {"key": body.get("key") or "", "name": " ".join(clean(body["name"]).split())[:200]}


def _rule_json(rule: DueRule | dict[str, Any]) -> dict[str, Any]:
    return rule.to_json() if isinstance(rule, DueRule) else rule


def due_rule_of(text: str, start: dt.date, end: dt.date) -> dict[str, Any]:
    """How a time, as people write it, is understood in a period (`due_rules`, as JSON)."""
    return dict(_due_json(text, start, end)) if text else {}


@lru_cache(maxsize=512)
def _due_json(text: str, start: dt.date, end: dt.date) -> dict[str, Any]:
    return parse_due(text, start=start, end=end).to_json()


def _target(number: Decimal | int | str | None) -> Decimal | None:
    if number is None:
        return None
    target = kept(Decimal(number))
    if target is None:
        raise NotPossible(_("Chỉ tiêu phải là một số từ 0 đến dưới một nghìn tỷ."))
    return target
