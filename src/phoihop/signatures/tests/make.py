"""A small PDF with empty signature fields, and people with pilot keys."""

from io import BytesIO

import pikepdf

from phoihop.accounts.models import User
from phoihop.documents import files
from phoihop.documents.models import StoredFile
from phoihop.lib import clock
from phoihop.organisations.models import Organisation, Role
from phoihop.signatures.actions import Place, open_for_signing
from phoihop.signatures.authority import make_pilot_key
from phoihop.signatures.models import SignedDocument
from tests import make

PIN = "246810"


def pdf(*field_names: str) -> bytes:
    """One page with a visible empty signature field of each name."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    fields = []
    for number, name in enumerate(field_names):
        left = 60 + 250 * number
        fields.append(
            document.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Widget,
                    FT=pikepdf.Name.Sig,
                    T=pikepdf.String(name),
                    F=132,
                    Rect=pikepdf.Array([left, 100, left + 200, 160]),
                    P=page.obj,
                )
            )
        )
    page.obj.Annots = document.make_indirect(pikepdf.Array(fields))
    document.Root.AcroForm = document.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array(fields), SigFlags=3))
    buffer = BytesIO()
    document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def signatory(organisation: Organisation, full_name: str = "") -> User:
    """A person who signs for that body, with a pilot key (PIN 246810)."""
    person = make.member(organisation, Role.SIGNATORY, full_name=full_name)
    make_pilot_key(person, organisation_name=organisation.name, pin=PIN, at=clock.now())
    return person


def frozen(*field_names: str) -> StoredFile:
    return files.store(pdf(*field_names), name="chuong-trinh.pdf", media_type="application/pdf")


def document(*people: User) -> SignedDocument:
    """A frozen PDF that waits for these people, each for the body they belong to."""
    names = [f"chu-ky-{number}" for number in range(len(people))]
    places = [
        Place(person.memberships.get().organisation, person, "Trưởng ban", name)
        for person, name in zip(people, names, strict=True)
    ]
    return open_for_signing(frozen(*names), places)
