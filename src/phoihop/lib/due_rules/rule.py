"""The rule that a deadline cell became, and how it is kept."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phoihop.lib.dates import format_date

Kind = Literal["dates", "recurring", "continuous", "on_request", "unknown"]
Nature = Literal["dated", "continuous", "on_request"]
_SHOWN = 4


@dataclass(frozen=True)
class Due:
    """One time that the work falls due. The label is text of the programme, hence always Vietnamese."""

    label: str
    on: dt.date


@dataclass(frozen=True)
class DueRule:
    """How a deadline cell was understood; `every` is the rhythm in months, 0 when there is none.

    `doubts` are sentences for the officer who checks it, in Vietnamese as the cell itself.
    """

    kind: Kind
    dues: tuple[Due, ...] = ()
    doubts: tuple[str, ...] = ()
    every: int = 0

    @property
    def nature(self) -> Nature:
        """Whether it counts by its terms or apart; what was not understood has no term: it counts apart."""
        if self.kind in ("dates", "recurring"):
            return "dated"
        return "continuous" if self.kind == "continuous" else "on_request"

    def doubting(self, *doubts: str) -> "DueRule":
        """The same rule with more doubts."""
        return replace(self, doubts=(*self.doubts, *(doubt for doubt in doubts if doubt not in self.doubts)))

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "dues": [{"label": due.label, "on": due.on.isoformat()} for due in self.dues],
            "doubts": list(self.doubts),
            "every": self.every,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "DueRule":
        """The rule that `to_json` wrote; of an empty dict the rule that knows nothing.

        `ValueError` when the kind is none of ours.
        """
        kind = data.get("kind", "unknown")
        if kind not in get_args(Kind):
            raise ValueError(f"There is no due rule of the kind {kind!r}.")
        dues = tuple(Due(due["label"], dt.date.fromisoformat(due["on"])) for due in data.get("dues", ()))
        return cls(kind, dues, tuple(data.get("doubts", ())), data.get("every", 0))


def describe(rule: DueRule, *, briefly: bool = False) -> str:
    """What the rule says, for the person who checks it; `briefly` counts the days of many instead of naming them."""
    days = _days(rule.dues, briefly=briefly)
    if rule.kind == "unknown":
        return _("Chưa hiểu: giữ nguyên như đã viết, không tính hạn")
    if rule.kind == "continuous":
        return _("Thường xuyên; rà soát %(days)s") % {"days": days} if days else _("Thường xuyên")
    if rule.kind == "on_request":
        return (
            _("Theo yêu cầu; hạn %(days)s") % {"days": days}
            if days
            else _("Theo yêu cầu hoặc khi có việc, không có hạn cố định")
        )
    if rule.kind == "recurring":
        return _("%(rhythm)s: %(days)s") % {"rhythm": _rhythm(rule.every), "days": days}
    return _("Hạn %(days)s") % {"days": days}


def _days(dues: tuple[Due, ...], *, briefly: bool) -> str:
    days = [format_date(due.on) for due in dues]
    if len(days) > _SHOWN:
        days = [*days[:2], "…", days[-1]]
    listed = ", ".join(days)
    if len(dues) < 2:
        return listed
    if briefly:
        return ngettext("%(count)d đợt", "%(count)d đợt", len(dues)) % {"count": len(dues)}
    return ngettext("%(count)d đợt (%(days)s)", "%(count)d đợt (%(days)s)", len(dues)) % {
        "count": len(dues),
        "days": listed,
    }


def _rhythm(months: int) -> str:
    names = {1: _("Hằng tháng"), 3: _("Hằng quý"), 6: _("Sáu tháng một lần"), 12: _("Hằng năm")}
    return names.get(months) or _("%(months)d tháng một lần") % {"months": months}
