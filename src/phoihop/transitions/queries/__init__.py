"""Named reads of takeovers, of terminations, and of what waits among them."""

from phoihop.transitions.queries.takeovers import HandoverLine, handovers_of, takeover_list, takeovers, takeovers_due
from phoihop.transitions.queries.terminations import (
    TerminationPage,
    carry_targets,
    ending_texts,
    open_work,
    termination_of,
    termination_page,
    terminations,
    terminations_due,
)
from phoihop.transitions.queries.waiting import waiting

__all__ = [
    "HandoverLine",
    "TerminationPage",
    "carry_targets",
    "ending_texts",
    "handovers_of",
    "open_work",
    "takeover_list",
    "takeovers",
    "takeovers_due",
    "termination_of",
    "termination_page",
    "terminations",
    "terminations_due",
    "waiting",
]
