import json

import pytest

from phoihop.documents.content import Column, Row, Table, numerals
from phoihop.documents.levels import roman
from phoihop.documents.tests import make


@pytest.mark.parametrize(
    ("number", "text"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (90, "XC"), (2026, "MMXXVI")]
)
def test_roman_numerals(number: int, text: str) -> None:
    assert roman(number) == text


def test_rows_are_numbered_within_their_group() -> None:
    rows = [Row(kind, ("x",)) for kind in ("row", "group", "row", "row", "group", "row", "total")]

    assert numerals(rows) == ["1", "I", "1", "2", "II", "1", ""]


def test_a_table_goes_through_json_unchanged() -> None:
    table = make.figures()

    assert Table.from_json(json.loads(json.dumps(table.to_json()))) == table


def test_a_table_of_figures_needs_only_title_columns_and_rows() -> None:
    table = Table.from_json({"title": "Số liệu", "columns": [{"title": "Tổng"}], "rows": [{"cells": [3]}]})

    assert table == Table("Số liệu", (Column("Tổng"),), (Row("row", (3,)),))


@pytest.mark.parametrize("columns", [(), (Column("Tổng"),)])
def test_a_row_wider_than_the_table_is_a_mistake_of_the_program(columns: tuple[Column, ...]) -> None:
    with pytest.raises(ValueError, match="a row has 2 cells"):
        Table("Số liệu", columns, (Row("row", (3, 4)),))
