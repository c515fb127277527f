"""The one door to PostgreSQL: an address when one is configured, else the embedded server in DATA_DIR."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from phoihop.config import postgres
from phoihop.config.console import Stop
from phoihop.config.options import Options

OLDEST = 150000
DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def settings(options: Options) -> dict[str, Any]:
    """Django's description of the database; the embedded server need not run yet."""
    parts = conninfo_to_dict(address(options))
    others = {name: value for name, value in parts.items() if name not in DJANGO_NAMES}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: str(parts.get(key) or "") for key, name in DJANGO_NAMES.items()},
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**others, "pool": {"min_size": 1, "max_size": 8, "timeout": 20}},
    }


def address(options: Options) -> str:
    """The address of the database that these options mean."""
    return options.database_url or postgres.url(options.data_dir)


@contextmanager
def serving(options: Options) -> Iterator[str]:
    """A database that answers inside the block: a given one is checked, the embedded one is started.

    Raises `Stop` when it cannot be reached, is too old or is not in UTF-8.
    """
    if options.database_url:
        check(options.database_url)
        yield options.database_url
        return
    with postgres.serving(options.data_dir) as url:
        ensure_database(url)
        yield url


def check(url: str) -> None:
    """Raises `Stop` with the remedy when the PostgreSQL at `url` cannot be used."""
    where = _without_password(url)
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
            encoding = connection.info.parameter_status("server_encoding")
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1].strip()
        raise Stop(
            f"Không kết nối được với PostgreSQL ở DATABASE_URL ({where}): {reason}. "
            "Hãy kiểm tra địa chỉ, mật khẩu và máy chủ, hoặc bỏ DATABASE_URL để dùng PostgreSQL kèm theo."
        ) from None
    if version < OLDEST:
        raise Stop(
            f"PostgreSQL ở DATABASE_URL là bản {version // 10000}; cần bản 15 trở lên. "
            "Hãy nâng cấp, hoặc bỏ DATABASE_URL để dùng PostgreSQL kèm theo."
        )
    if encoding != "UTF8":
        raise Stop(
            f"Cơ sở dữ liệu ở DATABASE_URL có bảng mã {encoding}; cần UTF8. Hãy tạo lại với ENCODING 'UTF8' TEMPLATE template0."
        )


def ensure_database(url: str) -> None:
    """Make the database of that address on the embedded server when it is not there yet."""
    name = str(conninfo_to_dict(url)["dbname"])
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _without_password(url: str) -> str:
    parts = {name: value for name, value in conninfo_to_dict(url).items() if name != "password"}
    return make_conninfo("", **parts)
