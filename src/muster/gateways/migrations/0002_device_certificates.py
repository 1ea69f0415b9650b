from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("gateways", "0001_devices_and_feeds"),
    ]

    operations = [
        migrations.AddField(
            model_name="device",
            name="certificate_sha256",
            field=models.CharField(blank=True, max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="device",
            name="certified_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=Q(certificate_sha256__isnull=True, certified_at__isnull=True)
                | Q(certificate_sha256__isnull=False, certified_at__isnull=False),
                name="device_certified_with_certificate",
            ),
        ),
    ]
