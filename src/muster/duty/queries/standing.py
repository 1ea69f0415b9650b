"""A standing roster as its sheet: people by days, the cover under them, what is short or broken."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from muster.duty.models import Officer, StandingRequest, StandingRoster
from muster.duty.queries.naming import full_name
from muster.duty.queries.people import unit_names
from muster.duty.queries.standing_shifts import kind_of, pack_of, shifts_of_post
from muster.packs import Pack
from muster.packs.schema import StandingShift

SATURDAY = 5
HOUR_MIN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHead:
    """A column of the sheet."""

    day: date
    is_weekend: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One day of one officer: a letter, or nothing on a day off.

    wish: "met" or "unmet" where the officer asked for something on that day.
    """

    day: date
    letter: str = ""
    shift: str = ""
    title: str = ""
    is_weekend: bool = False
    is_locked: bool = False
    wish: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One officer: their days, hours in all, shifts, weekends with a shift."""

    officer_id: int
    name: str
    unit: str
    group: str
    cells: Sequence[Cell]
    hours: float
    shifts: int
    weekends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverCell:
    """How many hold a shift on a day against how many are wanted."""

    held: int
    need: int
    is_weekend: bool

    @property
    def short(self) -> int:
        """How many are missing."""
        return max(0, self.need - self.held)

    @property
    def over(self) -> int:
        """How many are too many."""
        return max(0, self.held - self.need)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverLine:
    """The cover of one shift over all days."""

    shift: StandingShift
    cells: Sequence[CoverCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class WishLine:
    """A request with what became of it."""

    request: StandingRequest
    name: str
    text: str
    is_met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DutySheet:
    """The whole sheet."""

    heads: Sequence[DayHead]
    lines: Sequence[Line]
    cover: Sequence[CoverLine]
    wishes: Sequence[WishLine]
    shifts: Sequence[StandingShift]
    names: Mapping[int, str]

    @property
    def needed(self) -> int:
        """Places wanted in all."""
        return sum(cell.need for line in self.cover for cell in line.cells)

    @property
    def short(self) -> int:
        """Places without anybody."""
        return sum(cell.short for line in self.cover for cell in line.cells)

    @property
    def over(self) -> int:
        """People beyond what is wanted."""
        return sum(cell.over for line in self.cover for cell in line.cells)

    @property
    def filled(self) -> int:
        """Places that are held."""
        return self.needed - self.short

    @property
    def met(self) -> int:
        """Requests that are met."""
        return sum(line.is_met for line in self.wishes)

    @property
    def short_days(self) -> int:
        """Days on which somebody is missing."""
        columns = zip(*(line.cells for line in self.cover), strict=True)
        return sum(any(cell.short for cell in column) for column in columns)

    def part(self, *, days: slice, people: slice) -> "DutySheet":
        """What one page shows of it; the verdict is that of the whole."""
        return replace(
            self,
            heads=self.heads[days],
            lines=[replace(line, cells=line.cells[days]) for line in self.lines[people]],
            cover=[replace(line, cells=line.cells[days]) for line in self.cover],
        )


def sheet_of(roster: StandingRoster) -> DutySheet:
    """The sheet with a handful of queries, whatever its size."""
    pack = pack_of(roster)
    shifts = shifts_of_post(roster, pack=pack)
    held = {(row.officer_id, row.day): row for row in roster.duties.all()}
    members = list(roster.members.select_related("officer__person"))
    wishes = _wishes(roster, {key: row.shift for key, row in held.items()}, pack=pack)
    by_cell: dict[tuple[int, date], str] = {}
    for wish in wishes:
        key = (wish.request.officer_id, wish.request.day)
        by_cell[key] = "met" if wish.is_met and by_cell.get(key) != "unmet" else "unmet"
    units = unit_names(member.officer.unit_id for member in members)
    lines = []
    for member in members:
        cells = []
        for day in roster.dates:
            row = held.get((member.officer_id, day))
            shift = pack.standing_shifts[row.shift] if row is not None else None
            cells.append(
                Cell(
                    day=day,
                    letter=str(shift.letter) if shift is not None else "",
                    shift=shift.key if shift is not None else "",
                    title=str(shift.name) if shift is not None else "",
                    is_weekend=day.weekday() >= SATURDAY,
                    is_locked=row is not None and row.is_locked,
                    wish=by_cell.get((member.officer_id, day), ""),
                )
            )
        lines.append(_line(member.officer, cells, pack=pack, units=units, group=member.group))
    return DutySheet(
        heads=[DayHead(day=day, is_weekend=day.weekday() >= SATURDAY) for day in roster.dates],
        lines=lines,
        cover=_cover(roster, shifts, Counter((row.day, row.shift) for row in held.values())),
        wishes=wishes,
        shifts=shifts,
        names={line.officer_id: line.name for line in lines},
    )


def _line(
    officer: Officer,
    cells: Sequence[Cell],
    *,
    pack: Pack,
    units: Mapping[int, str],
    group: str,
) -> Line:
    worked = [cell for cell in cells if cell.shift]
    minutes = sum(pack.standing_shifts[cell.shift].length_min for cell in worked)
    return Line(
        officer_id=officer.pk,
        name=full_name(officer.person, pack=pack),
        unit=units.get(officer.unit_id, ""),
        group=str(pack.standing_groups[group].label),
        cells=cells,
        hours=minutes / HOUR_MIN,
        shifts=len(worked),
        weekends=len({cell.day.isocalendar()[:2] for cell in worked if cell.is_weekend}),
    )


def _cover(
    roster: StandingRoster, shifts: Sequence[StandingShift], held: Counter[tuple[date, str]]
) -> list[CoverLine]:
    needs = {(row.day, row.shift): row.need for row in roster.needs.all()}
    return [
        CoverLine(
            shift=shift,
            cells=[
                CoverCell(
                    held=held[day, shift.key],
                    need=needs.get((day, shift.key), 0),
                    is_weekend=day.weekday() >= SATURDAY,
                )
                for day in roster.dates
            ],
        )
        for shift in shifts
    ]


def _wishes(
    roster: StandingRoster, held: Mapping[tuple[int, date], str], *, pack: Pack
) -> list[WishLine]:
    found = []
    for row in roster.requests.select_related("officer__person"):
        here = held.get((row.officer_id, row.day), "")
        is_there = bool(here) if not row.shift else here == row.shift
        found.append(
            WishLine(
                request=row,
                name=full_name(row.officer.person, pack=pack),
                text=wish_text(row, pack=pack),
                is_met=is_there == row.is_wanted,
            )
        )
    return sorted(found, key=lambda line: line.is_met)


def wish_text(row: StandingRequest, *, pack: Pack) -> str:
    """What was asked for, as a phrase."""
    if not row.shift:
        return _("a day off")
    name = str(pack.standing_shifts[row.shift].name)
    return name if row.is_wanted else _("not %(shift)s") % {"shift": name}


def weights_of(roster: StandingRoster) -> dict[str, tuple[int, int]]:
    """By shift: what one missing and one too many weighs, as it stands on the first day."""
    found: dict[str, tuple[int, int]] = {
        one.shift: (one.weight_under, one.weight_over)
        for one in kind_of(roster.post, pack=pack_of(roster)).cover
    }
    for row in roster.needs.filter(day=roster.starts_on):
        found[row.shift] = (row.weight_under, row.weight_over)
    return found
