from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0009_partners"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="meeting",
            name="minutes",
        ),
    ]
