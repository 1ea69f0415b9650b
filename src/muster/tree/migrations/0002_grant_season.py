import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A file of its own: seasons stand on units, so the first migration must not wait for them."""

    dependencies = [
        ("tree", "0001_tree"),
        ("season", "__first__"),
    ]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="season",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to="season.season",
            ),
        ),
    ]
