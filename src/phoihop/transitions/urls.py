"""Addresses of takeovers and terminations."""

from django.urls import path

from phoihop.transitions.views import takeovers, terminations

app_name = "transitions"
urlpatterns = [
    path("takeovers/", takeovers.takeover_list, name="takeover_list"),
    path("takeovers/new/", takeovers.takeover_create, name="takeover_create"),
    path("takeovers/<int:pk>/", takeovers.takeover_detail, name="takeover_detail"),
    path("takeovers/<int:pk>/confirmation/", takeovers.takeover_confirm, name="takeover_confirm"),
    path("takeovers/<int:pk>/withdrawal/", takeovers.takeover_withdraw, name="takeover_withdraw"),
    path(
        "takeovers/<int:pk>/handovers/<int:handover_pk>/acknowledgement/",
        takeovers.takeover_acknowledge,
        name="takeover_acknowledge",
    ),
    path("instruments/<int:pk>/termination/", terminations.text_termination, name="text_termination"),
    path("partnerships/<int:pk>/termination/", terminations.partnership_termination, name="partnership_termination"),
    path("terminations/<int:pk>/", terminations.termination_detail, name="termination_detail"),
    path("terminations/<int:pk>/agreement/", terminations.termination_agree, name="termination_agree"),
    path("terminations/<int:pk>/refusal/", terminations.termination_refuse, name="termination_refuse"),
    path("terminations/<int:pk>/withdrawal/", terminations.termination_withdraw, name="termination_withdraw"),
]
