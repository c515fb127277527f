"""Verify any PDF: its signatures, and whether the signed text is the tracked text. Needs no database.

The one door to the validating side of pyHanko. A file from anywhere is answered with a report, never with an error.
"""

import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from io import BytesIO

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_timestamp

from phoihop.signatures import certificates, tracked
from phoihop.signatures.report import Report, SignatureResult
from phoihop.signatures.wording import gettext as _

log = logging.getLogger(__name__)
MEGABYTE = 1024 * 1024
LARGEST = 60 * MEGABYTE
MOST_SIGNATURES = 40


def verify_pdf(
    data: bytes,
    *,
    roots: Iterable[str | bytes],
    frozen: bytes | None = None,
    is_frozen: Callable[[str], bool] = lambda _sha256: False,
) -> Report:
    """What the signatures of a PDF are worth, and whether its text is the tracked one.

    `roots` are the trusted root certificates (PEM or DER). `frozen` are the bytes that were frozen; without them the
    first revision of the file that carries our manifest is taken for them, and `is_frozen` says by its SHA-256 (from a
    ledger or a database) whether it was ever frozen. Where it does not, the report claims no more than the file shows.
    """
    if refusal := _refusal(data):
        return Report(problems=(refusal,))
    try:
        reader = PdfFileReader(BytesIO(data))
        if reader.encrypted:
            return Report(problems=(_("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi kiểm tra lại."),))
        return _report(data, reader, list(roots), partial(tracked.compare, frozen=frozen, is_frozen=is_frozen))
    except Exception:  # a hostile file breaks a reader in any way it likes; the answer stays one sentence
        log.info("A PDF could not be read for verification.", exc_info=True)
        return Report(problems=(_("Tệp PDF bị hỏng hoặc sai cấu trúc nên không kiểm tra được."),))


def _refusal(data: bytes) -> str:
    if not data:
        return _("Tệp rỗng.")
    if b"%PDF-" not in data[:1024]:
        return _("Đây không phải là tệp PDF.")
    if len(data) > LARGEST:
        return _("Tệp lớn hơn %(size)d MB nên không được kiểm tra.") % {"size": LARGEST // MEGABYTE}
    return ""


def _report(
    data: bytes,
    reader: PdfFileReader,
    roots: Sequence[str | bytes],
    compare: Callable[[bytes, PdfFileReader], tracked.Finding],
) -> Report:
    signatures = _signatures(reader)
    if len(signatures) > MOST_SIGNATURES:
        return Report(
            problems=(_("Tệp có hơn %(count)d chữ ký nên không được kiểm tra.") % {"count": MOST_SIGNATURES},)
        )
    trust = certificates.Trust(reader, roots)
    results = tuple(_result(name, signature, trust) for name, signature in signatures if not _is_stamp(signature))
    finding = compare(data, reader)
    empty = {name for name, value, _reference in enumerate_sig_fields(reader) if value is None}
    return Report(
        signatures=results,
        unsigned=tuple(name for name in finding.fields if name in empty),
        text_ok=finding.ok,
        text_hash=finding.text_hash,
        number=finding.number,
        frozen_hash=finding.frozen_hash,
        is_frozen=finding.is_frozen,
        problems=(*_no_signature(results, finding), *finding.problems, *_timestamp_problems(signatures, trust)),
        notes=tuple(_notes(results)),
    )


def _signatures(reader: PdfFileReader) -> list[tuple[str, EmbeddedPdfSignature | None]]:
    """The signed fields in the order of signing; None for a signature that cannot be read, after the others."""
    found: list[tuple[str, EmbeddedPdfSignature | None]] = []
    for name, value, reference in enumerate_sig_fields(reader):
        if value is not None:
            try:
                found.append((str(name), EmbeddedPdfSignature(reader, reference.get_object(), name)))
            except Exception:  # as above: one broken signature does not hide the others
                log.info("A signature could not be read.", exc_info=True)
                found.append((str(name), None))
    return sorted(found, key=lambda item: item[1].signed_revision if item[1] else sys.maxsize)


def _is_stamp(signature: EmbeddedPdfSignature | None) -> bool:
    return signature is not None and signature.sig_object_type == "/DocTimeStamp"


def _result(name: str, signature: EmbeddedPdfSignature | None, trust: certificates.Trust) -> SignatureResult:
    try:
        if signature is not None:
            return certificates.judge(signature, trust)
    except Exception:  # as above
        log.info("A signature could not be judged.", exc_info=True)
    return SignatureResult(name, (_("Chữ ký bị hỏng hoặc sai cấu trúc nên không kiểm tra được."),))


def _no_signature(results: Sequence[SignatureResult], finding: tracked.Finding) -> Iterable[str]:
    if not results and not finding.fields:
        yield _("Tệp không có chữ ký số nào.")


def _timestamp_problems(
    signatures: Sequence[tuple[str, EmbeddedPdfSignature | None]], trust: certificates.Trust
) -> Iterable[str]:
    for _name, stamp in signatures:
        if stamp is None or not _is_stamp(stamp):
            continue
        try:
            status = validate_pdf_timestamp(stamp, trust.context(None))
            sound = status.intact and status.valid
        except (PdfError, ValueError):
            sound = False
        if not sound:
            yield _("Dấu thời gian của văn bản không còn nguyên vẹn.")


def _notes(results: Sequence[SignatureResult]) -> Iterable[str]:
    if any(result.valid and not result.is_revocation_checked for result in results):
        yield _(
            "Chưa kiểm tra được việc thu hồi chứng thư: tệp không kèm danh sách thu hồi, và máy chủ không hỏi ra ngoài."
        )
