"""All events of a day, one row each: what they reached, what they owe, what is wrong there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from muster.control.models import ControlRoom, DaySheet
from muster.packs import Pack, load
from muster.packs.schema import DayStage
from muster.season.models import Event

MOST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One stage of one event. at: when it was reached; due_at: when it should be."""

    stage: DayStage
    at: datetime | None
    due_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One event of the day. troubles: open ones by call, and open incidents of its room."""

    event: Event
    cells: Sequence[Cell]
    room: UUID | None
    troubles: int
    heard_at: datetime | None
    due_at: datetime | None
    is_overdue: bool

    @property
    def is_late(self) -> bool:
        """Whether a stage that should be reached is not."""
        return any(cell.is_late for cell in self.cells)

    @property
    def next(self) -> Cell | None:
        """The first stage that is not reached."""
        return next((cell for cell in self.cells if cell.at is None), None)

    @property
    def is_over(self) -> bool:
        """Whether the force has left."""
        return any(cell.stage.withdraws and cell.at is not None for cell in self.cells)

    @property
    def mark(self) -> str:
        """Its shape: the worst of what is open."""
        if self.troubles or self.is_late or self.is_overdue:
            return "late"
        if self.is_over:
            return "done"
        return "doing" if any(cell.at for cell in self.cells) else "todo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The day: those with something open first, then by their beginning.

    nearest: of a day without events, the next one that has some.
    """

    on: date
    rows: Sequence[DayRow]
    stages: Sequence[DayStage]
    nearest: date | None = None

    def count(self, mark: str) -> int:
        """How many rows bear a mark."""
        return sum(row.mark == mark for row in self.rows)

    @property
    def troubled(self) -> int:
        """How many events have something open."""
        return sum(row.troubles > 0 for row in self.rows)


def day_of(events: QuerySet[Event], *, on: date, now: datetime) -> Day:
    """The events among *events* that are held on a day; three queries, at most 400 rows."""
    midnight = timezone.make_aware(datetime.combine(on, time()))
    held = events.filter(
        is_cancelled=False, starts_at__lt=midnight + timedelta(days=1), ends_at__gte=midnight
    )
    found = list(
        held.select_related("season", "season_unit", "venue").order_by("starts_at", "pk")[:MOST]
    )
    rows = rows_of(found, now=now)
    order = {"late": 0, "doing": 1, "todo": 1, "done": 2}
    stages: dict[str, DayStage] = {}
    for event in found:
        stages |= pack_of_event(event).day_stages
    return Day(
        on=on,
        rows=sorted(rows, key=lambda row: order[row.mark]),
        stages=list(stages.values()),
        nearest=None if found else _nearest(events, midnight),
    )


def _nearest(events: QuerySet[Event], midnight: datetime) -> date | None:
    later = events.filter(is_cancelled=False, starts_at__gte=midnight).order_by("starts_at").first()
    return timezone.localdate(later.starts_at) if later else None


def rows_of(events: Sequence[Event], *, now: datetime) -> list[DayRow]:
    """Events with what is known of their day: two queries."""
    sheets = {row.event_id: row for row in DaySheet.objects.filter(event__in=events)}
    open_rooms = ControlRoom.objects.filter(
        event__in=events, closed_at=None, mode=ControlRoom.Mode.ACTUAL
    ).annotate(under_way=Count("incidents_of", filter=Q(incidents_of__is_over=False)))
    rooms = {row.event_id: (row.pk, row.under_way) for row in open_rooms}
    return [_row(event, sheets.get(event.pk), rooms, now) for event in events]


def pack_of_event(event: Event) -> Pack:
    """The rules of its season."""
    return load(event.season.pack, event.season.pack_version)


def _row(
    event: Event, sheet: DaySheet | None, rooms: Mapping[int, tuple[UUID, int]], now: datetime
) -> DayRow:
    pack = pack_of_event(event)
    room, under_way = rooms.get(event.pk, (None, 0))
    reached = {} if sheet is None else sheet.reached
    late = timedelta(minutes=pack.day.late_min)
    due_at = sheet.due_at if sheet else None
    return DayRow(
        event=event,
        cells=_cells(event, pack, reached, now),
        room=room,
        troubles=under_way + (sheet.troubles if sheet else 0),
        heard_at=sheet.heard_at if sheet else None,
        due_at=due_at,
        is_overdue=due_at is not None and now > due_at + late,
    )


def _cells(event: Event, pack: Pack, reached: Mapping[str, str], now: datetime) -> list[Cell]:
    """Every stage; one that a later one was reached after is no longer waited for."""
    cells: list[Cell] = []
    is_passed = False
    for stage in reversed(list(pack.day_stages.values())):
        said = reached.get(stage.key)
        due_at = due_of(event, stage)
        is_late = now > due_at + timedelta(minutes=pack.day.late_min)
        cells.append(
            Cell(
                stage=stage,
                at=datetime.fromisoformat(said) if said else None,
                due_at=due_at,
                is_late=said is None and is_late and not is_passed,
            )
        )
        is_passed = is_passed or said is not None
    return cells[::-1]


def due_of(event: Event, stage: DayStage) -> datetime:
    """When a stage should be reached."""
    if stage.after_start_min is not None:
        return event.starts_at + timedelta(minutes=stage.after_start_min)
    return event.ends_at + timedelta(minutes=stage.after_end_min or 0)
