"""Lines of the log as pages show them: with their numbers in the record and their corrections."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet

from muster.control.models import ControlRoom, Incident, Line, Message, Picture
from muster.ledger.models import Entry
from muster.packs import Pack

NEWEST: Final = 80
MARK: Final = re.compile(r"([@#]\d{1,5})")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """A line. number: of the record, None if it is not in it. parts: text, marks at odd places.

    late_min: minutes between what happened and the record, if they are more than the pack lets
    pass without a word. pictures: keys of its pictures. asked: how many posts it was sent to; read:
    how many of them acknowledged it.
    """

    line: Line
    number: int | None
    parts: Sequence[str]
    late_min: int
    is_corrected: bool
    pictures: Sequence[UUID] = ()
    asked: int = 0
    read: int = 0

    @property
    def map_place(self) -> str:
        """The place that was given with it, in degrees; empty without one."""
        line = self.line
        if line.lat is None or line.lon is None:
            return ""
        said = f"{line.lat:.5f}, {line.lon:.5f}"
        return said if line.accuracy_m is None else f"{said} (± {line.accuracy_m} m)"

    @property
    def skew_min(self) -> int:
        """How far the clock of the sending phone was ahead, in whole minutes, away from zero."""
        minutes = -(-abs(self.line.skew_s) // 60)
        return minutes if self.line.skew_s > 0 else -minutes

    @property
    def incident(self) -> Incident | None:
        """The incident that it belongs to, unless the words name it already."""
        found = self.line.incident
        return None if found is None or f"#{found.number}" in self.parts else found


def newest_lines(room: ControlRoom, *, pack: Pack, most: int = NEWEST) -> list[LogLine]:
    """The newest lines of a room, newest first: five queries."""
    return shown(Line.objects.filter(room=room).order_by("-place"), pack=pack, most=most)


def shown(rows: QuerySet[Line], *, pack: Pack, most: int = NEWEST) -> list[LogLine]:
    """At most so many of these lines, in their order."""
    lines = list(rows.select_related("team", "incident", "corrects")[:most])
    numbers = numbers_of(line.pk for line in lines)
    corrected = set(
        Line.objects.filter(corrects__in=[line.pk for line in lines]).values_list(
            "corrects_id", flat=True
        )
    )
    pictures = _pictures(lines)
    posts = _messages(lines)
    return [
        LogLine(
            line=line,
            number=numbers.get(line.pk),
            parts=MARK.split(_text(line)),
            late_min=_late_min(line, pack),
            is_corrected=line.pk in corrected,
            pictures=pictures.get(line.pk, ()),
            asked=posts[line.pk][0] if line.pk in posts else 0,
            read=posts[line.pk][1] if line.pk in posts else 0,
        )
        for line in lines
    ]


def _pictures(lines: Sequence[Line]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    rows = Picture.objects.filter(line__in=[line.pk for line in lines]).order_by("kept_at", "uuid")
    for line, key in rows.values_list("line", "pk"):
        found.setdefault(line, []).append(key)
    return found


def _messages(lines: Sequence[Line]) -> dict[UUID, tuple[int, int]]:
    """By line, to how many posts it was sent and how many of them have read it."""
    rows = Message.objects.filter(line__in=[line.pk for line in lines]).order_by().values("line")
    counted = rows.annotate(asked=Count("pk"), read=Count("acknowledged_at"))
    return {row["line"]: (row["asked"], row["read"]) for row in counted}


def numbers_of(keys: Iterable[UUID]) -> dict[UUID, int]:
    """Under which number of its log each entry is recorded."""
    rows = Entry.objects.filter(uuid__in=list(keys)).order_by("-arrival")
    return dict(rows.values_list("uuid", "counter"))


def _text(line: Line) -> str:
    """The words; who speaks stands beside them already."""
    if line.team is None:
        return line.text
    return line.text.removeprefix(f"@{line.team.number} ").strip() or line.text


def _late_min(line: Line, pack: Pack) -> int:
    minutes = int((line.recorded_at - line.happened_at) / timedelta(minutes=1))
    return minutes if minutes >= pack.control.late_after_min else 0
