from typing import Any

from django.db import migrations

from muster.tree import guards


def install(apps: Any, schema_editor: Any) -> None:
    guards.install(schema_editor.connection)


def remove(apps: Any, schema_editor: Any) -> None:
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("tree", "0002_grant_season")]

    operations = [migrations.RunPython(install, remove, elidable=False)]
