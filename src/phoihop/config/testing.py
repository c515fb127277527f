"""Settings of the tests: the product's own, with files in a folder that goes when the tests end.

Without `DATABASE_URL` the embedded PostgreSQL in var/test is used, which the root `conftest.py` starts.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from phoihop.config import postgres

ROOT = Path(__file__).resolve().parents[3]
POSTGRES_HOME = ROOT / "var" / "test"
IS_EMBEDDED = not os.environ.get("DATABASE_URL")

os.environ["PHOIHOP_CONFIG"] = ""
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="phoihop-test-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
for name in ("HOST", "PORT", "DEMO", "DEBUG", "PUBLIC_URL", "MAIL_URL", "ALLOWED_HOSTS", "LOG_LEVEL"):
    os.environ.pop(name, None)
if IS_EMBEDDED:
    os.environ["DATABASE_URL"] = postgres.url(POSTGRES_HOME)

from phoihop.config.settings import *  # noqa: E402, F403  the options come first
from phoihop.config.settings import STORAGES  # noqa: E402

# Addresses of static files are plain in tests: no collected manifest is needed to draw a page.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
