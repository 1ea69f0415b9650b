"""Where positions lie: in a file of their own, or on PostgreSQL in a schema of their own.

They are no part of the record: they may be lost with the machine (PostgreSQL does not wait for
the disk), are made coarse, and are removed when their time is over. The connection is made here
and not among Django's, so that no query of the record can ever join them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.utils import ConnectionHandler

from muster.gateways.gps.fix import Fix

NAME: Final = "positions.db"
SCHEMA: Final = "positions"
# Three digits after the point are a cell of about 110 m.
COARSE_DIGITS: Final = 3
TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS track (
    device BIGINT NOT NULL, event BIGINT NOT NULL, at DOUBLE PRECISION NOT NULL,
    received DOUBLE PRECISION NOT NULL, lat DOUBLE PRECISION NOT NULL,
    lon DOUBLE PRECISION NOT NULL, accuracy_m DOUBLE PRECISION, speed_m_s DOUBLE PRECISION,
    course_deg DOUBLE PRECISION, battery DOUBLE PRECISION, is_coarse INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (device, at))""",
    "CREATE INDEX IF NOT EXISTS track_of_event ON track (event, at)",
    """CREATE TABLE IF NOT EXISTS tally (
    gateway VARCHAR(20) NOT NULL, device BIGINT NOT NULL, word VARCHAR(40) NOT NULL,
    count BIGINT NOT NULL, last DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (gateway, device, word))""",
)
PUT: Final = """INSERT INTO track (device, event, at, received, lat, lon, accuracy_m, speed_m_s,
    course_deg, battery) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"""
NEWEST: Final = """SELECT t.device, t.at, t.lat, t.lon, t.accuracy_m, t.speed_m_s, t.course_deg,
    t.battery, t.is_coarse FROM track t JOIN
    (SELECT device, MAX(at) AS at FROM track WHERE event = %s GROUP BY device) n
    ON n.device = t.device AND n.at = t.at WHERE t.event = %s ORDER BY t.device LIMIT %s"""
DEVICES: Final = """SELECT COUNT(DISTINCT device) FROM track
    WHERE event = %s AND at >= %s AND at <= %s"""
THINNED: Final = """SELECT t.device, t.at, t.lat, t.lon FROM track t JOIN
    (SELECT device, MIN(at) AS at FROM track WHERE event = %s AND at >= %s AND at <= %s
    GROUP BY device, CAST(at / %s AS BIGINT)) n
    ON n.device = t.device AND n.at = t.at ORDER BY t.at, t.device"""
NOBODY: Final = 0
"""The device of a tally that is about no device of ours."""
ALIVE: Final = "alive"
"""The word of a tally by which a gateway says that it runs; its count says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One position of a device as it is kept."""

    device: int
    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None
    speed_m_s: float | None
    course_deg: float | None
    battery: float | None
    is_coarse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often something happened at a gateway, and when last. device: 0 for none of ours."""

    gateway: str
    device: int
    word: str
    count: int
    last: datetime


class Store:
    """Positions and counts; each method is one transaction."""

    def __init__(self, database: Mapping[str, Any]) -> None:
        self._handler = ConnectionHandler({DEFAULT_DB_ALIAS: dict(database)})
        self._is_ready = False

    def add(self, rows: Iterable[tuple[int, int, datetime, Fix]]) -> int:
        """Keep positions: device, event, when they came, and what. One of a moment is kept once."""
        values = [
            (
                *(device, event, fix.at.timestamp(), received.timestamp(), fix.lat, fix.lon),
                *(fix.accuracy_m, fix.speed_m_s, fix.course_deg, fix.battery),
            )
            for device, event, received, fix in rows
        ]
        if not values:
            return 0
        with self._writing() as cursor:
            cursor.executemany(PUT, values)
            return int(cursor.rowcount)

    def newest(self, event: int, *, most: int = 500) -> list[Kept]:
        """The newest position of each device of an event, by device."""
        with self._cursor() as cursor:
            cursor.execute(NEWEST, [event, event, most])
            return [_kept(row) for row in cursor.fetchall()]

    def between(
        self, event: int, since: datetime, until: datetime, *, apart: timedelta, most: int
    ) -> list[tuple[int, datetime, float, float]]:
        """Device, time and place of what is kept of an event in a stretch of time, in order.

        One position of each device in every *apart*; the more devices there are the fewer, so that
        they are about *most* altogether.
        """
        stretch = [event, since.timestamp(), until.timestamp()]
        with self._cursor() as cursor:
            cursor.execute(DEVICES, stretch)
            (devices,) = cursor.fetchone()
            fewest_s = devices * (until - since).total_seconds() / most
            cursor.execute(THINNED, [*stretch, max(apart.total_seconds(), fewest_s)])
            return [
                (int(device), datetime.fromtimestamp(at, UTC), float(lat), float(lon))
                for device, at, lat, lon in cursor.fetchall()
            ]

    def count(self, event: int) -> int:
        """How many positions are kept of an event."""
        with self._cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM track WHERE event = %s", [event])
            return int(cursor.fetchone()[0])

    def events(self) -> list[int]:
        """The events of which positions are kept."""
        with self._cursor() as cursor:
            cursor.execute("SELECT DISTINCT event FROM track ORDER BY event")
            return [int(row[0]) for row in cursor.fetchall()]

    def coarsen(self, event: int) -> int:
        """Make the positions of an event coarse and forget all but the place; how many."""
        with self._cursor() as cursor:
            cursor.execute(
                "UPDATE track SET lat = ROUND(CAST(lat AS NUMERIC), %s),"
                " lon = ROUND(CAST(lon AS NUMERIC), %s), accuracy_m = NULL, speed_m_s = NULL,"
                " course_deg = NULL, battery = NULL, is_coarse = 1"
                " WHERE event = %s AND is_coarse = 0",
                [COARSE_DIGITS, COARSE_DIGITS, event],
            )
            return int(cursor.rowcount)

    def remove(self, event: int) -> int:
        """Remove the positions of an event; how many."""
        with self._cursor() as cursor:
            cursor.execute("DELETE FROM track WHERE event = %s", [event])
            return int(cursor.rowcount)

    def overwrite(self) -> None:
        """Give the room of what was removed back, so that it cannot be read from the disk."""
        with self._cursor() as cursor:
            cursor.execute("VACUUM" if self._made.vendor == "sqlite" else "VACUUM track")

    def tell(self, gateway: str, counts: Mapping[tuple[int, str], int], *, now: datetime) -> None:
        """Add to the counts that the operator reads: by device, 0 for none of ours, and word."""
        put = (
            "INSERT INTO tally (gateway, device, word, count, last) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (gateway, device, word) DO UPDATE SET"
            " count = tally.count + excluded.count, last = excluded.last"
        )
        values = [
            (gateway, device, word, count, now.timestamp())
            for (device, word), count in counts.items()
            if count
        ]
        if values:
            with self._writing() as cursor:
                cursor.executemany(put, values)

    def tallies(self, *, most: int = 500) -> Sequence[Tally]:
        """The counts, the newest first."""
        return self._tallies(
            "SELECT gateway, device, word, count, last FROM tally WHERE word <> %s"
            " ORDER BY last DESC, gateway, device, word LIMIT %s",
            [ALIVE, most],
        )

    def totals(self, *, most: int = 500) -> Sequence[Tally]:
        """The counts of each gateway, of all devices and nobody together, the newest first."""
        return self._tallies(
            "SELECT gateway, 0, word, SUM(count), MAX(last) FROM tally"
            " GROUP BY gateway, word ORDER BY MAX(last) DESC, gateway, word LIMIT %s",
            [most],
        )

    def heard(self, events: Sequence[int]) -> Mapping[int, datetime]:
        """By device of these events, of when its newest position is."""
        if not events:
            return {}
        marks = ", ".join(["%s"] * len(events))
        with self._cursor() as cursor:
            cursor.execute(
                f"SELECT device, MAX(at) FROM track WHERE event IN ({marks}) GROUP BY device",  # noqa: S608 - marks only
                list(events),
            )
            return {int(pk): datetime.fromtimestamp(at, UTC) for pk, at in cursor.fetchall()}

    def _tallies(self, sql: str, values: Sequence[Any]) -> Sequence[Tally]:
        with self._cursor() as cursor:
            cursor.execute(sql, values)
            return [
                Tally(
                    gateway=gateway,
                    device=device,
                    word=word,
                    count=int(count),
                    last=datetime.fromtimestamp(last, UTC),
                )
                for gateway, device, word, count, last in cursor.fetchall()
            ]

    def close(self) -> None:
        """Close the connection of this thread."""
        self._made.close()

    @property
    def _made(self) -> Any:
        return self._handler[DEFAULT_DB_ALIAS]

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        """A cursor; on PostgreSQL the connection is not held between two uses: they are rare."""
        made = self._made
        try:
            if not self._is_ready:
                self._prepare()
            with made.cursor() as cursor:
                yield cursor
        finally:
            if made.vendor == "postgresql":
                made.close()

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        """A cursor in one transaction."""
        with self._cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield cursor
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")

    def _prepare(self) -> None:
        with self._made.cursor() as cursor:
            if self._made.vendor == "postgresql":
                cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            else:
                cursor.execute("PRAGMA synchronous=NORMAL")
                cursor.execute("PRAGMA secure_delete=ON")
            for table in TABLES:
                cursor.execute(table)
        self._is_ready = True


def store() -> Store:
    """The store of this installation: beside its database."""
    if connection.vendor == "sqlite":
        return _store(str(Path(settings.MUSTER_DATA) / NAME), "")
    return _store("", str(connection.settings_dict["NAME"]))


@lru_cache(maxsize=4)
def _store(path: str, name: str) -> Store:
    if path:
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20}
        return Store({"ENGINE": "muster.site.sqlite", "NAME": path, "OPTIONS": options})
    own = f"-c search_path={SCHEMA} -c synchronous_commit=off"
    held = {key: connection.settings_dict[key] for key in ("ENGINE", "USER", "PASSWORD")}
    place = {key: connection.settings_dict[key] for key in ("HOST", "PORT")}
    options = {**connection.settings_dict.get("OPTIONS", {}), "options": own}
    options.pop("pool", None)
    return Store({**held, **place, "NAME": name, "OPTIONS": options})


def _kept(row: Sequence[Any]) -> Kept:
    device, at, lat, lon, accuracy_m, speed_m_s, course_deg, battery, is_coarse = row
    return Kept(
        device=device,
        at=datetime.fromtimestamp(at, UTC),
        lat=float(lat),
        lon=float(lon),
        accuracy_m=accuracy_m,
        speed_m_s=speed_m_s,
        course_deg=course_deg,
        battery=battery,
        is_coarse=bool(is_coarse),
    )
