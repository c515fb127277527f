"""The options of an installation: one typed table, read from the environment or from one file."""

import ipaddress
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_FILE = Path("phoihop.env")


class Options(BaseSettings):
    """Each field is the environment variable of that name in capitals; `docs/configuration.md` is made from it.

    The environment wins over the file. Use `load()`, whose errors are sentences.
    """

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_ignore_empty=True, env_file_encoding="utf-8")

    data_dir: Path = Field(default=Path("var"), description="Folder of the database, files, keys and mail.")
    database_url: str = Field(
        default="",
        description="PostgreSQL 15 or newer (postgresql://…); empty: the embedded one in DATA_DIR.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on.")
    demo: bool = Field(
        default=False, description="Demo mode: invented data, sign in by one click. Never for real data."
    )
    debug: bool = Field(default=False, description="Developers' error pages. Never for real data.")
    secret_key: str = Field(
        default="",
        description="Secret of the installation; empty: made once in DATA_DIR, readable by its owner alone.",
    )
    allowed_hosts: str = Field(
        default="",
        description="More names of this site, by comma; HOST, localhost and PUBLIC_URL are known already.",
    )
    public_url: str = Field(
        default="",
        description="Address that people type (https://…); empty: http://HOST:PORT. With https cookies are secure.",
    )
    mail_url: str = Field(
        default="",
        description="smtp://user:password@host:port or smtps://…; empty: mail is written to DATA_DIR/mail.",
    )
    mail_from: str = Field(default="Phối Hợp <phoihop@localhost>", description="Sender of the mail.")
    web_workers: int = Field(default=2, ge=1, le=64, description="Processes that answer pages (about one per core).")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="What the log keeps.")

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, value: str) -> str:
        if value and not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("postgresql://…")
        try:
            conninfo_to_dict(value)
        except ProgrammingError as error:
            raise ValueError("postgresql://…") from error
        return value

    @field_validator("host")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value != "localhost":
            ipaddress.ip_address(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}):
            raise ValueError("https://…")
        return value.rstrip("/")

    @field_validator("mail_url")
    @classmethod
    def _is_mail_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
            raise ValueError("smtp://…")
        return value


class OptionError(Exception):
    """An option has a value that cannot be; `str()` is the sentence that names it and what is allowed."""


ALLOWED: dict[str, str] = {
    "database_url": "địa chỉ dạng postgresql://người_dùng:mật_khẩu@máy:cổng/tên, hoặc để trống",
    "host": "một địa chỉ IP của máy này (127.0.0.1, 0.0.0.0, ::1…) hoặc localhost",
    "port": "số nguyên từ 1 đến 65535",
    "public_url": "địa chỉ dạng https://tên-miền (không có đường dẫn phía sau), hoặc để trống",
    "mail_url": "địa chỉ dạng smtp://người_dùng:mật_khẩu@máy:cổng hoặc smtps://…, hoặc để trống",
    "web_workers": "số nguyên từ 1 đến 64",
    "log_level": "DEBUG, INFO, WARNING hoặc ERROR",
    "demo": "true hoặc false",
    "debug": "true hoặc false",
    "data_dir": "đường dẫn một thư mục",
}
KINDS: dict[Any, str] = {Path: "folder", str: "text", int: "number", bool: "true, false"}
SECRET = {"secret_key", "database_url", "mail_url"}


def load() -> Options:
    """The options of this installation.

    The file is `PHOIHOP_CONFIG`, else `phoihop.env` in the current folder when there is one.
    Raises `OptionError` with a sentence about the first wrong value.
    """
    try:
        return _read()
    except ValidationError as error:
        raise OptionError(_sentence(error)) from None


def table() -> list[str]:
    """The rows of the table in docs/configuration.md."""
    return ["| variable | value | default | meaning |", "| --- | --- | --- | --- |", *map(_row, Options.model_fields)]


def _row(name: str) -> str:
    option = Options.model_fields[name]
    default = str(option.default).lower() if isinstance(option.default, bool) else str(option.default)
    value = ", ".join(get_args(option.annotation)) or KINDS[option.annotation]
    return f"| `{name.upper()}` | {value} | {default and f'`{default}`'} | {option.description} |"


def _read() -> Options:
    make: Callable[..., Options] = Options
    return make(_env_file=_file())


def _file() -> Path | None:
    named = os.environ.get("PHOIHOP_CONFIG", "")
    if named and not Path(named).is_file():
        raise OptionError(f"PHOIHOP_CONFIG trỏ tới {named} nhưng không có tệp đó. Hãy sửa đường dẫn hoặc bỏ biến này.")
    if named:
        return Path(named)
    return DEFAULT_FILE if DEFAULT_FILE.is_file() else None


def _sentence(error: ValidationError) -> str:
    first: Any = error.errors()[0]
    name = str(first["loc"][0]).lower() if first["loc"] else ""
    if first["type"] == "extra_forbidden":
        names = ", ".join(field.upper() for field in Options.model_fields)
        return f"Tệp cấu hình có tên {name.upper()} không phải là một tùy chọn. Các tùy chọn là: {names}."
    value = "" if name in SECRET else f" là “{first['input']}”"
    allowed = ALLOWED.get(name, "một giá trị khác")
    return f"Tùy chọn {name.upper()}{value} không dùng được. Giá trị được phép: {allowed}."
