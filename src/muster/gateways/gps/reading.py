"""Positions out of what devices send. Pure; units are converted here and nowhere else.

OsmAnd and Traccar (query or form): speed in knots, battery in per cent, time in seconds,
milliseconds or ISO. Traccar Client from 9.0 on (JSON): speed in metres a second, battery a share.
OwnTracks (JSON): speed in kilometres an hour, battery in per cent, time in seconds.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final

from muster.gateways.gps.fix import Fault, Fix, Refused

M_S_PER_KNOT: Final = 1852 / 3600
M_S_PER_KM_H: Final = 1 / 3.6
# Later than this in seconds is milliseconds: the year 2286 against April 1970.
MOST_SECONDS: Final = 10_000_000_000
EPOCH_FORM: Final = re.compile(r"\d{9,14}", re.ASCII)
SPACED_FORM: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
LONGEST_NAME: Final = 128
MOST_DEPTH: Final = 12


def read_query(said: Mapping[str, str]) -> Fix:
    """A position as OsmAnd and Traccar send it in an address or a form. Raises Refused."""
    if said.get("valid", "true").lower() in ("false", "0"):
        raise Refused(Fault.NOT_VALID)
    lat, lon = said.get("lat"), said.get("lon")
    if "location" in said:
        lat, _comma, lon = said["location"].partition(",")
    return fix_of(
        name=said.get("id") or said.get("deviceid"),
        at=said.get("timestamp"),
        lat=lat,
        lon=lon,
        accuracy_m=said.get("accuracy"),
        speed_m_s=_times(said.get("speed"), M_S_PER_KNOT, "speed"),
        course_deg=said.get("bearing") or said.get("heading"),
        altitude_m=said.get("altitude"),
        battery=_times(said.get("batt"), 0.01, "batt"),
    )


def read_json(content: bytes) -> list[Fix]:
    """The positions of one JSON body, of Traccar Client or OwnTracks.

    Empty: a message of OwnTracks about something else. Raises Refused.
    """
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused(Fault.MALFORMED) from None
    if isinstance(said, Mapping) and "_type" in said:
        return [_owntracks(said)] if said["_type"] == "location" else []
    if isinstance(said, Mapping) and isinstance(said.get("location"), Mapping):
        return [_traccar(said, said["location"])]
    raise Refused(Fault.MALFORMED)


def _traccar(said: Mapping[str, Any], place: Mapping[str, Any]) -> Fix:
    coords, battery = place.get("coords"), place.get("battery")
    if not isinstance(coords, Mapping):
        raise Refused(Fault.NO_PLACE)
    return fix_of(
        name=said.get("device_id"),
        at=place.get("timestamp"),
        lat=coords.get("latitude"),
        lon=coords.get("longitude"),
        accuracy_m=coords.get("accuracy"),
        speed_m_s=_known(coords.get("speed")),
        course_deg=_known(coords.get("heading")),
        altitude_m=coords.get("altitude"),
        battery=_known(battery.get("level")) if isinstance(battery, Mapping) else None,
    )


def _owntracks(said: Mapping[str, Any]) -> Fix:
    topic = said.get("topic")
    name = topic.rpartition("/")[2] if isinstance(topic, str) else said.get("tid")
    return fix_of(
        name=name,
        at=said.get("tst"),
        lat=said.get("lat"),
        lon=said.get("lon"),
        accuracy_m=said.get("acc"),
        speed_m_s=_times(said.get("vel"), M_S_PER_KM_H, "vel"),
        course_deg=said.get("cog"),
        altitude_m=said.get("alt"),
        battery=_times(said.get("batt"), 0.01, "batt"),
    )


def _known(figure: Any) -> Any:
    """Traccar Client says -1 for what it does not know."""
    return None if figure == -1 else figure


def fix_of(*, name: Any, at: Any, lat: Any, lon: Any, **more: Any) -> Fix:
    """A position out of figures that have its units, of any kind and size. Raises Refused."""
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        raise Refused(Fault.NO_DEVICE)
    if lat in (None, "") or lon in (None, ""):
        raise Refused(Fault.NO_PLACE)
    north, east = _number(lat, "lat"), _number(lon, "lon")
    if abs(north) > 90 or abs(east) > 180:
        raise Refused(Fault.OUT_OF_RANGE, "place")
    figures = {key: None if one in (None, "") else _number(one, key) for key, one in more.items()}
    return Fix(name=name, at=_time(at), lat=north, lon=east, **_likely(figures))


def _likely(figures: dict[str, float | None]) -> dict[str, float | None]:
    """Figures that cannot be are left out: the place itself may still be right."""
    bounds = {
        "accuracy_m": (0, 1e6),
        "speed_m_s": (0, 400),
        "course_deg": (0, 360),
        "altitude_m": (-500, 12_000),
        "battery": (0, 1),
    }
    return {
        key: one if one is not None and bounds[key][0] <= one <= bounds[key][1] else None
        for key, one in figures.items()
    }


def _number(said: Any, what: str) -> float:
    if isinstance(said, bool) or not isinstance(said, (str, int, float)):
        raise Refused(Fault.BAD_NUMBER, what)
    try:
        found = float(said) if not isinstance(said, str) or len(said) <= 30 else float("nan")
    except (ValueError, OverflowError):
        raise Refused(Fault.BAD_NUMBER, what) from None
    # "1_000" is a number to Python and to nobody else.
    if not isfinite(found) or (isinstance(said, str) and "_" in said):
        raise Refused(Fault.BAD_NUMBER, what)
    return found


def _times(said: Any, factor: float, what: str) -> float | None:
    return None if said in (None, "") else _number(said, what) * factor


def _time(said: Any) -> datetime:
    """An aware time in UTC, of one of the forms that are sent. Raises Refused."""
    if isinstance(said, bool) or not isinstance(said, (str, int, float)) or said == "":
        raise Refused(Fault.NO_TIME)
    text = str(int(said)) if isinstance(said, float) and isfinite(said) else str(said)
    try:
        if EPOCH_FORM.fullmatch(text):
            count = int(text)
            return datetime.fromtimestamp(count / 1000 if count > MOST_SECONDS else count, UTC)
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            if SPACED_FORM.fullmatch(text) is None:
                raise Refused(Fault.NO_TIME)
            return found.replace(tzinfo=UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise Refused(Fault.NO_TIME) from None
