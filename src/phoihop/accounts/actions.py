"""What people change of their own account."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib.errors import NotPossible


@transaction.atomic
def change_preferences(user: User, *, language: str = "", theme: str = "") -> User:
    """Keep how this person wants pages to speak and look; what is empty stays."""
    wanted = {"language": language, "theme": theme}
    changed = {name: value for name, value in wanted.items() if value}
    for name, value in changed.items():
        setattr(user, name, value)
    user.save(update_fields=list(changed))
    return user


@transaction.atomic
def end_session(session_id: int, *, by: User) -> None:
    """Sign this person out on one device."""
    session = UserSession.objects.select_for_update().filter(pk=session_id, user=by).first()
    if session is None:
        raise NotPossible(_("Phiên đăng nhập này đã kết thúc rồi."))
    _end(UserSession.objects.filter(pk=session.pk))


@transaction.atomic
def end_other_sessions(user: User, *, keep: str | None) -> int:
    """Sign this person out everywhere except in the session of that key; how many were ended."""
    return _end(UserSession.objects.filter(user=user).exclude(session_key=keep or ""))


def _end(sessions: QuerySet[UserSession]) -> int:
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
