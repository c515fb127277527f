"""From an agreed text to the file that is signed, in three steps that may each be the last before a power cut.

1. A short transaction reserves number and date on the instrument; a later try uses the same number.
2. PDF and DOCX are made outside any transaction.
3. A transaction locks the text again, checks that it is still agreed and still the same, keeps the files and opens the
   places for signatures.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.documents import files
from phoihop.documents.docx import render_docx
from phoihop.documents.freezing import freeze
from phoihop.documents.numbers import issue_number
from phoihop.documents.profiles import PROFILES
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.clock import VIETNAM
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotPossible
from phoihop.lib.text import clean, fold
from phoihop.organisations.models import Organisation
from phoihop.programmes import notices, numbering, signatories
from phoihop.programmes.actions._doors import guard, locked
from phoihop.programmes.actions.starting import search_key
from phoihop.programmes.actions.writing import drop_changes
from phoihop.programmes.canonical import text_hash
from phoihop.programmes.models import Instrument
from phoihop.programmes.official import manifest, official_document
from phoihop.programmes.queries import current_versions, has_private_changes
from phoihop.programmes.queries.amendments import outdated, text_in_force
from phoihop.programmes.rules import RULES, Act
from phoihop.programmes.signatories import Chosen, Signatory
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.signatures.actions import Place, open_for_signing
from phoihop.signatures.models import SignedDocument

LONGEST_AHEAD = dt.timedelta(days=31)
LONGEST_REASON = 2_000


def freeze_instrument(
    instrument: Instrument,
    *,
    by: User,
    dated_on: dt.date | None = None,
    profile: str = "",
    chosen: Chosen | None = None,
) -> Instrument:
    """Give the agreed text its number and date, make the official file, and open it for the signatures of all parties.

    It acts for the lead, from whose series the number comes. `chosen` says who signs for a body that has several who
    may. What other sides have written and not sent is dropped, and they are told. May be repeated after any
    interruption.
    """
    reserved = reserve_number(instrument, by=by, dated_on=dated_on, profile=profile, chosen=chosen)
    places = signatories.expected(reserved, chosen)
    pdf, docx = _render(reserved, places)
    return _keep_frozen(reserved, places, pdf, docx, by=by, chosen=chosen)


@transaction.atomic
def reserve_number(
    instrument: Instrument,
    *,
    by: User,
    dated_on: dt.date | None = None,
    profile: str = "",
    chosen: Chosen | None = None,
) -> Instrument:
    """Step 1: number, date and form of the document to be; refuses when some party has nobody to sign.

    With a number that an interrupted try has left, day and form must be of the series that it was taken from.
    """
    _lock_parent(instrument)
    instrument = locked(instrument)
    guard(Act.FREEZE, by, instrument, instrument.lead)
    _refuse_own_changes(instrument)
    _refuse_outdated(instrument)
    _complete_signatories(instrument, chosen)
    before = _series(instrument) if instrument.number_text else None
    instrument.dated_on = dated_on or instrument.dated_on or clock.today()
    instrument.layout_profile = _known_profile(profile or numbering.default_profile(instrument, instrument.dated_on))
    if before not in (None, _series(instrument)):
        raise NotPossible(
            _(
                "Số %(number)s đã lấy cho văn bản này thuộc sổ khác với ngày và thể thức vừa chọn. Hãy chọn lại cho khớp."
            )
            % {"number": instrument.number_text}
        )
    _refuse_day(instrument)
    if not instrument.number_text:
        issued = issue_number(
            issuer=instrument.lead,
            day=instrument.dated_on,
            bodies=numbering.abbreviations(instrument, instrument.dated_on),
            subject=instrument.name_kept[:300],
            **numbering.series(instrument, instrument.dated_on, instrument.layout_profile),
        )
        instrument.number_text = issued.text
        instrument.search_key = search_key(instrument)
    instrument.save(update_fields=["dated_on", "layout_profile", "number_text", "search_key"])
    return instrument


def _refuse_day(instrument: Instrument) -> None:
    """A document bears a day between its first offer and a signing that is being prepared."""
    first = (instrument.disclosed_at or instrument.created_at).astimezone(VIETNAM).date()
    last = clock.today() + LONGEST_AHEAD
    if not first <= (instrument.dated_on or first) <= last:
        raise NotPossible(
            _("Ngày văn bản phải từ %(first)s, ngày gửi đề nghị lần đầu, đến %(last)s.")
            % {"first": format_date(first), "last": format_date(last)}
        )


def _render(instrument: Instrument, places: list[Signatory]) -> tuple[bytes, bytes]:
    document = official_document(instrument, places=places)
    return freeze(document, manifest(instrument)), render_docx(document)


@transaction.atomic
def _keep_frozen(
    reserved: Instrument, places: list[Signatory], pdf: bytes, docx: bytes, *, by: User, chosen: Chosen | None
) -> Instrument:
    _lock_parent(reserved)
    instrument = locked(reserved)
    guard(Act.FREEZE, by, instrument, instrument.lead)
    _refuse_own_changes(instrument)
    _refuse_outdated(instrument)
    present = (*_rendered(instrument), _complete_signatories(instrument, chosen))
    if present != (*_rendered(reserved), places) or text_hash(instrument, current_versions(instrument)) != present[0]:
        raise NotPossible(_("Văn bản vừa thay đổi trong lúc đóng băng. Hãy xem lại rồi đóng băng lần nữa."))
    name = file_name(instrument)
    frozen = files.store(pdf, name=f"{name}.pdf", media_type=files.PDF)
    instrument.docx = files.store(docx, name=f"{name}.docx", media_type=files.DOCX)
    instrument.signed_document = open_for_signing(
        frozen,
        [Place(place.organisation, place.user, place.title, place.field_name) for place in places if place.user],
    )
    _drop_private_changes(instrument, by=by)
    instrument.state = InstrumentState.FROZEN
    instrument.frozen_at = clock.now()
    instrument.save(update_fields=["docx", "signed_document", "state", "frozen_at"])
    record(
        instrument.partnership.chain,
        notices.FROZEN,
        instrument,
        by=by,
        roles=RULES[Act.FREEZE].roles,
        organisation=instrument.lead,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
        data={
            "number": instrument.number_text,
            "dated_on": str(instrument.dated_on),
            "pdf_sha256": frozen.sha256,
            "docx_sha256": instrument.docx.sha256,
        },
    )
    notices.tell_frozen(instrument, [place.user for place in places if place.user], by=by)
    return instrument


@transaction.atomic
def reopen_instrument(instrument: Instrument, *, organisation: Organisation, by: User, reason: str) -> Instrument:
    """Take a frozen text that nobody has signed back to agreed: each side may, saying why.

    Number and day stay reserved for it. The file that was made stays in the store and in the ledger; nobody signs it.
    """
    reason = clean(reason)
    if not reason:
        raise NotPossible(_("Hãy nêu lý do mở lại."))
    if len(reason) > LONGEST_REASON:
        raise NotPossible(_("Lý do dài nhất %(limit)s ký tự.") % {"limit": LONGEST_REASON})
    # The lock that a signature takes first: it is stored before this, or finds the text open.
    document = SignedDocument.objects.select_for_update().filter(instrument=instrument.pk).first()
    instrument = locked(instrument)
    guard(Act.REOPEN, by, instrument, organisation)
    if document is None or document.pk != instrument.signed_document_id:
        raise NotPossible(_("Văn bản vừa được đóng băng lại. Hãy mở lại trang."))
    if document.slots.filter(signed_at__isnull=False).exists():
        raise NotPossible(_("Đã có người ký nên văn bản không mở lại được nữa."))
    instrument.state = InstrumentState.AGREED
    instrument.signed_document = instrument.docx = instrument.frozen_at = None
    instrument.save(update_fields=["state", "signed_document", "docx", "frozen_at"])
    _follow_lead(instrument)
    record(
        instrument.partnership.chain,
        notices.REOPENED,
        instrument,
        by=by,
        roles=RULES[Act.REOPEN].roles,
        organisation=organisation,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
        data={"number": instrument.number_text, "pdf_sha256": document.frozen.sha256, "reason": reason},
    )
    notices.tell_reopened(instrument, organisation=organisation, reason=reason, by=by)
    return instrument


def _follow_lead(instrument: Instrument) -> None:
    """A frozen text keeps its lead; open again, it is led by who stands in that body's place, with a number of its own."""
    parties = instrument.partnership.parties.all()
    lead = next(party.organisation for party in parties if instrument.lead_id in party.bodies)
    if lead.pk != instrument.lead_id:
        instrument.lead, instrument.number_text, instrument.dated_on = lead, "", None
        instrument.save(update_fields=["lead", "number_text", "dated_on"])


def file_name(instrument: Instrument) -> str:
    """A plain name for its files: "01-CTPH-BTGTU-TCT", or kind and year while it has no number."""
    if instrument.number_text:
        return instrument.number_text.replace("/", "-")
    return "-".join(fold(f"du thao {instrument.get_kind_display()} {instrument.year}").split())


def _series(instrument: Instrument) -> tuple[object, ...]:
    """What its number is a number of: the series, and the bodies as its symbol names them on its day."""
    day = instrument.dated_on or clock.today()
    return numbering.series(instrument, day, instrument.layout_profile), numbering.abbreviations(instrument, day)


def _rendered(instrument: Instrument) -> tuple[object, ...]:
    return instrument.text_hash, instrument.number_text, instrument.dated_on, instrument.layout_profile


def _refuse_own_changes(instrument: Instrument) -> None:
    if has_private_changes(instrument, instrument.lead):
        raise NotPossible(_("Bên mình còn thay đổi chưa gửi. Hãy gửi hoặc bỏ các thay đổi đó rồi mới đóng băng."))


def _lock_parent(instrument: Instrument) -> None:
    """Amendments of one text are frozen one after another: what each says is read on the text that the last one left."""
    if instrument.kind == InstrumentKind.AMENDMENT and instrument.parent_id:
        Instrument.objects.select_for_update().values("pk").get(pk=instrument.parent_id)


def _refuse_outdated(instrument: Instrument) -> None:
    """An amendment of words that another amendment has replaced meanwhile would undo it unread."""
    if instrument.parent is None or instrument.kind != InstrumentKind.AMENDMENT:
        return
    if instrument.parent.is_ended:
        raise NotPossible(_("Văn bản được sửa đổi đã chấm dứt nên không sửa đổi được nữa."))
    waiting = instrument.parent.children.filter(kind=InstrumentKind.AMENDMENT, state=InstrumentState.FROZEN)
    if other := waiting.exclude(pk=instrument.pk).first():
        raise NotPossible(
            _("%(other)s đang chờ ký và cũng sửa văn bản này. Hãy đóng băng sau khi văn bản đó được ký hoặc mở lại.")
            % {"other": other.number_text}
        )
    found = outdated(current_versions(instrument), text_in_force(instrument.parent))
    if found:
        raise NotPossible(
            _(
                "%(count)s nội dung được sửa ở đây đã đổi từ khi soạn, vì một văn bản sửa đổi khác vừa có hiệu lực. "
                "Hãy mở trao đổi lại: sửa hoặc bỏ các nội dung đó rồi gửi bản đề nghị mới."
            )
            % {"count": len(found)}
        )


def _drop_private_changes(instrument: Instrument, *, by: User) -> None:
    """A frozen text takes no more offers. To refuse instead would tell the lead what another side keeps to itself."""
    for party in instrument.partnership.parties.all():
        if count := drop_changes(instrument, party.organisation):
            notices.tell_dropped(instrument, count, organisation_id=party.organisation_id, by=by)


def _complete_signatories(instrument: Instrument, chosen: Chosen | None) -> list[Signatory]:
    expected = signatories.expected(instrument, chosen)
    nobody = [place.organisation for place in expected if place.user is None]
    missing = [str(body) for body in nobody if body.pk not in (chosen or {})]
    if nobody and not missing:
        raise NotPossible(
            _("Người được chọn không còn ký được cho %(bodies)s. Hãy chọn lại.")
            % {"bodies": ", ".join(map(str, nobody))}
        )
    if missing:
        raise NotPossible(
            _(
                "%(bodies)s chưa có người ký trong hệ thống. Hãy nhờ quản trị của cơ quan đó thêm người ký rồi đóng băng lại."
            )
            % {"bodies": ", ".join(missing)}
        )
    return expected


def _known_profile(profile: str) -> str:
    if profile not in PROFILES:
        raise NotPossible(_("Hãy chọn một thể thức có trong danh sách."))
    return profile
