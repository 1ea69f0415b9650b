import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("season", "0002_snapshots_never_change"),
    ]

    operations = [
        migrations.CreateModel(
            name="FinishCounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("finished_on", models.DateField()),
                ("finished", models.IntegerField(default=0)),
                (
                    "season_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finish_counters",
                        to="season.seasonunit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("season_unit", "finished_on"), name="finish_counter_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("finished__gte", 0)), name="finish_counter_not_negative"
                    ),
                ],
            },
        ),
    ]
