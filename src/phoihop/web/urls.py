"""Addresses of the pages that only compose other parts."""

from django.urls import path

from phoihop.web import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
]
