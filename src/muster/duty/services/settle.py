"""Open places and counters of a roster follow its assignments, inside the caller's transaction."""

from collections.abc import Iterable

from django.db.models import Count, F, Q, QuerySet

from muster.duty.models import OpenPlace, Roster, Shift
from muster.duty.queries.windows import shifts_of


def settle(roster: Roster) -> None:
    """Make the open places say what the assignments say, keep known reasons, count anew."""
    filled = Count("assignments", filter=Q(assignments__roster=roster))
    short = {
        shift.pk: shift.head_count - shift.filled
        for shift in shifts_of(roster).annotate(filled=filled).filter(filled__lt=F("head_count"))
    }
    known = {place.shift_id: place for place in roster.open_places.all()}
    roster.open_places.exclude(shift__in=short).delete()
    OpenPlace.objects.bulk_create(
        OpenPlace(roster=roster, shift_id=pk, missing=missing)
        for pk, missing in short.items()
        if pk not in known
    )
    differing = [known[pk] for pk in short if pk in known and known[pk].missing != short[pk]]
    for place in differing:
        place.missing, place.kind, place.officers = short[place.shift_id], "", []
        place.opening = {}
    OpenPlace.objects.bulk_update(differing, ("missing", "kind", "officers", "opening"))
    count(roster)


def count(roster: Roster) -> None:
    """Store how many shifts the window has and how many are open; a crew is one shift."""
    roster.shifts_total = distinct_shifts(shifts_of(roster))
    roster.shifts_open = distinct_shifts(shifts_of(roster).filter(open_places__roster=roster))
    roster.save(update_fields=("shifts_total", "shifts_open"))


def distinct_shifts(shifts: QuerySet[Shift]) -> int:
    """Shifts as people count them: a vehicle and its people at one post and hour are one."""
    return shifts.order_by().values("post", "starts_at").distinct().count()


def settle_around(shift_ids: Iterable[int]) -> None:
    """Settle every draft and every roster in force whose window holds one of these shifts."""
    starts = Shift.objects.filter(pk__in=list(shift_ids)).values_list(
        "post__plan__event__season_id", "starts_at"
    )
    touched: set[int] = set()
    for season_id, starts_at in set(starts):
        touched.update(
            Roster.objects.filter(
                season_id=season_id, starts_at__lte=starts_at, ends_at__gt=starts_at
            )
            .exclude(state=Roster.State.SUPERSEDED)
            .values_list("pk", flat=True)
        )
    for roster in Roster.objects.filter(pk__in=touched):
        settle(roster)
