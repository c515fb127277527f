"""What pages name is served: nothing that they ask for is left out of the collected files."""

import re
from fnmatch import fnmatch

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.utils import translation

from phoihop.config.static import NOT_SERVED
from phoihop.organisations.admin import site
from tests import make


@pytest.mark.django_db
def test_every_file_of_the_administration_is_collected() -> None:
    request = RequestFactory().get("/admin/")
    request.user = make.user(is_staff=True)
    for language in ("vi", "en"):
        with translation.override(language):
            for model_admin in site._registry.values():
                media = model_admin.media + model_admin.get_form(request)().media
                paths = re.findall(r"""(?:src|href)="/static/([^"]+)\"""", str(media))
                assert paths
                for path in paths:
                    assert finders.find(path), path
                    assert not any(fnmatch(path, pattern) for pattern in NOT_SERVED), path
