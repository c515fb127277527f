"""Addresses of static files before and after `collectstatic`."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from phoihop.ui.storage import StaticStorage


def _storage(folder: Path) -> StaticStorage:
    return StaticStorage(location=str(folder), base_url="/static/")


def test_names_are_plain_until_files_are_collected(tmp_path: Path) -> None:
    assert _storage(tmp_path).url("ui/site.css") == "/static/ui/site.css"


def test_collected_files_have_hashed_names(tmp_path: Path) -> None:
    (tmp_path / "staticfiles.json").write_text(
        '{"version": "1.1", "paths": {"ui/site.css": "ui/site.0123456789ab.css"}, "hash": "x"}'
    )
    storage = _storage(tmp_path)

    assert [storage.url("ui/site.css") for _ in range(2)] == ["/static/ui/site.0123456789ab.css"] * 2
    with pytest.raises(ValueError, match="Missing staticfiles manifest entry for 'ui/other.css'"):
        storage.url("ui/other.css")


def test_a_developer_sees_plain_names(tmp_path: Path, settings: LazySettings) -> None:
    settings.DEBUG = True

    assert _storage(tmp_path).url("ui/site.css") == "/static/ui/site.css"


def test_only_what_pages_use_is_compressed(tmp_path: Path) -> None:
    for folder in ("ui", "admin"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.css").write_text("a { color: red; } " * 200)

    made = {name for _, name in _storage(tmp_path).compress_files(["ui/a.css", "admin/a.css"])}

    assert made == {"ui/a.css.br", "ui/a.css.gz"}
