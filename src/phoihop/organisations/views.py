"""Bodies: what they were called, what became of them, who belongs to them."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.organisations import actions, queries
from phoihop.organisations.forms import EndForm, MemberForm, RenameForm, StandInForm, UnitForm
from phoihop.organisations.models import Membership, Organisation
from phoihop.organisations.renaming import rename
from phoihop.organisations.rules import can_administer
from phoihop.organisations.standing_in import STAND_IN_ROLES, end_stand_in, let_stand_in, refuse_outsider


@require_GET
def organisation_list(request: PageRequest) -> HttpResponse:
    context = {"organisations": queries.organisation_list(), "today": clock.today()}
    return page(request, "organisations/organisation_list.html", context)


@require_GET
def organisation_detail(request: PageRequest, key: str) -> HttpResponse:
    return _detail(request, get_object_or_404(Organisation, key=key))


@require_http_methods(["GET", "POST"])
def name_create(request: PageRequest, key: str) -> HttpResponse:
    """Another name of one's own body, from a day on."""
    organisation = get_object_or_404(Organisation, key=key)
    if not can_administer(request.user, organisation):
        raise NotAllowed(_("Chỉ quản trị của %(body)s được ghi tên mới của cơ quan.") % {"body": organisation})
    form = RenameForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        days = {"valid_from": form.cleaned_data["valid_from"], "source": form.cleaned_data["source"]}
        try:
            now = rename(organisation, form.called, by=request.user, **days)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            names = {"name": now.name, "day": format_date(days["valid_from"])}
            messages.success(request, _("Đã ghi tên mới từ %(day)s: %(name)s.") % names)
            return redirect("organisations:organisation_detail", key=key)
    context = {"organisation": organisation, "form": form}
    return page(request, "organisations/name_create.html", context, status=422 if form.errors else 200)


@require_POST
def unit_create(request: PageRequest, key: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, key=key)
    actions.refuse_stranger(organisation, by=request.user)
    form = UnitForm(request.POST)
    if not form.is_valid():
        return _detail(request, organisation, status=422, unit_form=form)
    unit = actions.add_unit(organisation, name=form.cleaned_data["name"], by=request.user)
    messages.success(request, _("Đã thêm %(unit)s.") % {"unit": unit})
    return redirect("organisations:organisation_detail", key=key)


@require_POST
def membership_create(request: PageRequest, key: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, key=key)
    actions.refuse_stranger(organisation, by=request.user)
    form = MemberForm(request.POST, organisation=organisation)
    if not form.is_valid():
        return _detail(request, organisation, status=422, member_form=form)
    added = actions.add_member(organisation, by=request.user, **form.cleaned_data)
    messages.success(request, _added(added))
    return redirect("organisations:organisation_detail", key=key)


@require_POST
def membership_end(request: PageRequest, key: str, pk: int) -> HttpResponse:
    membership = get_object_or_404(
        Membership.objects.select_related("organisation", "user"), organisation__key=key, pk=pk
    )
    actions.refuse_stranger(membership.organisation, by=request.user)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _detail(request, membership.organisation, status=422, end_forms={pk: form})
    ended = actions.end_membership(membership, last_day=form.cleaned_data["last_day"], by=request.user)
    names = {"person": membership.user}
    done = _("Vai trò của %(person)s đã được ghi ngày cuối.") if ended else _("Đã bỏ vai trò sắp tới của %(person)s.")
    messages.success(request, done % names)
    return redirect("organisations:organisation_detail", key=key)


@require_http_methods(["GET", "POST"])
def stand_in_create(request: PageRequest, key: str, pk: int) -> HttpResponse:
    """Say who acts in the place of a person who is away."""
    membership = _membership(key, pk)
    refuse_outsider(membership, by=request.user)
    form = StandInForm(request.POST or None, membership=membership)
    if request.method == "POST" and form.is_valid():
        days = {"first_day": form.cleaned_data["first_day"], "last_day": form.cleaned_data["last_day"]}
        try:
            let_stand_in(membership, person=form.chosen, by=request.user, **days)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            names = {"person": form.chosen, "other": membership.user, "day": format_date(days["last_day"])}
            messages.success(request, _("%(person)s làm thay %(other)s đến hết %(day)s.") % names)
            return redirect("organisations:organisation_detail", key=key)
    context = {"organisation": membership.organisation, "membership": membership, "form": form}
    return page(request, "organisations/stand_in_create.html", context, status=422 if form.errors else 200)


@require_POST
def stand_in_end(request: PageRequest, key: str, pk: int) -> HttpResponse:
    """The person is back."""
    stand_in = _membership(key, pk)
    end_stand_in(stand_in, by=request.user)
    messages.success(request, _("%(person)s không còn làm thay.") % {"person": stand_in.user})
    return redirect("organisations:organisation_detail", key=key)


def _membership(key: str, pk: int) -> Membership:
    related = ("organisation", "user", "stands_in_for__user", "stands_in_for__organisation")
    return get_object_or_404(Membership.objects.select_related(*related), organisation__key=key, pk=pk)


def _added(added: actions.NewMember) -> str:
    person = added.membership.user
    if not added.password:
        return _("Đã thêm %(person)s.") % {"person": person}
    return _(
        "Đã thêm %(person)s với tài khoản mới “%(login)s”. Mật khẩu tạm, chỉ hiện một lần: %(password)s. "
        "Hãy đưa tận tay và nhắc đổi ngay."
    ) % {"person": person, "login": person.username, "password": added.password}


def _detail(
    request: PageRequest,
    organisation: Organisation,
    *,
    status: int = 200,
    end_forms: Mapping[int, EndForm] | None = None,
    **forms: Any,
) -> HttpResponse:
    may = can_administer(request.user, organisation)
    is_own = Organisation.objects.of(request.user).filter(pk=organisation.pk).exists()
    people = queries.people_of(organisation, is_own=is_own or may)
    context = {
        "organisation": organisation,
        "names": organisation.names.order_by("valid_from"),
        "predecessions": organisation.predecessions.select_related("predecessor"),
        "successions": organisation.successions.select_related("successor"),
        "units": organisation.units.all(),
        "people": [(member, (end_forms or {}).get(member.pk) or _end_form()) for member in people],
        "can_administer": may,
        "own_roles": {m.pk for m in people if may or (m.stands_in_for or m).user_id == request.user.pk},
        "stand_in_roles": {str(role) for role in STAND_IN_ROLES},
        "is_own": is_own,
        "unit_form": UnitForm() if may else None,
        "member_form": MemberForm(organisation=organisation) if may else None,
        "today": clock.today(),
    }
    return page(request, "organisations/organisation_detail.html", context | forms, status=status)


def _end_form() -> EndForm:
    return EndForm(initial={"last_day": format_date(clock.today())})
