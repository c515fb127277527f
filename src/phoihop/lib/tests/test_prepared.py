"""Queries composed once."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet, Value
from django.test.utils import CaptureQueriesContext

from phoihop.accounts.models import User
from phoihop.lib.prepared import Prepared, Values, array
from tests.make import user

pytestmark = pytest.mark.django_db


def test_values_go_where_the_query_had_them() -> None:
    lan, minh = user("Trần Thị Lan"), user("Lê Văn Minh")
    composed = []

    def compose(values: Values) -> QuerySet[User, Any]:
        composed.append(1)
        found = User.objects.filter(pk__gte=values["first"], full_name__in=[values["one"], values["other"]])
        return (
            found.order_by("pk").annotate(word=Value("%s"), day=Value(values["day"])).values_list("pk", "word", "day")
        )

    day = dt.date(2026, 3, 1)
    query = Prepared(compose, {"first": 1, "one": "", "other": "", "day": day})

    assert query.rows({"first": lan.pk, "one": "Trần Thị Lan", "other": "Lê Văn Minh", "day": day}) == [
        (lan.pk, "%s", day),
        (minh.pk, "%s", day),
    ]
    with CaptureQueriesContext(connection) as captured:
        assert query.rows({"first": minh.pk, "one": "Trần Thị Lan", "other": "' OR 1=1", "day": day}) == []
    assert (len(captured), composed) == (1, [1])


def test_values_of_one_type_are_not_mixed_up() -> None:
    def compose(values: Values) -> QuerySet[User, Any]:
        return (
            User.objects.order_by("pk")
            .annotate(a=Value(values["a"]), b=Value(values["b"]), c=Value(True))
            .values_list("a", "b", "c")
        )

    user()
    query = Prepared(compose, {"a": 1, "b": 1})

    assert query.rows({"a": 7, "b": 8}) == [(7, 8, True)]


def test_an_array_is_written_in_order() -> None:
    assert (array({3, 1, 2}), array([])) == ("{1,2,3}", "{}")
