"""Django's own sentences in our words."""

from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django import forms
from django.utils import translation

LOCALE = Path(__file__).resolve().parents[2] / "locale" / "vi" / "LC_MESSAGES"
DJANGO = Path(django.__file__).parent


class SampleForm(forms.Form):
    name = forms.CharField(max_length=3)
    day = forms.DateField()
    count = forms.IntegerField(min_value=1)
    file = forms.FileField()


def _catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _ids(catalogue: Catalog) -> Iterator[str | tuple[str, ...]]:
    yield from (tuple(each.id) if isinstance(each.id, list | tuple) else each.id for each in catalogue if each.id)


def test_each_sentence_is_one_that_django_says() -> None:
    ours = set(_ids(_catalogue(LOCALE / "django.po")))
    theirs = {
        sentence
        for part in ("conf", "contrib/auth")
        for sentence in _ids(_catalogue(DJANGO / part / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    }

    assert ours - theirs == set()


def test_forms_speak_our_words() -> None:
    if not (LOCALE / "django.mo").exists():
        pytest.fail("The translations are not compiled. Run `make setup`.", pytrace=False)
    form = SampleForm({"name": "dài quá", "day": "31/02/2026", "count": "0"})

    with translation.override("vi"):
        errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}

    assert errors == {
        "name": ["Nhiều nhất 3 ký tự, hiện có 7."],
        "day": ["Hãy nhập ngày theo mẫu ngày/tháng/năm, ví dụ 05/01/2026."],
        "count": ["Ít nhất là 1."],
        "file": ["Hãy điền mục này."],
    }
