"""The words and marks of texts in templates."""

from django import template
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from phoihop.documents.content import Run
from phoihop.programmes import emphasis
from phoihop.programmes.models import Instrument
from phoihop.programmes.states import InstrumentState
from phoihop.ui.templatetags.ui import badge

register = template.Library()

_TONES = {
    InstrumentState.DRAFT: "neutral",
    InstrumentState.NEGOTIATION: "info",
    InstrumentState.AGREED: "success",
    InstrumentState.FROZEN: "warning",
    InstrumentState.IN_FORCE: "success",
    InstrumentState.WITHDRAWN: "neutral",
}
_CHANGES: dict[str, tuple[str | Promise, str]] = {
    "added": (_("Mới"), "success"),
    "edited": (_("Sửa"), "warning"),
    "moved": (_("Chuyển chỗ"), "neutral"),
    "removed": (_("Đề nghị bỏ"), "danger"),
    "restored": (_("Khôi phục"), "success"),
}


@register.simple_tag
def state_badge(instrument: Instrument) -> SafeString:
    """The state of an instrument in words."""
    tone = "neutral" if instrument.over_since else _TONES[InstrumentState(instrument.state)]
    return badge(instrument.state_words, tone=tone)


@register.simple_tag
def change_badge(kind: str) -> SafeString:
    """What a change does to a provision, in words."""
    words, tone = _CHANGES[kind]
    return badge(words, tone=tone)


@register.filter
def emphasised(text: str) -> SafeString:
    """A clause with its bold and italic words."""
    return format_html_join("", "{}", ((_styled(run),) for run in emphasis.runs(text)))


@register.filter
def plain_words(text: str) -> str:
    """A clause without the marks of bold and italic."""
    return emphasis.plain(text)


def _styled(run: Run) -> SafeString:
    words = conditional_escape(run.text)
    if run.italic:
        words = format_html("<em>{}</em>", words)
    return format_html("<strong>{}</strong>", words) if run.bold else words
