"""What duty refuses. Codes are stable; sentences are translated.

DomainError
├── EventUnplaced, EventCancelled, PlanStale, PostInUse, ShiftUnfit    plans
├── UnknownOfficer, UnknownVehicle, UnknownUnit, AbsenceBackwards       the force
├── RosterStale, RosterNotDraft, RosterNotPublished, RosterBusy,
│   WindowBackwards                                                     drafts
├── ShiftFull, ShiftElsewhere, NotQualified, TooFarAway, NotAtHand,
│   PersonBusy, RestTooShort, DutyTooLong, HoursUsedUp, DaysUsedUp,
│   RuleBroken                                                          hand changes
├── RosterOverlaps, RosterBroken, RosterEmpty                           publishing
├── SplitMissing, SplitAnswered                                         quotas
├── NothingToTry, TrialUnfinished, TrialStale                           what-if
├── RiskEmpty, RiskSettled                                              risks
└── SolverDied, RunUnreadable                                           the search
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError
from muster.shell.formats import figure


class Breach(DomainError):
    """A rule on people or hours says no. Its figures are written the local way: "6,5"."""

    def __str__(self) -> str:
        written = {
            name: figure(value) if isinstance(value, float) else value
            for name, value in self.params.items()
        }
        return str(self.template) % written


class EventUnplaced(DomainError):
    """Posts stand around a place on the map."""

    code: ClassVar[str] = "plan.event_unplaced"
    template = _("%(event)s has no venue with coordinates. Enter them with the venue first.")


class EventCancelled(DomainError):
    """A cancelled event is not protected."""

    code: ClassVar[str] = "plan.event_cancelled"
    template = _("%(event)s is cancelled.")


class PlanStale(DomainError):
    """Somebody else saved the plan in the meantime."""

    code: ClassVar[str] = "plan.stale"
    template = _("The plan was changed meanwhile. Look at it again, then repeat your change.")


class RiskEmpty(DomainError):
    """A risk says what may go wrong, its end what was done."""

    code: ClassVar[str] = "risk.empty"
    status: ClassVar[int] = 422
    template = _("Say in a few words what may go wrong, or what was done about it.")


class RiskSettled(DomainError):
    """It is settled once."""

    code: ClassVar[str] = "risk.settled"
    template = _("%(who)s settled this risk at %(at)s.")


class PostInUse(DomainError):
    """Officers hold the post in the roster in force."""

    code: ClassVar[str] = "plan.post_in_use"
    template = _(
        "%(post)s is held in roster %(number)s, which is in force. "
        "Publish a roster without it first."
    )


class ShiftUnfit(DomainError):
    """A shift's figures make no sense."""

    code: ClassVar[str] = "plan.shift_unfit"
    status: ClassVar[int] = 422
    template = _("A shift must end after it starts and needs at least one person.")


class UnknownOfficer(DomainError):
    """The register of persons or the duty force does not have that number."""

    code: ClassVar[str] = "force.unknown_officer"
    status: ClassVar[int] = 422
    template = _("No person has the number %(number)s.")


class UnknownVehicle(DomainError):
    """There is no vehicle of that code."""

    code: ClassVar[str] = "force.unknown_vehicle"
    status: ClassVar[int] = 422
    template = _("No vehicle has the code %(code)s.")


class UnknownUnit(DomainError):
    """There is no unit of that code today."""

    code: ClassVar[str] = "force.unknown_unit"
    status: ClassVar[int] = 422
    template = _("No unit has the code %(code)s.")


class AbsenceBackwards(DomainError):
    """An absence ends before it starts."""

    code: ClassVar[str] = "force.absence_backwards"
    status: ClassVar[int] = 422
    template = _("The absence of %(who)s must end after it starts.")


class RosterStale(DomainError):
    """Somebody else, or a search, changed the roster in the meantime."""

    code: ClassVar[str] = "roster.stale"
    template = _("The roster was changed meanwhile. Look at it again, then repeat your change.")


class RosterNotDraft(DomainError):
    """Published rosters do not change; a new version supersedes them."""

    code: ClassVar[str] = "roster.not_draft"
    template = _("Roster %(number)s is not a draft. Copy it as a new draft and change that.")


class RosterNotPublished(DomainError):
    """Only a roster in force is mended; a draft is simply changed."""

    code: ClassVar[str] = "roster.not_published"
    template = _("Roster %(number)s is not in force, so there is nothing to mend.")


class RosterBusy(DomainError):
    """A search is under way and would overwrite the change."""

    code: ClassVar[str] = "roster.busy"
    template = _("Roster %(number)s is being worked out. Wait for the end or cancel that job.")


class WindowBackwards(DomainError):
    """A window has at least one day and at most four weeks."""

    code: ClassVar[str] = "roster.window"
    status: ClassVar[int] = 422
    template = _("A roster covers from 1 to %(max_days)s days.")


class ShiftFull(DomainError):
    """All places of the shift are taken."""

    code: ClassVar[str] = "roster.shift_full"
    template = _("%(post)s, %(hours)s, is full: %(count)s of %(count)s places are taken.")


class ShiftElsewhere(DomainError):
    """The shift is outside the roster's window, or withdrawn from its plan."""

    code: ClassVar[str] = "roster.shift_elsewhere"
    template = _("This shift does not belong to the days of roster %(number)s, or was withdrawn.")


class NotQualified(DomainError):
    """A skill, the rank or the unit does not fit."""

    code: ClassVar[str] = "roster.not_qualified"
    template = _("%(who)s does not qualify for %(post)s: %(lacks)s.")


class TooFarAway(Breach):
    """Home is farther than the post allows."""

    code: ClassVar[str] = "roster.too_far_away"
    template = _("%(who)s is %(km)s km away from %(post)s; at most %(max_km)s km are allowed.")


class NotAtHand(DomainError):
    """Absent, or on duty elsewhere, during the shift."""

    code: ClassVar[str] = "roster.not_at_hand"
    template = _("%(who)s is not at hand during this shift.")


class PersonBusy(DomainError):
    """One cannot stand on two posts at once, nor get from one to the other in no time."""

    code: ClassVar[str] = "roster.person_busy"
    template = _("%(who)s already holds %(post)s, %(hours)s.")


class RestTooShort(Breach):
    """The rest between two duty periods is too short."""

    code: ClassVar[str] = "roster.rest_too_short"
    template = _("%(who)s would have only %(rest_h)s h of rest; %(need_h)s h are due.")


class DutyTooLong(Breach):
    """One duty period would last too long."""

    code: ClassVar[str] = "roster.duty_too_long"
    template = _("%(who)s would be on duty for %(span_h)s h without rest; at most %(max_h)s h.")


class HoursUsedUp(Breach):
    """The week's hours, or those of the whole window, would be passed."""

    code: ClassVar[str] = "roster.hours_used_up"
    template = _("%(who)s would reach %(hours_h)s h; at most %(max_h)s h are allowed.")


class DaysUsedUp(DomainError):
    """Too many days in a row."""

    code: ClassVar[str] = "roster.days_used_up"
    template = _("%(who)s would be on duty %(days)s days in a row; at most %(max_days)s.")


class RuleBroken(DomainError):
    """The engine's judge says no for a reason that has no sentence of its own."""

    code: ClassVar[str] = "roster.rule_broken"
    template = _("%(who)s cannot take this shift: %(rule)s.")


class RosterOverlaps(DomainError):
    """Two published rosters must not cover the same instant."""

    code: ClassVar[str] = "roster.overlaps"
    template = _(
        "Roster %(number)s, %(days)s, is in force and covers part of these days. "
        "Supersede exactly its days, or draft other ones."
    )


class RosterBroken(DomainError):
    """The roster breaks a hard rule and cannot be published."""

    code: ClassVar[str] = "roster.broken"
    template = _("This roster breaks a rule and was not published: %(rule)s (%(count)s in all).")


class RosterEmpty(DomainError):
    """Nobody is on any post."""

    code: ClassVar[str] = "roster.empty"
    template = _("Nobody is assigned in this roster yet. Work it out first.")


class SolverDied(DomainError):
    """The search's own process ended without an answer."""

    code: ClassVar[str] = "roster.solver_died"
    status: ClassVar[int] = 500
    template = _("The search stopped without an answer (%(why)s). Nothing was changed.")


class RunUnreadable(DomainError):
    """The files of a run are of a form that this version does not read."""

    code: ClassVar[str] = "roster.run_unreadable"
    template = _("The files of this search cannot be read by this version: %(why)s")


class NothingToTry(DomainError):
    """A trial needs at least one change."""

    code: ClassVar[str] = "trial.nothing"
    status: ClassVar[int] = 422
    template = _("Choose at least one change to try.")


class TrialUnfinished(DomainError):
    """The trial has not found anything yet."""

    code: ClassVar[str] = "trial.unfinished"
    template = _("The trial has not ended yet. Wait for its result.")


class TrialStale(DomainError):
    """The roster was changed after the trial."""

    code: ClassVar[str] = "trial.stale"
    template = _("Roster %(number)s was changed after this trial. Try again.")


class SplitMissing(DomainError):
    """Nothing was asked of the units yet."""

    code: ClassVar[str] = "quota.missing"
    template = _("Nothing was asked of the units for roster %(number)s yet. Share it out first.")


class NamesChanged(DomainError):
    """Other names were accepted while these were held against the rules."""

    code: ClassVar[str] = "quota.names_changed"
    template = _(
        "Other names were accepted meanwhile. Look at what is still owed, then send again."
    )


class SplitAnswered(DomainError):
    """Units have returned names; another split would lose them."""

    code: ClassVar[str] = "quota.answered"
    template = _(
        "Units have returned %(names)s names already. Strike them before sharing out anew."
    )
