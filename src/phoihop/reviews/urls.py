from django.urls import URLPattern, URLResolver, path

from phoihop.reviews.views import history, reviews

app_name = "reviews"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reviews.review_list, name="review_list"),
    path("programmes/", reviews.review_choose, name="review_choose"),
    path("programmes/<int:programme_id>/start/", reviews.review_start, name="review_start"),
    path("<int:pk>/", reviews.review_detail, name="review_detail"),
    path("<int:pk>/figures/", reviews.figures_close, name="figures_close"),
    path("<int:pk>/items/", reviews.figure_item_list, name="figure_item_list"),
    path("<int:pk>/next-programme/", reviews.next_programme_create, name="next_programme_create"),
    path("<int:pk>/findings/", reviews.findings_propose, name="findings_propose"),
    path("history/", history.history_choose, name="history_choose"),
    path("partnerships/<int:partnership_id>/history/", history.history_create, name="history_create"),
    path("partnerships/<int:partnership_id>/history/<int:year>/", history.history_detail, name="history_detail"),
    path("history-imports/<int:pk>/", history.history_import_detail, name="history_import_detail"),
    path("history-imports/<int:pk>/discard/", history.history_import_discard, name="history_import_discard"),
]
