"""Nobody stands on two posts at once, and one published roster covers an instant: by trigger."""

from typing import Any

from django.db import migrations

TWICE = "nobody stands on two posts at once"
TWO_IN_FORCE = "one published roster of a season covers an instant"
# The other row of the same roster whose shift overlaps the new row's.
CLASH = """EXISTS (SELECT 1 FROM duty_assignment a JOIN duty_shift s ON s.id = a.shift_id
 JOIN duty_shift n ON n.id = NEW.shift_id
 WHERE a.roster_id = NEW.roster_id AND a.{who} = NEW.{who} AND a.id <> COALESCE(NEW.id, -1)
 AND s.starts_at < n.ends_at AND n.starts_at < s.ends_at)"""
CLASHES = " OR ".join(CLASH.format(who=who) for who in ("officer_id", "vehicle_id"))
MOVED = """EXISTS (SELECT 1 FROM duty_assignment a JOIN duty_assignment b
 ON b.roster_id = a.roster_id AND b.id <> a.id
 AND (b.officer_id = a.officer_id OR b.vehicle_id = a.vehicle_id)
 JOIN duty_shift s ON s.id = b.shift_id
 WHERE a.shift_id = NEW.id AND s.starts_at < NEW.ends_at AND NEW.starts_at < s.ends_at)"""
COVERED = """NEW.state = 'published' AND EXISTS (SELECT 1 FROM duty_roster r
 WHERE r.season_id = NEW.season_id AND r.state = 'published' AND r.id <> COALESCE(NEW.id, -1)
 AND r.starts_at < NEW.ends_at AND NEW.starts_at < r.ends_at)"""
GUARDS = (
    ("duty_assignment", "clash_new", "INSERT", CLASHES, TWICE),
    (
        "duty_assignment",
        "clash_changed",
        "UPDATE OF roster_id, shift_id, officer_id, vehicle_id",
        CLASHES,
        TWICE,
    ),
    ("duty_shift", "moved", "UPDATE OF starts_at, ends_at", MOVED, TWICE),
    ("duty_roster", "in_force_new", "INSERT", COVERED, TWO_IN_FORCE),
    (
        "duty_roster",
        "in_force_changed",
        "UPDATE OF state, starts_at, ends_at",
        COVERED,
        TWO_IN_FORCE,
    ),
)


def install(apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    with schema_editor.connection.cursor() as cursor:
        for table, name, event, when, said in GUARDS:
            if sqlite:
                cursor.execute(
                    f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} WHEN {when}"
                    f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
                )
                continue
            cursor.execute(
                f"CREATE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF {when} THEN RAISE EXCEPTION '{said}'"
                " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
            )


def remove(apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    with schema_editor.connection.cursor() as cursor:
        for table, name, *_ in GUARDS:
            if sqlite:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {table}_{name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("duty", "0001_duty")]
    operations = [migrations.RunPython(install, remove)]
