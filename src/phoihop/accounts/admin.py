"""The installation's administrators create and close accounts here."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from phoihop.accounts.models import User
from phoihop.lib.errors import NotAllowed
from phoihop.lib.text import fold


class InstallationSite(admin.AdminSite):
    """Only what we register ourselves: what bodies write to each other is kept elsewhere, by its own rules."""

    site_header = site_title = _("Phối Hợp: quản trị hệ thống")
    index_title = _("Cơ quan và tài khoản")
    site_url = "/"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one door, elsewhere, with its throttle; whoever comes here has passed it."""
        if not self.has_permission(request):
            raise NotAllowed(_("Chỉ quản trị hệ thống được mở trang này."))
        return redirect("admin:index")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")


class StaffAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Whoever keeps the installation (`is_staff`) keeps all of it: no second table of permissions."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Names are found with and without marks: the keys that are searched have none."""
        return super().get_search_results(request, queryset, fold(search_term))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)


class StaffInline(admin.StackedInline):  # type: ignore[type-arg]
    """Rows inside another's page, for the same people."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)


site = InstallationSite(name="admin")


class PersonCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("username", "full_name", "email")


class PersonChangeForm(UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = (
            "username",
            "full_name",
            "email",
            "language",
            "theme",
            "is_active",
            "is_staff",
            "password",
        )


@admin.register(User, site=site)
class PersonAdmin(StaffAdmin, UserAdmin):  # type: ignore[type-arg]
    form = PersonChangeForm
    add_form = PersonCreationForm
    list_display = ("username", "full_name", "email", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "search_key")
    ordering = ("sort_key",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "full_name", "email")}),
        (_("Cách hiển thị"), {"fields": ("language", "theme")}),
        (_("Quyền trong hệ thống"), {"fields": ("is_active", "is_staff")}),
        (_("Thời gian"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "full_name", "email", "usable_password", "password1", "password2")}),
    )


def _is_staff(request: HttpRequest) -> bool:
    user = cast("User", request.user)
    return user.is_active and user.is_staff
