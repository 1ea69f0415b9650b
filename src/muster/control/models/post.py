from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils.translation import pgettext_lazy


class CommandPost(models.Model):
    """A command post with an installation of its own, as this installation's log knows it.

    ordinal: 0 for the first; its thousand is where its numbers begin. log, verifier_key: empty
    until its key was compared. events: the highest id of an event that both have under that id.
    theirs: how many of its entries were taken; ours: how many of our own it is known to hold;
    written: up to where bundles for it were written. refused: how many of its bundles were not
    taken; left_out: how many of its entries are in the record but change nothing here, by kind.
    """

    uuid = models.UUIDField(primary_key=True)
    ordinal = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80)
    is_own = models.BooleanField(default=False)
    log = models.CharField(max_length=64, blank=True)
    verifier_key = models.CharField(max_length=250, blank=True)
    copied_at = models.DateTimeField()
    copied_by = models.CharField(max_length=200)
    events = models.PositiveBigIntegerField()
    enrolled_at = models.DateTimeField(null=True, blank=True)
    enrolled_by = models.CharField(max_length=200, blank=True)
    theirs = models.PositiveBigIntegerField(default=0)
    ours = models.PositiveBigIntegerField(default=0)
    written = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict)
    taken_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("ordinal",)
        constraints = (
            UniqueConstraint(
                name="command_post_once_per_log", fields=("log",), condition=~Q(log="")
            ),
        )

    def __str__(self) -> str:
        return self.name


class Bundle(models.Model):
    """A bundle of entries that was written for another post, taken from one, or refused.

    left_out: how many entries of each kind are in the record but change nothing here. conflicts:
    how many waited for a person afterwards. reason: why it was refused, as it was said.
    """

    class Way(models.TextChoices):
        WRITTEN = "written", pgettext_lazy("bundle", "written")
        TAKEN = "taken", pgettext_lazy("bundle", "taken in")
        KNOWN = "known", pgettext_lazy("bundle", "known already, nothing new")
        REFUSED = "refused", pgettext_lazy("bundle", "refused")

    uuid = models.UUIDField(primary_key=True)
    post = models.ForeignKey(
        CommandPost, on_delete=models.PROTECT, null=True, blank=True, related_name="bundles"
    )
    way = models.CharField(max_length=8, choices=Way)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    after = models.PositiveBigIntegerField(default=0)
    upto = models.PositiveBigIntegerField(default=0)
    new = models.PositiveBigIntegerField(default=0)
    left_out = models.JSONField(default=dict)
    conflicts = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)

    class Meta:
        ordering = ("-at", "uuid")

    def __str__(self) -> str:
        return f"{self.name}: {self.way}"


class Conflict(models.Model):
    """What two posts changed differently while neither could see the other.

    about: the room, or the day of an event. topic: what of the thing is contested; thing: its key,
    number: as people know it. sides: an entry of each post. chosen: the entry that a person chose,
    or empty where both stand.
    """

    uuid = models.UUIDField(primary_key=True)
    about = models.UUIDField(db_index=True)
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="control_conflicts"
    )
    topic = models.CharField(max_length=12)
    thing = models.UUIDField()
    number = models.PositiveIntegerField(null=True, blank=True)
    sides = models.JSONField()
    found_at = models.DateTimeField()
    chosen = models.CharField(max_length=32, blank=True)
    note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-found_at", "uuid")
        indexes = (
            models.Index(
                name="conflict_undecided", fields=("about",), condition=Q(decided_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic} {self.number or ''}"
