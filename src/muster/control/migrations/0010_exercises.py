import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0009_after_actions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Exercise",
            fields=[
                ("uuid", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ready", "Ready"),
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("stopped", "Stopped"),
                        ],
                        max_length=8,
                    ),
                ),
                ("begin_s", models.PositiveIntegerField(default=0)),
                ("run_s", models.PositiveIntegerField(default=0)),
                ("speed", models.PositiveSmallIntegerField(default=1)),
                ("base_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                (
                    "room",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exercise",
                        to="control.controlroom",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "running")),
                        fields=["state"],
                        name="exercise_running",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Inject",
            fields=[
                ("uuid", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("after_min", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("clock_s", models.PositiveIntegerField(blank=True, null=True)),
                ("kind", models.CharField(max_length=40)),
                ("text", models.CharField(max_length=1000)),
                ("team", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("expected", models.CharField(blank=True, max_length=500)),
                ("is_dropped", models.BooleanField(default=False)),
                ("due_s", models.PositiveIntegerField(blank=True, null=True)),
                ("line", models.UUIDField(blank=True, null=True)),
                ("out_at", models.DateTimeField(blank=True, null=True)),
                ("is_done", models.BooleanField(blank=True, null=True)),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                ("judged_by", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="injects",
                        to="control.controlroom",
                    ),
                ),
            ],
            options={
                "ordering": ("room", "due_s", "after_min", "clock_s", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("room", "number"), name="inject_number_once_per_room"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("after_min__isnull", True), ("clock_s__isnull", False)),
                            models.Q(("after_min__isnull", False), ("clock_s__isnull", True)),
                            _connector="OR",
                        ),
                        name="inject_has_one_time",
                    ),
                ],
            },
        ),
    ]
