"""What the congress page shows of the safety side: posts, shifts and what is still open."""

from dataclasses import dataclass

from django.db.models import Sum

from muster.duty.models import OpenPlace, Plan, Roster, Shift
from muster.season.models import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """Figures of one event's plan, as its own page counts them: shifts of vehicles stand apart.

    open_places is None while no roster covers it.
    """

    plan: Plan
    posts: int
    shifts: int
    head_count: int
    open_places: int | None
    roster: Roster | None


def of_event(event: Event | None) -> Safety | None:
    """The plan of *event* with its newest roster, published before drafts; None without one."""
    plan = Plan.objects.filter(event=event).first() if event else None
    if plan is None:
        return None
    shifts = Shift.objects.filter(post__plan=plan, withdrawn_at=None)
    people = shifts.filter(of_vehicles=False)
    roster = (
        Roster.objects.filter(
            assignments__shift__post__plan=plan,
            state__in=(Roster.State.PUBLISHED, Roster.State.DRAFT),
        )
        .order_by("-state", "-number")
        .first()
    )
    open_rows = OpenPlace.objects.filter(roster=roster, shift__post__plan=plan)
    return Safety(
        plan=plan,
        posts=shifts.values("post").distinct().count(),
        shifts=people.count(),
        head_count=people.aggregate(n=Sum("head_count"))["n"] or 0,
        open_places=(open_rows.aggregate(n=Sum("missing"))["n"] or 0) if roster else None,
        roster=roster,
    )
