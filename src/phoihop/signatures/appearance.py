"""How a signature looks: a small PDF drawn by Typst (text stamps of the signing library mis-space our font)."""

import datetime as dt
from pathlib import Path

from phoihop.documents.typesetting import typeset
from phoihop.lib import clock

TEMPLATE = Path(__file__).parent / "templates" / "typst" / "appearance.typ"


def draw(*, name: str, organisation: str, at: dt.datetime, width: float, height: float) -> bytes:
    """A one-page PDF of `width` by `height` points: who signed, for which body, and when to the second."""
    moment = at.astimezone(clock.VIETNAM)
    lines = [
        ("Ký bởi", name),
        ("Cơ quan", organisation),
        ("Thời gian ký", f"{moment:%d/%m/%Y %H:%M:%S} +07:00"),
    ]
    return typeset(TEMPLATE, {"width": width, "height": height, "lines": lines})
