"""The gallery of page components."""

from django.urls import path

from phoihop.ui import views

app_name = "ui"
urlpatterns = [path("gallery/", views.gallery, name="gallery")]
