"""The page components. Arguments are keywords; a mistyped one fails when the template runs."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.db.models import Model
from django.forms import BaseForm, BoundField
from django.forms import widgets as w
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from phoihop.lib.clock import VIETNAM
from phoihop.ui.icons import ICONS

register = template.Library()

HIDDEN = SafeString('aria-hidden="true" focusable="false"')
TONES = frozenset({"neutral", "info", "success", "warning", "danger"})


# Small marks


@register.simple_tag
def icon(name: str, *, label: str = "", size: int = 20) -> SafeString:
    """An outline icon of the sprite; without a label it is decoration and hidden from screen readers."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"Icon {name!r} is not listed in phoihop/ui/icons.py.")
    return _drawn_icon(static("ui/icons.svg"), name, label, size)


@lru_cache(maxsize=1_000)
def _drawn_icon(sprite: str, name: str, label: str, size: int) -> SafeString:
    seen = format_html('role="img" aria-label="{}"', label) if label else HIDDEN
    return format_html(
        '<svg class="icon" width="{}" height="{}" {}><use href="{}#{}"/></svg>', size, size, seen, sprite, name
    )


@register.simple_tag
def badge(text: str | Promise, *, tone: str = "neutral", icon: str = "") -> SafeString:
    """A short state in words; the colour repeats what the words say."""
    mark = _icon(icon) if icon else ""
    return format_html('<span class="tag tag-{}">{}{}</span>', _checked_tone(tone), mark, text)


@register.simple_tag
def stat(
    *, label: str, value: object, url: str = "", tone: str = "neutral", note: str = "", current: bool = False
) -> SafeString:
    """One figure with its name, open to its items when it has an address."""
    context = {
        "label": label,
        "value": value,
        "url": url,
        "tone": _checked_tone(tone),
        "note": note,
        "current": current,
        "is_zero": value in (0, "0"),
    }
    return _component("stat", context)


# Blocks


@register.simple_block_tag
def panel(
    content: SafeString,
    *,
    title: str = "",
    note: str = "",
    id: str = "",  # noqa: A002  the word templates expect
    flush: bool = False,
    level: int = 2,
) -> SafeString:
    """A titled section of the page; `flush` lets a table reach the edges."""
    context = {"content": content, "title": title, "note": note, "id": id, "flush": flush, "level": level}
    return _component("panel", context)


@register.simple_block_tag
def empty_state(content: SafeString, *, title: str, text: str = "", icon: str = "inbox") -> SafeString:
    """What to say where nothing is yet, with the buttons that change it."""
    return _component("empty_state", {"content": content, "title": title, "text": text, "icon": icon})


@register.simple_block_tag
def notice(content: SafeString, *, title: str = "", tone: str = "info") -> SafeString:
    """A remark that belongs to the page (messages of an act just done come by themselves)."""
    return _component("notice", {"content": content, "title": title, "tone": _checked_tone(tone)})


@register.simple_block_tag
def facts(content: SafeString, *, columns: int = 1) -> SafeString:
    """A list of names and values."""
    return format_html('<dl class="facts facts-{}">{}</dl>', columns, content)


@register.simple_block_tag
def fact(content: SafeString, label: str) -> SafeString:
    """One name and its value inside `facts`."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.simple_tag
def stepper(steps: list[Mapping[str, str]], *, label: str = "") -> SafeString:
    """The way of a thing: {label, state: done | current | todo, note} in order."""
    return _component("stepper", {"steps": steps, "label": label})


@register.simple_tag(takes_context=True)
def key_pager(context: template.Context, page: Any) -> SafeString:
    """Links to the first and the next part of a list cut by key.

    `page` has `next_key` (empty on the last part); it goes into the address as `after`.
    """
    request = context["request"]
    following = request.GET.copy()
    first = request.GET.copy()
    first.pop("after", None)
    if page.next_key:
        following["after"] = page.next_key
    return _component(
        "key_pager",
        {
            "path": request.path,
            "first": first.urlencode(),
            "next": following.urlencode() if page.next_key else "",
            "is_first": not request.GET.get("after"),
        },
    )


# Forms

_CLASSES: list[tuple[tuple[type[w.Widget], ...], str]] = [
    ((w.CheckboxSelectMultiple, w.RadioSelect, w.CheckboxInput), "form-check-input"),
    ((w.Select, w.SelectMultiple), "form-select"),
    ((w.DateInput,), "form-control form-date"),
    ((w.NumberInput,), "form-control form-number"),
    ((w.Widget,), "form-control"),
]


@register.simple_tag
def field(bound: BoundField, *, label: str = "", hide_label: bool = False) -> SafeString:
    """A form's field with its label, help and errors, tied together for screen readers."""
    if not isinstance(bound, BoundField):
        raise template.TemplateSyntaxError("field needs a form's field that exists.")
    widget = bound.field.widget
    # No `maxlength`: browsers cut what is pasted without a word; the server says what is too long.
    if bound.is_hidden:
        return bound.as_widget()
    name = next(name for kinds, name in _CLASSES if isinstance(widget, kinds))
    own = str(widget.attrs.get("class", ""))
    invalid = " is-invalid" if bound.errors else ""
    css = f"{name} {own}".strip() + invalid
    context = {"field": bound, "label": label or bound.label, "hide_label": hide_label}
    if isinstance(widget, w.RadioSelect):
        return _component("field_choices", context | {"css": css, "choices": list(bound)})
    kind = "field_check" if isinstance(widget, w.CheckboxInput) else "field"
    return _component(kind, context | {"control": bound.as_widget(attrs={"class": css, "maxlength": False})})


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """The summary above a form that was not accepted: every error, with a link to its field."""
    if not form.errors:
        return SafeString("")
    fields = [(bound, bound.errors) for bound in form if bound.errors and not bound.is_hidden]
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    return _component("form_errors", {"general": [*form.non_field_errors(), *hidden], "fields": fields})


# Words


@register.filter
def vdate(value: dt.date | dt.datetime | None) -> str:
    """05/01/2026"""
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime):
        value = value.astimezone(VIETNAM)
    return value.strftime("%d/%m/%Y")


@register.filter
def vdatetime(value: dt.datetime | None) -> str:
    """08:44 20/11/2026, in Vietnam's time."""
    return value.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y") if value else ""


@register.filter
def vnumber(value: Decimal | float | None) -> str:
    """26.472 or 97,55 (in the English pages 26,472 and 97.55)."""
    if value is None or value == "":
        return ""
    if isinstance(value, Decimal):
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def dom_id(thing: Model) -> str:
    """version-7"""
    return f"{thing._meta.model_name}-{thing.pk}"


def _component(name: str, context: Mapping[str, Any]) -> SafeString:
    return render_to_string(f"ui/components/{name}.html", dict(context))


def _checked_tone(tone: str) -> str:
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"Tone {tone!r} is none of {sorted(TONES)}.")
    return tone


_icon = icon
