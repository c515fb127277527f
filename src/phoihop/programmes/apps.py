from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "phoihop.programmes"

    def ready(self) -> None:
        from phoihop.notifications import digests  # noqa: PLC0415  models are ready only here
        from phoihop.programmes import notices, queries  # noqa: PLC0415

        notices.register()
        digests.register_source(queries.waiting)
