"""Named reads of texts, lists and what waits."""

from phoihop.programmes.queries.lists import (
    InstrumentFilters,
    InstrumentPage,
    instrument_list,
    instrument_years,
    search,
)
from phoihop.programmes.queries.texts import (
    Change,
    Mark,
    approvals,
    change_of,
    changes_of,
    consent_matrix,
    current_versions,
    has_private_changes,
    last_revision_number,
    latest_versions,
    missing_consents,
    overlaid,
    private_versions,
    without_removed,
)
from phoihop.programmes.queries.waiting import waiting

__all__ = [
    "Change",
    "InstrumentFilters",
    "InstrumentPage",
    "Mark",
    "approvals",
    "change_of",
    "changes_of",
    "consent_matrix",
    "current_versions",
    "has_private_changes",
    "instrument_list",
    "instrument_years",
    "last_revision_number",
    "latest_versions",
    "missing_consents",
    "overlaid",
    "private_versions",
    "search",
    "waiting",
    "without_removed",
]
