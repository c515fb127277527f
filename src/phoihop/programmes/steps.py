"""One thing to do next, as a page shows it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from phoihop.lib.clock import VIETNAM
from phoihop.lib.dates import format_date
from phoihop.programmes.models import Instrument


@dataclass(frozen=True)
class NextStep:
    """A sentence, and the button for it when the act is this person's (a form's when `fields` are not None)."""

    text: str
    label: str = ""
    url: str = ""
    fields: dict[str, Any] | None = None
    tone: str = "info"


def day_of(moment: dt.datetime | None) -> str:
    """The day of a moment in Vietnam, as it is written; "" for none."""
    return format_date(moment.astimezone(VIETNAM).date()) if moment else ""


def url_to(name: str, instrument: Instrument) -> str:
    """A page of a text."""
    return reverse(f"programmes:{name}", args=[instrument.pk])
