"""How one text names another: "Chương trình phối hợp số 01-CTPH/BTGTU-TCT, ngày 19/11/2024 công tác năm 2025"."""

from django.utils.translation import override

from phoihop.lib.dates import format_date
from phoihop.programmes.models import Instrument


def cited_in_full(instrument: Instrument) -> str:
    """A text as another cites it the first time: kind, number, day, title; in Vietnamese, as texts are."""
    return f"{cited(instrument)} {instrument.title}"


def cited(instrument: Instrument) -> str:
    """A text as it is cited again: kind, number and day."""
    with override("vi"):
        kind = str(instrument.get_kind_display())
    number = f" số {instrument.number_text}" if instrument.number_text else ""
    day = f", ngày {format_date(instrument.dated_on)}" if instrument.dated_on else ""
    return f"{kind}{number}{day}"
