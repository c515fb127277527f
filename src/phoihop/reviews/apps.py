from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "phoihop.reviews"

    def ready(self) -> None:
        from phoihop.reviews import notices  # noqa: PLC0415  models are ready only here

        notices.register()
