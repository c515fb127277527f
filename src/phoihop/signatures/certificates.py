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
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule
from pyhanko_certvalidator.registry import SimpleTrustManager

from phoihop.lib import clock
from phoihop.signatures.report import Chain, Coverage, SignatureResult, TimeSource
from phoihop.signatures.wording import gettext as _

TRIAL_WORD = "thử nghiệm"
STRONG_DIGESTS = {"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"}
SHORTEST_KEY = {"rsa": 2048, "rsassa_pss": 2048, "ec": 256}
USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it logs each failed validation; the report says it better
IF_DECLARED = RevocationCheckingPolicy(
    RevocationCheckingRule.CHECK_IF_DECLARED_SOFT, RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
)
MUST_BE_KNOWN = RevocationCheckingPolicy(
    RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
)
UNASKED = RevocationCheckingPolicy(RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.NO_CHECK)
CLOCK_SLACK = dt.timedelta(days=1)
VERSIONS = {"v1", "v3"}
PLAIN_WAYS = {"rsassa_pkcs1v15", "sha256_rsa", "sha384_rsa", "sha512_rsa"}  # they take no parameters
OTHER_FAULTS = {  # the chain was found, and fails for a reason of its own
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE,
}
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

    @property
    def has_revocations(self) -> bool:
        """Whether the file brings lists of revoked certificates, or answers about single ones."""
        context = self.context(None)
        return bool(context.crls or context.ocsps)

    def context(
        self, moment: dt.datetime | None, revocation: RevocationCheckingPolicy = IF_DECLARED
    ) -> ValidationContext:
        """A validation at that moment that asks nobody outside."""
        arguments: dict[str, Any] = {
            "trust_manager": SimpleTrustManager.build(trust_roots=self._roots),
            "moment": moment,
            "allow_fetching": False,
            "revinfo_policy": CertRevTrustPolicy(revocation, retroactive_revinfo=True),
        }
        if self._store is None:
            return ValidationContext(**arguments)
        return self._store.as_validation_context(arguments)


def judge(signature: Any, trust: Trust) -> SignatureResult:
    """Everything that a reader must know of one signature, and the sentences that speak against it."""
    status = _status(signature, trust, signature.self_reported_timestamp)
    signed_at, source = _time(status, signature.self_reported_timestamp)
    if source == TimeSource.TIMESTAMP:
        status = _status(signature, trust, signed_at)
    revocation = _status(signature, trust, signed_at, MUST_BE_KNOWN) if trust.has_revocations else None
    if revocation is not None and revocation.revoked:
        status = revocation
    certificate = status.signing_cert
    path: Any = _sound_path(status) or _path_in_its_time(signature, trust, status, signed_at)
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
        "is_revocation_checked": revocation is not None and (revocation.trusted or revocation.revoked),
        "algorithm": _algorithm(status, certificate),
        "coverage": _coverage(status),
        "has_later_changes": not status.docmdp_ok,
    }
    return SignatureResult(**result, problems=tuple(_problems(status, result)))


def _status(
    signature: Any,
    trust: Trust,
    at: dt.datetime | None,
    revocation: RevocationCheckingPolicy = IF_DECLARED,
) -> PdfSignatureStatus:
    return validate_pdf_signature(signature, trust.context(at, revocation), key_usage_settings=USAGE)


def _problems(status: PdfSignatureStatus, result: dict[str, Any]) -> list[str]:
    wrong = [
        (not result["is_intact"], _("Phần được ký đã bị thay đổi sau khi ký.")),
        (result["coverage"] == Coverage.PART, _("Chữ ký không phủ hết tệp tại lúc ký.")),
        (result["has_later_changes"], _("Sau chữ ký này, nội dung tệp đã bị thay đổi.")),
        (
            result["chain"] == Chain.UNKNOWN and status.trust_problem_indic not in OTHER_FAULTS,
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
    if not found and not (status.trusted and status.seed_value_ok):
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
    """Whether those words of the signature that no hash covers are the only ones it can have."""
    head, signer = signature.signed_data, signature.signer_info
    kind: str = signer["digest_algorithm"]["algorithm"].native
    way: str = signer["signature_algorithm"]["algorithm"].native
    digests = _forms(cms.DigestAlgorithm, kind)
    identifier = signer["sid"].chosen
    return (
        {head["version"].native, signer["version"].native} <= VERSIONS
        and head["digest_algorithms"].dump() in [cms.DigestAlgorithms([one]).dump() for one in digests]
        and signer["digest_algorithm"].dump() in [one.dump() for one in digests]
        and (
            way not in PLAIN_WAYS
            or signer["signature_algorithm"].dump() in [one.dump() for one in _forms(cms.SignedDigestAlgorithm, way)]
        )
        and (
            signer["sid"].name != "issuer_and_serial_number"
            or identifier["issuer"].dump() == signature.signer_cert.issuer.dump()
        )
    )


def _forms(kind: Any, algorithm: str) -> list[Any]:
    """An algorithm without parameters, as both writings that the standards allow."""
    return [kind({"algorithm": algorithm}), kind({"algorithm": algorithm, "parameters": None})]


def _time(status: PdfSignatureStatus, claimed: dt.datetime | None) -> tuple[dt.datetime | None, TimeSource]:
    stamp = status.timestamp_validity
    if stamp is not None and stamp.trusted:
        return stamp.timestamp, TimeSource.TIMESTAMP
    claimed = claimed or status.signer_reported_dt
    return claimed, TimeSource.CLAIMED if claimed else TimeSource.NONE


def _path_in_its_time(signature: Any, trust: Trust, status: PdfSignatureStatus, at: dt.datetime | None) -> Any:
    """The chain of a certificate that was out of its time or revoked: where it ends is still worth knowing."""
    certificate = status.signing_cert
    if _was_valid(status, certificate, at):
        return None
    start: dt.datetime = certificate.not_valid_before
    return _sound_path(_status(signature, trust, start + (certificate.not_valid_after - start) / 2, UNASKED))


def _sound_path(status: PdfSignatureStatus) -> Any:
    """The chain to a trusted root; none when it was found by name only and does not hold."""
    return status.validation_path if status.trust_problem_indic is None else None


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
