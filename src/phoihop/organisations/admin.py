"""The installation's administrators keep bodies and their history here; what bodies write to each other is not here."""

from django.contrib import admin

from phoihop.lib.text import fold, sort_key
from phoihop.organisations.models import Membership, Organisation, OrganisationName, Succession, Unit


class NameInline(admin.StackedInline):  # type: ignore[type-arg]
    model = OrganisationName
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "abbreviation", "key")
    search_fields = ("search_key",)
    inlines = (NameInline,)

    def save_model(self, request: object, obj: Organisation, form: object, change: bool) -> None:
        obj.sort_key = sort_key(obj.name)
        obj.search_key = fold(f"{obj.name} {obj.short_name} {obj.abbreviation}")
        obj.save()


@admin.register(Succession)
class SuccessionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("predecessor", "kind", "successor", "effective_on")


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "organisation")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "organisation", "role", "position", "valid_from", "valid_to")
    list_filter = ("role", "organisation")
    list_select_related = ("user", "organisation")
    autocomplete_fields = ("user",)
