from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "phoihop.ui"
