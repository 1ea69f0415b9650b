"""Grades of documents: for which of them this installation is approved, and what it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from muster.packs import Grade, Held, Pack
from muster.season.bridge import pack_of
from muster.season.models import GradeApproval, Season
from muster.season.registry.held import HeldSource, held_sources

SHOWN: Final = 50


def approval_for(pack: Pack, grade: Grade) -> GradeApproval | None:
    """The approval that stands for a grade, whether or not its last day is past."""
    rows = GradeApproval.objects.filter(pack=pack.key, grade=grade.key, ended_at=None)
    return rows.first()


def may_hold(pack: Pack, grade: Grade, *, on: date) -> bool:
    """Whether this installation may take texts and files of a grade on a day."""
    if grade.held is not Held.APPROVED:
        return grade.held is Held.ALWAYS
    approval = approval_for(pack, grade)
    return approval is not None and approval.approved_on <= on <= approval.valid_until


def grade_choices(pack: Pack, *, on: date) -> tuple[list[tuple[str, str]], frozenset[str]]:
    """The grades of a pack by name, from the most open, and which of them are held on a day."""
    held = frozenset(one.key for one in pack.grades.values() if may_hold(pack, one, on=on))
    return [(key, str(one.name)) for key, one in pack.grades.items()], held


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """How much of a grade one source holds; rows: the first of it."""

    source: HeldSource
    count: int
    rows: Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeLine:
    """One grade with its approval and what is held of it. may_hold: on the day asked about."""

    grade: Grade
    approval: GradeApproval | None
    may_hold: bool
    held: Sequence[HeldLine]

    @property
    def count(self) -> int:
        """How many things are held of it."""
        return sum(line.count for line in self.held)

    @property
    def is_excess(self) -> bool:
        """Whether something is held that may not be."""
        return not self.may_hold and self.count > 0

    @property
    def is_lapsed(self) -> bool:
        """Whether an approval stands whose last day is past."""
        return self.approval is not None and not self.may_hold


def grade_lines(season: Season, *, on: date) -> list[GradeLine]:
    """The grades of a season's pack that are not held as a matter of course, most open first.

    Counts go over all seasons under the pack: the approval is the installation's.
    """
    pack = pack_of(season)
    return [
        GradeLine(
            grade=grade,
            approval=approval_for(pack, grade),
            may_hold=may_hold(pack, grade, on=on),
            held=[_held(source, pack, grade) for source in held_sources()],
        )
        for grade in pack.grades.values()
        if grade.held is not Held.ALWAYS
    ]


def _held(source: HeldSource, pack: Pack, grade: Grade) -> HeldLine:
    rows = held_rows(source, pack, grade)
    count = rows.count()
    return HeldLine(source=source, count=count, rows=list(rows[:SHOWN]) if count else [])


def held_rows(source: HeldSource, pack: Pack, grade: Grade) -> QuerySet[Any]:
    """What one source holds of a grade."""
    marked = {source.grade: grade.key, f"{source.unit}__season__pack": pack.key}
    rows: QuerySet[Any] = source.holding().filter(**marked).order_by("pk")
    return rows


def past_approvals(season: Season) -> QuerySet[GradeApproval]:
    """Approvals under a season's pack that were taken back, the newest first."""
    rows = GradeApproval.objects.filter(pack=season.pack, ended_at__isnull=False)
    return rows.order_by("-ended_at")[:SHOWN]
