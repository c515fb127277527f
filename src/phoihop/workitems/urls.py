from django.urls import URLPattern, URLResolver

app_name = "workitems"
urlpatterns: list[URLPattern | URLResolver] = []
