"""Official documents as DOCX."""

from phoihop.documents.content import OfficialDocument


def render_docx(document: OfficialDocument) -> bytes:
    """The document for Word; the same document always gives the same bytes."""
    raise NotImplementedError
