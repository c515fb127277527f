"""Addresses of takeovers."""

from django.urls import path

from phoihop.transitions.views import takeovers

app_name = "transitions"
urlpatterns = [
    path("", takeovers.takeover_list, name="takeover_list"),
    path("new/", takeovers.takeover_create, name="takeover_create"),
    path("<int:pk>/", takeovers.takeover_detail, name="takeover_detail"),
    path("<int:pk>/confirmation/", takeovers.takeover_confirm, name="takeover_confirm"),
    path("<int:pk>/withdrawal/", takeovers.takeover_withdraw, name="takeover_withdraw"),
    path(
        "<int:pk>/handovers/<int:handover_pk>/acknowledgement/",
        takeovers.takeover_acknowledge,
        name="takeover_acknowledge",
    ),
]
