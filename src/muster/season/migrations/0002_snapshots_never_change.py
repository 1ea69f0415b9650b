"""The figures of a day never change: by trigger."""

from typing import Any

from django.db import migrations

SAID = "a snapshot never changes"
TABLE = "season_snapshot"


def install(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for action in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {TABLE}_{action.lower()} BEFORE {action} ON {TABLE}"
                f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            )
        return
    editor.execute(
        f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {TABLE}_fixed BEFORE UPDATE OR DELETE ON {TABLE}"
        f" FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()"
    )


def remove(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for action in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{action}")
        return
    editor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_refuse() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("season", "0001_season")]

    operations = [migrations.RunPython(install, remove)]
