"""What one roster changes against another, person by person."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from muster.duty.models import Assignment, Roster, Shift
from muster.duty.queries.naming import shift_name
from muster.duty.queries.people import Crowd


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One person: which duties are new and which are gone. phone: to tell them."""

    officer_id: int
    name: str
    phone: str
    added: list[str]
    removed: list[str]


Duties = Mapping[int, frozenset[int]]


def duties_of(roster: Roster) -> Duties:
    """By officer id, the shifts they hold in a roster."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Assignment.objects.filter(roster=roster, officer__isnull=False)
    for officer_id, shift_id in rows.values_list("officer_id", "shift_id"):
        found[officer_id or 0].add(shift_id)
    return {officer_id: frozenset(shifts) for officer_id, shifts in found.items()}


def change_lines(new: Duties, old: Duties, *, crowd: Crowd) -> list[ChangeLine]:
    """Everybody whose duty differs, in the order of their names. crowd: of both rosters."""
    differing = [pk for pk in new.keys() | old.keys() if new.get(pk) != old.get(pk)]
    none: frozenset[int] = frozenset()
    wanted = {shift for pk in differing for shift in new.get(pk, none) ^ old.get(pk, none)}
    names = {
        shift.pk: f"{shift_name(shift)} · {shift.post.plan.event.name}"
        for shift in Shift.objects.filter(pk__in=wanted).select_related("post__plan__event")
    }
    known = sorted(
        (pk for pk in differing if pk in crowd.officers),
        key=lambda pk: crowd.officers[pk].person.sort_key,
    )
    return [
        ChangeLine(
            officer_id=pk,
            name=crowd.full(pk),
            phone=crowd.officers[pk].person.phone,
            added=sorted(names[s] for s in new.get(pk, none) - old.get(pk, none)),
            removed=sorted(names[s] for s in old.get(pk, none) - new.get(pk, none)),
        )
        for pk in known
    ]
