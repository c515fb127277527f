from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "phoihop.organisations"

    def ready(self) -> None:
        from phoihop.accounts import door as login_door  # noqa: PLC0415  models are ready only now
        from phoihop.organisations import door  # noqa: PLC0415

        login_door.register(door.demo_people)
