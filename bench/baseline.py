"""What pages are compared with: a list of 25 rows for someone who is signed in, in a bare template, by one query."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template

from phoihop.workitems.models import WorkItem

ROWS = 25
TEMPLATE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Danh sách</title></head><body><h1>Danh sách</h1><table>
{% for item in items %}<tr><td>{{ item.label }}</td><td>{{ item.content }}</td><td>{{ item.lead_text }}</td>
<td>{{ item.due_on|date:"d/m/Y" }}</td><td>{{ item.get_state_display }}</td></tr>
{% endfor %}</table></body></html>
"""


@login_required
def plain_list(request: HttpRequest) -> HttpResponse:
    items = WorkItem.objects.order_by("pk")[:ROWS]
    return HttpResponse(_template().render(Context({"items": items})))


def _template() -> Template:
    global _parsed  # noqa: PLW0603  parsed once, as the loader of a Django site would keep it
    if _parsed is None:
        _parsed = Template(TEMPLATE)
    return _parsed


_parsed: Template | None = None
