"""What one signature is worth: its bytes, its certificate, the root where the chain ends, its time."""

import datetime as dt
import logging
import re
from collections.abc import Sequence
from typing import Any

from asn1crypto import cms, pem, x509
from asn1crypto import parser as asn1_parser
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleTrustManager

from phoihop.lib import clock
from phoihop.signatures.report import Chain, Coverage, SignatureResult, TimeSource
from phoihop.signatures.wording import gettext as _

TRIAL_WORD = "thử nghiệm"
STRONG_DIGESTS = {"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"}
SHORTEST_KEY = {"rsa": 2048, "rsassa_pss": 2048, "ec": 256}
USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it logs each failed validation; the report says it better
CLOCK_SLACK = dt.timedelta(days=1)
OUT_OF_TIME = {
    AdESIndeterminate.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
}


class Trust:
    """The roots that are trusted, and what the file itself brings along to judge its certificates."""

    def __init__(self, reader: PdfFileReader, roots: Sequence[str | bytes]) -> None:
        self._roots = [certificate for root in roots for certificate in _certificates(root)]
        try:
            store: DocumentSecurityStore | None = DocumentSecurityStore.read_dss(reader)
        except NoDSSFoundError:
            store = None
        self._store = store

    def context(self, moment: dt.datetime | None) -> ValidationContext:
        """A validation at that moment that asks nobody outside."""
        arguments: dict[str, Any] = {
            "trust_manager": SimpleTrustManager.build(trust_roots=self._roots),
            "moment": moment,
            "allow_fetching": False,
            "revocation_mode": "soft-fail",
            "retroactive_revinfo": True,
        }
        if self._store is None:
            return ValidationContext(**arguments)
        return self._store.as_validation_context(arguments)


def judge(signature: Any, trust: Trust) -> SignatureResult:
    """Everything that a reader must know of one signature, and the sentences that speak against it."""
    claimed = signature.self_reported_timestamp
    context = trust.context(claimed)
    status = validate_pdf_signature(signature, context, trust.context(None), key_usage_settings=USAGE)
    certificate = status.signing_cert
    signed_at, source = _time(status, claimed)
    path: Any = _sound_path(status) or _path_in_its_time(signature, trust, status, certificate, signed_at)
    subject = certificate.subject.native
    result = {
        "field": str(signature.field_name),
        "signer": _text(subject.get("common_name")),
        "body": _text(subject.get("organization_name")),
        "subject": certificate.subject.human_friendly,
        "issuer": _issuer(certificate),
        "serial": f"{certificate.serial_number:x}",
        "valid_from": certificate.not_valid_before,
        "valid_to": certificate.not_valid_after,
        "signed_at": signed_at,
        "time_source": source,
        "is_intact": status.intact and status.valid and _fills_its_room(signature) and _agrees(signature),
        "chain": _chain(path),
        "root": _root_name(path),
        "was_valid_then": _was_valid(status, certificate, signed_at),
        "is_revocation_checked": bool(context.crls or context.ocsps),
        "algorithm": _algorithm(status, certificate),
        "coverage": _coverage(status),
        "has_later_changes": not status.docmdp_ok,
    }
    return SignatureResult(**result, problems=tuple(_problems(status, result)))


def _problems(status: PdfSignatureStatus, result: dict[str, Any]) -> list[str]:
    wrong = [
        (not result["is_intact"], _("Phần được ký đã bị thay đổi sau khi ký.")),
        (result["coverage"] == Coverage.PART, _("Chữ ký không phủ hết tệp tại lúc ký.")),
        (result["has_later_changes"], _("Sau chữ ký này, nội dung tệp đã bị thay đổi.")),
        (
            result["chain"] == Chain.UNKNOWN,
            _("Không xác định được nơi cấp chứng thư: chứng thư gốc không có trong danh sách tin cậy."),
        ),
        (status.revoked, _("Chứng thư đã bị thu hồi.")),
        (
            not result["was_valid_then"] and not status.revoked,
            _("Chứng thư không còn hoặc chưa có hiệu lực tại lúc ký."),
        ),
        (not _is_strong(status), _("Thuật toán ký quá yếu: %(name)s.") % {"name": result["algorithm"]}),
        (_is_future(result["signed_at"]), _("Giờ ký nằm trong tương lai.")),
        (_has_bad_timestamp(status), _("Dấu thời gian của chữ ký không hợp lệ.")),
    ]
    found = [sentence for is_wrong, sentence in wrong if is_wrong]
    if not found and not status.bottom_line:
        found = [_("Chứng thư không dùng được cho chữ ký này.")]
    return found


def _fills_its_room(signature: Any) -> bool:
    """Whether the part of the file that no signature covers holds the signature and zeros, nothing else."""
    start, end = int(signature.byte_range[1]), int(signature.byte_range[2])
    signature.reader.stream.seek(start)
    room: bytes = signature.reader.stream.read(end - start)
    if not re.fullmatch(rb"<(?:[0-9a-f]*|[0-9A-F]*)>", room):
        return False
    content: bytes = signature.pkcs7_content
    return not content[asn1_parser.peek(content) :].strip(b"\0")


def _agrees(signature: Any) -> bool:
    """Whether the head of the signature, which no hash covers, says what the signed part says."""
    head = signature.signed_data
    kind: str = signature.signer_info["digest_algorithm"]["algorithm"].native
    expected = (
        cms.DigestAlgorithms([{"algorithm": kind, **parameters}]).dump() for parameters in ({}, {"parameters": None})
    )
    return head["version"].native in {"v1", "v3", "v4", "v5"} and head["digest_algorithms"].dump() in expected


def _time(status: PdfSignatureStatus, claimed: dt.datetime | None) -> tuple[dt.datetime | None, TimeSource]:
    stamp = status.timestamp_validity
    if stamp is not None and stamp.intact and stamp.valid:
        return stamp.timestamp, TimeSource.TIMESTAMP
    claimed = claimed or status.signer_reported_dt
    return claimed, TimeSource.CLAIMED if claimed else TimeSource.NONE


def _path_in_its_time(
    signature: Any, trust: Trust, status: PdfSignatureStatus, certificate: x509.Certificate, at: dt.datetime | None
) -> Any:
    """The chain of a certificate that was out of its time: where it would end is still worth knowing."""
    if _was_valid(status, certificate, at):
        return None
    start: dt.datetime = certificate.not_valid_before
    context = trust.context(start + (certificate.not_valid_after - start) / 2)
    then = validate_pdf_signature(signature, context, key_usage_settings=USAGE, skip_diff=True)
    return _sound_path(then)


def _sound_path(status: PdfSignatureStatus) -> Any:
    """The chain to a trusted root; none when it was found by name only and does not hold."""
    return status.validation_path if status.trust_problem_indic is None or status.revoked else None


def _chain(path: Any) -> Chain:
    if path is None:
        return Chain.UNKNOWN
    return Chain.TRIAL if TRIAL_WORD in _root_name(path).lower() else Chain.KNOWN


def _root_name(path: Any) -> str:
    return str(path.trust_anchor.certificate.subject.human_friendly) if path else ""


def _was_valid(status: PdfSignatureStatus, certificate: x509.Certificate, at: dt.datetime | None) -> bool:
    moment = at or clock.now()
    in_time = bool(certificate.not_valid_before <= moment <= certificate.not_valid_after)
    return in_time and not status.revoked and status.trust_problem_indic not in OUT_OF_TIME


def _coverage(status: PdfSignatureStatus) -> Coverage:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Coverage.FILE
    return Coverage.REVISION if status.coverage == SignatureCoverageLevel.ENTIRE_REVISION else Coverage.PART


def _algorithm(status: PdfSignatureStatus, certificate: x509.Certificate) -> str:
    key = certificate.public_key
    names = {"rsa": "RSA", "rsassa_pss": "RSA", "ec": "ECDSA"}
    mechanism = "PSS" if "pss" in status.pkcs7_signature_mechanism else "PKCS #1 v1.5"
    kind = f"{names.get(key.algorithm, key.algorithm)} {key.bit_size} bit"
    padding = f" ({mechanism})" if "rsa" in key.algorithm else ""
    return f"{kind}{padding}, {status.md_algorithm.upper().replace('SHA', 'SHA-').replace('SHA-3_', 'SHA3-')}"


def _is_strong(status: PdfSignatureStatus) -> bool:
    key = status.signing_cert.public_key
    return status.md_algorithm in STRONG_DIGESTS and key.bit_size >= SHORTEST_KEY.get(key.algorithm, 1 << 30)


def _is_future(at: dt.datetime | None) -> bool:
    return at is not None and at > clock.now() + CLOCK_SLACK


def _has_bad_timestamp(status: PdfSignatureStatus) -> bool:
    stamp = status.timestamp_validity
    return stamp is not None and not (stamp.intact and stamp.valid)


def _issuer(certificate: x509.Certificate) -> str:
    names = certificate.issuer.native
    parts = [_text(names.get(key)) for key in ("common_name", "organization_name")]
    return ", ".join(dict.fromkeys(filter(None, parts)))


def _text(value: Any) -> str:
    """A name of a certificate; one that is given several times reads as a list."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _certificates(root: str | bytes) -> list[x509.Certificate]:
    """The certificates of a PEM (it may hold several) or DER text."""
    data = root.encode() if isinstance(root, str) else root
    if not pem.detect(data):
        return [x509.Certificate.load(data)]
    return [x509.Certificate.load(der) for _kind, _headers, der in pem.unarmor(data, multiple=True)]
