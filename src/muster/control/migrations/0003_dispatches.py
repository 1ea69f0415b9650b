import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0002_alerts"),
    ]

    operations = [
        migrations.AddField(
            model_name="controlroom",
            name="dispatches",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("uuid", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("teams", models.JSONField()),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("choices", models.JSONField()),
                ("sent_at", models.DateTimeField()),
                ("sent_by", models.CharField(max_length=200)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatches",
                        to="control.incident",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatches_of",
                        to="control.controlroom",
                    ),
                ),
            ],
            options={
                "ordering": ("room", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("room", "number"), name="dispatch_number_once_per_room"
                    )
                ],
            },
        ),
    ]
