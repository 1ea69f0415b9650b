import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0008_command_posts"),
    ]

    operations = [
        migrations.CreateModel(
            name="AfterAction",
            fields=[
                ("uuid", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                ("upto", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("text", models.TextField(blank=True)),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="after_actions",
                        to="control.controlroom",
                    ),
                ),
            ],
            options={
                "ordering": ("room", "-number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("room", "number"), name="after_action_number_once_per_room"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("uuid", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=1000)),
                ("noted_at", models.DateTimeField()),
                ("noted_by", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("noted", "nothing came of it yet"),
                            ("risk", "known as a risk"),
                            ("proposed", "proposed"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "of",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("venue", "the venue"),
                            ("unit", "the unit's events"),
                            ("card", "contingency card"),
                            ("post", "kind of post"),
                        ],
                        max_length=5,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=40)),
                ("change", models.CharField(blank=True, max_length=500)),
                ("owner", models.CharField(blank=True, max_length=120)),
                ("due_min", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("risk", models.BigIntegerField(blank=True, null=True)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("taken_by", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "incident",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lessons",
                        to="control.incident",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lessons",
                        to="control.controlroom",
                    ),
                ),
            ],
            options={
                "ordering": ("room", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("room", "number"), name="lesson_number_once_per_room"
                    )
                ],
            },
        ),
    ]
