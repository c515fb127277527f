"""Says which models differ from their migrations, without a database."""

import sys

import django
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.utils import translation


def main() -> int:
    """Exit status 1 with the differences when a migration is missing."""
    django.setup()
    translation.deactivate_all()  # as `makemigrations` does: texts as they are in the code
    loader = MigrationLoader(None)
    questioner = NonInteractiveMigrationQuestioner(specified_apps=None, dry_run=True)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps), questioner)
    missing = detector.changes(graph=loader.graph)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("phoihop.")}
    for label in sorted(ours & missing.keys()):
        for migration in missing[label]:
            for operation in migration.operations:
                sys.stderr.write(f"{label}: {operation.describe()}\n")
    return 1 if ours & missing.keys() else 0


if __name__ == "__main__":
    sys.exit(main())
