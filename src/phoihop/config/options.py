"""The options of an installation: one typed table, read from the environment or from one file."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Options(BaseSettings):
    """Each field is the environment variable of the same name in capitals; `docs/configuration.md` is made from it."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    data_dir: Path = Field(default=Path("var"), description="Folder for the database, files, keys and mail of the demo.")
    database_url: str = Field(default="", description="PostgreSQL 15 or newer; empty: the embedded one in DATA_DIR.")
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on.")
    demo: bool = Field(default=False, description="Demo mode: sign in by one click, invented data.")
    debug: bool = Field(default=False, description="Developer's error pages; never in use.")
    secret_key: str = Field(default="", description="Secret of the installation; empty: made once in DATA_DIR.")
    allowed_hosts: str = Field(default="127.0.0.1,localhost", description="Names of this site, by comma.")
    public_url: str = Field(default="", description="Address that users type, with https; empty: http://HOST:PORT.")
    mail_url: str = Field(default="", description="smtp://user:password@host:port; empty: files in DATA_DIR/mail.")
    web_workers: int = Field(default=2, ge=1, le=64, description="Processes that answer pages.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="What the log keeps.")
