"""Tables of figures on the page."""

from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.queries.figures import Cell, ShownRow, tables_of


def test_a_table_is_numbered_and_aligned_as_on_paper() -> None:
    table = {
        "title": "Danh mục",
        "note": "Tính đến 31/12",
        "numbered": True,
        "columns": [{"title": "Nội dung", "width": 3}, {"title": "Số", "width": 1, "align": "right"}],
        "rows": [
            {"kind": "group", "cells": ["Hội thảo"]},
            {"kind": "row", "cells": ["Một", 26472]},
            {"kind": "row", "cells": ["Hai", None]},
            {"kind": "total", "cells": ["Cộng", 97.55]},
        ],
    }

    [shown] = tables_of(ProvisionVersion(data={"tables": [table]}))

    assert (shown.title, shown.note) == ("Danh mục", "Tính đến 31/12")
    assert shown.head == (Cell("TT"), Cell("Nội dung"), Cell("Số", "right"))
    assert shown.rows == (
        ShownRow("group", (Cell("I. Hội thảo"),)),
        ShownRow("row", (Cell("1"), Cell("Một"), Cell("26.472", "right"))),
        ShownRow("row", (Cell("2"), Cell("Hai"), Cell("", "right"))),
        ShownRow("total", (Cell(""), Cell("Cộng"), Cell("97,55", "right"))),
    )


def test_a_table_without_numbers_has_its_own_columns_only() -> None:
    table = {"title": "", "columns": [{"title": "A"}], "rows": [{"cells": ["x"]}, {"kind": "group", "cells": ["y"]}]}

    [shown] = tables_of(ProvisionVersion(data={"tables": [table]}))

    assert [row.cells for row in shown.rows] == [(Cell("x"),), (Cell("y"),)]
    assert tables_of(ProvisionVersion()) == []
