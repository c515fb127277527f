"""The frozen PDF that parties sign."""

from typing import Any

from phoihop.documents.content import OfficialDocument


def freeze(document: OfficialDocument, manifest: dict[str, Any]) -> bytes:
    """The PDF to sign: its text, an empty signature field at each block, and `manifest` as `manifest.json` inside."""
    raise NotImplementedError


def read_manifest(pdf: bytes) -> dict[str, Any] | None:
    """The manifest that a frozen or signed PDF carries; None when it carries none."""
    raise NotImplementedError
