"""Builders of the office, through its services."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from tests import make_season as make

from muster.ledger.actor import Actor
from muster.office import services
from muster.office.bridge import rules_of
from muster.office.models import Meeting, Paper, Register
from muster.office.services import MeetingDraft, PaperDraft
from muster.packs import Direction, Period
from muster.packs import Register as RegisterRule
from muster.season.models import SeasonUnit


def rule(unit: SeasonUnit, direction: Direction, period: Period = Period.YEAR) -> RegisterRule:
    """A kind of register of the unit's pack."""
    rules = rules_of(unit).registers.values()
    return next(one for one in rules if (one.direction, one.period) == (direction, period))


def register(
    unit: SeasonUnit,
    direction: Direction = Direction.OUTGOING,
    period: Period = Period.YEAR,
    **said: Any,
) -> Register:
    """A register; what goes out is marked VPTU."""
    kind = rule(unit, direction, period)
    said.setdefault("mark", "VPTU" if direction is Direction.OUTGOING else "")
    return services.open_register(unit, actor=make.ACTOR, now=make.NOW, rule=kind.key, **said)


def draft(**said: Any) -> PaperDraft:
    """What a clerk says; the two texts that must be said have a value."""
    return PaperDraft(
        **{"correspondent": "Ban Tổ chức", "abstract": "V/v chuẩn bị đại hội", **said}
    )


def paper(
    register: Register,
    *,
    actor: Actor = make.ACTOR,
    now: datetime = make.NOW,
    **said: Any,
) -> Paper:
    """A paper under the next number."""
    return services.register_paper(register, actor=actor, now=now, draft=draft(**said))


def day(text: str) -> date:
    """A day of the season's year, written 3/6."""
    number, month = text.split("/")
    return date(2030, int(month), int(number))


def meeting(unit: SeasonUnit, **said: Any) -> Meeting:
    """A weekly meeting from 7:30 to 9:00 on 5 June unless told otherwise."""
    kinds = rules_of(unit).meeting_kinds
    weekly = next(key for key, kind in kinds.items() if kind.every_days)
    draft: dict[str, Any] = {
        "kind": weekly,
        "subject": "Giao ban",
        "starts_at": hour("5/6", 7, 30),
        "ends_at": hour("5/6", 9),
        "chair": "Nguyễn Văn Bảy",
        **said,
    }
    return services.plan_meeting(unit, actor=make.ACTOR, now=make.NOW, draft=MeetingDraft(**draft))


def hour(text: str, hours: int, minutes: int = 0) -> datetime:
    """A local hour of a day of the season's year."""
    wall = datetime.combine(day(text), time(hours, minutes))
    return timezone.make_aware(wall, timezone.get_default_timezone())
