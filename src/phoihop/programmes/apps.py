from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "phoihop.programmes"

    def ready(self) -> None:
        from phoihop.notifications import digests  # noqa: PLC0415  models are ready only here
        from phoihop.organisations import events  # noqa: PLC0415
        from phoihop.programmes import notices, queries  # noqa: PLC0415
        from phoihop.programmes.actions.renaming import record_rename  # noqa: PLC0415

        notices.register()
        digests.register_source(queries.waiting)
        events.on_rename(record_rename)
