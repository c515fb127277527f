"""Static files: hashed, compressed once at set-up, and only what a page of ours can ask for."""

import os
from pathlib import Path

NOT_SERVED = ["*.map", "*.md", "*LICENSE*"]


def is_collected(static_root: Path) -> bool:
    """Whether `make setup` has written the hashed files that `phoihop serve` hands out."""
    return (static_root / "staticfiles.json").exists()


def collect() -> None:
    """Write hashed and compressed files to `STATIC_ROOT`; needs neither a database nor DATA_DIR."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "phoihop.config.settings"
    os.environ["SECRET_KEY"] = "not used while collecting files"  # noqa: S105
    os.environ["COLLECTING"] = "1"

    import django  # noqa: PLC0415  the environment comes first
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)


if __name__ == "__main__":
    collect()
