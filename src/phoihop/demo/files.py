"""The files that the demo's reviewed year produced, for anybody's tools."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from phoihop.documents import files
from phoihop.documents.models import StoredFile
from phoihop.documents.sheets import write_table
from phoihop.ledger.exporting import export_chain
from phoihop.programmes.models import Instrument
from phoihop.programmes.official import annexes
from phoihop.programmes.queries import current_versions
from phoihop.reviews.models import Review
from phoihop.signatures.authority import demo_authority


def write(directory: Path) -> list[Path]:
    """Write the signed programme (PDF, DOCX, XLSX), the signed review (PDF, DOCX), the ledger and the authority's root.

    `Review.DoesNotExist` when the demo was never loaded.
    """
    directory.mkdir(parents=True, exist_ok=True)
    review = Review.objects.select_related("programme", "instrument").get(instrument__state="in_force")
    programme = review.programme
    return [
        *_signed(directory, "chuong-trinh", programme),
        _write(directory / "chuong-trinh.xlsx", write_table(annexes(programme, current_versions(programme)))),
        *_signed(directory, "bao-cao-tong-ket", review.instrument),
        _write(directory / "ledger.jsonl", "".join(export_chain(programme.partnership.chain)).encode()),
        _write(
            directory / "co-quan-chung-thuc-thu-nghiem.pem", demo_authority().certificate.public_bytes(Encoding.PEM)
        ),
    ]


def _signed(directory: Path, name: str, instrument: Instrument) -> list[Path]:
    document, docx = instrument.signed_document, instrument.docx
    if document is None or docx is None:
        raise ValueError(f"{instrument} is not frozen.")
    return [_copy(directory / f"{name}.pdf", document.current), _copy(directory / f"{name}.docx", docx)]


def _copy(path: Path, stored: StoredFile) -> Path:
    return _write(path, files.read(stored))


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
