"""A body's own steps before it offers or approves: setting them, submitting, deciding."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.lib.numbers import identifier
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.organisations.rules import can_administer
from phoihop.programmes import actions, queries
from phoihop.programmes.chain_forms import ChainForm, StepReturnForm, SubmitForm
from phoihop.programmes.models import ApprovalChain, Instrument
from phoihop.programmes.rules import Act
from phoihop.programmes.states import InstrumentKind
from phoihop.programmes.views._common import Seat, acting_side, take_seat
from phoihop.programmes.views.instruments import shown

EVERY_KIND = "all"


@require_GET
def chain_list(request: PageRequest, key: str) -> HttpResponse:
    """For each kind of text the steps of a body; for its own people."""
    organisation = get_object_or_404(Organisation.objects.of(request.user), key=key)
    newest: dict[str, ApprovalChain] = {}
    for chain in ApprovalChain.objects.filter(organisation=organisation).select_related("by"):
        newest.setdefault(chain.kind, chain)
    approvers = {person.pk for person in _approvers(organisation)}
    kinds = [
        (EVERY_KIND, "", _("Mọi loại văn bản")),
        *((kind.value, kind.value, kind.label) for kind in InstrumentKind),
    ]
    rows = [(name, label, newest.get(kind), _deserted(newest.get(kind), approvers)) for name, kind, label in kinds]
    context = {"organisation": organisation, "rows": rows, "may_write": can_administer(request.user, organisation)}
    return page(request, "programmes/chain_list.html", context)


@require_http_methods(["GET", "POST"])
def chain_edit(request: PageRequest, key: str, kind: str) -> HttpResponse:
    """The body's administrator sets the steps for one kind of text, or for all."""
    organisation = get_object_or_404(Organisation.objects.of(request.user), key=key)
    if kind != EVERY_KIND and kind not in InstrumentKind.values:
        raise Http404
    of = None if kind == EVERY_KIND else InstrumentKind(kind)
    chain = ApprovalChain.objects.filter(organisation=organisation, kind=of or "").first()
    approvers = _approvers(organisation)
    departed = _named_before(chain, approvers)
    form = ChainForm(request.POST or None, chain=chain, approvers=approvers, departed=departed)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        whether = {"for_offers": data["for_offers"], "for_texts": data["for_texts"]}
        try:
            kept = actions.write_chain(organisation, of, form.steps, by=request.user, **whether)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            done, none = _("Đã lưu các bước duyệt. Văn bản đang trình giữ các bước cũ."), _("Đã bỏ các bước duyệt.")
            messages.success(request, done if kept.steps else none)
            return redirect("programmes:chain_list", key=organisation.key)
    context = {
        "organisation": organisation,
        "kind_label": of.label if of else _("Mọi loại văn bản"),
        "form": form,
        "chain": chain,
        "may_write": can_administer(request.user, organisation),
    }
    return page(request, "programmes/chain_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def offer_submit(request: PageRequest, pk: int) -> HttpResponse:
    """Lay one's private changes before the own steps."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.DISCLOSE)
    form = SubmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit_offer(seat.instrument, organisation=side, by=request.user, note=form.cleaned_data["note"])
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã trình. Người duyệt bước đầu đã được báo."))
            return redirect("programmes:instrument_detail", pk=pk)
    context = {"form": form, "is_offer": True, **_changes(seat.instrument, side)}
    return page(request, "programmes/submission_create.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def text_submit(request: PageRequest, pk: int) -> HttpResponse:
    """Lay the shared text before the own steps again."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.CONSENT)
    form = SubmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit_text(seat.instrument, organisation=side, by=request.user, note=form.cleaned_data["note"])
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã trình. Người duyệt bước đầu đã được báo."))
            return redirect("programmes:instrument_detail", pk=pk)
    context = {"instrument": seat.instrument, "form": form, "is_offer": False, "changes": []}
    return page(request, "programmes/submission_create.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def offer_decide(request: PageRequest, pk: int) -> HttpResponse:
    """One step reads what shall be offered, and approves or returns it."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.DECIDE)
    road = actions.offer_road(seat.instrument, side)
    if road is None or road.submission is None:
        raise Http404(_("Không có bản đề nghị nào đang trình."))
    form = StepReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_approved = "return" not in request.POST
        try:
            after = actions.decide_offer(
                seat.instrument,
                organisation=side,
                by=request.user,
                is_approved=is_approved,
                text_hash=request.POST.get("text_hash", ""),
                reason=form.cleaned_data["reason"],
                step=identifier(request.POST.get("step", "")),
            )
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, told(after, is_approved=is_approved))
            return redirect("programmes:instrument_detail", pk=pk)
    able = queries.able_for_step(road, side) if road.is_open else []
    context = {
        "form": form,
        "road": road,
        "may_decide": request.user in able,
        "able": able,
        **_changes(seat.instrument, side),
    }
    return page(request, "programmes/offer_decide.html", context, status=422 if form.errors else 200)


def told(road: queries.InnerRoad, *, is_approved: bool) -> str:
    """What became of it, for the person who decided."""
    if not is_approved:
        return _("Đã trả lại kèm lý do. Chuyên viên đã được báo.")
    return (
        _("Đã duyệt. Bản này đã qua đủ các bước.")
        if road.is_complete
        else _("Đã duyệt. Chuyển bước “%(step)s”.") % {"step": road.step}
    )


def text_return(request: PageRequest, seat: Seat, side: Organisation) -> HttpResponse:
    """The page of approval returns the text instead: with the reason, back to where it was read when there is none."""
    reason, text_hash = request.POST.get("reason", ""), request.POST.get("text_hash", "")
    try:
        actions.return_text(seat.instrument, organisation=side, by=request.user, text_hash=text_hash, reason=reason)
    except NotPossible as refused:
        messages.error(request, str(refused))
        return redirect("programmes:approval_create", pk=seat.instrument.pk)
    messages.success(request, _("Đã trả lại kèm lý do. Chuyên viên đã được báo."))
    return redirect("programmes:instrument_detail", pk=seat.instrument.pk)


def _changes(instrument: Instrument, side: Organisation) -> dict[str, object]:
    private = queries.private_versions(instrument, side)
    changes = [queries.change_of(version) for version in private]
    text = queries.overlaid(queries.latest_versions(instrument), private)
    return {"instrument": instrument, "changes": shown(changes, text), "count": len(changes)}


def _approvers(organisation: Organisation) -> list[User]:
    held = Membership.objects.filter(
        holds_on(clock.today()), organisation=organisation, role=Role.APPROVER, stands_in_for__isnull=True
    )
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("sort_key", "pk"))


def _named_before(chain: ApprovalChain | None, approvers: list[User]) -> list[User]:
    """People whom the steps name and who approve no more."""
    named = {person for step in (chain.steps if chain else []) for person in step["people"]}
    return list(User.objects.filter(pk__in=named - {one.pk for one in approvers}).order_by("sort_key", "pk"))


def _deserted(chain: ApprovalChain | None, approvers: set[int]) -> list[str]:
    """The names of steps that nobody can decide today."""
    steps = chain.steps if chain else []
    return [step["name"] for step in steps if not (approvers & {*step["people"]} if step["people"] else approvers)]
