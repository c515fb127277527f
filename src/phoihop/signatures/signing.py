"""The one door to the signing side of pyHanko: PAdES B-B as an incremental update of the frozen bytes."""

import datetime as dt
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from phoihop.signatures import appearance


class WrongPin(Exception):
    """The PIN does not open the key."""


class Key:
    """An opened key with its certificates."""

    def __init__(self, private: rsa.RSAPrivateKey, certificate: Certificate, others: list[Certificate]) -> None:
        self.private = private
        self.certificate = certificate
        self.others = others


def open_key(data: bytes, pin: str) -> Key:
    """Decrypt a PKCS#12 bag; raises WrongPin."""
    try:
        bag = pkcs12.load_pkcs12(data, pin.encode())
    except (ValueError, InvalidKey) as error:
        raise WrongPin from error
    if not isinstance(bag.key, rsa.RSAPrivateKey) or bag.cert is None:
        raise WrongPin
    return Key(bag.key, bag.cert.certificate, [other.certificate for other in bag.additional_certs])


def sign_field(pdf: bytes, *, field_name: str, key: Key, at: dt.datetime, name: str, organisation: str) -> bytes:
    """The same bytes with one signature more, in the empty field of that name; the time of signing is `at`."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    width, height = _size_of(writer, field_name)
    drawn = appearance.draw(name=name, organisation=organisation, at=at, width=width, height=height)
    metadata = signers.PdfSignatureMetadata(
        field_name=field_name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=name
    )
    with tempfile.TemporaryDirectory() as folder:
        stamp = Path(folder) / "appearance.pdf"
        stamp.write_bytes(drawn)
        style = StaticStampStyle.from_pdf_file(str(stamp), border_width=0, background_opacity=1)
        signer = _PdfSigner(metadata, _signer(key), stamp_style=style)
        signer.at = at
        signed: BytesIO = signer.sign_pdf(writer, existing_fields_only=True)
    return signed.getvalue()


def _size_of(writer: IncrementalPdfFileWriter, field_name: str) -> tuple[float, float]:
    for name, value, reference in enumerate_sig_fields(writer.prev):
        if name == field_name:
            if value is not None:
                raise ValueError(f"The field {field_name} is signed already.")
            left, bottom, right, top = (float(edge) for edge in reference.get_object()["/Rect"])
            return abs(right - left), abs(top - bottom)
    raise ValueError(f"The file has no signature field {field_name}.")


class _PdfSigner(signers.PdfSigner):
    """pyHanko's signer with the clock of the product."""

    at: dt.datetime

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session


class _Signer(signers.Signer):
    """A signer that keeps the opened key: the library's own parses and checks it again for every signature."""

    def __init__(self, key: Key, **kwargs: Any) -> None:
        self._key = key.private
        super().__init__(**kwargs)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(self._key.key_size // 8)
        if digest_algorithm != "sha256":
            raise ValueError(f"Unexpected digest {digest_algorithm}.")
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _signer(key: Key) -> _Signer:
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    # A root need not come along: whoever verifies has it, and what no hash covers stays small.
    registry.register_multiple([_asn1(other) for other in key.others if other.subject != other.issuer])
    public = keys.PublicKeyInfo.load(
        key.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    certificate = _asn1(key.certificate)
    if certificate.public_key.dump() != public.dump():
        raise WrongPin
    return _Signer(key, signing_cert=certificate, cert_registry=registry)


def _asn1(certificate: Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
