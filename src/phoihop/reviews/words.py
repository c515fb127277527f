"""What figures are called on the pages, in the language of the reader."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.lib.numbers import identifier
from phoihop.organisations.models import Organisation
from phoihop.reviews.figures import CONTINUOUS, DATED, IN_TERM, LATE, NO_FIELD, ON_REQUEST, ON_TIME, OVERDUE, Line

OUTCOMES: dict[str, str | Promise] = {
    ON_TIME: gettext_lazy("Hoàn thành đúng hạn"),
    LATE: gettext_lazy("Hoàn thành quá hạn"),
    IN_TERM: gettext_lazy("Chưa hoàn thành, còn trong hạn"),
    OVERDUE: gettext_lazy("Chưa hoàn thành, quá hạn"),
    CONTINUOUS: gettext_lazy("Thường xuyên"),
    ON_REQUEST: gettext_lazy("Theo yêu cầu"),
    DATED: gettext_lazy("Các việc có thời hạn"),
}


def line_label(line: Line) -> str:
    """What a row of figures is called."""
    return _("Chưa ghi lĩnh vực") if line.label == NO_FIELD else line.label


def query_words(query: Mapping[str, str], bodies: Mapping[int, str]) -> list[str]:
    """What a figure's query says, part by part: the outcome, the field, the body, the unit."""
    words = [str(OUTCOMES[query["outcome"]])] if query.get("outcome") in OUTCOMES else []
    if "field" in query:
        words.append(_("Lĩnh vực: %(field)s") % {"field": query["field"]} if query["field"] else _("Chưa ghi lĩnh vực"))
    if query.get("body"):
        words.append(_("Chủ trì: %(body)s") % {"body": _body(query["body"], bodies)})
    if query.get("unit"):
        words.append(_("Đơn vị tính: %(unit)s") % {"unit": query["unit"]})
    if query.get("moved"):
        words.append(_("Đã thống nhất lùi thời hạn"))
    return words


def _body(text: str, bodies: Mapping[int, str]) -> str:
    key = identifier(text) or 0
    return bodies.get(key) or str(Organisation.objects.filter(pk=key).first() or text)
