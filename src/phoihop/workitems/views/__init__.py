"""Pages of work: the list and its export, one item, reports and their answers, more time, evidence."""

from phoihop.workitems.views.extensions import extension_create, extension_decide
from phoihop.workitems.views.items import work_item_detail, work_item_export, work_item_list
from phoihop.workitems.views.reports import evidence_download, report_create, report_decide

__all__ = [
    "evidence_download",
    "extension_create",
    "extension_decide",
    "report_create",
    "report_decide",
    "work_item_detail",
    "work_item_export",
    "work_item_list",
]
