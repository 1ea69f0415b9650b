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


class DocumentsMissing(DomainError):
    """The rule pack wants documents that are not far enough."""

    code = "season.documents_missing"
    template = _(
        "Before this is handed in, these documents need a text, or must be adopted: %(missing)s."
        " They stand with the documents of the congress."
    )


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


class NothingToMove(DomainError):
    """An area in which no congress would get another day."""

    code = "season.nothing_to_move"
    template = _("No congress would get another day: choose another area, or another day.")


class MovesForbidden(DomainError):
    """The order of the tree stands against it, judged when all have moved."""

    code = "season.moves_forbidden"
    template = _("%(count)s congresses would stand in the wrong order. The first: %(first)s")


class AlreadyUndone(DomainError):
    """A moving is undone once."""

    code = "season.already_undone"
    template = _("%(who)s undid this at %(at)s already.")


class ChangedSinceMoving(DomainError):
    """Somebody has worked on what was moved: putting it back would lose that."""

    code = "season.changed_since_moving"
    template = _(
        "%(count)s things were changed since: %(names)s. Nothing is put back; move the congresses"
        " by another act instead."
    )


class GradeNotHeld(DomainError):
    """A text or file whose grade this installation is not approved for."""

    code = "season.grade_not_held"
    template = _(
        "Texts and files marked “%(grade)s” may not be held here: %(why)s. Enter only the row of"
        " the register: number, abstract, copies and holder. An approval is entered by: %(roles)s."
    )


class GradeNeverHeld(DomainError):
    """A text or file whose grade no installation holds."""

    code = "season.grade_never_held"
    template = _(
        "Texts and files marked “%(grade)s” are never held in muster. Enter only the row of the"
        " register: number, abstract, copies and holder."
    )


class NoApprovalWanted(DomainError):
    """A grade that is always held, or never, whatever a paper says."""

    code = "season.no_approval_wanted"
    template = _("By the rules of the pack “%(grade)s” is not held by approval.")


class ApprovalStands(DomainError):
    """A grade has one approval at a time."""

    code = "season.approval_stands"
    template = _(
        "“%(grade)s” is approved by %(symbol)s until %(day)s already. Take that approval back"
        " first, then enter the new one."
    )


class ApprovalIncomplete(DomainError):
    """An approval without what makes it one."""

    code = "season.approval_incomplete"
    template = _("Still wanted: %(wanted)s.")


class ApprovalOver(DomainError):
    """An approval is taken back once."""

    code = "season.approval_over"
    template = _("This approval was taken back by %(who)s at %(at)s already: %(reason)s")


class FileGone(DomainError):
    """A file that was taken out already."""

    code = "season.file_gone"
    status = 404
    template = _("This file is not in muster any more.")


class FilesHeld(DomainError):
    """A thing whose grade rises above the approval while its files are held."""

    code = "season.files_held"
    template = _(
        "%(count)s files are held here, and “%(grade)s” may not be. Take them out first, each with"
        " the reason; then mark it."
    )


class ClosingFileTooLarge(DomainError):
    """More than one archive can be."""

    code = "season.closing_file_too_large"
    status = 413
    template = _(
        "The closing file would hold more than %(files)s files or %(size)s. Leave papers that do"
        " not belong to the congress off the archive list, then make it again."
    )
