"""Teams, how much lies with each of their members, and what is past its day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import BooleanField, Count, ExpressionWrapper, Min, Q, QuerySet
from django.utils.translation import pgettext_lazy

from muster.office.queries.staff import staff_of
from muster.papers.models import (
    Appraisal,
    AppraisalState,
    AppraisalTeam,
    Assignment,
    TeamMember,
)
from muster.season.models import SeasonUnit
from muster.season.queries import season_in_focus
from muster.tree.models import Account, Person
from muster.tree.scope import scope

TEAM_WORDS: Final = {
    "team.founded": pgettext_lazy("team", "founded"),
    "team.changed": pgettext_lazy("team", "changed"),
    "team.ended": pgettext_lazy("team", "ended"),
}
MOST_SHOWN: Final = 200
# A sheet counts as work until it is handed in; the answers to points until they are checked.
OPEN: Final = Q(ended_at__isnull=True) & (
    Q(submitted_at__isnull=True, appraisal__state=AppraisalState.SCORING)
    | Q(appraisal__state=AppraisalState.CHECKING)
)


def teams_of(account: Account, choice: str = "") -> QuerySet[AppraisalTeam]:
    """The teams of the season in scope, with how many appraise in them and what lies open."""
    rows = scope(account, AppraisalTeam).filter(season_unit__season=season_in_focus())
    if choice != "all":
        rows = rows.filter(ended_at__isnull=choice != "ended")
    return rows.select_related("season_unit__season", "head").annotate(
        size=Count("members", filter=Q(members__ended_at__isnull=True), distinct=True),
        open_count=Count(
            "appraisals", filter=~Q(appraisals__state=AppraisalState.ENDED), distinct=True
        ),
        ended_count=Count(
            "appraisals", filter=Q(appraisals__state=AppraisalState.ENDED), distinct=True
        ),
    )


def standing_members(team: AppraisalTeam) -> QuerySet[TeamMember]:
    """Who appraises in a team now."""
    rows = team.members.filter(ended_at__isnull=True)
    return rows.select_related("person__unit").order_by("person__sort_key")


def is_late(today: date) -> Q:
    """The condition on assignments that should have been done."""
    return OPEN & Q(submitted_at__isnull=True, due_on__lt=today)


def assignments_of(account: Account, *, choice: str, today: date) -> QuerySet[Assignment]:
    """What members of the season's teams have to appraise, or had."""
    rows = scope(account, Assignment).filter(appraisal__team__season_unit__season=season_in_focus())
    chosen = {
        "late": is_late(today),
        "done": Q(ended_at__isnull=True, submitted_at__isnull=False),
        "taken": Q(ended_at__isnull=False),
        "all": Q(),
    }.get(choice, OPEN)
    joined = rows.filter(chosen).select_related(
        "person",
        "appraisal__team",
        "appraisal__dossier__congress__season_unit__season",
    )
    return joined.annotate(is_late=ExpressionWrapper(is_late(today), output_field=BooleanField()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What lies with one appraiser. open: sheets and checks to do; done: sheets handed in."""

    person: Person
    unit: str
    open: int = 0
    late: int = 0
    done: int = 0
    next_due_on: date | None = None


def loads_of(account: Account, *, today: date) -> list[Load]:
    """The appraisers of the season in scope, those with the most to do first: four queries."""
    season = season_in_focus()
    members = scope(account, TeamMember).filter(
        team__season_unit__season=season, ended_at__isnull=True
    )
    mine = scope(account, Assignment).filter(
        appraisal__team__season_unit__season=season, ended_at__isnull=True
    )
    counted = {
        one["person"]: one
        for one in mine.order_by()
        .values("person")
        .annotate(
            open=Count("pk", filter=OPEN),
            late=Count("pk", filter=is_late(today)),
            done=Count("pk", filter=Q(submitted_at__isnull=False)),
            next_due_on=Min("due_on", filter=OPEN),
        )
    }
    keys = {*members.values_list("person", flat=True), *counted}
    persons = list(Person.objects.filter(pk__in=keys).order_by("sort_key"))
    units = dict(
        SeasonUnit.objects.filter(
            season=season, unit__in={one.unit_id for one in persons}
        ).values_list("unit", "name")
    )
    found = [_load(one, units.get(one.unit_id, ""), counted.get(one.pk)) for one in persons]
    return sorted(found, key=lambda one: (-one.late, -one.open))


def _load(person: Person, unit: str, counted: Mapping[str, Any] | None) -> Load:
    if counted is None:
        return Load(person=person, unit=unit)
    figures = {key: value for key, value in counted.items() if key != "person"}
    return Load(person=person, unit=unit, **figures)


def open_of(persons: Sequence[Person]) -> dict[int, int]:
    """How much lies with each of some persons, by id: one query."""
    groups = (
        Assignment.objects.filter(OPEN, person__in=persons)
        .order_by()
        .values("person")
        .annotate(n=Count("pk"))
    )
    return {one["person"]: one["n"] for one in groups}


def appraisals_of(team: AppraisalTeam) -> QuerySet[Appraisal]:
    """What a team has taken, the latest first."""
    rows = team.appraisals.select_related("dossier__congress__season_unit")
    return rows.order_by("ended_at", "-taken_at")[:MOST_SHOWN]


def appraisers_near(unit: SeasonUnit) -> list[str]:
    """Own staff of a unit and below who can sign in, as one types them without doubt."""
    rows = staff_of(unit).filter(account__is_active=True).order_by("sort_key")
    return [
        f"{name} ({number})" for name, number in rows.values_list("name", "number")[:MOST_SHOWN]
    ]
