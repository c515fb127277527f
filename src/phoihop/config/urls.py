"""Which app answers which address."""

from django.urls import include, path

from phoihop.organisations.admin import site

urlpatterns = [
    path("", include("phoihop.web.urls")),
    path("accounts/", include("phoihop.accounts.urls")),
    path("organisations/", include("phoihop.organisations.urls")),
    path("", include("phoihop.programmes.urls")),
    path("", include("phoihop.workitems.urls")),
    path("reviews/", include("phoihop.reviews.urls")),
    path("", include("phoihop.transitions.urls")),
    path("signatures/", include("phoihop.signatures.urls")),
    path("notices/", include("phoihop.notifications.urls")),
    path("ui/", include("phoihop.ui.urls")),
    path("admin/", site.urls),
]
