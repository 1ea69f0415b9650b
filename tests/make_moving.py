"""Builders of movings, through the services, and a dump of all that a moving touches."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from tests import make_season as make

from muster.season import services
from muster.season.models import Moving, SeasonUnit
from muster.season.registry.moving import Moves
from muster.season.services import Area

TODAY: Final = date(2030, 6, 3)
# The last hand on a row: the one who put it back is not the one who touched it before.
LAST_HAND: Final = {"version", "changed_by", "changed_at"}
TOUCHED: Final = (
    "season.Congress",
    "season.DayChange",
    "season.Step",
    "season.DeadlineChange",
    "season.Event",
    "season.TierDeadline",
    "office.Commitment",
    "office.Task",
    "duty.Plan",
    "duty.Post",
    "duty.Shift",
    "duty.Assignment",
    "duty.OpenPlace",
    "duty.Roster",
)
COUNTERS: Final = ("StepCounter", "DueCounter", "DayCounter", "FinishCounter")
COUNTS: Final = {"total", "submitted", "checked", "accepted", "unfinished", "finished"}


def moves(unit: SeasonUnit, *, days: int = 0, given: Mapping[int, date] | None = None) -> Moves:
    """All congresses of a unit and below by so many days, decided by the season's top."""
    rows = services.congresses_in(Area(unit=unit))
    top = SeasonUnit.objects.select_related("season").get(season=unit.season, depth=0)
    return services.moves_of(top, rows, days=days, given=given, today=TODAY)


def apply(planned: Moves, *, reason: str = "bão số 5", client_uuid: UUID | None = None) -> Moving:
    """Apply what was previewed."""
    return services.apply_moving(
        planned,
        actor=make.ACTOR,
        now=make.NOW,
        reason=reason,
        area=planned.unit.name,
        client_uuid=client_uuid,
    )


def move(unit: SeasonUnit, *, days: int, reason: str = "bão số 5") -> Moving:
    """Move a unit and all below it by so many days."""
    return apply(moves(unit, days=days), reason=reason)


def undo(moving: Moving) -> Moving:
    """Take it back the next hour."""
    later = make.NOW + timedelta(hours=1)
    return services.undo_moving(moving, actor=make.OTHER, now=later, reason="bão đổi hướng")


def dump() -> dict[str, Any]:
    """Every row of every table that a moving touches, counters without rows of zeros."""
    found: dict[str, Any] = {name: _rows(apps.get_model(name), LAST_HAND) for name in TOUCHED}
    for name in COUNTERS:
        found[name] = _counted(apps.get_model("season", name))
    return found


def _rows(model: Any, without: set[str]) -> list[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields if field.name not in without]
    return sorted(model.objects.values_list(*names), key=repr)


def _counted(model: Any) -> list[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields if field.name != "id"]
    counts = [at for at, name in enumerate(names) if name in COUNTS]
    rows = model.objects.values_list(*names)
    return sorted((row for row in rows if any(row[at] for at in counts)), key=repr)


def newest() -> Moving:
    """The moving made last."""
    return Moving.objects.latest("pk")
