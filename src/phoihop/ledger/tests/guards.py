"""For tests only: the ledger without its guards, as the owner of a database could make it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

OFF = [
    "SET CONSTRAINTS ALL IMMEDIATE",  # PostgreSQL changes no table while checks of its rows wait
    "ALTER TABLE ledger_entry DISABLE TRIGGER USER",
    "ALTER TABLE ledger_chain DISABLE TRIGGER USER",
]
ON = [
    "SET CONSTRAINTS ALL IMMEDIATE",
    "ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_next_only",
    "ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_keep_rows",
    "ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_keep_table",
    "ALTER TABLE ledger_chain ENABLE ALWAYS TRIGGER ledger_keep_chain",
]


@contextmanager
def taken_off() -> Iterator[None]:
    """What a dishonest owner of the database can do inside."""
    with connection.cursor() as cursor:
        for statement in OFF:
            cursor.execute(statement)
        yield
        for statement in ON:
            cursor.execute(statement)


@contextmanager
def stepping_aside_for_flush() -> Iterator[None]:
    """Django empties the tables after each test with `transaction=True`: by TRUNCATE, in one transaction."""
    flush = DatabaseOperations.execute_sql_flush

    def flush_past_guards(operations: Any, statements: list[str]) -> None:
        flush(operations, [*OFF, *statements, *ON])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_past_guards)
        yield
