"""The season's own part of a moving: days, steps, events and counters of many congresses at once.

The order of the tree is judged on the final state of all, so that a whole branch can move.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.engines.schedule import Gathering, out_of_order
from muster.errors import DomainError
from muster.season.bridge import procedure_of
from muster.season.models import (
    Congress,
    DayChange,
    DeadlineChange,
    Event,
    Moving,
    Step,
)
from muster.season.registry.moving import (
    Act,
    Kept,
    Moves,
    NewDays,
    Touched,
    Trace,
    Weight,
    moving_part,
)
from muster.season.services.counters import Tally, add_to_counters, difference, tally_of
from muster.season.services.drafting import (
    Frame,
    gatherings,
    must_be_days,
    outline_in,
    read_frame,
)
from muster.season.services.hand import day
from muster.season.services.journal import differing, put_back, read_rows
from muster.season.services.moving import (
    COUNTED,
    breaks_of,
    step_moves,
)
from muster.season.services.moving_batch import CHUNK, DAYS, HOURS, STEP_MARKS, Batch
from muster.season.services.planning import roll_up


def steps_by_congress(ids: Sequence[int]) -> dict[int, dict[str, Step]]:
    """The steps of many congresses by their keys: one query for some hundred congresses."""
    found: dict[int, dict[str, Step]] = defaultdict(dict)
    for start in range(0, len(ids), CHUNK):
        for step in Step.objects.filter(congress__in=ids[start : start + CHUNK]):
            found[step.congress_id][step.key] = step
    return found


def final_frame(moves: Moves) -> Frame:
    """The season with the moved congresses on their new days."""
    frame = read_frame(moves.season)
    for row in moves.rows:
        frame.opens[row.congress.season_unit_id] = (row.starts_on, row.ends_on)
    return frame


def disorder(frame: Frame, moves: Moves) -> list[Touched]:
    """Every moved congress that would stand wrong to the one above or below it, in the end."""
    owners = {str(row.congress.season_unit_id): row.congress.pk for row in moves.rows}
    found = []
    for fault in out_of_order(gatherings(frame)):
        mine = owners.get(fault.child) or owners.get(fault.parent)
        if mine is not None:
            said = {
                "child": frame.units[int(fault.child)].name,
                "child_on": day(fault.child_closes_on),
                "parent": frame.units[int(fault.parent)].name,
                "parent_on": day(fault.parent_opens_on),
            }
            text = _("%(child)s would end on %(child_on)s, but %(parent)s begins on %(parent_on)s.")
            found.append(
                Touched(
                    subject=f"congress:{mine}",
                    congress_id=mine,
                    what=text % said,
                    weight=Weight.FORBIDS,
                )
            )
    return found


class _Days:
    key = "days"
    label = gettext_lazy("Days, steps and deadlines")
    place = 10

    def preview(self, moves: Moves) -> Sequence[Touched]:
        """Each congress with its days, each step with its deadline, and all that breaks."""
        before, after = read_frame(moves.season), final_frame(moves)
        steps = steps_by_congress(moves.ids)
        found = disorder(after, moves)
        for row in moves.rows:
            found += _of_congress(row, steps[row.congress.pk], before, after, moves)
        return found

    def apply(self, act: Act) -> tuple[int, Kept]:
        """All days, steps, events and counters, by statements for many rows."""
        batch, steps = Batch(act, final_frame(act.moves)), steps_by_congress(act.moves.ids)
        for row in act.moves.rows:
            batch.move(row, steps[row.congress.pk])
        return batch.save()

    def changed_since(self, act: Act, kept: Kept) -> Sequence[str]:
        """Congresses held, cancelled or moved again; steps that somebody worked on."""
        rows = read_rows(Congress, kept["congresses"]["after"])
        units = dict(
            Congress.objects.filter(pk__in=[row.pk for row in rows]).values_list(
                "pk", "season_unit__name"
            )
        )
        found = [
            _changed_congress(row, units[row.pk])
            for row in differing(rows, kept["congresses"]["after"], DAYS)
        ]
        steps = read_rows(Step, kept["steps"]["marks"])
        gone = len(kept["steps"]["marks"]) - len(steps)
        if gone:
            found.append(_("%(count)s steps were taken away by other rules") % {"count": gone})
        for step in differing(steps, kept["steps"]["marks"], STEP_MARKS):
            congress = act.moves.by_congress[step.congress_id].congress
            name = procedure_of(congress).steps[step.key].label
            found.append(
                _("%(unit)s: step %(step)s (%(who)s)")
                % {"unit": units[step.congress_id], "step": name, "who": step.changed_by}
            )
        return found

    def undo(self, act: Act, kept: Kept) -> None:
        """The days, deadlines and counters that were; what kept the changes goes with them."""
        tallies = _tallies(act)
        put_back(
            read_rows(Congress, kept["congresses"]["before"]), kept["congresses"]["before"], DAYS
        )
        put_back(read_rows(Step, kept["steps"]["before"]), kept["steps"]["before"], COUNTED)
        put_back(read_rows(Event, kept["events"]["before"]), kept["events"]["before"], HOURS)
        _delete(DeadlineChange, kept["deadline_changes"])
        _delete(DayChange, kept["day_changes"])
        changes = _differences(tallies, _tallies(act))
        add_to_counters(roll_up(act.moves.season, changes))

    def traces(self, moving: Moving, kept: Kept) -> Sequence[Trace]:
        """Nothing beyond the congresses themselves."""
        return ()


def _of_congress(
    row: NewDays, steps: Mapping[str, Step], before: Frame, after: Frame, moves: Moves
) -> list[Touched]:
    congress = row.congress
    unit = congress.season_unit
    old, new = outline_in(before, congress), outline_in(after, congress)
    new = new.moved(opens_on=row.starts_on, closes_on=row.ends_on)
    url = reverse("season:move", args=[congress.pk])
    found = [
        Touched(
            subject=f"congress:{congress.pk}",
            congress_id=congress.pk,
            what=_("day of the congress"),
            was=_span(congress.starts_on, congress.ends_on),
            becomes=_span(row.starts_on, row.ends_on),
            url=url,
        )
    ]
    try:
        must_be_days(moves.season, unit, row.starts_on, row.ends_on)
    except DomainError as refused:
        return [*found, _line(congress, str(refused), Weight.FORBIDS)]
    found += [
        Touched(
            subject=f"step:{steps[one.key].pk}",
            congress_id=congress.pk,
            what=str(one.name),
            was=day(one.old_due_on),
            becomes=day(one.new_due_on),
            url=reverse("season:step", args=[steps[one.key].pk]),
        )
        for one in step_moves(congress, steps, new)
    ]
    own = Gathering(unit=str(unit.pk), opens_on=congress.starts_on, closes_on=congress.ends_on)
    broken = breaks_of(congress, steps, old, new, today=moves.today, own=own)
    return found + [_line(congress, one.text, Weight.BREAKS) for one in broken]


def _line(congress: Congress, text: str, weight: Weight) -> Touched:
    subject = f"congress:{congress.pk}"
    return Touched(subject=subject, congress_id=congress.pk, what=text, weight=weight)


def _span(first: Any, last: Any) -> str:
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def _changed_congress(row: Congress, name: str) -> str:
    if row.held_on is not None:
        return _("%(unit)s held its congress on %(on)s") % {"unit": name, "on": day(row.held_on)}
    return _("%(unit)s stands on %(on)s now") % {"unit": name, "on": day(row.starts_on)}


def _delete(model: Any, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), CHUNK):
        model.objects.filter(pk__in=ids[start : start + CHUNK]).delete()


def _tallies(act: Act) -> list[tuple[int, Tally]]:
    """What each congress of the act contributes as it is in the database now."""
    rows = list(Congress.objects.filter(pk__in=act.moves.ids).select_related("season_unit"))
    steps = steps_by_congress(act.moves.ids)
    return [
        (row.season_unit_id, tally_of(row, steps[row.pk].values(), procedure_of(row)))
        for row in rows
    ]


def _differences(
    before: Sequence[tuple[int, Tally]], after: Sequence[tuple[int, Tally]]
) -> list[tuple[int, Tally]]:
    old = dict(before)
    return [(unit_id, difference(old[unit_id], tally)) for unit_id, tally in after]


moving_part(_Days())
