"""The roster as a workbook: who stands where, how many hours, what is open and why."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from muster.duty.models import Assignment, OpenPlace, Roster, Shift
from muster.duty.queries.load import HOUR_MIN, loads_of
from muster.duty.queries.naming import day_name, hours, post_name, vehicle_name
from muster.duty.queries.people import Crowd, crowd_of
from muster.duty.queries.reasons import open_lines
from muster.duty.queries.windows import shifts_of
from muster.packs import Pack
from muster.shell.xlsx import Sheet


def roster_sheets(
    roster: Roster, *, pack: Pack, shifts: QuerySet[Shift], places: QuerySet[OpenPlace]
) -> list[Sheet]:
    """Three sheets of what the reader may see. shifts, places: those in scope."""
    people = crowd_of(roster, pack=pack)
    return [
        _duties(roster, people, shifts_of(roster) & shifts),
        _hours(roster, people),
        _open(places, people),
    ]


def _duties(roster: Roster, people: Crowd, shifts: QuerySet[Shift]) -> Sheet:
    rows = (
        Assignment.objects.filter(roster=roster, shift__in=shifts)
        .select_related("shift__post__plan__event__venue", "vehicle")
        .order_by("shift__starts_at", "shift__post__plan__event", "shift__post__number")
    )
    heads = [
        *(_("Event"), _("Venue"), _("Post"), _("Day"), _("Hours")),
        *(_("Full name"), _("Unit"), _("Phone")),
    ]
    return Sheet(title=_("Duties"), heads=heads, rows=[_duty(row, people) for row in rows])


def _duty(row: Assignment, people: Crowd) -> tuple[str, ...]:
    shift, event = row.shift, row.shift.post.plan.event
    officer = people.officers.get(row.officer_id or 0)
    if officer is not None:
        unit = people.units.get(officer.unit_id, "")
        who = (people.full(officer.pk), unit, officer.person.phone)
    else:
        who = (vehicle_name(row.vehicle) if row.vehicle is not None else "", "", "")
    return (
        event.name,
        event.venue.name if event.venue is not None else "",
        post_name(shift.post),
        day_name(shift.starts_at),
        hours(shift.starts_at, shift.ends_at),
        *who,
    )


def _hours(roster: Roster, people: Crowd) -> Sheet:
    loads = loads_of(roster, limit_min=people.pack.duty.max_minutes_week)
    rows = [
        (
            people.full(load.officer_id),
            people.units.get(people.officers[load.officer_id].unit_id, ""),
            load.total_min / HOUR_MIN,
            load.busiest_min / HOUR_MIN,
        )
        for load in loads.every
    ]
    heads = [_("Full name"), _("Unit"), _("Hours in all"), _("Hours of the fullest week")]
    return Sheet(title=_("Hours"), heads=heads, rows=rows)


def _open(places: QuerySet[OpenPlace], people: Crowd) -> Sheet:
    lines = open_lines(places, pack=people.pack, names=people.names, units=people.lenders)
    heads = [_("Event"), _("Post"), _("Day and hours"), _("Lacks"), _("Why"), _("What would help")]
    rows = [
        (line.event, line.post, line.when, line.needs, line.why, line.help_text) for line in lines
    ]
    return Sheet(title=_("Open places"), heads=heads, rows=rows)
