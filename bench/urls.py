"""The product's addresses and that of the plain list."""

from django.urls import include, path

from bench import baseline

urlpatterns = [path("bench/plain-list/", baseline.plain_list), path("", include("phoihop.config.urls"))]
