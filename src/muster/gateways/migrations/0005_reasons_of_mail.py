from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gateways", "0004_devices_of_senders"),
    ]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("not_allowed", "the address is not allowed"),
                    (
                        "not_public",
                        "the name leads to a machine inside, and its net is not named",
                    ),
                    ("grade", "the pack lets nothing of this grade go out"),
                    ("too_large", "too large"),
                    ("gone", "nobody of this name in the file any more"),
                    ("full", "too much waits for this target"),
                    (
                        "redirected",
                        "the other side sends on to elsewhere; that is not followed",
                    ),
                    ("refused", "the other side does not take it"),
                    (
                        "partly",
                        "the other side takes it for some of them only; those have it",
                    ),
                    ("certificate", "the certificate of the other side is not good"),
                    ("no_tls", "the other side offers no TLS, or not what the file asks for"),
                    ("not_now", "the other side cannot take it now"),
                    ("not_reached", "the other side was not reached"),
                    ("too_slow", "the other side is too slow"),
                    ("unreadable", "the secret cannot be read"),
                ],
                max_length=20,
            ),
        ),
    ]
