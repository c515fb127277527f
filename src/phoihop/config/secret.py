"""The secret of an installation."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from phoihop.config.options import Options


def secret_key(options: Options) -> str:
    """The configured secret, else the one kept in DATA_DIR (made at first use, readable by its owner alone)."""
    if options.secret_key:
        return options.secret_key
    path = options.data_dir / "secret-key"
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    """Written beside and linked whole: two that start at once agree, and a cut-off start leaves no empty secret."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(prefix=".secret-", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    Path(draft).unlink()
