from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("gateways", "0003_deliveries"),
    ]

    operations = [
        migrations.AddField(
            model_name="device",
            name="sender",
            field=models.CharField(blank=True, max_length=40, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="device",
            name="token_sha256",
            field=models.CharField(blank=True, max_length=64, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=Q(sender__isnull=True, token_sha256__isnull=False)
                | Q(
                    sender__isnull=False,
                    token_sha256__isnull=True,
                    certificate_sha256__isnull=True,
                ),
                name="device_known_by_one",
            ),
        ),
    ]
