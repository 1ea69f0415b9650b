import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0008_approvals"),
        ("season", "0003_finish_counter"),
    ]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("duty_phone", models.CharField(blank=True, max_length=40)),
                ("contact", models.CharField(blank=True, max_length=160)),
                ("contact_phone", models.CharField(blank=True, max_length=40)),
                ("deputy", models.CharField(blank=True, max_length=160)),
                ("deputy_phone", models.CharField(blank=True, max_length=40)),
                ("channel", models.CharField(blank=True, max_length=80)),
                ("is_active", models.BooleanField(default=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_by", models.CharField(max_length=120)),
                ("changed_at", models.DateTimeField()),
                ("sort_key", models.CharField(editable=False, max_length=400)),
                ("search_key", models.TextField(editable=False)),
                (
                    "season_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partners",
                        to="season.seasonunit",
                    ),
                ),
            ],
            options={
                "ordering": ("sort_key", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                ("where", models.CharField(blank=True, max_length=200)),
                ("count", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("asked_on", models.DateField(blank=True, null=True)),
                ("asked_symbol", models.CharField(blank=True, max_length=80)),
                ("reply_due_on", models.DateField()),
                (
                    "reply",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "as asked"), ("partly", "in part"), ("no", "declined")],
                        max_length=6,
                    ),
                ),
                ("replied_on", models.DateField(blank=True, null=True)),
                ("promised", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reply_symbol", models.CharField(blank=True, max_length=80)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_by", models.CharField(blank=True, max_length=120)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_by", models.CharField(blank=True, max_length=120)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_by", models.CharField(max_length=120)),
                ("changed_at", models.DateTimeField()),
                ("search_key", models.TextField(editable=False)),
                (
                    "asked_paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.paper",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="season.event",
                    ),
                ),
                (
                    "reply_paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.paper",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="office.partner",
                    ),
                ),
            ],
            options={
                "ordering": ("starts_at", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.UniqueConstraint(fields=("season_unit", "name"), name="partner_once"),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                condition=models.Q(
                    ("withdrawn_at__isnull", True),
                    models.Q(("reply", ""), ("reply", "no"), _connector="OR"),
                ),
                fields=["reply_due_on"],
                name="commitment_open",
            ),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                fields=["event", "starts_at"], name="office_comm_event_i_201cda_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="commitment_ends_after_start",
                violation_error_message="What is asked for must end after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replied_on__isnull", True), ("reply", "")),
                    models.Q(models.Q(("reply", ""), _negated=True), ("replied_on__isnull", False)),
                    _connector="OR",
                ),
                name="commitment_reply_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_at__isnull", True),
                    ("reply__in", ("yes", "partly")),
                    _connector="OR",
                ),
                name="commitment_confirmed_was_promised",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True),
                    models.Q(("withdrawn_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="commitment_withdrawn_has_reason",
            ),
        ),
    ]
