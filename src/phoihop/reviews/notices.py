"""The ledger's words for reviews, and who is told."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from phoihop.accounts.models import User
from phoihop.ledger import verbs
from phoihop.lib import clock
from phoihop.notifications.actions import notify
from phoihop.organisations.models import Membership, Role, holds_on
from phoihop.reviews.models import HistoryImport

RESULTS_IMPORTED = "reviews.results_imported"
VERBS = {RESULTS_IMPORTED: _("đã nhập")}


def register() -> None:
    """Teach the ledger our words."""
    verbs.register(VERBS)


def tell_results_imported(upload: HistoryImport, *, by: User) -> None:
    """Officers of the other parties learn that a past year's figures are there, or are others now."""
    parties = upload.partnership.parties.exclude(organisation=upload.organisation).values("organisation_id")
    people = User.objects.filter(
        pk__in=Membership.objects.filter(holds_on(clock.today()), organisation__in=parties, role=Role.OFFICER).values(
            "user_id"
        ),
        is_active=True,
    )
    message = _("%(body)s đã nhập bảng kết quả năm %(year)s từ tệp “%(file)s”.")
    words = {"body": upload.organisation, "year": upload.year, "file": upload.file.name}
    url = reverse("reviews:history_detail", args=[upload.partnership_id, upload.year])
    notify(people, message, url, words=words, except_for=by)
