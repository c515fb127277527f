"""The installation's administrators keep bodies and their history here; what bodies write to each other is not here."""

from django.contrib import admin

from phoihop.accounts.admin import StaffAdmin, StaffInline, site
from phoihop.organisations.models import Membership, Organisation, OrganisationName, Succession, Unit

__all__ = ["site"]  # config/urls.py takes it from here, with everything registered


class NameInline(StaffInline):
    model = OrganisationName


@admin.register(Organisation, site=site)
class OrganisationAdmin(StaffAdmin):
    list_display = ("name", "abbreviation", "key")
    search_fields = ("search_key",)
    inlines = (NameInline,)


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
