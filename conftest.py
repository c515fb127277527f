"""What all tests share."""

import pytest
from django.conf import settings


def pytest_configure(config: pytest.Config) -> None:
    """Addresses of static files are plain in tests: no collected manifest is needed to draw a page."""
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
