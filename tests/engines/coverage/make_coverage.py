"""Builders of units and needs around one hall: places in metres east and north of it."""

from typing import Any, Final

from muster.engines.coverage import Mode, Need, Place, StraightLine, Unit, Weights

LAT: Final = 10.35
LON: Final = 106.36
M_PER_DEGREE: Final = 111_195.0
WEIGHTS: Final = Weights(
    minute=1.0, uncovered=0.5, filled=0.1, fatigue=1.0, fresh_h=6.0, pulled_off=5.0, late=2.0
)
# 6 km/h with no detour: 100 m a minute
LINE: Final = StraightLine(detour=1.0, kmh={Mode.FOOT: 6.0, Mode.WHEELS: 30.0})


def at(east_m: float, north_m: float = 0.0) -> Place:
    """A place near the equator, where a degree east is nearly as long as one north."""
    return Place(lat=LAT + north_m / M_PER_DEGREE, lon=LON + east_m / M_PER_DEGREE / 0.98373)


def unit(number: int, **said: Any) -> Unit:
    """A free guard of one person at the hall."""
    usual: dict[str, Any] = {"place": at(0), "skills": frozenset({"guard"})}
    return Unit(**{**usual, "key": f"@{number}", "number": number, **said})


def need(number: int = 1, **said: Any) -> Need:
    """A need of level 2 at the hall, for anybody within 10 minutes."""
    usual: dict[str, Any] = {"level": 2, "limit_min": 10.0, "place": at(0)}
    return Need(**{**usual, "key": f"#{number}", "number": number, **said})
