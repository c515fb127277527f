"""The secret of an installation."""

import os
import secrets

from phoihop.config.options import Options


def secret_key(options: Options) -> str:
    """The configured secret, else the one kept in DATA_DIR (made at first use, readable by its owner alone)."""
    if options.secret_key:
        return options.secret_key
    path = options.data_dir / "secret-key"
    options.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii")
