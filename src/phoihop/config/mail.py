"""How mail leaves: by SMTP when an address is configured, else as files in DATA_DIR/mail."""

from typing import NamedTuple
from urllib.parse import unquote, urlsplit


class MailSettings(NamedTuple):
    """Django's settings of the same names."""

    backend: str
    host: str
    port: int
    user: str
    password: str
    use_tls: bool
    use_ssl: bool


def settings(mail_url: str) -> MailSettings:
    """What `MAIL_URL` means: `smtp` starts TLS when a user is named, `smtps` speaks TLS from the start."""
    if not mail_url:
        return MailSettings("django.core.mail.backends.filebased.EmailBackend", "localhost", 25, "", "", False, False)
    parts = urlsplit(mail_url)
    use_ssl = parts.scheme == "smtps"
    user = unquote(parts.username or "")
    return MailSettings(
        backend="django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname or "",
        port=parts.port or (465 if use_ssl else 587 if user else 25),
        user=user,
        password=unquote(parts.password or ""),
        use_tls=bool(user) and not use_ssl,
        use_ssl=use_ssl,
    )
