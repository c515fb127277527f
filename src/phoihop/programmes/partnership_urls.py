"""Addresses of partnerships, their ledger, and the files of instruments."""

from django.urls import path

from phoihop.programmes import download_views, partnership_views

urlpatterns = [
    path("partnerships/", partnership_views.partnership_list, name="partnership_list"),
    path("partnerships/new/", partnership_views.partnership_create, name="partnership_create"),
    path("partnerships/<int:pk>/", partnership_views.partnership_detail, name="partnership_detail"),
    path("partnerships/<int:pk>/members/", partnership_views.member_list, name="member_list"),
    path("partnerships/<int:pk>/members/<int:member_pk>/end/", partnership_views.member_end, name="member_end"),
    path("partnerships/<int:pk>/ledger/", partnership_views.partnership_ledger, name="partnership_ledger"),
    path("partnerships/<int:pk>/ledger/export/", partnership_views.ledger_export, name="ledger_export"),
    path("instruments/<int:pk>/pdf/", download_views.instrument_pdf, name="instrument_pdf"),
    path("instruments/<int:pk>/docx/", download_views.instrument_docx, name="instrument_docx"),
    path("instruments/<int:pk>/xlsx/", download_views.instrument_xlsx, name="instrument_xlsx"),
    path("instruments/<int:pk>/verification/", download_views.verification, name="verification"),
]
