"""Own staff by name or service number: whoever serves in the force that an account reaches."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet

from muster.control.models import ControlRoom, Team
from muster.duty.models import Assignment, Officer
from muster.tree.names import search_key
from muster.tree.scope import scope

MOST: Final = 50
NEAR: Final = 4


def staff_for(account: Any, room: ControlRoom) -> QuerySet[Officer]:
    """The officers that an account reaches, and those whom a roster puts on the room's posts."""
    posts = Team.objects.filter(room=room, post__isnull=False).values("post")
    placed = Assignment.objects.filter(shift__post__in=posts, officer__isnull=False)
    reached = scope(account, Officer).values("pk")
    rows = Officer.objects.filter(Q(pk__in=reached) | Q(pk__in=placed.values("officer")))
    return rows.select_related("person").order_by("person__sort_key")


def officers_named(rows: QuerySet[Officer], text: str) -> list[Officer]:
    """Those whom a name, a service number or "name (number)" names; one if it is clear."""
    typed = search_key(text.replace("(", " ").replace(")", " "))
    if not typed:
        return []
    number = Q(person__number__iexact=text.strip())
    hits = list(rows.filter(number | Q(person__search_key__startswith=typed))[:MOST])
    exact = [one for one in hits if typed in _ways(one)]
    return exact or hits


def _ways(officer: Officer) -> tuple[str, ...]:
    person = officer.person
    return (
        search_key(person.name),
        search_key(person.number),
        search_key(f"{person.name} {person.number}"),
        person.search_key,
    )


def officers_near(rows: QuerySet[Officer], text: str) -> Sequence[str]:
    """Names that hold what was typed, with their numbers, for the refusal."""
    typed = search_key(text)
    if not typed:
        return ()
    return [written(one) for one in rows.filter(person__search_key__contains=typed)[:NEAR]]


def written(officer: Officer) -> str:
    """As it is picked and typed."""
    return f"{officer.person.name} ({officer.person.number})"
