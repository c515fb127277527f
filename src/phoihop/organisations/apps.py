from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "phoihop.organisations"
    verbose_name = _("Cơ quan")

    def ready(self) -> None:
        from phoihop.accounts import door as login_door  # noqa: PLC0415  models are ready only now
        from phoihop.organisations import door  # noqa: PLC0415

        login_door.register(door.demo_people)
