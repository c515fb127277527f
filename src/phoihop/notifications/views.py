"""A person's notices: the list, opening one, marking them as read."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from phoihop.lib.http import PageRequest, page
from phoihop.notifications import actions, queries
from phoihop.notifications.models import Notice


@require_GET
def notice_list(request: PageRequest) -> HttpResponse:
    """What I was told, newest first."""
    unread_only = request.GET.get("show") == "unread"
    notices = queries.notice_list(request.user, unread_only=unread_only, after=request.GET.get("after", ""))
    context = {"page": notices, "unread_only": unread_only, "unread": queries.unread_count(request.user)}
    return page(request, "notifications/notice_list.html", context)


@require_GET
def notice_open(request: PageRequest, pk: int) -> HttpResponse:
    """Go to the page that a notice is about; it is read from then on (a GET, as links in lists are)."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.mark_read(notice)
    if not url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect("notifications:notice_list")
    return HttpResponseRedirect(notice.url)


@require_POST
def reading_create(request: PageRequest, pk: int) -> HttpResponse:
    """Mark one notice as read and stay in the list."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.mark_read(notice)
    return redirect("notifications:notice_list")


@require_POST
def readings_create(request: PageRequest) -> HttpResponse:
    """Mark all of my notices as read."""
    if actions.mark_all_read(request.user):
        messages.success(request, _("Đã đánh dấu tất cả thông báo là đã đọc."))
    return redirect("notifications:notice_list")
