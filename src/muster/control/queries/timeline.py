"""Lines of the log as pages show them: with their numbers in the record and their corrections."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from muster.control.models import ControlRoom, Incident, Line
from muster.ledger.models import Entry
from muster.packs import Pack

NEWEST: Final = 80
MARK: Final = re.compile(r"([@#]\d{1,5})")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """A line. number: of the record, None if it is not in it. parts: text, marks at odd places.

    late_min: minutes between what happened and the record, if they are more than the pack lets
    pass without a word.
    """

    line: Line
    number: int | None
    parts: Sequence[str]
    late_min: int
    is_corrected: bool

    @property
    def incident(self) -> Incident | None:
        """The incident that it belongs to, unless the words name it already."""
        found = self.line.incident
        return None if found is None or f"#{found.number}" in self.parts else found


def newest_lines(room: ControlRoom, *, pack: Pack, most: int = NEWEST) -> list[LogLine]:
    """The newest lines of a room, newest first: three queries."""
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
    return [
        LogLine(
            line=line,
            number=numbers.get(line.pk),
            parts=MARK.split(_text(line)),
            late_min=_late_min(line, pack),
            is_corrected=line.pk in corrected,
        )
        for line in lines
    ]


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
