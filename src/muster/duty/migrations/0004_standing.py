"""Standing rosters of posts that are held all season; one in force covers a day: by trigger."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

TWO_IN_FORCE = "one published standing roster of a post covers a day"
COVERED = """NEW.state = 'published' AND EXISTS (SELECT 1 FROM duty_standingroster r
 WHERE r.post_id = NEW.post_id AND r.state = 'published' AND r.id <> COALESCE(NEW.id, -1)
 AND r.starts_on < NEW.ends_on AND NEW.starts_on < r.ends_on)"""
EVENTS = {"new": "INSERT", "changed": "UPDATE OF state, starts_on, ends_on"}
TABLE = "duty_standingroster"


def install(apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    with schema_editor.connection.cursor() as cursor:
        for name, event in EVENTS.items():
            guard = f"{TABLE}_in_force_{name}"
            if sqlite:
                cursor.execute(
                    f"CREATE TRIGGER {guard} BEFORE {event} ON {TABLE} WHEN {COVERED}"
                    f" BEGIN SELECT RAISE(ABORT, '{TWO_IN_FORCE}'); END"
                )
                continue
            cursor.execute(
                f"CREATE FUNCTION {guard}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF {COVERED} THEN RAISE EXCEPTION '{TWO_IN_FORCE}'"
                " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {guard} BEFORE {event} ON {TABLE}"
                f" FOR EACH ROW EXECUTE FUNCTION {guard}()"
            )


def remove(apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    with schema_editor.connection.cursor() as cursor:
        for name in EVENTS:
            guard = f"{TABLE}_in_force_{name}"
            if sqlite:
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard}")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {guard}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0003_engine"),
        ("season", "0003_finish_counter"),
        ("tree", "0003_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="StandingPost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_posts",
                        to="season.season",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_posts",
                        to="tree.unit",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="StandingRoster",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("published", "published"),
                            ("superseded", "superseded"),
                        ],
                        max_length=12,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=120)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("published_by", models.CharField(blank=True, max_length=120)),
                ("penalty", models.BigIntegerField(blank=True, null=True)),
                ("bound", models.BigIntegerField(blank=True, null=True)),
                ("clashes", models.JSONField(blank=True, default=list)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "based_on",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="duty.standingroster",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rosters",
                        to="duty.standingpost",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="duty.standingroster",
                    ),
                ),
            ],
            options={
                "ordering": ("-starts_on", "-number"),
            },
        ),
        migrations.CreateModel(
            name="StandingRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("shift", models.CharField(blank=True, max_length=40)),
                ("is_wanted", models.BooleanField()),
                ("weight", models.PositiveIntegerField()),
                ("said_at", models.DateTimeField()),
                ("said_by", models.CharField(max_length=120)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="duty.officer",
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requests",
                        to="duty.standingroster",
                    ),
                ),
            ],
            options={
                "ordering": ("day", "officer__person__sort_key", "pk"),
            },
        ),
        migrations.CreateModel(
            name="StandingNeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("shift", models.CharField(max_length=40)),
                ("need", models.PositiveSmallIntegerField()),
                ("weight_under", models.PositiveIntegerField()),
                ("weight_over", models.PositiveIntegerField()),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="needs",
                        to="duty.standingroster",
                    ),
                ),
            ],
            options={
                "ordering": ("day", "pk"),
            },
        ),
        migrations.CreateModel(
            name="StandingMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("group", models.CharField(max_length=40)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="duty.officer",
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="duty.standingroster",
                    ),
                ),
            ],
            options={
                "ordering": ("officer__person__sort_key", "pk"),
            },
        ),
        migrations.CreateModel(
            name="StandingDuty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("shift", models.CharField(max_length=40)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("is_locked", models.BooleanField(default=False)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_duties",
                        to="duty.officer",
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duties",
                        to="duty.standingroster",
                    ),
                ),
            ],
            options={
                "ordering": ("day", "starts_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="StandingAffected",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("added", "new duty"),
                            ("removed", "released"),
                            ("changed", "duty changed"),
                        ],
                        max_length=8,
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="duty.officer",
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="affected",
                        to="duty.standingroster",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StandingRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=120)),
                ("input_sha256", models.CharField(max_length=64)),
                ("problem_gz", models.BinaryField()),
                ("answer_gz", models.BinaryField()),
                ("seed", models.PositiveIntegerField()),
                ("workers", models.PositiveSmallIntegerField()),
                ("code_version", models.CharField(max_length=40)),
                ("seconds", models.FloatField()),
                ("iterations", models.PositiveBigIntegerField()),
                ("penalty", models.BigIntegerField(blank=True, null=True)),
                ("bound", models.BigIntegerField(blank=True, null=True)),
                ("aim", models.CharField(max_length=12)),
                ("by_count", models.BooleanField(default=False)),
                ("course", models.TextField(blank=True)),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="duty.standingroster",
                    ),
                ),
            ],
            options={
                "ordering": ("-started_at", "-pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="standingpost",
            constraint=models.UniqueConstraint(
                fields=("season", "unit", "name"), name="standing_post_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="standingroster",
            constraint=models.UniqueConstraint(
                fields=("post", "number"), name="standing_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="standingroster",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                name="standing_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingrequest",
            constraint=models.UniqueConstraint(
                fields=("roster", "officer", "day", "shift"), name="standing_request_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="standingrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_wanted", False), models.Q(("shift", ""), _negated=True), _connector="OR"
                ),
                name="standing_request_of_a_shift",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingneed",
            constraint=models.UniqueConstraint(
                fields=("roster", "day", "shift"), name="standing_need_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="standingmember",
            constraint=models.UniqueConstraint(
                fields=("roster", "officer"), name="standing_member_once"
            ),
        ),
        migrations.AddIndex(
            model_name="standingduty",
            index=models.Index(
                fields=["officer", "starts_at"], name="duty_standi_officer_0c2ff4_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="standingduty",
            constraint=models.UniqueConstraint(
                fields=("roster", "officer", "day"), name="standing_duty_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="standingduty",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="standing_duty_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingaffected",
            constraint=models.UniqueConstraint(
                fields=("roster", "officer"), name="standing_affected_once"
            ),
        ),
        migrations.RunPython(install, remove),
    ]
