"""Every change to work: it is born of a programme in force, reported, answered, given more time, and ends with its text."""

from phoihop.workitems.actions.creating import create_work_items
from phoihop.workitems.actions.ending import carry_work, drop_work
from phoihop.workitems.actions.extending import ask_extension, decide_extension
from phoihop.workitems.actions.following import follow_amendment
from phoihop.workitems.actions.reporting import decide_report, report

__all__ = [
    "ask_extension",
    "carry_work",
    "create_work_items",
    "decide_extension",
    "decide_report",
    "drop_work",
    "follow_amendment",
    "report",
]
