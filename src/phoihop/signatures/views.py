"""The page that verifies any PDF."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from phoihop.lib.http import PageRequest, page
from phoihop.signatures.forms import VerifyForm
from phoihop.signatures.queries import trusted_roots, was_frozen
from phoihop.signatures.verification import verify_pdf


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: PageRequest) -> HttpResponse:
    """Read a PDF, say what its signatures are worth, keep nothing."""
    if request.method != "POST":
        return page(request, "signatures/verify.html", {"form": VerifyForm()})
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, "signatures/verify.html", {"form": form}, status=422)
    upload = form.cleaned_data["file"]
    report = verify_pdf(upload.read(), roots=trusted_roots(), is_frozen=was_frozen)
    context = {"form": VerifyForm(), "report": report, "file_name": upload.name}
    return page(request, "signatures/verify.html", context)
