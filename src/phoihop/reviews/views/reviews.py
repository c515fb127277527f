"""Reviews: their list, starting one, its page, the items behind its figures, the next year."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.organisations.models import Organisation
from phoihop.programmes import rules as programme_rules
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.queries import current_versions
from phoihop.programmes.rules import Act
from phoihop.programmes.states import WORK_KINDS, InstrumentState
from phoihop.reviews import actions, rows, rules
from phoihop.reviews.findings import findings
from phoihop.reviews.forms import FindingsForm, NextYearForm, PeriodForm
from phoihop.reviews.models import Review
from phoihop.reviews.queries.findings import taken_up, taken_up_in
from phoihop.reviews.queries.next_year import candidates, programme_after
from phoihop.reviews.queries.page import figure_items, parties_of, review_page, reviews_for
from phoihop.reviews.queries.reviews import FIRST_FEW, history_years, imports_of, programmes_to_review
from phoihop.reviews.queries.reviews import review_list as readable_reviews
from phoihop.reviews.words import query_words
from phoihop.workitems.queries import unanswered_reports


@require_GET
def review_list(request: PageRequest) -> HttpResponse:
    after = request.GET.get("after", "")
    reviews = readable_reviews(request.user, after)
    context: dict[str, Any] = {"page": reviews, "reviews": reviews.rows}
    if not after:
        context |= {
            "programmes": programmes_to_review(request.user, most=FIRST_FEW),
            "years": history_years(request.user),
            "imports": imports_of(request.user),
            "acts_in": rules.officer_partnerships(request.user),
        }
    return page(request, "reviews/review_list.html", context)


@require_GET
def review_choose(request: PageRequest) -> HttpResponse:
    """All programmes in force that wait for their review."""
    programmes = programmes_to_review(request.user, request.GET.get("after", ""))
    context = {
        "page": programmes,
        "programmes": programmes,
        "acts_in": rules.officer_partnerships(request.user),
    }
    return page(request, "reviews/review_choose.html", context)


@require_http_methods(["GET", "POST"])
def review_start(request: PageRequest, programme_id: int) -> HttpResponse:
    """An officer begins the review of a programme in force."""
    programme = get_object_or_404(
        Instrument.objects.visible_to(request.user).select_related("partnership"),
        pk=programme_id,
        kind__in=WORK_KINDS,
    )
    side = _own_side(
        request, programme.partnership, _("Chỉ chuyên viên của một bên được lập báo cáo kết quả phối hợp.")
    )
    if programme.state != InstrumentState.IN_FORCE:
        raise NotPossible(_("Chương trình chưa có hiệu lực nên chưa có kết quả để tổng kết."))
    form = PeriodForm(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        try:
            review = actions.start_review(programme, organisation=side, by=request.user, **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã mở báo cáo. Chỉ cơ quan mình thấy cho đến khi gửi cho bên kia."))
            return redirect("reviews:review_detail", pk=review.pk)
    context = {"programme": programme, "form": form, "side": side}
    return page(request, "reviews/review_start.html", context, status=422 if form.is_bound else 200)


@require_GET
def review_detail(request: PageRequest, pk: int) -> HttpResponse:
    shown = review_page(_review(request, pk), request.user)
    figures = shown.figures
    taken = taken_up(shown.review, request.user, shown.who.roles)
    context = {
        "shown": shown,
        "review": shown.review,
        "instrument": shown.instrument,
        "tiles": rows.tiles(figures, shown.review),
        "columns": rows.column_names(),
        "fields": rows.table_rows(figures.by_field, shown.review),
        "total": rows.table_rows([figures.total], shown.review)[0],
        "bodies": rows.table_rows(figures.by_body, shown.review),
        "moved": rows.moved(figures, shown.review),
        "rate_rows": rows.rate_rows(figures),
        "unit_rows": rows.unit_rows(figures, shown.review),
        "comparison_rows": shown.comparison
        and shown.before
        and rows.comparison_rows(shown.comparison, shown.before, shown.review),
        "can_close": Act.EDIT in shown.acts,
        "can_start_next": shown.is_officer and shown.next_programme is None,
        "narrative": [(label, version, taken.get(version.provision_id, [])) for label, version in shown.narrative],
        "can_propose": shown.can_propose,
    }
    return page(request, "reviews/review_detail.html", context)


@require_POST
def figures_close(request: PageRequest, pk: int) -> HttpResponse:
    review = _review(request, pk)
    side = _own_side(
        request,
        review.instrument.partnership,
        _("Chỉ chuyên viên của một bên được chốt số liệu."),
        first=review.instrument.turn_id,
    )
    actions.close_figures(review, organisation=side, by=request.user)
    messages.success(request, _("Đã chốt số liệu vào báo cáo. Bên kia thấy khi bên mình gửi báo cáo."))
    if unanswered := unanswered_reports(review.programme):
        text = ngettext(
            "Còn %(count)s báo cáo chưa được bên kia xác nhận; việc đó được tính là chưa hoàn thành.",
            "Còn %(count)s báo cáo chưa được bên kia xác nhận; các việc đó được tính là chưa hoàn thành.",
            unanswered,
        )
        messages.warning(request, text % {"count": unanswered})
    return redirect("reviews:review_detail", pk=review.pk)


@require_GET
def figure_item_list(request: PageRequest, pk: int) -> HttpResponse:
    """The items behind one figure of the review: as many as the figure says."""
    shown = review_page(_review(request, pk), request.user)
    found = figure_items(shown, request.GET.dict())
    context = {
        "shown": shown,
        "review": shown.review,
        "instrument": shown.instrument,
        "page": found,
        "words": query_words(found.query, shown.body_names),
    }
    return page(request, "reviews/figure_item_list.html", context)


@require_http_methods(["GET", "POST"])
def next_programme_create(request: PageRequest, pk: int) -> HttpResponse:
    """Choose what goes on into the next programme, and begin its draft."""
    review = _review(request, pk)
    side = _own_side(
        request, review.instrument.partnership, _("Chỉ chuyên viên của một bên được soạn chương trình năm sau.")
    )
    existing = programme_after(review.programme, side)
    if existing is not None:
        messages.info(request, _("Chương trình năm sau đã có, mở ở đây."))
        return redirect("programmes:instrument_detail", pk=existing.pk)
    text = current_versions(review.instrument, organisation=side)
    offered = candidates(review, organisation=side, text=text)
    data = request.POST if request.method == "POST" else None
    found = FindingsForm(data, findings=findings(text, parties_of(review)))
    proposals = found.proposals if found.is_valid() else []
    form = NextYearForm(data, candidates=offered, required=not proposals)
    if request.method == "POST" and form.is_valid() and found.is_valid():
        draft = actions.start_next_year(
            review, organisation=side, by=request.user, items=form.chosen, proposals=proposals
        )
        messages.success(request, _("Đã mở dự thảo chương trình năm sau. Chỉ cơ quan mình thấy cho đến khi gửi."))
        return redirect("programmes:instrument_detail", pk=draft.pk)
    context = {"review": review, "form": form, "offered": offered, "chosen": form.chosen, "found": found}
    return page(request, "reviews/next_programme_create.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def findings_propose(request: PageRequest, pk: int) -> HttpResponse:
    """Take findings of the review up into the next programme that is under way already."""
    review = _review(request, pk)
    side = _own_side(
        request, review.instrument.partnership, _("Chỉ chuyên viên của một bên được đưa nhận xét vào chương trình sau.")
    )
    draft = programme_after(review.programme, side)
    if draft is None:
        return redirect("reviews:next_programme_create", pk=review.pk)
    draft.partnership = review.instrument.partnership
    refused = programme_rules.refusal(Act.EDIT, request.user, draft, side)
    if refused is not None:
        raise refused
    known = findings(current_versions(review.instrument, organisation=side), parties_of(review))
    taken = taken_up_in(review, draft, side)
    form = FindingsForm(
        request.POST if request.method == "POST" else None, findings=[one for one in known if one.id not in taken]
    )
    if request.method == "POST" and form.is_valid():
        if not form.proposals:
            form.add_error(None, _("Hãy chọn ít nhất một nhận xét để đưa vào."))
        elif _are_proposed(request, review, draft, side, form):
            return redirect("programmes:instrument_detail", pk=draft.pk)
    context = {"review": review, "draft": draft, "found": form, "taken": len(known) - len(form.findings)}
    return page(request, "reviews/findings_propose.html", context, status=422 if form.is_bound else 200)


def _are_proposed(
    request: PageRequest, review: Review, draft: Instrument, side: Organisation, form: FindingsForm
) -> bool:
    try:
        written = actions.propose_findings(review, draft, form.proposals, organisation=side, by=request.user)
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return False
    text = ngettext(
        "Đã đưa %(count)s nhận xét vào văn bản. Chỉ bên mình thấy cho đến khi gửi.",
        "Đã đưa %(count)s nhận xét vào văn bản. Chỉ bên mình thấy cho đến khi gửi.",
        len(written),
    )
    messages.success(request, text % {"count": len(written)})
    return True


def _review(request: PageRequest, pk: int) -> Review:
    return get_object_or_404(reviews_for(request.user), pk=pk)


def _own_side(
    request: PageRequest, partnership: Partnership, sentence: str, *, first: int | None = None
) -> Organisation:
    """The party for which this officer acts, of several the one that is to come `first`; others hear the sentence."""
    sides = rules.officer_sides(request.user, partnership)
    if not sides:
        raise NotAllowed(sentence)
    return min(sides, key=lambda side: side.pk != first)
