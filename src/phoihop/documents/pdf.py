"""Official documents as PDF."""

from phoihop.documents.content import OfficialDocument


def render_pdf(document: OfficialDocument) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1; the same document always gives the same bytes."""
    raise NotImplementedError
