"""Builders of the office, through its services."""

from datetime import date, datetime
from typing import Any

from tests import make_season as make

from muster.ledger.actor import Actor
from muster.office import services
from muster.office.bridge import rules_of
from muster.office.models import Paper, Register
from muster.office.services import PaperDraft
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
