"""Named reads of takeovers and of what waits among them."""

from phoihop.transitions.queries.takeovers import (
    HandoverLine,
    handovers_of,
    takeover_list,
    takeovers_due,
    waiting,
)

__all__ = ["HandoverLine", "handovers_of", "takeover_list", "takeovers_due", "waiting"]
