"""Addresses of imports: a table on its way to a programme."""

from django.urls import path

from phoihop.programmes import import_views

urlpatterns = [
    path("imports/new/", import_views.import_create, name="import_create"),
    path("imports/<int:pk>/", import_views.import_detail, name="import_detail"),
    path("imports/<int:pk>/programme/", import_views.import_programme, name="import_programme"),
    path("imports/<int:pk>/columns/", import_views.import_columns, name="import_columns"),
    path("imports/<int:pk>/rows/<int:row>/", import_views.import_row, name="import_row"),
    path("imports/<int:pk>/confirm/", import_views.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/discard/", import_views.import_discard, name="import_discard"),
    path("imports/<int:pk>/file/", import_views.import_file, name="import_file"),
]
