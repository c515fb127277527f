"""A file on its way into a text: kept, written as far as it is accepted, or discarded."""

from collections.abc import Collection
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.documents import files
from phoihop.documents.word_reading import read_document
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes.actions import fresh, guard, locked, rewrite, start_instrument
from phoihop.programmes.models import Instrument, Partnership, WordImport
from phoihop.programmes.queries import current_versions
from phoihop.programmes.rules import Act
from phoihop.programmes.states import ImportState, InstrumentKind
from phoihop.programmes.word_import.proposing import Proposals, propose, seal
from phoihop.programmes.word_import.queries import earlier_wordings


class TextMovedOn(NotPossible):
    """The text is no longer the one that was looked at."""


def upload(instrument: Instrument, *, file: "UploadedFile[Any]", organisation: Organisation, by: User) -> WordImport:
    """Keep a Word file beside the text; nothing of the text changes yet.

    Raises NotPossible with the sentence of what is wrong with the file. It is read before the text is locked: meanwhile
    the others go on working.
    """
    instrument = fresh(instrument)
    guard(Act.EDIT, by, instrument, organisation)
    refuse_amendment(instrument)
    data, name = _read(file)
    return _keep(instrument, data, name, organisation, by)


def begin(
    partnership: Partnership, *, file: "UploadedFile[Any]", organisation: Organisation, by: User, **fields: Any
) -> WordImport:
    """Begin a text (`fields` as `start_instrument` takes them) whose words are to come from a Word file.

    Raises NotPossible as that and `upload` do; then there is no text either.
    """
    data, name = _read(file)
    with transaction.atomic():
        instrument = start_instrument(partnership, organisation=organisation, by=by, starters_wanted=False, **fields)
        return _keep(instrument, data, name, organisation, by)


def _read(file: "UploadedFile[Any]") -> tuple[bytes, str]:
    name = file.name or "tep.docx"
    data = file.read()
    read_document(data, name)
    return data, name


@transaction.atomic
def _keep(instrument: Instrument, data: bytes, name: str, organisation: Organisation, by: User) -> WordImport:
    instrument = locked(instrument)
    guard(Act.EDIT, by, instrument, organisation)
    return WordImport.objects.create(
        instrument=instrument,
        organisation=organisation,
        by=by,
        created_at=clock.now(),
        file=files.store(data, name=name, media_type=files.DOCX),
    )


def proposals(word_import: WordImport) -> tuple[Proposals, str]:
    """What the file would change in the text as this side has it now, and the seal of that text."""
    instrument = word_import.instrument
    text = current_versions(instrument, organisation=word_import.organisation)
    parties = [party.organisation for party in instrument.partnership.parties.all()]
    read = read_document(files.read(word_import.file), word_import.file.name)
    earlier = earlier_wordings(instrument, word_import.organisation)
    return propose(read, instrument, text, parties, earlier), seal(text)


@transaction.atomic
def accept(word_import: WordImport, keys: Collection[str], *, seen: str, by: User, reason: str = "") -> int:
    """Write these changes into the side's working copy, each with this reason; says how many.

    `seen` is the seal of the text that was looked at: raises TextMovedOn when it has changed since.
    """
    word_import = _locked(word_import, by)
    found, now = proposals(word_import)
    if seen != now:
        raise TextMovedOn(_("Văn bản vừa được sửa ở nơi khác. Hãy xem lại các đề xuất dưới đây rồi ghi."))
    possible = {proposal.key for proposal in found.all if not proposal.problem}
    accepted = possible & set(keys)
    if not accepted:
        raise NotPossible(_("Hãy chọn ít nhất một thay đổi để ghi."))
    organisation = word_import.organisation
    rewrite(word_import.instrument, found.rewrites(accepted, reason), organisation=organisation, by=by)
    word_import.state, word_import.accepted = ImportState.CONFIRMED, len(accepted)
    word_import.save(update_fields=["state", "accepted"])
    return len(accepted)


@transaction.atomic
def discard(word_import: WordImport, *, by: User) -> WordImport:
    """Give the file up; nothing of the text changes, the file stays where it is kept."""
    word_import = _locked(word_import, by)
    word_import.state = ImportState.DISCARDED
    word_import.save(update_fields=["state"])
    return word_import


def refuse_amendment(instrument: Instrument) -> None:
    """What an amendment prints is not what it keeps: it is written on the text in force, provision by provision."""
    if instrument.kind == InstrumentKind.AMENDMENT:
        raise NotPossible(
            _("Văn bản sửa đổi, bổ sung được soạn ngay trên lời văn đang có hiệu lực, không nhập từ Word được.")
        )


def _locked(word_import: WordImport, by: User) -> WordImport:
    """The text first, as all acts on it, then the import; refuses who may not write and what is closed."""
    instrument = locked(word_import.instrument)
    guard(Act.EDIT, by, instrument, word_import.organisation)
    rows = WordImport.objects.select_for_update(of=("self",)).select_related("organisation", "file")
    word_import = rows.get(pk=word_import.pk)
    word_import.instrument = instrument
    if word_import.state == ImportState.CONFIRMED:
        raise NotPossible(_("Tệp này đã được ghi vào văn bản. Muốn ghi thêm, hãy nhập tệp lại."))
    if word_import.state == ImportState.DISCARDED:
        raise NotPossible(_("Tệp này đã bị bỏ. Hãy nhập tệp lại."))
    return word_import
