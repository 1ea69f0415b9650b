"""Units over time, the register of persons, accounts and grants."""

from typing import ClassVar

from django.contrib.auth import load_backend
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

# By name, as Django's settings have it: the table's module imports these models.
PERMISSIONS = "muster.tree.permissions.PermissionTable"
OPEN_END = Q(valid_to__isnull=True)


class Unit(models.Model):
    """One body of the organisation, the same through every rename, move and merger.

    What changes over time (name, kind, tier, code, place in the tree) lives in
    :class:`UnitVersion` and :class:`ParentEdge`. A *closed* unit does not let the grants
    of those above it reach its rows.
    """

    founded_on = models.DateField()
    dissolved_on = models.DateField(null=True, blank=True)
    is_closed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"unit {self.pk}"


class UnitVersion(models.Model):
    """How a unit was called and classed in ``[valid_from, valid_to)``.

    kind and tier are keys of the rule pack; a tier is not a depth in the tree.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    tier = models.CharField(max_length=40)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=400, editable=False)

    class Meta:
        ordering = ("sort_key", "valid_from")
        constraints = (
            models.CheckConstraint(
                name="unit_version_ends_after_start",
                condition=OPEN_END | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("A version must end after it starts."),
            ),
            models.UniqueConstraint(
                name="unit_version_one_open", fields=("unit",), condition=OPEN_END
            ),
            models.UniqueConstraint(
                name="unit_code_once_while_open", fields=("code",), condition=OPEN_END
            ),
        )
        indexes = (models.Index(fields=("code", "valid_from")),)

    def __str__(self) -> str:
        return self.name


class ParentEdge(models.Model):
    """*child* stood under *parent* in ``[valid_from, valid_to)``.

    A unit can have one parent of each kind (an organisational and a professional one). The
    database refuses overlapping edges of one kind and cycles.
    """

    child = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parent_edges")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="child_edges")
    kind = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="parent_edge_ends_after_start",
                condition=OPEN_END | Q(valid_to__gt=F("valid_from")),
                violation_error_message=_("An edge must end after it starts."),
            ),
            models.CheckConstraint(name="parent_edge_not_itself", condition=~Q(child=F("parent"))),
            models.UniqueConstraint(
                name="parent_edge_one_open", fields=("child", "kind"), condition=OPEN_END
            ),
        )
        indexes = (models.Index(fields=("kind", "parent")),)

    def __str__(self) -> str:
        return f"{self.child_id} under {self.parent_id} ({self.kind})"


class UnitEvent(models.Model):
    """Founding, rename, move, merger, split, dissolution or change of tier, by which decision."""

    class Kind(models.TextChoices):
        FOUND = "found", _("founded")
        RENAME = "rename", _("renamed")
        MOVE = "move", _("moved")
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")
        DISSOLVE = "dissolve", _("dissolved")
        TIER = "tier", _("tier changed")

    kind = models.CharField(max_length=12, choices=Kind)
    happened_on = models.DateField()
    decision_ref = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("happened_on", "pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"


class UnitEventPart(models.Model):
    """A unit that went into an event or came out of it; share_percent is for splits."""

    class Side(models.TextChoices):
        FROM = "from", _("from")
        TO = "to", _("to")

    event = models.ForeignKey(UnitEvent, on_delete=models.CASCADE, related_name="parts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="event_parts")
    side = models.CharField(max_length=4, choices=Side)
    share_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="unit_event_part_once", fields=("event", "unit", "side")),
        )

    def __str__(self) -> str:
        return f"{self.side} {self.unit_id}"


class Person(models.Model):
    """Own staff, a delegate or a member of a body: one register, duty data only.

    number is the service or membership number. rank is a key of the pack; rank_level its order.
    """

    number = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    rank = models.CharField(max_length=40, blank=True)
    rank_level = models.PositiveSmallIntegerField(default=0)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="persons")
    position = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=400, editable=False)

    class Meta:
        ordering = ("sort_key", "number")
        indexes = (models.Index(fields=("sort_key",)),)

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts; there are no superusers in muster."""

    def create_user(self, username: str, password: str | None = None, **more: object) -> "Account":
        """Create an account with a hashed password."""
        account = self.model(username=username, **more)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A way to sign in. What it may do comes from its person's grants alone."""

    username = models.CharField(max_length=60, unique=True)
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="account"
    )
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(max_length=5, blank=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_superuser = False

    def __str__(self) -> str:
        return self.username

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Ask the permission table (and the read-only admin's view permission)."""
        return bool(load_backend(PERMISSIONS).has_perm(self, perm, obj))

    def has_perms(self, perms: list[str], obj: models.Model | None = None) -> bool:
        """All of *perms*."""
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        """Only administrators see the read-only admin."""
        return self.is_active and self.is_staff


class Grant(models.Model):
    """*account* holds *role* on *unit* and everything below it, until a day.

    season: None means every season. A closed unit below stops the inheritance.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    season = models.ForeignKey(
        "season.Season", on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("account", "role")
        constraints = (
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.unit_id}"
