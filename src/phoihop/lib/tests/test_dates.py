import datetime as dt

import pytest

from phoihop.lib.dates import (
    end_of_month,
    end_of_quarter,
    format_date,
    last_day,
    official_date,
    parse_date,
    quarter_of,
)


def test_dates_of_screens_and_of_documents() -> None:
    assert format_date(dt.date(2026, 1, 5)) == "05/01/2026"
    assert official_date(dt.date(2026, 1, 5)) == "ngày 05 tháng 01 năm 2026"
    assert official_date(dt.date(2026, 2, 15)) == "ngày 15 tháng 02 năm 2026"
    assert official_date(dt.date(2026, 3, 5)) == "ngày 05 tháng 3 năm 2026"
    assert official_date(dt.date(2026, 12, 31)) == "ngày 31 tháng 12 năm 2026"


@pytest.mark.parametrize(
    "text",
    ["05/09/2026", "5/9/2026", " 5-9-2026 ", "5.9.2026", "2026-09-05", "ngày 05 tháng 9 năm 2026", "NGÀY 5/9/2026"],
)
def test_dates_are_read_as_people_write_them(text: str) -> None:
    assert parse_date(text) == dt.date(2026, 9, 5)


@pytest.mark.parametrize("text", ["", "31/2/2026", "5/9", "5/9/26", "5-9/2026", "hôm qua", "0/0/0000", "2026/13/01"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_quarters_and_last_days() -> None:
    assert [quarter_of(dt.date(2025, month, 1)) for month in (1, 3, 4, 9, 12)] == [1, 1, 2, 3, 4]
    assert end_of_month(dt.date(2024, 2, 3)) == dt.date(2024, 2, 29)
    assert end_of_month(dt.date(2025, 12, 31)) == dt.date(2025, 12, 31)
    assert end_of_quarter(dt.date(2025, 5, 9)) == dt.date(2025, 6, 30)
    assert last_day(9999, 12) == dt.date.max
