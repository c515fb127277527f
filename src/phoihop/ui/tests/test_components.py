"""What each component writes, and that a mistyped argument fails loudly."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from phoihop.accounts.models import User
from phoihop.ui.templatetags import ui


def _draw(source: str, **context: Any) -> str:
    drawn = Template(source).render(Context(context))
    return " ".join(drawn.split()).replace("> <", "><")


class SampleForm(forms.Form):
    name = forms.CharField(label="Tên", help_text="Như trong quyết định.")
    note = forms.CharField(label="Ghi chú", required=False)
    day = forms.DateField(label="Ngày")
    kind = forms.ChoiceField(label="Loại", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    body = forms.ChoiceField(label="Cơ quan", choices=[("a", "A")])
    agree = forms.BooleanField(label="Đồng ý")
    token = forms.CharField(widget=forms.HiddenInput)


def test_icons_are_decoration_unless_they_have_a_label() -> None:
    assert _draw('{% icon "check" %}') == (
        '<svg class="icon" width="20" height="20" aria-hidden="true" focusable="false">'
        '<use href="/static/ui/icons.svg#check"/></svg>'
    )
    assert _draw('{% icon "bell" label="Báo" size=16 %}') == (
        '<svg class="icon" width="16" height="16" role="img" aria-label="Báo">'
        '<use href="/static/ui/icons.svg#bell"/></svg>'
    )


def test_badges_escape_their_text() -> None:
    assert _draw("{% badge text %}", text="<b>") == '<span class="tag tag-neutral">&lt;b&gt;</span>'
    assert _draw('{% badge "Đã ký" tone="success" %}') == '<span class="tag tag-success">Đã ký</span>'


@pytest.mark.parametrize(
    "text",
    [
        '{% icon "no-such-icon" %}',
        '{% badge "x" tone="red" %}',
        '{% badge "x" color="red" %}',
        '{% panel "x" %}{% endpanel %}',
        '{% panel titel="x" %}{% endpanel %}',
        "{% field form.no_such_field %}",
        "{% empty_state %}{% endempty_state %}",
        '{% stat label="x" %}',
        '{% notice tone="loud" %}{% endnotice %}',
    ],
)
def test_a_mistyped_argument_fails(text: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        _draw(text, form=SampleForm())


def test_a_panel_has_a_heading() -> None:
    assert _draw('{% panel title="Bảng" note="Năm 2026" id="t" flush=True %}<p>x</p>{% endpanel %}') == (
        '<section class="panel panel-flush" id="t"><div class="panel-head"><h2 class="panel-title">Bảng</h2>'
        '<p class="panel-note">Năm 2026</p></div><div class="panel-body"><p>x</p></div></section>'
    )
    assert _draw("{% panel %}x{% endpanel %}") == ('<section class="panel"><div class="panel-body">x</div></section>')


def test_blocks_keep_what_is_between_them_and_escape_the_rest() -> None:
    assert _draw('{% facts %}{% fact "Số" %}{{ value }}{% endfact %}{% endfacts %}', value="<1>") == (
        '<dl class="facts facts-1"><div><dt>Số</dt><dd>&lt;1&gt;</dd></div></dl>'
    )


def test_an_empty_state_says_what_to_do() -> None:
    drawn = _draw('{% empty_state title="Chưa có" text="Hãy thêm." %}<a href="/">Thêm</a>{% endempty_state %}')

    assert drawn.endswith(
        '<p class="empty-title">Chưa có</p><p class="empty-text">Hãy thêm.</p>'
        '<div class="empty-actions"><a href="/">Thêm</a></div></div>'
    )
    assert "empty-actions" not in _draw('{% empty_state title="Chưa có" %}{% endempty_state %}')


def test_a_figure_opens_its_items() -> None:
    assert _draw('{% stat label="Quá hạn" value=9 url="/x/" tone="danger" note="n" current=True %}') == (
        '<a class="stat stat-danger" href="/x/" aria-current="true"><span class="stat-label">Quá hạn</span>'
        '<span class="stat-value">9</span><span class="stat-note">n</span></a>'
    )
    assert _draw('{% stat label="Quá hạn" value=9 %}') == (
        '<div class="stat stat-neutral"><span class="stat-label">Quá hạn</span><span class="stat-value">9</span></div>'
    )


def test_a_notice_has_a_tone() -> None:
    drawn = _draw('{% notice tone="warning" title="Ba ô" %}<p>x</p>{% endnotice %}')

    assert drawn.startswith('<div class="callout callout-warning">')
    assert drawn.endswith('<div><p class="callout-title">Ba ô</p><p>x</p></div></div>')


def test_the_stepper_tells_screen_readers_where_it_stands() -> None:
    steps = [{"label": "Soạn", "state": "done"}, {"label": "Ký", "state": "current", "note": "hôm nay"}]

    drawn = _draw('{% stepper steps label="Đường đi" %}', steps=steps)

    assert drawn.startswith('<ol class="stepper" aria-label="Đường đi"><li class="step step-done">')
    assert 'Soạn<span class="visually-hidden"> (đã xong)</span>' in drawn
    assert '<li class="step step-current" aria-current="step"><span class="step-mark">2</span>' in drawn
    assert '<span class="step-note">hôm nay</span>' in drawn


@dataclass(frozen=True)
class Part:
    next_key: str


@pytest.mark.parametrize(
    ("address", "next_key", "links"),
    [
        ("/x/?q=a", "", []),
        ("/x/?q=a", "9", ["/x/?q=a&amp;after=9"]),
        ("/x/?q=a&after=9", "17", ["/x/?q=a", "/x/?q=a&amp;after=17"]),
        ("/x/?after=9", "", ["/x/"]),
    ],
)
def test_the_pager_leads_to_the_first_and_the_next_part(address: str, next_key: str, links: list[str]) -> None:
    drawn = _draw("{% key_pager part %}", part=Part(next_key), request=RequestFactory().get(address))

    assert [piece.split('"')[0] for piece in drawn.split('href="')[1:] if "icons" not in piece.split('"')[0]] == links


def test_a_field_ties_its_label_help_and_control_together() -> None:
    assert _draw("{% field form.name %}", form=SampleForm()) == (
        '<div class="field"><label class="form-label" for="id_name">Tên</label>'
        '<div class="form-hint" id="id_name_helptext">Như trong quyết định.</div>'
        '<input type="text" name="name" class="form-control" required aria-describedby="id_name_helptext" id="id_name">'
        "</div>"
    )


def test_a_field_says_that_it_may_stay_empty() -> None:
    assert 'Ghi chú <span class="optional">(không bắt buộc)</span>' in _draw("{% field form.note %}", form=SampleForm())


def test_a_refused_field_points_to_its_error() -> None:
    drawn = _draw("{% field form.name %}", form=SampleForm({}))

    assert drawn.startswith('<div class="field field-invalid">')
    assert 'class="form-control is-invalid"' in drawn
    assert 'aria-invalid="true" aria-describedby="id_name_helptext id_name_error"' in drawn
    assert '<div class="field-error" id="id_name_error">' in drawn


def test_fields_are_as_wide_as_what_goes_in() -> None:
    assert 'class="form-control form-date"' in _draw("{% field form.day %}", form=SampleForm())
    assert 'class="form-select"' in _draw("{% field form.body %}", form=SampleForm())


def test_choices_are_a_group_with_a_legend() -> None:
    drawn = _draw("{% field form.kind %}", form=SampleForm({"kind": "b"}))

    assert drawn.startswith('<fieldset class="field"><legend class="form-label">Loại</legend>')
    assert (
        '<input class="form-check-input" type="radio" name="kind" value="b" id="id_kind_1" checked required>'
        '<label class="form-check-label" for="id_kind_1">B</label>'
    ) in drawn


def test_a_tick_stands_before_its_label() -> None:
    drawn = _draw("{% field form.agree %}", form=SampleForm())

    assert drawn.index('type="checkbox"') < drawn.index("Đồng ý")


def test_a_hidden_field_is_only_itself() -> None:
    assert _draw("{% field form.token %}", form=SampleForm()) == '<input type="hidden" name="token" id="id_token">'


def test_a_field_can_have_another_or_a_hidden_label() -> None:
    drawn = _draw('{% field form.name label="Tên khác" hide_label=True %}', form=SampleForm())

    assert '<label class="form-label visually-hidden" for="id_name">Tên khác</label>' in drawn


def test_the_summary_of_errors_links_each_to_its_field() -> None:
    form = SampleForm({"note": "x", "kind": "a", "body": "a", "agree": "on", "day": "31/02/2026", "name": "x"})
    form.add_error(None, "Hai ô chưa khớp.")

    drawn = _draw("{% form_errors form %}", form=form)

    assert "<li>Hai ô chưa khớp.</li>" in drawn
    assert '<a href="#id_day">Ngày: ' in drawn
    assert drawn.count("<li>") == 3  # the form's own, the hidden field's, the day's
    assert _draw("{% form_errors form %}", form=SampleForm()) == ""


def test_dates_and_times_are_vietnams() -> None:
    late = dt.datetime(2026, 1, 4, 18, 30, tzinfo=ZoneInfo("UTC"))

    assert _draw("{{ day|vdate }}", day=dt.date(2026, 1, 5)) == "05/01/2026"
    assert _draw("{{ at|vdate }} {{ at|vdatetime }}", at=late) == "05/01/2026 01:30 05/01/2026"
    assert _draw("{{ none|vdate }}{{ none|vdatetime }}{{ none|vnumber }}", none=None) == ""


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (26472, "26.472", "26,472"),
        (Decimal("97.550"), "97,55", "97.55"),
        (Decimal("180.00"), "180", "180"),
        (Decimal("1E+3"), "1.000", "1,000"),
        (0, "0", "0"),
    ],
)
def test_numbers_follow_the_language(value: Decimal | int, vietnamese: str, english: str) -> None:
    assert ui.vnumber(value) == vietnamese
    with translation.override("en"):
        assert ui.vnumber(value) == english


def test_ids_name_their_thing() -> None:
    assert _draw("{{ user|dom_id }}", user=User(pk=7)) == "user-7"
