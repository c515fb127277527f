"""The demo authority: certificates for trying the product, each saying in its name that it has no legal value.

Its key lies in DATA_DIR/authority, readable by the owner alone. An office that signs with real keys never needs it.
"""

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

from phoihop.accounts.models import User
from phoihop.signatures.models import PilotKey, TrustRoot

ROOT_NAME = "Phối Hợp thử nghiệm, không giá trị pháp lý"
LONGEST_NAME = 64  # bytes that a certificate keeps of a name
ROOT_FROM = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
ROOT_TO = dt.datetime(2050, 1, 1, tzinfo=dt.UTC)
PILOT_KEY_YEARS = 8
KEY_BITS = 2048


@dataclass(frozen=True)
class Authority:
    """The root certificate with its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


def folder() -> Path:
    """Where the demo authority keeps its files."""
    return Path(settings.DATA_DIR) / "authority"


def demo_authority() -> Authority:
    """The authority of this installation: made at first use, and trusted by a row that anyone can remove."""
    certificate_file, key_file = folder() / "root.pem", folder() / "root.key"
    if not (certificate_file.exists() and key_file.exists()):
        _make_root(certificate_file, key_file)
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("The demo authority's key is not an RSA key.")
    TrustRoot.objects.get_or_create(
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        defaults={"name": ROOT_NAME, "tree": TrustRoot.Tree.DEMO, "certificate": _pem(certificate)},
    )
    return Authority(certificate, key)


def make_pilot_key(user: User, *, organisation_name: str, pin: str, at: dt.datetime) -> PilotKey:
    """A key and certificate for this person, valid from `at`, in the place of an earlier one.

    The PIN that encrypts the key is kept nowhere.
    """
    authority = demo_authority()
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    valid_from = at.astimezone(dt.UTC).replace(microsecond=0)
    valid_to = min(valid_from + dt.timedelta(days=365 * PILOT_KEY_YEARS), ROOT_TO)
    subject = _name(user.full_name, organisation_name)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_to)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signing=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    encryption = serialization.BestAvailableEncryption(pin.encode())
    pkcs12_data = pkcs12.serialize_key_and_certificates(None, key, certificate, [authority.certificate], encryption)
    made, _is_new = PilotKey.objects.update_or_create(
        user=user,
        defaults={
            "pkcs12": pkcs12_data,
            "subject": subject.rfc4514_string()[:300],
            "serial": f"{certificate.serial_number:x}",
            "valid_from": valid_from,
            "valid_to": valid_to,
            "wrong_tries": 0,
        },
    )
    return made


def _make_root(certificate_file: Path, key_file: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    name = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, ROOT_NAME)]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ROOT_FROM)
        .not_valid_after(ROOT_TO)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signing=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_private(
        key_file,
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    _write_private(certificate_file, _pem(certificate).encode())  # last: with it the authority is whole


def _write_private(path: Path, data: bytes) -> None:
    partial = path.with_suffix(".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def _name(person: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(organisation)),
            x509.NameAttribute(NameOID.COMMON_NAME, _cut(person)),
        ]
    )


def _cut(name: str) -> str:
    return name.encode()[:LONGEST_NAME].decode(errors="ignore")


def _key_usage(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signing,
        content_commitment=signing,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signing,
        crl_sign=not signing,
        encipher_only=False,
        decipher_only=False,
    )
