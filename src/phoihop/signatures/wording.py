"""Sentences in the reader's language; in Vietnamese where Django is not set up (`phoihop verify-pdf FILE`)."""

from django.apps import apps
from django.utils import translation


def gettext(text: str) -> str:
    """The text in the active language, as written when there is none."""
    return translation.gettext(text) if apps.ready else text
