"""Named reads of work: lists cut by key, one item with everything about it, what waits, the official figures."""

from phoihop.workitems.queries.detail import ItemPage, with_everything, work_item_page
from phoihop.workitems.queries.figures import progress
from phoihop.workitems.queries.filters import Filters
from phoihop.workitems.queries.lists import ItemList, Row, all_rows, work_item_list
from phoihop.workitems.queries.period import WORST, Group, grouped, items_of_period, standing_in_period
from phoihop.workitems.queries.searching import Found, search
from phoihop.workitems.queries.waiting import unanswered_reports, waiting

__all__ = [
    "WORST",
    "Filters",
    "Found",
    "Group",
    "ItemList",
    "ItemPage",
    "Row",
    "all_rows",
    "grouped",
    "items_of_period",
    "progress",
    "search",
    "standing_in_period",
    "unanswered_reports",
    "waiting",
    "with_everything",
    "work_item_list",
    "work_item_page",
]
