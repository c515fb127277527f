from django.urls import URLPattern, URLResolver, path

from phoihop.programmes import partnership_urls
from phoihop.programmes.views import instruments

app_name = "programmes"
urlpatterns: list[URLPattern | URLResolver] = [
    *partnership_urls.urlpatterns,
    path("instruments/<int:pk>/", instruments.instrument_detail, name="instrument_detail"),
    path("instruments/<int:pk>/signature/", instruments.instrument_detail, name="signature_create"),
]
