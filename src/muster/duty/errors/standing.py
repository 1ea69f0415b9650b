"""What standing rosters refuse.

DomainError
├── StandingStale, StandingNotDraft, StandingBusy, StandingNotPublished   drafts
├── StandingSpan, StandingUnnamed, NotOnStaff, ShiftUnknown, DayOutside   what is entered
└── StandingOverlaps, StandingBroken, StandingEmpty                       publishing
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class StandingStale(DomainError):
    """Somebody else, or a search, changed the roster in the meantime."""

    code: ClassVar[str] = "standing.stale"
    template = _(
        "The standing roster was changed meanwhile. Look at it again, then repeat your change."
    )


class StandingNotDraft(DomainError):
    """Published standing rosters do not change."""

    code: ClassVar[str] = "standing.not_draft"
    template = _("Standing roster %(number)s is not a draft. Mend it: that makes a new draft.")


class StandingNotPublished(DomainError):
    """Only a standing roster in force is mended."""

    code: ClassVar[str] = "standing.not_published"
    template = _("Standing roster %(number)s is not in force, so there is nothing to mend.")


class StandingBusy(DomainError):
    """A search is under way and would overwrite the change."""

    code: ClassVar[str] = "standing.busy"
    template = _(
        "Standing roster %(number)s is being worked out. Wait for the end or cancel that job."
    )


class StandingSpan(DomainError):
    """A standing roster covers some whole weeks."""

    code: ClassVar[str] = "standing.span"
    status: ClassVar[int] = 422
    template = _("A standing roster covers from 1 to %(max_weeks)s weeks.")


class StandingUnnamed(DomainError):
    """A post needs a name by which people find it."""

    code: ClassVar[str] = "standing.unnamed"
    status: ClassVar[int] = 422
    template = _("Give the post a name.")


class StaffTooLarge(DomainError):
    """A sheet of one post holds so many people at most."""

    code: ClassVar[str] = "standing.staff_too_large"
    status: ClassVar[int] = 422
    template = _("%(people)s people are too many for one post; at most %(most)s are possible.")


class NotOnStaff(DomainError):
    """Only the staff of the roster serves at its post."""

    code: ClassVar[str] = "standing.not_on_staff"
    template = _("%(who)s is not on the staff of standing roster %(number)s.")


class ShiftUnknown(DomainError):
    """The post has no such shift, or the pack no such group."""

    code: ClassVar[str] = "standing.shift_unknown"
    status: ClassVar[int] = 422
    template = _("%(post)s has no shift or group “%(key)s”.")


class DayOutside(DomainError):
    """The day is not one of the roster's."""

    code: ClassVar[str] = "standing.day_outside"
    status: ClassVar[int] = 422
    template = _("%(day)s is not one of the days of standing roster %(number)s.")


class StandingOverlaps(DomainError):
    """Two published rosters of a post must not cover the same day."""

    code: ClassVar[str] = "standing.overlaps"
    template = _(
        "Standing roster %(number)s, %(days)s, is in force and covers part of these days. "
        "Supersede exactly its days, or draft other ones."
    )


class StandingBroken(DomainError):
    """The roster breaks a rule and cannot be published."""

    code: ClassVar[str] = "standing.broken"
    template = _(
        "This standing roster breaks a rule and was not published: %(who)s: %(rule)s "
        "(%(count)s in all)."
    )


class StandingEmpty(DomainError):
    """Nobody is on any shift."""

    code: ClassVar[str] = "standing.empty"
    template = _("Nobody is on duty in this standing roster yet. Work it out first.")
