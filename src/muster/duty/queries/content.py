"""What is signed of a plan and of a roster: their whole content as lines that people can read."""

from collections.abc import Sequence

from django.utils import timezone

from muster.duty.models import Assignment, Plan, Roster, Shift, StandingDuty, StandingRoster
from muster.duty.queries.changing import change_texts
from muster.duty.queries.naming import vehicle_name
from muster.season.registry import Part


def roster_parts(roster: Roster) -> dict[str, Part]:
    """The content of a roster. Posts stand by their numbers: a new name changes nobody's duty."""
    rows = (
        Assignment.objects.filter(roster=roster)
        .select_related("shift__post__plan__event", "officer__person", "vehicle")
        .order_by("shift__starts_at", "shift__post__plan__event", "shift__post__number", "pk")
    )
    people: list[Sequence[str | int]] = []
    vehicles: list[Sequence[str | int]] = []
    for row in rows:
        if row.officer is not None:
            person = row.officer.person
            people.append([*_where(row.shift), person.number, person.name])
        elif row.vehicle is not None:
            vehicles.append([*_where(row.shift), vehicle_name(row.vehicle)])
    return {
        "window": [[_said(roster, "starts_at"), _said(roster, "ends_at")]],
        "people": sorted(people, key=_key),
        "vehicles": sorted(vehicles, key=_key),
        "easings": [[text] for text in change_texts(roster, roster.easings)],
    }


def standing_parts(roster: StandingRoster) -> dict[str, Part]:
    """The content of a standing roster: its days, and who serves from when to when."""
    rows = roster.duties.select_related("officer__person").order_by("starts_at", "pk")
    people: list[Sequence[str | int]] = [
        [
            roster.post.name,
            f"{_said(row, 'starts_at')} – {_said(row, 'ends_at')}",
            row.officer.person.number,
            row.officer.person.name,
        ]
        for row in rows
    ]
    return {
        "window": [[roster.starts_on.isoformat(), roster.ends_on.isoformat()]],
        "people": sorted(people, key=_key),
    }


def plan_parts(plan: Plan) -> dict[str, Part]:
    """The content of a plan: posts, their shifts, their orders; withdrawn shifts are gone."""
    posts = list(plan.posts.order_by("number"))
    shifts = Shift.objects.filter(post__plan=plan, withdrawn_at=None).select_related("post")
    return {
        "posts": [
            [one.number, one.name, one.ring, _place(one.lat), _place(one.lon)] for one in posts
        ],
        "shifts": sorted((_demand(one) for one in shifts), key=_key),
        "orders": [
            [one.number, place, text]
            for one in posts
            for place, text in enumerate(one.orders, start=1)
        ],
    }


def _where(shift: Shift) -> list[str | int]:
    event = shift.post.plan.event
    hours = f"{_said(shift, 'starts_at')} – {_said(shift, 'ends_at')}"
    return [event.name, shift.post.number, hours]


def _demand(shift: Shift) -> list[str | int]:
    return [
        shift.post.number,
        _said(shift, "starts_at"),
        _said(shift, "ends_at"),
        shift.head_count,
        ", ".join(shift.skills),
        shift.min_rank,
        ", ".join(map(str, shift.own_units)),
        _place(shift.max_km),
        shift.crew,
    ]


def _said(row: Roster | Shift | StandingDuty, field: str) -> str:
    return (
        f"{timezone.localtime(getattr(row, field), timezone.get_default_timezone()):%d/%m/%Y %H:%M}"
    )


def _place(value: float | None) -> str:
    return "" if value is None else f"{value:.5f}".rstrip("0").rstrip(".")


def _key(line: Sequence[str | int]) -> tuple[str, ...]:
    return tuple(f"{cell:06}" if isinstance(cell, int) else cell for cell in line)
