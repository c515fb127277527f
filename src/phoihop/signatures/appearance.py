"""How a signature looks: a small PDF drawn by Typst (text stamps of the signing library mis-space our font)."""

import datetime as dt
from pathlib import Path

from phoihop.documents.typesetting import typeset
from phoihop.lib import clock

TEMPLATE = Path(__file__).parent / "templates" / "typst" / "appearance.typ"
SIZE = 7.5  # points


def draw(*, name: str, organisation: str, at: dt.datetime, width: float, height: float) -> bytes:
    """A one-page PDF of `width` by `height` points: who signed, for which body, and when to the second."""
    moment = at.astimezone(clock.VIETNAM)
    lines = [
        f"Ký bởi: {name}",
        f"Cơ quan: {organisation}",
        f"Thời gian ký: {moment:%d/%m/%Y %H:%M:%S} {moment:%z}"[:-2] + ":00",
    ]
    return typeset(TEMPLATE, {"width": width, "height": height, "size": SIZE, "lines": lines})
