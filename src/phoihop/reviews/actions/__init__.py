"""Every change of reviews: starting one, closing its figures, the next year's draft, results of past years."""

from phoihop.reviews.actions.history import confirm_results, discard_results, import_results, upload_results
from phoihop.reviews.actions.next_year import start_next_year
from phoihop.reviews.actions.proposing import propose_findings
from phoihop.reviews.actions.reviewing import close_figures, start_review

__all__ = [
    "close_figures",
    "confirm_results",
    "discard_results",
    "import_results",
    "propose_findings",
    "start_next_year",
    "start_review",
    "upload_results",
]
