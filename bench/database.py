"""A scratch database on the server that DATABASE_URL names, else on an embedded one in a folder that goes afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from phoihop.config import postgres


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server."""
    given = os.environ.get("DATABASE_URL", "")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="phoihop-bench-") as folder, postgres.serving(Path(folder)) as url:
        yield url


@contextmanager
def scratch(url: str, name: str) -> Iterator[str]:
    """The address of a new, empty database, dropped at the end."""
    identifier = sql.Identifier(name)
    admin = make_conninfo(url, dbname="postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
        connection.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(identifier))
    try:
        yield _address(url, name)
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))


def _address(url: str, name: str) -> str:
    head, _question, query = url.partition("?")
    beginning = head.rpartition("/")[0]
    return f"{beginning}/{name}" + (f"?{query}" if query else "")
