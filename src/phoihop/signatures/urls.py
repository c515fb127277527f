from django.urls import URLPattern, URLResolver, path

from phoihop.signatures import views

app_name = "signatures"
urlpatterns: list[URLPattern | URLResolver] = [path("verify/", views.verify, name="verify")]
