"""The options of an installation: one typed table, read from the environment or from one file."""

import ipaddress
import os
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

DEFAULT_FILE = Path("phoihop.env")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class OptionError(Exception):
    """An option has a value that cannot be; `str()` is the sentence that names it and what is allowed."""


@dataclass(frozen=True)
class Kind:
    """How a value is written: in the documentation, in a refusal, and how it is read (`ValueError` when it cannot be)."""

    name: str
    allowed: str
    read: Callable[[str], Any]


def _number(least: int, most: int) -> Kind:
    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return Kind("number", f"số nguyên từ {least} đến {most}", read)


def _read_switch(text: str) -> bool:
    return {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}[
        text.lower()
    ]


def _read_host(text: str) -> str:
    if text != "localhost":
        ipaddress.ip_address(text)
    return text


def _read_level(text: str) -> str:
    if text not in LOG_LEVELS:
        raise ValueError(text)
    return text


def _read_database_url(text: str) -> str:
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError(text)
    conninfo_to_dict(text)
    return text


def _read_public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError(text)
    return text.rstrip("/")


def _read_mail_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError(text)
    return text


TEXT = Kind("text", "một dòng chữ", str)
FOLDER = Kind("folder", "đường dẫn một thư mục", Path)
SWITCH = Kind("true, false", "true hoặc false", _read_switch)
HOST = Kind("address", "một địa chỉ IP của máy này (127.0.0.1, 0.0.0.0, ::1…) hoặc localhost", _read_host)
LEVEL = Kind(", ".join(LOG_LEVELS), "DEBUG, INFO, WARNING hoặc ERROR", _read_level)
DATABASE = Kind(
    "address", "địa chỉ dạng postgresql://người_dùng:mật_khẩu@máy:cổng/tên, hoặc để trống", _read_database_url
)
SITE = Kind("address", "địa chỉ dạng https://tên-miền (không có đường dẫn phía sau), hoặc để trống", _read_public_url)
MAIL = Kind("address", "địa chỉ dạng smtp://người_dùng:mật_khẩu@máy:cổng hoặc smtps://…, hoặc để trống", _read_mail_url)


def _option(default: Any, kind: Kind, meaning: str, *, is_secret: bool = False) -> Any:
    return field(default=default, metadata={"kind": kind, "meaning": meaning, "is_secret": is_secret})


@dataclass(frozen=True)
class Options:
    """Each field is the environment variable of that name in capitals; the table of docs/configuration.md is made of it."""

    data_dir: Path = _option(Path("var"), FOLDER, "Folder of the database, files, keys and mail.")  # noqa: RUF009  a field
    database_url: str = _option(
        "", DATABASE, "PostgreSQL 15 or newer (postgresql://…); empty: the embedded one in DATA_DIR.", is_secret=True
    )
    host: str = _option("127.0.0.1", HOST, "Address to listen on.")
    port: int = _option(8000, _number(1, 65535), "Port to listen on.")
    demo: bool = _option(False, SWITCH, "Demo mode: invented data, sign in by one click. Never for real data.")
    debug: bool = _option(False, SWITCH, "Developers' error pages. Never for real data.")
    secret_key: str = _option(
        "", TEXT, "Secret of the installation; empty: made once in DATA_DIR, for its owner alone.", is_secret=True
    )
    allowed_hosts: str = _option(
        "", TEXT, "More names of this site, by comma; HOST, localhost and PUBLIC_URL are known already."
    )
    public_url: str = _option(
        "", SITE, "Address that people type (https://…); empty: http://HOST:PORT. With https cookies are secure."
    )
    mail_url: str = _option(
        "",
        MAIL,
        "smtp://user:password@host:port or smtps://…; empty: mail is written to DATA_DIR/mail.",
        is_secret=True,
    )
    mail_from: str = _option("Phối Hợp <phoihop@localhost>", TEXT, "Sender of the mail.")
    web_workers: int = _option(2, _number(1, 64), "Processes that answer pages (about one per core).")
    log_level: str = _option("INFO", LEVEL, "What the log keeps.")


def load() -> Options:
    """The options of this installation; the environment wins over the file, an empty value is no value.

    The file is `PHOIHOP_CONFIG`, else `phoihop.env` in the current folder when there is one.
    Raises `OptionError` with a sentence about the first wrong value.
    """
    written = _read_file()
    values = {}
    for option in fields(Options):
        name = option.name.upper()
        text = os.environ.get(name, "").strip() or written.get(name, "")
        if text:
            values[option.name] = _read(name, text, option.metadata["kind"], is_secret=option.metadata["is_secret"])
    return Options(**values)


def table() -> list[str]:
    """The rows of the table in docs/configuration.md."""
    rows = ["| variable | value | default | meaning |", "| --- | --- | --- | --- |"]
    for option in fields(Options):
        default = str(option.default).lower() if isinstance(option.default, bool) else str(option.default)
        kind, meaning = option.metadata["kind"].name, option.metadata["meaning"]
        rows.append(f"| `{option.name.upper()}` | {kind} | {default and f'`{default}`'} | {meaning} |")
    return rows


def _read(name: str, text: str, kind: Kind, *, is_secret: bool) -> Any:
    try:
        return kind.read(text)
    except (ValueError, KeyError, ProgrammingError):
        value = "" if is_secret else f" là “{text}”"
        raise OptionError(f"Tùy chọn {name}{value} không dùng được. Giá trị được phép: {kind.allowed}.") from None


def _read_file() -> dict[str, str]:
    path = _file()
    if path is None:
        return {}
    known = [option.name.upper() for option in fields(Options)]
    written = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = (part.strip() for part in line.removeprefix("export ").partition("="))
        if not equals:
            raise OptionError(f"Tệp cấu hình {path}, dòng {number}: mỗi dòng có dạng TÊN=giá trị.")
        if name not in known:
            raise OptionError(
                f"Tệp cấu hình có tên {name} không phải là một tùy chọn. Các tùy chọn là: {', '.join(known)}."
            )
        is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        written[name] = value[1:-1] if is_quoted else value
    return written


def _file() -> Path | None:
    named = os.environ.get("PHOIHOP_CONFIG", "")
    if not named:
        return DEFAULT_FILE if DEFAULT_FILE.is_file() else None
    if not Path(named).is_file():
        raise OptionError(f"PHOIHOP_CONFIG trỏ tới {named} nhưng không có tệp đó. Hãy sửa đường dẫn hoặc bỏ biến này.")
    return Path(named)
