from django.urls import URLPattern, URLResolver, path

from phoihop.notifications import views

app_name = "notifications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.notice_list, name="notice_list"),
    path("<int:pk>/", views.notice_open, name="notice_open"),
    path("<int:pk>/reading/", views.reading_create, name="reading_create"),
    path("readings/", views.readings_create, name="readings_create"),
]
