"""A body's own outlines for the texts that it begins."""

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.documents.typesetting import refuse_unprintable
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation
from phoihop.organisations.rules import can_administer
from phoihop.programmes import contents, starting_outlines
from phoihop.programmes.models import Outline
from phoihop.programmes.states import InstrumentKind

LONGEST_OUTLINE = 50_000
MOST_CLAUSES = 300


@transaction.atomic
def write_outline(organisation: Organisation, kind: InstrumentKind, text: str, *, by: User) -> str:
    """Keep a body's outline for texts of that kind, its numbers counted; the usual one again when it says the same.

    Returns what is kept. Raises NotPossible with the sentence of what cannot be kept.
    """
    _refuse(organisation, by)
    tidied = starting_outlines.tidy(text)
    if not tidied:
        raise NotPossible(_("Hãy nhập ít nhất một dòng, hoặc bấm “Dùng lại dàn ý chung”."))
    if len(tidied) > LONGEST_OUTLINE:
        raise NotPossible(
            _("Dàn ý dài nhất %(limit)s ký tự; dàn ý này có %(length)s ký tự. Hãy rút gọn.")
            % {"limit": LONGEST_OUTLINE, "length": len(tidied)}
        )
    lines = tidied.splitlines()
    if len(lines) > MOST_CLAUSES:
        raise NotPossible(_("Dàn ý có nhiều nhất %(limit)s dòng.") % {"limit": MOST_CLAUSES})
    too_long = next((row for row, line in enumerate(lines, 1) if len(line) > contents.LONGEST_TEXT), None)
    if too_long:
        raise NotPossible(
            _("Dòng %(row)s dài quá %(limit)s ký tự. Hãy tách ra.") % {"row": too_long, "limit": contents.LONGEST_TEXT}
        )
    refuse_unprintable(tidied)
    if tidied == starting_outlines.usual_text(kind):
        Outline.objects.filter(organisation=organisation, kind=kind).delete()
        return tidied
    Outline.objects.update_or_create(
        organisation=organisation, kind=kind, defaults={"text": tidied, "by": by, "written_at": clock.now()}
    )
    return tidied


@transaction.atomic
def reset_outline(organisation: Organisation, kind: InstrumentKind, *, by: User) -> None:
    """Go back to the usual outline."""
    _refuse(organisation, by)
    Outline.objects.filter(organisation=organisation, kind=kind).delete()


def _refuse(organisation: Organisation, by: User) -> None:
    if not can_administer(by, organisation):
        raise NotAllowed(_("Chỉ quản trị của cơ quan được sửa dàn ý của cơ quan mình."))
