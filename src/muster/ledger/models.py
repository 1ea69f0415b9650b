"""The record's tables. Triggers refuse to change or remove what stands in them (``guards``)."""

import json
from enum import StrEnum
from typing import Any, Final

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

NAMED: Final = "list:"


class Audience(StrEnum):
    """Who may see an entry in the feed: a class, or a named list (:meth:`listed`).

    UNIT: those who see the entry's unit; SEASON: those who see its season; FORCE: the season's
    duty force; SAFETY and OFFICE: the season's two offices; STAFF: the installation's keepers;
    ALL: everyone signed in.
    """

    UNIT = "unit"
    SEASON = "season"
    FORCE = "force"
    SAFETY = "safety"
    OFFICE = "office"
    STAFF = "staff"
    ALL = "all"

    @staticmethod
    def listed(name: str) -> str:
        """The audience of one named list, such as a command post."""
        return f"{NAMED}{name}"


class ArrivalField(models.BigIntegerField):  # type: ignore[type-arg]  # not a generic at run time
    """A primary key that the writer gives out; on SQLite the row's own number, so no index."""

    def db_type(self, connection: Any) -> str | None:
        """The type of the column."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Node(models.Model):
    """One log: who writes it, its key, and the tree as far as it has grown.

    The local node is the one whose key lies in the data directory. A database that is copied to
    another machine goes on there as another node, beside this one.

    log_id: SHA-256 of the public key, hex. verifier_key: the key as C2SP signed notes write it.
    size, frontier: number of entries and the roots of the complete subtrees, widest first.
    anchored_size, anchored_at: the newest head that was signed.
    """

    name = models.CharField(max_length=120)
    log_id = models.CharField(max_length=64, unique=True)
    verifier_key = models.CharField(max_length=250)
    size = models.PositiveBigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    anchored_size = models.PositiveBigIntegerField(default=0)
    anchored_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """What happened, once. A correction is a new entry.

    arrival: this database's own number, the feed's event id; without gaps, in commit order.
    counter: the node's number, from 1, without gaps; ``counter - 1`` is the leaf's index.
    unit, season, account, person: ids as values, so nothing below knows what is above.
    text: the body as canonical JSON. commitment: SHA-256 of salt and personal payload, or "".
    leaf: the RFC 9162 leaf hash over all columns but ``arrival``.
    """

    arrival = ArrivalField(primary_key=True)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="entries", db_index=False)
    counter = models.PositiveBigIntegerField()
    uuid = models.UUIDField()
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    unit = models.BigIntegerField(null=True)
    season = models.BigIntegerField(null=True)
    audience = models.CharField(max_length=80)
    account = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=200)
    via = models.CharField(max_length=20)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    text = models.TextField()
    commitment = models.CharField(max_length=64, blank=True)
    leaf = models.BinaryField()

    class Meta:
        ordering = ("arrival",)
        indexes = (
            Index(name="entry_of_subject", fields=("subject", "arrival")),
            Index(
                name="entry_of_unit", fields=("unit", "arrival"), condition=Q(unit__isnull=False)
            ),
        )
        constraints = (
            UniqueConstraint(name="entry_once_per_counter", fields=("node", "counter")),
            # Two nodes may both have taken in what a client sent twice; one may not.
            UniqueConstraint(name="entry_once_per_node", fields=("uuid", "node")),
            CheckConstraint(name="entry_counts_from_one", condition=Q(counter__gte=1)),
        )

    def __str__(self) -> str:
        return f"#{self.arrival} {self.kind} {self.subject}"

    @property
    def body(self) -> dict[str, Any]:
        """The body as it was given."""
        body: dict[str, Any] = json.loads(self.text)
        return body


class Personal(models.Model):
    """The part of an entry that the law may order to be erased.

    The entry holds only a salted commitment to it, so the tree stays whole without it.
    erasure: the UUID of the entry that records the erasure; text and salt are empty then.
    """

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="private"
    )
    salt = models.BinaryField()
    text = models.TextField()
    erasure = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"personal part of #{self.entry_id}"


class Subtree(models.Model):
    """The hash over a full run of ``2 ** level`` leaves, kept so that proofs read few rows."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, db_index=False)
    level = models.PositiveSmallIntegerField()
    position = models.PositiveBigIntegerField()
    digest = models.BinaryField()

    class Meta:
        constraints = (UniqueConstraint(name="subtree_once", fields=("node", "level", "position")),)

    def __str__(self) -> str:
        return f"{self.node_id}/{self.level}/{self.position}"


class Head(models.Model):
    """A signed statement: this log had this root at this size.

    note: the C2SP checkpoint with its signature. holder: "" for a head that the log's own node
    gave us; else who kept it and showed it to us (a client, another node, a sheet of paper).
    """

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="heads", db_index=False)
    size = models.PositiveBigIntegerField()
    root = models.BinaryField()
    signed_at = models.DateTimeField()
    note = models.TextField()
    holder = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = (Index(name="head_of_node", fields=("node", "size")),)

    def __str__(self) -> str:
        return f"{self.node_id} at {self.size}"
