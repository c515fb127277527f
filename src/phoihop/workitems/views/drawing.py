"""The two parts of the list that repeat most, drawn by hand.

Through the template engine the rows and the choices took longer than everything else on the page together.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from phoihop.workitems.queries import Row
from phoihop.workitems.queries.choices import Choice

_ROW = (
    '<tr><td class="nowrap">{} <span class="second">{}</span></td>'
    '<td><a href="{}">{}</a> <span class="second">{}</span></td>'
    '<td>{}</td><td>{}{}</td><td><span class="tag tag-{}">{}</span></td></tr>'
)
_NOTE = ' <span class="second{}">{}</span>'


def table_rows(rows: Iterable[Row]) -> SafeString:
    """The body of the table: number and programme, content and field, lead, due, state."""
    return SafeString("\n".join(map(_row, rows)))


def options(choices: Iterable[Choice]) -> SafeString:
    """The choices of a select."""
    return _options(tuple(choices))


def _row(row: Row) -> str:
    note = _NOTE.format(" text-danger" if row.late else "", escape(row.due_words)) if row.due_words else ""
    return _ROW.format(
        escape(row.label), escape(row.programme), row.url, escape(row.content), escape(row.field),
        escape(row.lead), escape(row.due), note, row.tone, escape(str(row.state)),
    )  # fmt: skip


@lru_cache(maxsize=256)
def _options(choices: tuple[Choice, ...]) -> SafeString:
    drawn = ((choice.value, SafeString(" selected") if choice.chosen else "", choice.label) for choice in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', drawn)
