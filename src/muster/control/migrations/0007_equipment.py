import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("control", "0006_situations"),
        ("tree", "0003_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="passing",
            name="count",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                ("uuid", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("call_sign", models.CharField(blank=True, max_length=40)),
                ("is_struck", models.BooleanField(default=False)),
                ("room", models.UUIDField(blank=True, db_index=True, null=True)),
                ("holder", models.BigIntegerField(blank=True, null=True)),
                ("holder_name", models.CharField(blank=True, max_length=200)),
                ("giver_name", models.CharField(blank=True, max_length=200)),
                ("since", models.DateTimeField(blank=True, null=True)),
                ("missing_at", models.DateTimeField(blank=True, null=True)),
                ("incident", models.UUIDField(blank=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="tree.unit",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("holder", None), ("room__isnull", False), _connector="OR"
                        ),
                        name="piece_out_of_a_room",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_struck", False), ("room", None), _connector="OR"),
                        name="piece_struck_is_with_its_unit",
                    ),
                ],
            },
        ),
    ]
