from django.urls import URLPattern, URLResolver, path

from phoihop.workitems import views

app_name = "workitems"
urlpatterns: list[URLPattern | URLResolver] = [
    path("work-items/", views.work_item_list, name="work_item_list"),
    path("work-items/export/<slug:kind>/", views.work_item_export, name="work_item_export"),
    path("work-items/<int:pk>/", views.work_item_detail, name="work_item_detail"),
    path("occurrences/<int:pk>/report/", views.report_create, name="report_create"),
    path("occurrences/<int:pk>/extension/", views.extension_create, name="extension_create"),
    path("reports/<int:pk>/decision/", views.report_decide, name="report_decide"),
    path("reports/evidence/<int:pk>/", views.evidence_download, name="evidence_download"),
    path("extensions/<int:pk>/decision/", views.extension_decide, name="extension_decide"),
]
