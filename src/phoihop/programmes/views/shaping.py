"""How a text is put together: the level and place of a provision, one out of two, two out of one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from phoihop.lib.errors import NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.programmes import actions, breaks, queries
from phoihop.programmes.models import Provision
from phoihop.programmes.rules import Act
from phoihop.programmes.views._common import Seat, acting_side, take_seat
from phoihop.programmes.views.provisions import answer, page_of, provision_version, seen_provisions


@require_POST
def provision_shape(request: PageRequest, pk: int, provision_pk: int) -> HttpResponse:
    """A level in or out, to another place, together with the next, once more; `act` says which."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    provision = get_object_or_404(seen_provisions(seat), pk=provision_pk)
    acting: dict[str, Any] = {"organisation": side, "by": request.user}
    with actions.as_step(seat.instrument, **acting):
        match request.POST.get("act"):
            case "indent" | "outdent" as way:
                actions.shift_level(seat.instrument, provision, deeper=way == "indent", **acting)
            case "place":
                behind = _named(seat, request.POST.get("behind", ""))
                before = _named(seat, request.POST.get("before", ""))
                actions.place_provision(seat.instrument, provision, behind=behind, before=before, **acting)
            case "merge":
                actions.merge_with_next(seat.instrument, provision, **acting)
            case "duplicate":
                actions.duplicate_provision(seat.instrument, provision, **acting)
            case _:
                raise NotPossible(_("Chưa rõ muốn làm gì với nội dung này. Hãy chọn lại trên trang văn bản."))
    return answer(request, seat, provision)


@require_http_methods(["GET", "POST"])
def provision_split(request: PageRequest, pk: int, provision_pk: int) -> HttpResponse:
    """Choose where one provision becomes two."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    version = provision_version(seat, queries.current_versions(seat.instrument, organisation=side), provision_pk)
    if request.method == "POST":
        at, seen = _number(request.POST.get("at", "")), request.POST.get("seen", "")
        acting: Any = {"organisation": side, "by": request.user}
        with actions.as_step(seat.instrument, **acting):
            actions.split_provision(seat.instrument, version.provision, at=at, seen=seen, **acting)
        return redirect(page_of(seat, version.provision))
    context = {
        "instrument": seat.instrument,
        "version": version,
        "parts": breaks.parts(version.text),
        "back": page_of(seat, version.provision),
    }
    return page(request, "programmes/provision_split.html", context)


def _named(seat: Seat, key: str) -> Provision | None:
    """The provision with this id as far as this side knows of it; none where none is named."""
    return get_object_or_404(seen_provisions(seat), pk=_number(key)) if key else None


def _number(text: str) -> int:
    """0, which is no place and no provision, for what is not a plain number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
