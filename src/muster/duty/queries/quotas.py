"""Quotas as pages and papers show them: what is asked of whom, who was named, what is owed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from muster.duty.models import Naming, Officer, Quota, Split
from muster.duty.queries.naming import day_and_hours, day_name, full_name, post_name
from muster.duty.queries.people import unit_names
from muster.duty.queries.reasons import skill_names
from muster.packs import Pack
from muster.shell.formats import figure

HOUR_MIN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """What one unit was asked for and what it returned. named: accepted names."""

    unit_id: int
    name: str
    asked: int
    named: int
    refused: int

    @property
    def owed(self) -> int:
        """Names still missing."""
        return max(0, self.asked - self.named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One accepted name of a quota line."""

    naming_id: int
    name: str
    number: str
    team: str
    is_leader: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaLine:
    """One line of a unit: so many people for one shift."""

    quota: Quota
    when: str
    post: str
    event: str
    skills: str
    rank: str
    named: Sequence[Named] = field(default=())

    @property
    def owed(self) -> int:
        """Names still missing on this line."""
        return max(0, self.quota.head_count - len(self.named))


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """One refused name with the rule that said no."""

    who: str
    where: str
    why: str


def unit_lines(split: Split, quotas: QuerySet[Quota]) -> list[UnitLine]:
    """Units in the order of what they owe. quotas: those the reader may see. Four queries."""
    asked = dict(
        quotas.filter(split=split)
        .order_by()
        .values_list("unit")
        .annotate(asked=Sum("head_count"))
        .values_list("unit", "asked")
    )
    named: Counter[int] = Counter()
    refused: Counter[int] = Counter()
    for unit_id, code in Naming.objects.filter(split=split, unit__in=asked).values_list(
        "unit", "code"
    ):
        (refused if code else named)[unit_id] += 1
    names = unit_names(asked)
    rows = [
        UnitLine(
            unit_id=unit_id,
            name=names.get(unit_id, ""),
            asked=count,
            named=named[unit_id],
            refused=refused[unit_id],
        )
        for unit_id, count in asked.items()
    ]
    return sorted(rows, key=lambda row: (-row.owed, row.name))


def quota_lines(split: Split, unit_id: int, *, pack: Pack) -> list[QuotaLine]:
    """What one unit is asked for, in the order of time. Two queries."""
    named: dict[int, list[Named]] = defaultdict(list)
    rows = Naming.objects.filter(split=split, unit=unit_id, code="", officer__isnull=False)
    for row in rows.select_related("officer__person").order_by("team", "-is_leader", "pk"):
        person = row.officer.person if row.officer is not None else None
        if person is not None and row.shift_id is not None:
            named[row.shift_id].append(
                Named(
                    naming_id=row.pk,
                    name=full_name(person, pack=pack),
                    number=person.number,
                    team=row.team,
                    is_leader=row.is_leader,
                )
            )
    ranks = {rank.level: str(rank.label) for rank in reversed(list(pack.ranks.values()))}
    quotas = split.quotas.filter(unit=unit_id).select_related("shift__post__plan__event")
    return [
        QuotaLine(
            quota=quota,
            when=day_and_hours(quota.shift.starts_at, quota.shift.ends_at),
            post=post_name(quota.shift.post),
            event=quota.shift.post.plan.event.name,
            skills=skill_names(quota.shift.skills, pack=pack),
            rank=ranks.get(quota.shift.min_rank, ""),
            named=named[quota.shift_id],
        )
        for quota in quotas.order_by("shift__starts_at", "shift__post__number", "pk")
    ]


def by_day(lines: Sequence[QuotaLine]) -> list[tuple[str, str]]:
    """What a unit is asked for, by day: the day, and each skill with its head count."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        found[day_name(line.quota.shift.starts_at)][line.skills] += line.quota.head_count
    return [
        (day, ", ".join(f"{skills or '–'} {count}" for skills, count in counts.most_common()))
        for day, counts in found.items()
    ]


def refused_lines(split: Split, unit_id: int, *, pack: Pack) -> list[RefusedLine]:
    """Names of a unit that were refused, with the reason."""
    rows = (
        Naming.objects.filter(split=split, unit=unit_id)
        .exclude(code="")
        .select_related("officer__person", "shift__post")
    )
    return [
        RefusedLine(
            who=full_name(row.officer.person, pack=pack) if row.officer else row.written,
            where=""
            if row.shift is None
            else f"{post_name(row.shift.post)}, "
            f"{day_and_hours(row.shift.starts_at, row.shift.ends_at)}",
            why=why_refused(row.code, row.data),
        )
        for row in rows
    ]


def own_force(unit_ids: Sequence[int]) -> QuerySet[Officer]:
    """The officers that a unit and the units below it may name."""
    return (
        Officer.objects.filter(unit__in=unit_ids, is_available=True, person__is_active=True)
        .select_related("person")
        .order_by("person__sort_key")
    )


def why_refused(code: str, data: Mapping[str, Any]) -> str:
    """The sentence of a refusal."""
    said = _REFUSED.get(code)
    if said is None:
        return code
    written = {
        key: figure(value / HOUR_MIN) if key.endswith("_min") else value
        for key, value in data.items()
        if not isinstance(value, bool)
    }
    try:
        return said() % written
    except KeyError:
        return said().partition(":")[0]


_REFUSED: dict[str, Callable[[], str]] = {
    "unknown_post": lambda: _("there is no such shift in the request"),
    "unknown_person": lambda: _("nobody of the force has this number"),
    "other_unit": lambda: _("belongs to another unit"),
    "not_asked": lambda: _("the unit is not asked for this shift"),
    "quota_full": lambda: _("the unit has named enough people for this shift"),
    "named_twice": lambda: _("is named twice for this shift"),
    "post_full": lambda: _("the shift has all its people"),
    "lacks_skill": lambda: _("lacks a skill that the post asks for"),
    "rank_too_low": lambda: _("has too low a rank for the post"),
    "unit_not_asked": lambda: _("the post asks for officers of other units"),
    "too_far": lambda: _("lives too far away"),
    "unavailable": lambda: _("is absent then"),
    "travel_too_short": lambda: _("could not get there from the other shift in time"),
    "no_rest": lambda: _("would not get the rest that is due"),
    "span_too_long": lambda: _("would be on duty for too long without rest"),
    "total_hours": lambda: _("would pass the hours allowed in all"),
    "week_hours": lambda: _("would pass the hours allowed a week"),
    "days_in_a_row": lambda: _("would be on duty too many days in a row"),
    "team_unknown": lambda: _("there is no such team"),
    "team_incomplete": lambda: _("the team does not come whole"),
    "team_without_leader": lambda: _("the team comes without its leader"),
    "team_member_refused": lambda: _("another member of the team was refused"),
}
