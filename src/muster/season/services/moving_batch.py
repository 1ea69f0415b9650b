"""Many congresses on other days: changed in memory, then written by one statement a table."""

from collections.abc import Sequence
from typing import Any, Final

from muster.season.bridge import pack_of, procedure_of
from muster.season.models import Congress, DayChange, DeadlineChange, Event, Step
from muster.season.registry.moving import Act, Kept, NewDays
from muster.season.services.counters import Tally, add_to_counters, difference, tally_of
from muster.season.services.drafting import Frame, event_hours, outline_in
from muster.season.services.hand import Hand
from muster.season.services.journal import image_of
from muster.season.services.moving import COUNTED, counted_again, day_change
from muster.season.services.planning import roll_up
from muster.season.services.rows import updating
from muster.season.services.standing import STANDING_FIELDS, stand
from muster.tree.clock import day_of

CHUNK: Final = 500
DAYS: Final = ("starts_on", "ends_on", *STANDING_FIELDS)
HOURS: Final = ("starts_at", "ends_at")
# What the undoing compares of a step: everything that others may have changed meanwhile.
STEP_MARKS: Final = ("start_on", "due_on", "state", "version")


class Batch:
    """One act's congresses. kept: rows before and after, for the undoing."""

    def __init__(self, act: Act, frame: Frame) -> None:
        self.act, self.frame = act, frame
        self.congresses: list[Congress] = []
        self.steps: list[Step] = []
        self.all_steps: list[Step] = []
        self.deadlines: list[DeadlineChange] = []
        self.days: list[DayChange] = []
        self.tallies: list[tuple[int, Tally]] = []
        self.kept: dict[str, Any] = {"congresses": {}, "steps": {"before": {}}}

    def move(self, row: NewDays, steps: dict[str, Step]) -> None:
        """One congress: its days, its open steps counted again, where it stands."""
        act, congress = self.act, row.congress
        procedure = procedure_of(congress)
        before = tally_of(congress, steps.values(), procedure)
        images = image_of(steps.values(), COUNTED)
        self.kept["congresses"].setdefault("before", {}).update(image_of([congress], DAYS))
        old_starts_on = congress.starts_on
        congress.starts_on, congress.ends_on = row.starts_on, row.ends_on
        hand = Hand(
            congress=congress,
            steps=steps,
            procedure=procedure,
            before=before,
            actor=act.actor,
            now=act.now,
        )
        outline = outline_in(self.frame, congress)
        changed, deadlines = counted_again(hand, outline, act.reason)
        stand(
            congress,
            list(steps.values()),
            outline=outline,
            procedure=procedure,
            today=day_of(act.now),
        )
        self.kept["steps"]["before"].update({str(one.pk): images[str(one.pk)] for one in changed})
        self.congresses.append(congress)
        self.steps += changed
        self.all_steps += steps.values()
        self.deadlines += deadlines
        self.days.append(day_change(congress, old_starts_on, act.reason, act.actor, act.now))
        self.tallies.append((congress.season_unit_id, difference(before, hand.tally())))

    def save(self) -> tuple[int, Kept]:
        """Write all of it; how many rows, and what undoing needs."""
        kept = self.kept
        kept["congresses"]["after"] = image_of(self.congresses, DAYS)
        kept["steps"]["marks"] = image_of(self.all_steps, STEP_MARKS)
        updating(self.congresses, DAYS).run()
        updating(self.steps, COUNTED).run()
        kept["deadline_changes"] = _made(DeadlineChange, self.deadlines)
        kept["day_changes"] = _made(DayChange, self.days)
        kept["events"] = {"before": self._move_events()}
        add_to_counters(roll_up(self.act.moves.season, self.tallies))
        return len(self.congresses) + len(self.steps), kept

    def _move_events(self) -> dict[str, list[Any]]:
        days = {row.pk: row for row in self.congresses}
        events = list(Event.objects.filter(congress__in=days).order_by("pk"))
        before = image_of(events, HOURS)
        for event in events:
            congress = days[event.congress_id or 0]
            event.starts_at, event.ends_at = event_hours(
                pack_of(congress), congress.starts_on, congress.ends_on
            )
        updating(events, HOURS).run()
        return before


def _made(model: Any, rows: Sequence[Any]) -> list[int]:
    made = model.objects.bulk_create(rows, CHUNK)
    return [row.pk for row in made]
