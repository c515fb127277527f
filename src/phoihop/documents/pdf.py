"""Official documents as PDF."""

import dataclasses
from typing import Any

from phoihop.documents.content import OfficialDocument
from phoihop.documents.layout import lay_out
from phoihop.documents.typesetting import TEMPLATES, typeset, typeset_with

TEMPLATE = TEMPLATES / "official.typ"


def render_pdf(document: OfficialDocument) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1; the same document always gives the same bytes.

    A draft without a date is PDF/UA-1 only: the archive format wants a date.
    """
    return typeset(TEMPLATE, _data(document), standards=("a-2a", "ua-1") if document.date else ("ua-1",))


def render_with_manifest(document: OfficialDocument, manifest: str) -> tuple[bytes, list[Any]]:
    """The document as PDF/A-3a and PDF/UA-1 with `manifest.json` inside, and where its signature fields belong."""
    return typeset_with(
        "signature-field", TEMPLATE, _data(document), standards=("a-3a", "ua-1"), inputs={"manifest": manifest}
    )


def _data(document: OfficialDocument) -> dict[str, Any]:
    layout = lay_out(document)
    day = layout.date
    return {
        **dataclasses.asdict(layout),
        "profile": {**dataclasses.asdict(layout.profile), "valid_from": None, "valid_to": None},
        "date": [day.year, day.month, day.day] if day else None,
    }
