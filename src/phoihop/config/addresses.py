"""The names under which this site is reached."""

from urllib.parse import urlsplit

from phoihop.config.options import Options

ALWAYS = ("localhost", "127.0.0.1", "[::1]")


def public_url(options: Options) -> str:
    """The address that people type."""
    if options.public_url:
        return options.public_url
    host = f"[{options.host}]" if ":" in options.host else options.host
    return f"http://{host}:{options.port}"


def host_names(options: Options) -> list[str]:
    """The names that a request may name: this machine's, the public one, and those of the option."""
    named = [name.strip() for name in options.allowed_hosts.split(",")]
    known = [*ALWAYS, options.host, urlsplit(public_url(options)).hostname or "", *named]
    return [name for name in dict.fromkeys(known) if name]
