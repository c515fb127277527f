"""Addresses of the pages that only compose other parts."""

from django.urls import path

from phoihop.web import health, home, search

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("healthz", health.healthz, name="healthz"),
]
