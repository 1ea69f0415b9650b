import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0005_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="controlroom",
            name="situations",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Situation",
            fields=[
                ("uuid", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                ("upto", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("text", models.TextField(blank=True)),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="situations_of",
                        to="control.controlroom",
                    ),
                ),
            ],
            options={
                "ordering": ("room", "-number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("room", "number"), name="situation_number_once_per_room"
                    ),
                    models.UniqueConstraint(
                        fields=("room", "due_at"), name="situation_once_per_hour"
                    ),
                ],
            },
        ),
    ]
