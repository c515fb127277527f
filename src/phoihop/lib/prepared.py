"""A query composed once: the ORM writes its SQL the first time, later calls only put in their values.

For the few queries of the busiest pages, where composing costs many times what running does. While composing, each
value is a placeholder of its type that occurs nowhere else; so the query may depend on which values there are, never
on what they are.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Values = Mapping[str, Any]


class Prepared:
    """The SQL of `compose(values)`, a queryset of plain rows, with the places of its values."""

    def __init__(self, compose: Callable[[Values], QuerySet[Any, Any]], like: Values) -> None:
        """`like` gives a value of the right type (text, whole number or day) for each name."""
        placeholders = {name: _placeholder(number, value) for number, (name, value) in enumerate(like.items())}
        names = {value: name for name, value in placeholders.items()}
        self._sql, params = compose(placeholders).query.sql_with_params()
        self._params = [(names.get(param) if _may_be_placeholder(param) else None, param) for param in params]

    def rows(self, values: Values) -> list[tuple[Any, ...]]:
        """Run it with these values."""
        params = [param if name is None else values[name] for name, param in self._params]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def array(ids: Iterable[int]) -> str:
    """Whole numbers as the text of a PostgreSQL array."""
    return "{" + ",".join(map(str, sorted(ids))) + "}"


def _placeholder(number: int, value: object) -> Any:
    if isinstance(value, dt.date):
        return dt.date(1, 1, 1) + dt.timedelta(days=number)
    return 2_000_000_000 + number if isinstance(value, int) else f"\x7f{number}\x7f"


def _may_be_placeholder(param: object) -> bool:
    return isinstance(param, str | int | dt.date)  # the backend gives whole numbers types of its own
