"""What people say about a provision: within their side, or to all parties. Talk binds nobody: no entry in the ledger."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation
from phoihop.programmes import notices
from phoihop.programmes.actions._doors import guard, locked
from phoihop.programmes.models import Provision, Remark, Thread
from phoihop.programmes.queries.texts import provisions_seen_by
from phoihop.programmes.queries.threads import hearers
from phoihop.programmes.rules import Act

LONGEST_REMARK = 2_000


@transaction.atomic
def open_thread(
    provision: Provision,
    *,
    internal: bool,
    text: str,
    organisation: Organisation,
    by: User,
    mentioned: Collection[int] = (),
) -> Thread:
    """Begin a thread about a provision, within the side or with all parties; `mentioned` are people told by name."""
    instrument = locked(provision.instrument)
    guard(Act.REMARK, by, instrument, organisation)
    if not provisions_seen_by(instrument, organisation).filter(pk=provision.pk).exists():
        raise NotPossible(_("Nội dung này không còn trong văn bản."))
    if not internal and not provision.versions.filter(revision__isnull=False).exists():
        raise NotPossible(_("Bên kia chưa thấy nội dung này: hãy gửi bản đề nghị trước, hoặc trao đổi nội bộ."))
    thread = Thread.objects.create(provision=provision, organisation=organisation if internal else None)
    _say(thread, text, organisation, by, mentioned)
    return thread


@transaction.atomic
def reply(
    thread: Thread, *, text: str, organisation: Organisation, by: User, mentioned: Collection[int] = ()
) -> Remark:
    """Say more in a thread; one that was settled is open again."""
    thread = _heard(thread, organisation, by)
    if thread.resolved_at:
        thread.resolved_at = thread.resolved_by = None
        thread.save(update_fields=["resolved_at", "resolved_by"])
    return _say(thread, text, organisation, by, mentioned)


@transaction.atomic
def resolve(thread: Thread, *, organisation: Organisation, by: User) -> None:
    """The matter is settled; the first to say so counts."""
    thread = _heard(thread, organisation, by)
    if thread.resolved_at is None:
        thread.resolved_at, thread.resolved_by = clock.now(), by
        thread.save(update_fields=["resolved_at", "resolved_by"])


def _heard(thread: Thread, organisation: Organisation, by: User) -> Thread:
    """The thread as it is now, for somebody who may speak in it."""
    instrument = locked(thread.provision.instrument)
    guard(Act.REMARK, by, instrument, organisation)
    if not Thread.objects.heard_by(organisation).filter(pk=thread.pk).exists():
        raise NotAllowed(_("Đây là ý kiến nội bộ của bên khác."))
    return Thread.objects.select_related("provision__instrument", "organisation").get(pk=thread.pk)


def _say(thread: Thread, text: str, organisation: Organisation, by: User, mentioned: Collection[int]) -> Remark:
    text = clean(text)
    if not text:
        raise NotPossible(_("Hãy viết ý kiến."))
    if len(text) > LONGEST_REMARK:
        raise NotPossible(_("Ý kiến dài nhất %(limit)s ký tự.") % {"limit": LONGEST_REMARK})
    remark = Remark.objects.create(thread=thread, organisation=organisation, by=by, said_at=clock.now(), text=text)
    named = [person for person in hearers(thread.provision.instrument, thread.organisation) if person.pk in mentioned]
    notices.tell_remarked(thread, remark, named)
    return remark
