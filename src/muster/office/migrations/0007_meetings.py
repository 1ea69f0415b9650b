import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0006_reports"),
        ("season", "0003_finish_counter"),
        ("tree", "0003_guards"),
        ("venues", "0001_venues"),
    ]

    operations = [
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=300)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=200)),
                ("chair", models.CharField(max_length=120)),
                ("secretary", models.CharField(blank=True, max_length=120)),
                ("agenda", models.JSONField(default=list)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_by", models.CharField(blank=True, max_length=120)),
                ("cancelled_reason", models.CharField(blank=True, max_length=300)),
                ("planned_at", models.DateTimeField()),
                ("planned_by", models.CharField(max_length=120)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_by", models.CharField(blank=True, max_length=120)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("search_key", models.TextField(editable=False)),
                (
                    "congress",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="season.congress",
                    ),
                ),
                (
                    "instruction",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meeting",
                        to="office.instruction",
                    ),
                ),
                (
                    "minutes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meeting",
                        to="office.paper",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="venues.room",
                    ),
                ),
                (
                    "season_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="season.seasonunit",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="office.meeting",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "ordering": ("-starts_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="MeetingStaff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("attended", models.BooleanField(blank=True, null=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff",
                        to="office.meeting",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="tree.person",
                    ),
                ),
            ],
            options={
                "ordering": ("meeting", "person__sort_key"),
            },
        ),
        migrations.CreateModel(
            name="MeetingUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("convened", models.PositiveSmallIntegerField(default=1)),
                ("present", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="units",
                        to="office.meeting",
                    ),
                ),
                (
                    "season_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="season.seasonunit",
                    ),
                ),
            ],
            options={
                "ordering": ("meeting", "pk"),
            },
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["season_unit", "-starts_at"], name="meeting_listed"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="meeting_ends_after_start",
                violation_error_message="A meeting must end after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("chair", ""), _negated=True), name="meeting_has_chair"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cancelled_at__isnull", True),
                    models.Q(("cancelled_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="meeting_cancelled_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True)),
                fields=("season_unit", "kind", "subject", "starts_at"),
                name="meeting_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingstaff",
            constraint=models.UniqueConstraint(
                fields=("meeting", "person"), name="meeting_staff_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingunit",
            constraint=models.UniqueConstraint(
                fields=("meeting", "name"), name="meeting_unit_once"
            ),
        ),
    ]
