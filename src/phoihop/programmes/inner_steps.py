"""What a person is to do next on the way of a text within their own body."""

from django.utils.translation import gettext as _

from phoihop.programmes.models import Instrument
from phoihop.programmes.queries.reading import Reading
from phoihop.programmes.queries.submissions import InnerRoad, able_for_step
from phoihop.programmes.rules import Act, Standing
from phoihop.programmes.steps import NextStep, day_of, url_to


def inner_offer(instrument: Instrument, who: Standing, acts: frozenset[Act], reading: Reading) -> NextStep | None:
    """What the steps ask for before private changes may go out; None when nothing stands in the way."""
    road = reading.roads.offer
    if road is None or reading.side is None or not reading.private or road.is_complete:
        return None
    if road.is_open:
        if Act.DECIDE in acts and who.user in able_for_step(road, reading.side):
            text = _("Bản đề nghị chờ đồng chí duyệt trước khi gửi (bước “%(step)s”).") % {"step": road.step}
            return NextStep(text, _("Xem và duyệt"), url_to("offer_decide", instrument), tone="warning")
        return NextStep(_waits(road))
    if Act.DISCLOSE not in acts:
        return None
    url = url_to("offer_submit", instrument)
    if road.returned:
        words = {"name": road.returned.by, "reason": road.returned.reason}
        text = _("%(name)s trả lại bản trình: “%(reason)s” Hãy sửa, rồi trình lại.")
        return NextStep(text % words, _("Trình lại"), url, tone="warning")
    stale = _("Bản đã trình nay đã được sửa nên lần duyệt trước không còn giá trị. Hãy trình lại rồi gửi.")
    fresh = _("Bên mình có %(count)s thay đổi chưa gửi. Cơ quan yêu cầu duyệt nội bộ trước khi gửi.")
    text = stale if road.is_stale else fresh % {"count": len(reading.private)}
    return NextStep(text, _("Trình duyệt nội bộ"), url)


def inner_text(instrument: Instrument, who: Standing, acts: frozenset[Act], reading: Reading) -> NextStep | None:
    """The whole text lies before one of the steps, or came back from it; None when the body asks for no steps."""
    road = reading.roads.text
    if road is None or reading.side is None or reading.own_unconsented or road.is_complete:
        return None
    if road.returned:
        words = {"name": road.returned.by, "reason": road.returned.reason}
        text = _("%(name)s trả lại văn bản khi duyệt: “%(reason)s”") % words
        label, url = (_("Trình lại"), url_to("text_submit", instrument)) if Act.CONSENT in acts else ("", "")
        return NextStep(text, label, url, tone="warning")
    if Act.APPROVE in acts and who.user in able_for_step(road, reading.side):
        text = _("Văn bản chờ đồng chí duyệt toàn văn (bước “%(step)s”).") % {"step": road.step}
        return NextStep(text, _("Xem và duyệt"), url_to("approval_create", instrument), tone="warning")
    return NextStep(_waits(road))


def _waits(road: InnerRoad) -> str:
    words = {"step": road.step, "day": day_of(road.since)}
    since, begins = (
        _("Đang chờ duyệt nội bộ ở bước “%(step)s”, từ ngày %(day)s."),
        _("Chờ duyệt nội bộ ở bước “%(step)s”."),
    )
    return (since if words["day"] else begins) % words
