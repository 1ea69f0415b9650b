"""What a season refuses. Each refusal says what, why, and who can change it."""

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class StepChanged(DomainError):
    """Somebody else saved the step first: the page showed an older state."""

    code = "season.step_changed"
    template = _("%(who)s changed this step at %(at)s. Look at it again before you save.")


class WrongState(DomainError):
    """The step's state does not allow the action."""

    code = "season.wrong_state"
    template = _("The step is %(state)s, so it cannot be %(action)s.")


class StepClosed(DomainError):
    """The rule pack takes nothing after this deadline until the superior reopens the step."""

    code = "season.step_closed"
    template = _("The step closed on %(due_on)s. The superior can reopen it.")


class LateNeedsReason(DomainError):
    """A submission after the deadline says why."""

    code = "season.late_needs_reason"
    template = _("The deadline was %(due_on)s. Say why it is late.")


class ReasonMissing(DomainError):
    """What changes a rule's outcome is never done without a reason."""

    code = "season.reason_missing"
    template = _("Say why: this is kept with your name.")


class OwnWork(DomainError):
    """Another pair of eyes accepts."""

    code = "season.own_work"
    status = 403
    template = _("You handed this in yourself. Somebody else at the accepting desk must accept it.")


class EvidenceMissing(DomainError):
    """The rule pack wants files that are not there."""

    code = "season.evidence_missing"
    template = _("Still missing: %(missing)s.")


class EvidenceTooLarge(DomainError):
    """The file is larger than the pack allows."""

    code = "season.evidence_too_large"
    status = 413
    template = _("The file has %(size_mb).1f MB; %(max_mb)s MB are allowed.")


class EvidenceWrongType(DomainError):
    """The bytes are not of a kind that the pack allows."""

    code = "season.evidence_wrong_type"
    status = 415
    template = _("The file's content is %(found)s; wanted: %(wanted)s.")


class EvidenceFixed(DomainError):
    """Nothing is added to an accepted step."""

    code = "season.evidence_fixed"
    template = _("The step is %(state)s; its evidence is fixed.")


class OutOfOrder(DomainError):
    """A unit's congress ends before the one above it begins."""

    code = "season.out_of_order"
    template = _(
        "%(child)s ends on %(child_closes_on)s, but %(parent)s above it begins on"
        " %(parent_opens_on)s. The one below must end first."
    )


class EndsBeforeStart(DomainError):
    """The last day lies before the first."""

    code = "season.ends_before_start"
    template = _("%(unit)s: the last day %(ends_on)s lies before the first day %(starts_on)s.")


class OutsideSeason(DomainError):
    """A congress day lies within the season."""

    code = "season.outside_season"
    template = _("%(unit)s: %(starts_on)s lies outside the season (%(first)s to %(last)s).")


class AlreadyPlanned(DomainError):
    """A unit holds one congress a season."""

    code = "season.already_planned"
    template = _("%(unit)s already has a congress in this season; move it instead.")


class NotInSeason(DomainError):
    """The unit is not part of the frozen tree, or has left it."""

    code = "season.not_in_season"
    template = _("%(unit)s is not part of this season.")


class AlreadyInSeason(DomainError):
    """The unit stands in the frozen tree already."""

    code = "season.already_in_season"
    template = _("%(unit)s is already part of this season.")


class HasUnitsBelow(DomainError):
    """A unit leaves only after those below it."""

    code = "season.has_units_below"
    template = _("%(unit)s still has %(count)s units below it; they must leave or move first.")


class KeyTaken(DomainError):
    """Keys of seasons and events are unique."""

    code = "season.key_taken"
    template = _("The key %(key)s is taken.")


class AlreadyHeld(DomainError):
    """A congress that was held is not moved."""

    code = "season.already_held"
    template = _("%(unit)s has held its congress on %(held_on)s; its day cannot be moved.")


class NothingToChange(DomainError):
    """The change would change nothing."""

    code = "season.nothing_to_change"
    template = _("That is already so.")


class RowChanged(DomainError):
    """What was looked at before a bulk change is no longer so."""

    code = "season.row_changed"
    template = _("%(what)s changed since the preview. Preview again.")


class RowFaulty(DomainError):
    """A row of a bulk change names something that does not exist."""

    code = "season.row_faulty"
    template = _("%(unit)s: %(what)s")


class AlreadyCured(DomainError):
    """A finding is cured once."""

    code = "season.already_cured"
    template = _("%(who)s reported this finding as cured.")


class AlreadySolved(DomainError):
    """A problem is solved once."""

    code = "season.already_solved"
    template = _("The problem is solved already.")


class NobodyAbove(DomainError):
    """The top unit cannot pass a problem on."""

    code = "season.nobody_above"
    template = _("There is no unit above %(unit)s to pass the problem to.")


class SnapshotTaken(DomainError):
    """A day's figures are taken once."""

    code = "season.snapshot_taken"
    template = _("The figures of %(on)s are already taken; they never change.")


class WorkWouldBeLost(DomainError):
    """A step on which work was done cannot vanish with a change of rules or of the congress."""

    code = "season.work_would_be_lost"
    template = _("%(unit)s: these steps would no longer apply but have begun: %(steps)s.")
