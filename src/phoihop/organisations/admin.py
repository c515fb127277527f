"""The installation's administrators keep bodies and their history here; what bodies write to each other is not here."""

import datetime as dt
from itertools import pairwise
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from phoihop.accounts.admin import StaffAdmin, StaffInline, site
from phoihop.lib import clock
from phoihop.organisations import renaming
from phoihop.organisations.models import Membership, Organisation, OrganisationName, Succession, Unit

__all__ = ["site"]  # config/urls.py takes it from here, with everything registered


class NameFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """A body has a name on each day: one at least, and two only one after the other."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [row.cleaned_data for row in self.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
        if not kept:
            raise ValidationError(_("Hãy ghi ít nhất một tên theo thời gian: văn bản in tên của ngày ký."))
        days = sorted((row.get("valid_from") or dt.date.min, row.get("valid_to") or dt.date.max) for row in kept)
        for first, second in pairwise(days):
            if second[0] <= first[1]:
                raise ValidationError(
                    _(
                        "Hai tên cùng dùng trong một ngày. Hãy ghi “đến ngày” của tên cũ là ngày trước “từ ngày” của tên mới."
                    )
                )


class NameInline(StaffInline):
    model = OrganisationName
    formset = NameFormSet
    min_num = 1


@admin.register(Organisation, site=site)
class OrganisationAdmin(StaffAdmin):
    """A body is called by its dated names alone: one place to write a name, and the pages follow."""

    list_display = ("name", "abbreviation", "key")
    search_fields = ("search_key",)
    fields = ("key",)
    inlines = (NameInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        renaming.put_name_in_force(form.instance, clock.today())


@admin.register(Succession, site=site)
class SuccessionAdmin(StaffAdmin):
    list_display = ("predecessor", "kind", "successor", "effective_on")


@admin.register(Unit, site=site)
class UnitAdmin(StaffAdmin):
    list_display = ("name", "organisation")


@admin.register(Membership, site=site)
class MembershipAdmin(StaffAdmin):
    list_display = ("user", "organisation", "role", "position", "valid_from", "valid_to")
    list_filter = ("role", "organisation")
    list_select_related = ("user", "organisation")
    autocomplete_fields = ("user",)
