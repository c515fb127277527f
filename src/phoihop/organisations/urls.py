"""Addresses of bodies."""

from django.urls import path

from phoihop.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.organisation_list, name="organisation_list"),
    path("<slug:key>/", views.organisation_detail, name="organisation_detail"),
    path("<slug:key>/names/new/", views.name_create, name="name_create"),
    path("<slug:key>/units/", views.unit_create, name="unit_create"),
    path("<slug:key>/memberships/", views.membership_create, name="membership_create"),
    path("<slug:key>/memberships/<int:pk>/end/", views.membership_end, name="membership_end"),
    path("<slug:key>/memberships/<int:pk>/stand-in/", views.stand_in_create, name="stand_in_create"),
    path("<slug:key>/memberships/<int:pk>/stand-in/end/", views.stand_in_end, name="stand_in_end"),
]
