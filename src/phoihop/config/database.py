"""The one door to PostgreSQL: an address when one is configured, else the embedded server in DATA_DIR."""

from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from phoihop.config.options import Options

SOCKET_NOTE = "postmaster.pid"


def settings(options: Options) -> dict[str, Any]:
    """Django's description of the database; the embedded server need not run yet."""
    parts = conninfo_to_dict(options.database_url or embedded_url(options.data_dir))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname") or "phoihop",
        "USER": parts.get("user") or "postgres",
        "PASSWORD": parts.get("password") or "",
        "HOST": parts.get("host") or "",
        "PORT": str(parts.get("port") or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}},
    }


def embedded_url(data_dir: Path) -> str:
    """Where the embedded server listens: the socket folder that its `postmaster.pid` names."""
    note = data_dir.resolve() / "postgres" / SOCKET_NOTE
    lines = note.read_text(encoding="utf-8").splitlines() if note.exists() else []
    folder = lines[4] if len(lines) > 4 else str(note.parent)
    return f"postgresql://postgres@/phoihop?host={folder}"
