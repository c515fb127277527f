from django.apps import AppConfig


class TransitionsConfig(AppConfig):
    name = "phoihop.transitions"

    def ready(self) -> None:
        from phoihop.notifications import digests  # noqa: PLC0415  models are ready only here
        from phoihop.transitions import notices, queries  # noqa: PLC0415

        notices.register()
        digests.register_source(queries.waiting)
