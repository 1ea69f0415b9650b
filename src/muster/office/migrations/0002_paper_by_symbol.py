from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0001_office"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["season_unit", "symbol"], name="paper_by_symbol"),
        ),
    ]
