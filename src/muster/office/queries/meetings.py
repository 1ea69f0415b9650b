"""Meetings: lists with their figures, what one opens on, what was concluded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.ledger.queries import entries_about
from muster.office.bridge import rules_of
from muster.office.models import (
    Approval,
    ApprovalState,
    Meeting,
    MeetingStaff,
    MeetingUnit,
    Task,
    TaskState,
)
from muster.office.models.approval import SIGNED
from muster.office.models.meeting import STANDING
from muster.office.models.task import PENDING, past_on
from muster.office.queries.counting import counted, summed
from muster.office.queries.orders import SheetLine, sheet_lines
from muster.office.queries.tasks import tasks_of
from muster.season.queries import season_in_focus
from muster.shell.formats import day_year
from muster.tree.models import Account
from muster.tree.scope import scope
from muster.venues.models import Room, Venue

MEETING_WORDS: Final = {
    "meeting.planned": pgettext_lazy("meeting", "planned"),
    "meeting.changed": pgettext_lazy("meeting", "changed"),
    "meeting.cancelled": pgettext_lazy("meeting", "cancelled"),
    "meeting.counted": gettext_lazy("those present counted"),
    "meeting.concluded": gettext_lazy("conclusions recorded"),
}
MOST_CARRIED: Final = 60
JOINED: Final = ("season_unit__season", "venue", "room__venue", "instruction", "series")


def meetings_of(account: Account, *, today: date) -> QuerySet[Meeting]:
    """The meetings of the season in scope with their numbers and what became of them."""
    rows = scope(account, Meeting).filter(season_unit__season=season_in_focus())
    units = MeetingUnit.objects.filter(meeting=OuterRef("pk")).order_by()
    staff = MeetingStaff.objects.filter(meeting=OuterRef("pk")).order_by()
    tasks = Task.objects.filter(instruction=OuterRef("instruction")).order_by()
    return rows.select_related(*JOINED, "congress__season_unit").annotate(
        convened=summed(units, "convened", "meeting") + counted(staff, "meeting"),
        present=summed(units, "present", "meeting")
        + counted(staff.filter(attended=True), "meeting"),
        task_count=counted(tasks.exclude(state=TaskState.DROPPED), "instruction"),
        pending_count=counted(tasks.filter(PENDING), "instruction"),
        minutes_symbol=Coalesce(Subquery(_issued().values("paper_symbol")[:1]), Value("")),
        late_count=counted(tasks.filter(past_on(today)), "instruction"),
    )


def _issued() -> QuerySet[Approval]:
    """The issued minutes of the outer meeting."""
    subject = Concat(Value("meeting:"), Cast(OuterRef("pk"), CharField()))
    return Approval.objects.filter(subject=subject, state=ApprovalState.ISSUED).order_by("-number")


def choose_meetings(rows: QuerySet[Meeting], *, choice: str, now: datetime) -> QuerySet[Meeting]:
    """The meetings of one choice of the list; an unknown choice leaves all."""
    chosen = {
        "coming": STANDING & Q(ends_at__gte=now),
        "held": STANDING & Q(ends_at__lt=now),
        "pending": Q(pending_count__gt=0),
    }
    return rows.filter(chosen.get(choice, Q()))


@dataclass(frozen=True, slots=True)
class MeetingFigures:
    """What stands above the meetings: the next one, and what conclusions still wait."""

    next: Meeting | None
    coming: int
    pending: int
    overdue: int


def meeting_figures(rows: QuerySet[Meeting], *, now: datetime) -> MeetingFigures:
    """The next meeting, how many come, and how many conclusions are pending and overdue."""
    coming = rows.filter(STANDING, ends_at__gte=now)
    sums = rows.order_by().aggregate(pending=Sum("pending_count"), overdue=Sum("late_count"))
    return MeetingFigures(
        next=coming.order_by("starts_at").first(),
        coming=coming.count(),
        pending=sums["pending"] or 0,
        overdue=sums["overdue"] or 0,
    )


def kind_name(meeting: Meeting) -> str:
    """The kind of a meeting as the pack calls it."""
    return str(rules_of(meeting.season_unit).meeting_kinds[meeting.kind].label)


def where(meeting: Meeting) -> str:
    """Where a meeting is held, in words."""
    if meeting.venue is None:
        return meeting.place
    parts = (meeting.room.name if meeting.room else "", meeting.venue.name, meeting.place)
    return ", ".join(part for part in parts if part)


def places_for(account: Account) -> dict[str, tuple[Venue, Room | None]]:
    """Venues and rooms in scope by what is typed for them."""
    found: dict[str, tuple[Venue, Room | None]] = {}
    for venue in scope(account, Venue).prefetch_related("rooms"):
        found[venue.name] = (venue, None)
        found |= {f"{room.name}, {venue.name}": (venue, room) for room in venue.rooms.all()}
    return found


# ---- what a meeting opens on, and what it concluded


def in_series(meeting: Meeting) -> QuerySet[Meeting]:
    """Every meeting of the same series that takes place, itself among them."""
    first = meeting.series_id or meeting.pk
    return Meeting.objects.filter(STANDING, Q(pk=first) | Q(series=first))


@dataclass(frozen=True, slots=True)
class Opening:
    """What a meeting opens on: the last one with its conclusions, and what is older and pending."""

    last: Meeting
    lines: Sequence[SheetLine]
    carried: Sequence[SheetLine]

    @property
    def total(self) -> int:
        """How many conclusions the last meeting reached."""
        return len(self.lines)

    @property
    def done(self) -> int:
        """How many of them are done by everybody."""
        return sum(not line.missing for line in self.lines)


def opening_of(account: Account, meeting: Meeting, *, today: date) -> Opening | None:
    """What *meeting* opens on, or nothing if it follows no other. Three queries."""
    before = in_series(meeting).filter(starts_at__lt=meeting.starts_at).order_by("-starts_at")
    last = before.first()
    if last is None:
        return None
    rows = tasks_of(account, today=today)
    carried = rows.filter(PENDING, instruction__meeting__in=before.exclude(pk=last.pk))
    return Opening(
        last=last,
        lines=conclusions_of(rows, last),
        carried=sheet_lines(carried.order_by("due_on", "pk")[:MOST_CARRIED]),
    )


def conclusions_of(rows: QuerySet[Task], meeting: Meeting) -> list[SheetLine]:
    """The conclusions of a meeting in the order in which they were reached."""
    if meeting.instruction_id is None:
        return []
    return sheet_lines(rows.filter(instruction=meeting.instruction_id).order_by("pk"))


def next_time(meeting: Meeting) -> tuple[datetime, datetime] | None:
    """When the meeting that follows begins and ends, if the kind comes again."""
    every = rules_of(meeting.season_unit).meeting_kinds[meeting.kind].every_days
    if every is None:
        return None
    return _later(meeting.starts_at, every), _later(meeting.ends_at, every)


def _later(moment: datetime, days: int) -> datetime:
    """The same hour of the day so many days later, through a change of the clock too."""
    zone = timezone.get_default_timezone()
    wall = timezone.localtime(moment, zone).replace(tzinfo=None) + timedelta(days=days)
    return timezone.make_aware(wall, zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """One conclusion as it was reached. to: the units as they were named, or nothing."""

    title: str
    owner: str
    to: str
    due: str


def concluded(meeting: Meeting) -> list[Concluded]:
    """The conclusions as the record has them, in their order; later changes do not touch them."""
    if meeting.instruction_id is None:
        return []
    entries = entries_about(f"instruction:{meeting.instruction_id}")
    given = entries.filter(kind__in=("instruction.given", "instruction.extended"))
    return [
        Concluded(
            title=line["title"],
            owner=line["owner"],
            to=line.get("to", ""),
            due=day_year(date.fromisoformat(line["due_on"])),
        )
        for entry in given.order_by("arrival")
        for line in entry.body["lines"]
    ]


def signed_minutes(meeting: Meeting) -> Approval | None:
    """The newest signed version of the minutes, with its number once it is issued."""
    rows = Approval.objects.filter(SIGNED, subject=f"meeting:{meeting.pk}")
    return rows.select_related("paper").order_by("-number").first()
