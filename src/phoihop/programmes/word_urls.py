"""Addresses of imports from Word: a file on its way into a text."""

from django.urls import path

from phoihop.programmes import word_views

urlpatterns = [
    path("instruments/<int:pk>/word/", word_views.word_import_create, name="word_import_create"),
    path("word-imports/<int:pk>/", word_views.word_import_detail, name="word_import_detail"),
    path("word-imports/<int:pk>/accept/", word_views.word_import_accept, name="word_import_accept"),
    path("word-imports/<int:pk>/discard/", word_views.word_import_discard, name="word_import_discard"),
    path("word-imports/<int:pk>/file/", word_views.word_import_file, name="word_import_file"),
]
