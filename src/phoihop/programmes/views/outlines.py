"""The outlines that a body's texts begin with."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from phoihop.lib.errors import NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.organisations.models import Organisation
from phoihop.organisations.rules import can_administer
from phoihop.programmes import actions, starting_outlines
from phoihop.programmes.models import Outline
from phoihop.programmes.starting_forms import OutlineForm
from phoihop.programmes.states import DRAFTED_KINDS, InstrumentKind

KINDS = (*DRAFTED_KINDS, InstrumentKind.AMENDMENT)


@require_GET
def outline_list(request: PageRequest, key: str) -> HttpResponse:
    """For each kind of text whether the body has an outline of its own; for its own people."""
    organisation = get_object_or_404(Organisation.objects.of(request.user), key=key)
    own = {outline.kind: outline for outline in Outline.objects.filter(organisation=organisation).select_related("by")}
    context = {
        "organisation": organisation,
        "rows": [(kind, own.get(kind)) for kind in KINDS],
        "may_write": can_administer(request.user, organisation),
    }
    return page(request, "programmes/outline_list.html", context)


@require_http_methods(["GET", "POST"])
def outline_edit(request: PageRequest, key: str, kind: str) -> HttpResponse:
    """Read an outline; the body's administrator changes it."""
    organisation = get_object_or_404(Organisation.objects.of(request.user), key=key)
    if kind not in KINDS:
        raise Http404
    of = InstrumentKind(kind)
    if request.method == "POST" and "reset" in request.POST:
        actions.reset_outline(organisation, of, by=request.user)
        messages.success(request, _("Từ nay văn bản loại này bắt đầu từ dàn ý chung."))
        return redirect("programmes:outline_list", key=organisation.key)
    text = starting_outlines.text_of(of, organisation)
    form = OutlineForm(request.POST or None, initial={"text": text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_outline(organisation, of, form.cleaned_data["text"], by=request.user)
        except NotPossible as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, _("Đã lưu dàn ý. Văn bản soạn từ nay bắt đầu như thế."))
            return redirect("programmes:outline_list", key=organisation.key)
    context = {
        "organisation": organisation,
        "kind": of,
        "form": form,
        "is_own": text != starting_outlines.usual_text(of),
        "text": text,
        "may_write": can_administer(request.user, organisation),
    }
    return page(request, "programmes/outline_edit.html", context, status=422 if form.errors else 200)
