"""Taking a congress in hand: the lock, the version check, and putting it back with its counters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from muster import packs
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.packs import Procedure
from muster.season.bridge import Outline, deadlines_in_force, outline_of, procedure_of
from muster.season.errors import NotInSeason, StepChanged, WrongState
from muster.season.models import Congress, Season, SeasonUnit, Step, StepState
from muster.season.services.counters import Tally, add_for, difference, tally_of
from muster.season.services.standing import STANDING_FIELDS, stand
from muster.tree.clock import day_of


def local(moment: datetime) -> str:
    """*moment* as people read it here."""
    return timezone.localtime(moment, timezone.get_default_timezone()).strftime("%H:%M %d/%m")


def day(value: date) -> str:
    """A day as people write it here."""
    return value.strftime("%d/%m/%Y")


@dataclass(slots=True, kw_only=True)
class Hand:
    """A congress under lock with its steps, its rules, and its tally from before the change."""

    congress: Congress
    steps: dict[str, Step]
    procedure: Procedure
    before: Tally
    actor: Actor
    now: datetime

    @property
    def unit(self) -> SeasonUnit:
        """The unit whose congress it is."""
        return self.congress.season_unit

    @property
    def today(self) -> date:
        """The local day of the change."""
        return day_of(self.now)

    def rule(self, step: Step) -> packs.Step:
        """What the pack says about a step."""
        return self.procedure.steps[step.key]

    def touch(self, step: Step) -> None:
        """Mark the step as changed by the actor and save it."""
        step.version += 1
        step.changed_by, step.changed_at = self.actor.name, self.now
        step.save()

    def put_back(self, outline: Outline | None = None) -> None:
        """Derive where the congress stands, save it, and add the difference to the counters."""
        known = outline or outline_for(self.congress)
        stand(
            self.congress,
            list(self.steps.values()),
            outline=known,
            procedure=self.procedure,
            today=self.today,
        )
        self.congress.save(update_fields=STANDING_FIELDS)
        add_for(self.unit, difference(self.before, self.tally()))

    def tally(self) -> Tally:
        """What the congress contributes as it is now."""
        return tally_of(self.congress, self.steps.values(), self.procedure)

    def note(self, record: Record, kind: str, step: Step, body: Mapping[str, Any]) -> None:
        """Record what happened to a step."""
        record(
            kind,
            f"step:{step.pk}",
            unit=self.unit.unit_id,
            season=self.congress.season_id,
            audience=Audience.UNIT,
            body={"congress": self.congress.pk, "step": step.key, **body},
        )


def take_congress(congress_id: int, *, actor: Actor, now: datetime) -> Hand:
    """Lock a congress and read its steps. Every service that changes a step goes through here."""
    congress = (
        Congress.objects.select_for_update(of=("self",))
        .select_related("season_unit", "season")
        .get(pk=congress_id)
    )
    if congress.cancelled_at is not None:
        raise NotInSeason(unit=congress.season_unit.name)
    procedure = procedure_of(congress)
    steps = {step.key: step for step in Step.objects.filter(congress=congress)}
    before = tally_of(congress, steps.values(), procedure)
    return Hand(
        congress=congress, steps=steps, procedure=procedure, before=before, actor=actor, now=now
    )


def take_step(step: Step, *, version: int, actor: Actor, now: datetime) -> tuple[Hand, Step]:
    """Lock the step's congress and check that the page showed the step as it is.

    Raises StepChanged for the second of two people who save.
    """
    hand = take_congress(step.congress_id, actor=actor, now=now)
    fresh = hand.steps[step.key]
    if fresh.version != version:
        at = local(fresh.changed_at) if fresh.changed_at else ""
        raise StepChanged(who=fresh.changed_by or _("Somebody"), at=at)
    return hand, fresh


def must_be(step: Step, *states: StepState, action: str) -> None:
    """Refuse with WrongState unless the step is in one of *states*."""
    if step.state not in states:
        raise WrongState(state=step.get_state_display(), action=action)


def outline_for(congress: Congress) -> Outline:
    """The outline of one congress: two queries."""
    deadlines = deadlines_in_force(congress.season)
    above = (
        Congress.objects.filter(
            season=congress.season_id,
            cancelled_at=None,
            season_unit__first__lt=congress.season_unit.first,
            season_unit__last__gte=congress.season_unit.last,
        )
        .order_by("-season_unit__first")
        .values_list("starts_on", flat=True)
        .first()
    )
    return outline_of(
        congress,
        tier_deadline_on=held_deadline(congress.season, congress.season_unit.tier, deadlines),
        parent_opens_on=above,
    )


def held_deadline(season: Season, tier: str, deadlines: Mapping[tuple[str, str], date]) -> date:
    """The superior's day for a tier to have held; the season's last day if none is laid down."""
    return deadlines.get((tier, packs.Milestone.HELD.value), season.ends_on)
