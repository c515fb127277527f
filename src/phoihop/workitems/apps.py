from django.apps import AppConfig


class WorkitemsConfig(AppConfig):
    name = "phoihop.workitems"

    def ready(self) -> None:
        from phoihop.notifications import digests  # noqa: PLC0415  models are ready only here
        from phoihop.programmes import effects  # noqa: PLC0415
        from phoihop.programmes.states import WORK_KINDS, InstrumentKind  # noqa: PLC0415
        from phoihop.workitems import notices, queries  # noqa: PLC0415
        from phoihop.workitems.actions import create_work_items, follow_amendment  # noqa: PLC0415

        notices.register()
        digests.register_source(queries.waiting)
        for kind in WORK_KINDS:
            effects.register(kind, create_work_items)
        effects.register(InstrumentKind.AMENDMENT, follow_amendment)
