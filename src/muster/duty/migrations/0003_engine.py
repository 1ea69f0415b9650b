"""What the engine says beside a roster: reasons, trials, quotas, checks of runs.

SQLite makes a table anew for a further column and loses its triggers: they are taken down
before and put up again after.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

guards = import_module("muster.duty.migrations.0002_guards")


class Migration(migrations.Migration):
    dependencies = [
        ("duty", "0002_guards"),
        ("tree", "0003_guards"),
    ]

    operations = [
        migrations.RunPython(guards.remove, guards.install),
        migrations.AddField(
            model_name="openplace",
            name="opening",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="roster",
            name="easings",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="run",
            name="aim",
            field=models.CharField(default="solve", max_length=12),
        ),
        migrations.AddField(
            model_name="run",
            name="by_count",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="run",
            name="check_found",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="run",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="run",
            name="course",
            field=models.TextField(blank=True),
        ),
        migrations.CreateModel(
            name="Split",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("per", models.CharField(max_length=8)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=120)),
                ("uncovered", models.FloatField()),
                ("uncovered_bound", models.FloatField()),
                ("method", models.CharField(blank=True, max_length=200)),
                ("seconds", models.FloatField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "roster",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="split",
                        to="duty.roster",
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at",),
            },
        ),
        migrations.CreateModel(
            name="Trial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("changes", models.JSONField(default=list)),
                ("seconds", models.FloatField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=120)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("result", models.JSONField(blank=True, default=dict)),
                ("pairs_gz", models.BinaryField(blank=True, default=b"")),
                (
                    "became",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tried_as",
                        to="duty.roster",
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trials",
                        to="duty.roster",
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Quota",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("head_count", models.PositiveSmallIntegerField()),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotas",
                        to="duty.shift",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tree.unit",
                    ),
                ),
                (
                    "split",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotas",
                        to="duty.split",
                    ),
                ),
            ],
            options={
                "ordering": ("unit", "shift__starts_at", "shift"),
                "constraints": [
                    models.UniqueConstraint(fields=("split", "unit", "shift"), name="quota_once"),
                    models.CheckConstraint(
                        condition=models.Q(("head_count__gte", 1)), name="quota_asks"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Naming",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("written", models.CharField(blank=True, max_length=120)),
                ("team", models.CharField(blank=True, max_length=40)),
                ("is_leader", models.BooleanField(default=False)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("data", models.JSONField(blank=True, default=dict)),
                ("said_at", models.DateTimeField()),
                ("said_by", models.CharField(max_length=120)),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="namings",
                        to="duty.officer",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="namings",
                        to="duty.shift",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tree.unit",
                    ),
                ),
                (
                    "split",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="namings",
                        to="duty.split",
                    ),
                ),
            ],
            options={
                "ordering": ("unit", "shift__starts_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", "")),
                        fields=("split", "shift", "officer"),
                        name="named_once",
                    )
                ],
            },
        ),
        migrations.RunPython(guards.install, guards.remove),
    ]
