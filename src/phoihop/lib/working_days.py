"""Working days in Viet Nam: Monday to Friday without public holidays, as the `holidays` package knows them."""

import datetime as dt

import holidays


def working_day_after(day: dt.date, count: int) -> dt.date:
    """The day that many working days after `day`."""
    return holidays.country_holidays("VN").get_nth_working_day(day, count)
