import datetime as dt

import pytest

from phoihop.lib.working_days import working_day_after


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (dt.date(2026, 11, 25), 1, dt.date(2026, 11, 26)),
        (dt.date(2026, 11, 27), 1, dt.date(2026, 11, 30)),  # over a weekend
        (dt.date(2026, 11, 23), 7, dt.date(2026, 12, 3)),  # over the day of Vietnamese culture, new that year
        (dt.date(2026, 4, 29), 1, dt.date(2026, 5, 4)),  # over 30 April and 1 May
        (dt.date(2026, 2, 13), 1, dt.date(2026, 2, 23)),  # over Tết Bính Ngọ
    ],
)
def test_weekends_and_holidays_do_not_count(day: dt.date, count: int, expected: dt.date) -> None:
    assert working_day_after(day, count) == expected
