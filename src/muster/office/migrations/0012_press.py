import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0011_letters"),
        ("season", "0003_finish_counter"),
    ]

    operations = [
        migrations.CreateModel(
            name="PressRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("to", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_by", models.CharField(max_length=120)),
                ("changed_at", models.DateTimeField()),
                ("search_key", models.TextField(editable=False)),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="press_releases",
                        to="season.event",
                    ),
                ),
                (
                    "season_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="press_releases",
                        to="season.seasonunit",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="press_release_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PressTeam",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation", models.CharField(max_length=200)),
                ("zone", models.CharField(max_length=40)),
                ("passes", models.PositiveSmallIntegerField()),
                ("vehicles", models.PositiveSmallIntegerField(default=0)),
                ("equipment", models.CharField(blank=True, max_length=200)),
                ("first_pass", models.PositiveIntegerField(blank=True, null=True)),
                ("handed_on", models.DateField(blank=True, null=True)),
                ("handed_by", models.CharField(blank=True, max_length=120)),
                ("returned", models.PositiveSmallIntegerField(default=0)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_by", models.CharField(blank=True, max_length=120)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_by", models.CharField(max_length=120)),
                ("changed_at", models.DateTimeField()),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="press_teams",
                        to="season.event",
                    ),
                ),
            ],
            options={
                "ordering": ("event", "organisation", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("event", "organisation", "zone"),
                        name="press_team_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("first_pass__isnull", False)),
                        fields=("event", "first_pass"),
                        name="press_pass_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("passes__gte", 1)), name="press_team_has_passes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("returned__lte", models.F("passes"))),
                        name="press_no_more_back_than_out",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_pass__isnull", True), ("handed_on__isnull", True)),
                            models.Q(("first_pass__isnull", False), ("handed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="press_handed_out_is_numbered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            models.Q(("withdrawn_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="press_withdrawn_has_reason",
                    ),
                ],
            },
        ),
    ]
