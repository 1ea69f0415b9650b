import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0004_phone"),
        ("season", "0005_grades"),
    ]

    operations = [
        migrations.CreateModel(
            name="DaySheet",
            fields=[
                ("uuid", models.UUIDField(primary_key=True, serialize=False)),
                ("reached", models.JSONField(default=dict)),
                ("calls", models.PositiveIntegerField(default=0)),
                ("troubles", models.PositiveIntegerField(default=0)),
                ("heard_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="day_sheet",
                        to="season.event",
                    ),
                ),
                (
                    "season_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="day_sheets",
                        to="season.seasonunit",
                    ),
                ),
            ],
            options={
                "ordering": ("event",),
            },
        ),
        migrations.CreateModel(
            name="DayCall",
            fields=[
                ("uuid", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "way",
                    models.CharField(
                        choices=[("phone", "Phone"), ("message", "Message"), ("page", "Page")],
                        max_length=8,
                    ),
                ),
                ("stage", models.CharField(blank=True, max_length=40)),
                ("is_taken_back", models.BooleanField(default=False)),
                ("is_trouble", models.BooleanField(default=False)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_by", models.CharField(blank=True, max_length=200)),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls_of",
                        to="control.daysheet",
                    ),
                ),
            ],
            options={
                "ordering": ("sheet", "-number"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_trouble", True), ("settled_at__isnull", True)),
                        fields=["sheet"],
                        name="day_call_trouble",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "number"), name="day_call_number_once")
                ],
            },
        ),
    ]
