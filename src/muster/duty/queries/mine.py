"""One's own duty: what the rosters in force ask of an officer."""

from datetime import datetime

from django.db.models import QuerySet

from muster.duty.models import Assignment, Officer, Roster
from muster.duty.queries.orders import PersonSheet, Sheet, Watch, person_sheet
from muster.tree.models import Account


def own_officer(account: Account) -> Officer | None:
    """The officer that an account's person is, if any."""
    if account.person_id is None:
        return None
    return Officer.objects.select_related("person").filter(person=account.person_id).first()


def sheets_ahead(officer: Officer, *, now: datetime) -> list[PersonSheet]:
    """What is still to come for an officer, one sheet for each roster in force."""
    rosters = (
        Roster.objects.filter(
            state=Roster.State.PUBLISHED,
            assignments__officer=officer,
            assignments__shift__ends_at__gt=now,
        )
        .distinct()
        .select_related("season")
        .order_by("starts_at")
    )
    return [person_sheet(roster, officer, since=now) for roster in rosters]


def next_watch(sheets: list[PersonSheet]) -> tuple[Sheet, Watch] | None:
    """The duty that is on, or comes first."""
    every = [(duty, watch) for sheet in sheets for duty in sheet.duties for watch in duty.watches]
    return min(every, key=lambda pair: pair[1].starts_at, default=None)


def duties_in_force(officer: Officer) -> QuerySet[Assignment]:
    """Every assignment of an officer in a roster in force, in the order of time."""
    return (
        Assignment.objects.filter(officer=officer, roster__state=Roster.State.PUBLISHED)
        .select_related("shift__post__plan__event__venue", "roster")
        .order_by("shift__starts_at")
    )
