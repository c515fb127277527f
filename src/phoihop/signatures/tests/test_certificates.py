"""Time stamps, revocation lists and keys of other makes, as files of other tools carry them."""

import datetime as dt
from io import BytesIO

import pytest
from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from phoihop.lib import clock
from phoihop.signatures.report import Chain, State, TimeSource
from phoihop.signatures.tests.files import AN, AT, GIANG, World
from phoihop.signatures.verification import verify_pdf

pytestmark = pytest.mark.django_db
AnyKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
DAY = dt.timedelta(days=1)


def certificate(
    world: World, key: AnyKey, *, organisations: tuple[str, ...] = (), stamping: bool = False, signing: bool = True
) -> x509.Certificate:
    names = [x509.NameAttribute(NameOID.COMMON_NAME, "Phạm Văn Bình")]
    names += [x509.NameAttribute(NameOID.ORGANIZATION_NAME, name) for name in organisations]
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(names))
        .issuer_name(world.authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - 10 * DAY)
        .not_valid_after(AT + 3000 * DAY)
        .add_extension(
            x509.KeyUsage(
                digital_signature=signing,
                content_commitment=signing,
                key_encipherment=not signing,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if stamping:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(world.authority.key, hashes.SHA256())


def asn1(made: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(made.public_bytes(Encoding.DER))


def private(key: AnyKey) -> keys.PrivateKeyInfo:
    return keys.PrivateKeyInfo.load(
        key.private_bytes(Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def stamper(world: World, at: dt.datetime) -> DummyTimeStamper:
    key = rsa.generate_private_key(65537, 2048)
    return DummyTimeStamper(asn1(certificate(world, key, stamping=True)), private(key), fixed_dt=at)


def signed_with(
    world: World,
    key: AnyKey,
    *,
    digest: str = "sha256",
    timestamper: DummyTimeStamper | None = None,
    organisations: tuple[str, ...] = (),
    prefer_pss: bool = False,
    signing: bool = True,
) -> bytes:
    """The frozen file signed by another person's key, by the library's own signer."""
    signer = signers.SimpleSigner(
        signing_cert=asn1(certificate(world, key, organisations=organisations, signing=signing)),
        signing_key=private(key),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
        prefer_pss=prefer_pss,
    )
    metadata = signers.PdfSignatureMetadata(field_name=AN, md_algorithm=digest, subfilter=SigSeedSubFilter.PADES)
    written = signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(world.frozen)), metadata, signer=signer, timestamper=timestamper
    )
    return bytes(written.getvalue())


def with_revocation_list(world: World, pdf: bytes, revoked_at: dt.datetime | None) -> bytes:
    """The file with the authority's list inside; with a date, An's certificate stands in it."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(world.authority.certificate.subject)
        .last_update(AT + 5 * DAY)
        .next_update(AT + 3000 * DAY)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(world.authority.key.public_key()), critical=False
        )
        .add_extension(x509.CRLNumber(1), critical=False)
    )
    if revoked_at:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(world.an.certificate.serial_number)
            .revocation_date(revoked_at)
            .build()
        )
    made = builder.sign(world.authority.key, hashes.SHA256())
    buffer = BytesIO(pdf)
    from asn1crypto import crl

    DocumentSecurityStore.add_dss(buffer, None, crls=[crl.CertificateList.load(made.public_bytes(Encoding.DER))])
    return buffer.getvalue()


def test_a_time_stamp_is_the_time_of_signing(world: World) -> None:
    at = dt.datetime(2025, 1, 6, 9, 31, tzinfo=clock.VIETNAM)
    data = signed_with(world, rsa.generate_private_key(65537, 2048), timestamper=stamper(world, at))

    (result,) = verify_pdf(data, roots=[world.root]).signatures

    assert (result.signed_at, result.time_source) == (at, TimeSource.TIMESTAMP)
    assert result.time_source_text == "dấu thời gian của bên thứ ba"
    assert result.problems == ()


def test_a_time_stamp_of_nobody_known_does_not_count(world: World) -> None:
    data = signed_with(world, rsa.generate_private_key(65537, 2048), timestamper=stamper(world, AT))

    (result,) = verify_pdf(data, roots=[]).signatures

    assert result.chain == Chain.UNKNOWN
    assert not result.valid


def test_a_time_stamp_over_the_whole_file_may_follow(world: World) -> None:
    at = AT + 2 * DAY
    buffer = BytesIO(world.twice)
    signers.PdfTimeStamper(stamper(world, at)).timestamp_pdf(IncrementalPdfFileWriter(buffer), "sha256", in_place=True)

    report = verify_pdf(buffer.getvalue(), roots=[world.root])

    assert (report.state, len(report.signatures), report.problems) == (State.VALID, 2, ())


def test_a_broken_time_stamp_over_the_file_is_told(world: World) -> None:
    buffer = BytesIO(world.twice)
    signers.PdfTimeStamper(stamper(world, AT)).timestamp_pdf(IncrementalPdfFileWriter(buffer), "sha256", in_place=True)
    data = buffer.getvalue()
    place = data.rindex(b"Adobe.PPKLite") + 8
    data = data[:place] + b"x" + data[place + 1 :]

    report = verify_pdf(data, roots=[world.root])

    assert report.problems == ("Dấu thời gian của văn bản không còn nguyên vẹn.",)
    assert not report.valid


def test_a_revocation_list_in_the_file_is_read(world: World) -> None:
    report = verify_pdf(with_revocation_list(world, world.twice, None), roots=[world.root])

    assert (report.valid, report.notes) == (True, ())
    assert [result.is_revocation_checked for result in report.signatures] == [True, True]


def test_a_certificate_revoked_before_signing(world: World) -> None:
    report = verify_pdf(with_revocation_list(world, world.twice, AT - DAY), roots=[world.root])

    assert [result.problems for result in report.signatures] == [("Chứng thư đã bị thu hồi.",), ()]
    assert (report.signatures[0].was_valid_then, report.signatures[0].chain) == (False, Chain.TRIAL)
    assert not report.valid


def test_a_certificate_revoked_after_signing(world: World) -> None:
    assert verify_pdf(with_revocation_list(world, world.twice, AT + DAY), roots=[world.root]).valid


def test_a_weak_key_and_a_weak_digest(world: World) -> None:
    small = signed_with(world, rsa.generate_private_key(65537, 1024))

    (result,) = verify_pdf(small, roots=[world.root]).signatures

    assert result.problems == ("Thuật toán ký quá yếu: RSA 1024 bit (PKCS #1 v1.5), SHA-256.",)


@pytest.mark.parametrize(
    ("key", "digest", "pss", "name"),
    [
        (ec.generate_private_key(ec.SECP256R1()), "sha256", False, "ECDSA 256 bit, SHA-256"),
        (ec.generate_private_key(ec.SECP384R1()), "sha384", False, "ECDSA 384 bit, SHA-384"),
        (rsa.generate_private_key(65537, 3072), "sha512", True, "RSA 3072 bit (PSS), SHA-512"),
    ],
)
def test_keys_of_other_kinds_are_good_too(world: World, key: AnyKey, digest: str, pss: bool, name: str) -> None:
    (result,) = verify_pdf(signed_with(world, key, digest=digest, prefer_pss=pss), roots=[world.root]).signatures

    assert (result.problems, result.algorithm) == ((), name)


def test_a_name_given_several_times_reads_as_a_list(world: World) -> None:
    data = signed_with(world, ec.generate_private_key(ec.SECP256R1()), organisations=("Tỉnh ủy", "Ban Tuyên giáo"))

    (result,) = verify_pdf(data, roots=[world.root]).signatures

    assert result.body == "Tỉnh ủy, Ban Tuyên giáo"


def test_a_root_in_der_serves_as_well(world: World) -> None:
    assert verify_pdf(world.twice, roots=[world.authority.certificate.public_bytes(Encoding.DER)]).valid


def test_a_signature_without_a_body_and_a_third_place(world: World) -> None:
    data = world.sign(signed_with(world, ec.generate_private_key(ec.SECP256R1())), GIANG)

    report = verify_pdf(data, roots=[world.root])

    assert report.valid
    assert report.signatures[0].sentence.startswith("Phạm Văn Bình ký lúc ")


def test_a_certificate_that_is_not_for_signing(world: World) -> None:
    data = signed_with(world, rsa.generate_private_key(65537, 2048), signing=False)

    (result,) = verify_pdf(data, roots=[world.root]).signatures

    assert result.problems == ("Chứng thư không dùng được cho chữ ký này.",)
