"""Positions: in one form at the door, judged there, kept apart, made coarse and removed."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import make_control as make
from tests import make_duty
from tests.control.test_pages import client_of, page
from tests.gateways.make_cot import LONG_S
from tests.gateways.make_store import emptied

from muster.duty.models import Post
from muster.gateways import errors, services
from muster.gateways.gps.door import Door, Enrolled, Verdict, digest
from muster.gateways.gps.fix import Fault, Fix, Refused
from muster.gateways.gps.keeping import Keeper
from muster.gateways.gps.reading import read_json, read_query
from muster.gateways.gps.serving import Intake, Server
from muster.gateways.gps.store import Store
from muster.gateways.listening.places import Place
from muster.gateways.models import Device
from muster.gateways.queries import positions
from muster.gateways.services import DeviceDraft
from muster.ledger.models import Entry, Head
from muster.tree.table import Role

NOW = make.NOW
QUERY = {"id": "s", "lat": "21.5", "lon": "105.25", "timestamp": "1913423337"}


@pytest.fixture
def kept(tmp_path: Path, settings: Any) -> Iterator[Store]:
    settings.MUSTER_DATA = tmp_path
    settings.MUSTER_NOW = NOW
    found = emptied()
    yield found
    found.close()


def fix(**more: Any) -> Fix:
    return Fix(**{"name": "s", "at": NOW, "lat": 21.0, "lon": 105.8, **more})


def test_units_are_converted_from_each_form() -> None:
    query = read_query({**QUERY, "speed": "10", "batt": "78", "bearing": "90", "accuracy": "4"})
    traccar = read_json(
        json.dumps(
            {
                "device_id": "s",
                "location": {
                    "timestamp": "2030-08-20T06:15:37+07:00",
                    "coords": {"latitude": 21.5, "longitude": 105.25, "speed": 5.5, "heading": -1},
                    "battery": {"level": 0.78},
                },
            }
        ).encode()
    )[0]
    owntracks = read_json(
        b'{"_type":"location","topic":"owntracks/u/s","lat":21.5,"lon":105.25,"tst":1913423337,'
        b'"vel":36,"batt":78,"acc":9}'
    )[0]

    assert query.speed_m_s == pytest.approx(5.1444, abs=1e-3)
    assert query.battery == 0.78
    assert (traccar.speed_m_s, traccar.course_deg, traccar.battery) == (5.5, None, 0.78)
    assert owntracks.speed_m_s == pytest.approx(10.0)
    assert owntracks.battery == 0.78
    assert {(one.name, one.lat, one.lon) for one in (query, traccar, owntracks)} == {
        ("s", 21.5, 105.25)
    }
    assert query.at == owntracks.at == datetime.fromtimestamp(1913423337, UTC)
    assert traccar.at == datetime(2030, 8, 19, 23, 15, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "said", ["1913423337", "1913423337000", "2030-08-20T02:28:57Z", "2030-08-20 02:28:57"]
)
def test_every_form_of_time_is_the_same_moment(said: str) -> None:
    assert read_query({**QUERY, "timestamp": said}).at == datetime.fromtimestamp(1913423337, UTC)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": ""}, Fault.NO_DEVICE),
        ({"id": "x" * 200}, Fault.NO_DEVICE),
        ({"lat": ""}, Fault.NO_PLACE),
        ({"lat": "91"}, Fault.OUT_OF_RANGE),
        ({"lat": "nan"}, Fault.BAD_NUMBER),
        ({"lon": "1_0"}, Fault.BAD_NUMBER),
        ({"timestamp": ""}, Fault.NO_TIME),
        ({"timestamp": "2030-08-20T06:15:37"}, Fault.NO_TIME),
        ({"timestamp": "99999999999999"}, None),
        ({"valid": "false"}, Fault.NOT_VALID),
        ({"location": "21"}, Fault.NO_PLACE),
    ],
)
def test_what_is_no_position_is_named(change: dict[str, str], fault: Fault | None) -> None:
    if fault is None:
        assert read_query({**QUERY, **change}).at.year > 5000
        return
    with pytest.raises(Refused) as refusal:
        read_query({**QUERY, **change})
    assert refusal.value.fault is fault


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
TREES = st.recursive(
    LEAVES,
    lambda one: (
        st.lists(one, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    "_type",
                    "lat",
                    "lon",
                    "tst",
                    "topic",
                    "device_id",
                    "location",
                    "coords",
                    "timestamp",
                )
            ),
            one,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(said=TREES)
@settings(deadline=None, max_examples=150)
def test_any_json_is_read_or_refused(said: object) -> None:
    try:
        found = read_json(json.dumps(said).encode())
    except Refused:
        return
    assert all(abs(one.lat) <= 90 and one.at.tzinfo is UTC for one in found)


@given(content=st.binary(max_size=80))
@settings(deadline=None, max_examples=60)
def test_any_bytes_are_no_crash(content: bytes) -> None:
    with pytest.raises(Refused):
        read_json(content)


def door() -> Door:
    made = Door()
    span = {"starts_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(hours=1)}
    made.devices = {digest("s"): Enrolled(pk=7, **span)}
    return made


def verdict(one: Fix, *, now: datetime = NOW, at: Door | None = None, timer_s: float = 0) -> str:
    return (at or door()).judge(one, source="10.0.0.9", now=now, timer_s=timer_s).verdict


@pytest.mark.parametrize(
    ("ahead_s", "wanted"),
    [
        (0, Verdict.TAKEN),
        (60, Verdict.TAKEN),
        (61, Verdict.SKEWED),
        (300, Verdict.SKEWED),
        (301, Verdict.FROM_FUTURE),
        (-3600, Verdict.TAKEN),
        (-3601, Verdict.OUT_OF_DUTY),
    ],
)
def test_a_clock_is_judged_to_the_second(ahead_s: int, wanted: Verdict) -> None:
    assert verdict(fix(at=NOW + timedelta(seconds=ahead_s))) is wanted


@given(minutes=st.integers(-200, 200))
@settings(max_examples=60)
def test_nothing_is_taken_out_of_duty(minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)

    assert (verdict(fix(at=now), now=now) is Verdict.TAKEN) == (-60 <= minutes < 60)


def test_an_unknown_device_and_a_flood_are_refused_and_counted() -> None:
    at = door()
    for _n in range(30):
        verdict(fix(name="stranger"), at=at)
    for _n in range(150):
        verdict(fix(), at=at)

    assert at.counts[Verdict.UNKNOWN] == 20
    assert at.counts[Verdict.FLOODED] == 10 + 30
    assert at.by_device == {(7, Verdict.TAKEN): 120, (7, Verdict.FLOODED): 30}
    assert verdict(fix(), at=at, timer_s=1) is Verdict.TAKEN


async def talk(port: int, *pieces: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
    await writer.drain()
    async with asyncio.timeout(LONG_S):
        answer = await reader.read()
    writer.close()
    return answer


def asked(method: str, words: str, body: bytes = b"", kind: str = "") -> bytes:
    head = f"{method} /?{words} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def served(*requests: bytes) -> tuple[list[bytes], list[Fix], Door]:
    """What a server in this process answered to each, what it kept, and its door."""
    at, found = door(), list[Fix]()

    async def steps() -> list[bytes]:
        intake = Intake(
            at, keep=lambda _d, one, _n: found.append(one), clock=lambda: NOW, timer=monotonic
        )
        server = Server(intake)
        port = await server.start(Place(host="127.0.0.1", port=0))
        answers = [(await talk(port, one)).split(b"\r\n", 1)[0][9:12] for one in requests]
        server.stop()
        return answers

    return asyncio.run(steps()), found, at


def test_over_a_socket_each_form_is_answered_as_its_program_expects() -> None:
    stamp = int(NOW.timestamp())
    words = f"id=s&lat=21&lon=105.8&timestamp={stamp}"
    own = f'{{"_type":"location","tid":"s","lat":21,"lon":105.8,"tst":{stamp}}}'.encode()
    answers, found, _at = served(
        asked("GET", words),
        asked("POST", "", words.encode(), "application/x-www-form-urlencoded"),
        asked("POST", "", own, "application/json"),
        asked("POST", "", b'{"_type":"lwt"}', "application/json"),
        asked("GET", words.replace("id=s", "id=other")),
        asked("GET", words.replace(str(stamp), str(stamp + 9_000))),
    )

    assert answers == [b"200", b"200", b"200", b"200", b"400", b"200"]
    assert len(found) == 3


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01", b"400"),
        (asked("DELETE", "id=s"), b"405"),
        (asked("GET", "id=" + "x" * 5_000), b"413"),
        (asked("GET", "&".join(["a=1"] * 100)), b"400"),
        (asked("POST", "", b"[" * 5_000, "application/json"), b"400"),
        (asked("POST", "", b"x" * 40_000, "application/json"), b"413"),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 4_200, b"413"),
    ],
)
def test_hostile_requests_are_refused_and_the_next_is_served(
    request_: bytes, status: bytes
) -> None:
    words = f"id=s&lat=21&lon=105.8&timestamp={int(NOW.timestamp())}"

    answers, found, _at = served(request_, asked("GET", words))

    assert answers == [status, b"200"]
    assert len(found) == 1


@pytest.mark.django_db
def test_a_device_speaks_within_its_duty_and_no_more_once_revoked(kept: Store) -> None:
    day = make.day()
    device, secret = services.enrol_device(
        make.TAM, event=day.event, draft=DeviceDraft(name="Tổ 1"), now=NOW
    )
    assert digest(secret) == device.token_sha256
    assert secret not in json.dumps(list(Entry.objects.values_list("text", flat=True)))
    at = Door()
    keeper = Keeper(at, kept)
    keeper.step(now=NOW)
    inside = max(NOW, day.event.starts_at)
    for second in (0, 9, 5, 5):
        one = fix(name=secret, at=inside + timedelta(seconds=second), lat=21 + second / 1000)
        judged = at.judge(one, source="a", now=inside + timedelta(seconds=9), timer_s=0)
        assert judged.is_taken
        keeper.put(judged.device or 0, one, inside)
    at.judge(fix(name="wrong"), source="a", now=inside, timer_s=0)
    keeper.step(now=inside)

    (newest,) = kept.newest(day.event.pk)
    assert (newest.lat, kept.count(day.event.pk)) == (21.009, 3)
    told = {(one.device, one.word): one.count for one in kept.tallies()}
    assert told == {(device.pk, "taken"): 4, (0, "unknown_device"): 1}
    keeper.step(now=inside)
    assert {(one.device, one.word): one.count for one in kept.tallies()} == told

    services.revoke_device(make.SANG, device=device, now=inside)
    keeper.step(now=inside)
    assert at.judge(fix(name=secret), source="a", now=inside, timer_s=9).verdict is Verdict.UNKNOWN
    with pytest.raises(errors.DeviceRevoked):
        services.revoke_device(make.SANG, device=device, now=inside)


@pytest.mark.django_db
def test_without_a_duty_nothing_is_enrolled(kept: Store) -> None:
    day = make.day()
    (officer, *_others) = make_duty.officers(day.world)
    with pytest.raises(errors.NoDuty):
        services.enrol_device(
            make.TAM, event=day.event, draft=DeviceDraft(name="x", officer=officer), now=NOW
        )
    with pytest.raises(errors.DutyOver):
        services.enrol_device(
            make.TAM,
            event=day.event,
            draft=DeviceDraft(name="x"),
            now=day.event.ends_at + timedelta(hours=2),
        )
    assert not Device.objects.exists()


@pytest.mark.django_db
def test_positions_grow_coarse_and_go_and_the_signed_record_says_so(kept: Store) -> None:
    day = make.day()
    end = day.event.ends_at
    kept.add([(1, day.event.pk, NOW, fix(lat=21.0123456, accuracy_m=3.0, battery=0.5))])
    kept.add([(2, 999_999, NOW, fix())])

    first = services.forget_positions(make.TAM, now=end + timedelta(hours=23))
    second = services.forget_positions(make.TAM, now=end + timedelta(hours=24))
    (coarse,) = kept.newest(day.event.pk)
    again = services.forget_positions(make.TAM, now=end + timedelta(hours=25))
    last = services.forget_positions(make.TAM, now=end + timedelta(days=30))

    assert (first.removed, first.coarsened) == (1, 0)  # of an event that nobody knows
    assert (second.removed, second.coarsened) == (0, 1)
    assert (coarse.lat, coarse.accuracy_m, coarse.battery, coarse.is_coarse) == (
        21.012,
        None,
        None,
        True,
    )
    assert (again.coarsened, again.removed, last.removed) == (0, 0, 1)
    assert kept.events() == []
    bodies = [json.loads(one.text) for one in Entry.objects.filter(kind__contains="forgotten")]
    assert bodies == [
        {"coarsened": 0, "removed": 1},
        {"coarsened": 1, "removed": 0},
        {"coarsened": 0, "removed": 1},
    ]
    assert Head.objects.latest("size").size == Entry.objects.latest("arrival").counter


@pytest.mark.django_db
def test_pages_show_the_code_once_and_positions_only_to_those_allowed(kept: Store) -> None:
    day = make.day()
    dispatcher, auditor = client_of(day, Role.DISPATCHER), client_of(day, Role.AUDITOR)
    enrol = reverse("gateways:enrol", args=[day.event.pk])
    answer = dispatcher.post(enrol, {"name": "Tổ tuần tra 9"})
    assert '<svg class="qr"' in answer.content.decode() or "qr" in answer.content.decode()
    device = Device.objects.get()
    kept.add([(device.pk, day.event.pk, NOW, fix(lat=21.0, lon=105.8))])
    address = reverse("gateways:devices", args=[day.event.pk])

    assert "Tổ tuần tra 9" in dispatcher.get(address).content.decode()
    assert auditor.get(address).status_code == 403
    assert auditor.post(enrol, {"name": "x"}).status_code == 403
    assert "Tổ tuần tra 9" not in page(auditor, "room", day.room.pk)
    revoke = reverse("gateways:revoke", args=[device.pk])
    assert auditor.post(revoke).status_code == 403
    assert dispatcher.post(revoke).status_code == 302
    device.refresh_from_db()
    assert device.revoked_by


def told_of_the_day(day: make.Day, role: Role) -> Any:
    answer = client_of(day, role).get(reverse("control:replay_data", args=[day.room.pk]))
    return json.loads(answer.content)["tracks"]


@pytest.mark.django_db
def test_a_replay_has_positions_only_for_those_allowed_and_while_they_are_kept(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = make.day()
    post = Post.objects.filter(plan__event=day.event, lat__isnull=False)[0]
    lat, lon = post.lat, post.lon
    assert lat is not None
    assert lon is not None
    for name in ("Tổ 1", "Tổ 2"):
        draft = DeviceDraft(name=name)
        services.enrol_device(make.TAM, event=day.event, draft=draft, now=NOW)
    first, second = Device.objects.order_by("pk")
    event = day.event.pk
    for second_s in range(0, 60, 5):
        at = NOW - timedelta(minutes=5) + timedelta(seconds=second_s)
        kept.add([(first.pk, event, at, fix(lat=lat, lon=lon, at=at))])
    kept.add([(second.pk, event, NOW, fix(lat=lat + 5, lon=lon, at=NOW))])
    early = NOW - timedelta(hours=9)
    kept.add([(first.pk, event, early, fix(lat=lat, lon=lon, at=early))])

    assert told_of_the_day(day, Role.AUDITOR) == []
    near, far = told_of_the_day(day, Role.DISPATCHER)
    assert (near["name"], far["name"]) == ("Tổ 1", "Tổ 2")
    assert 4 <= len(near["points"]) <= 5, "one in 15 seconds, none of before the room"
    assert None not in [place for _at, place in near["points"]]
    assert [place for _at, place in far["points"]] == [None]

    monkeypatch.setattr(positions, "MOST_POINTS", 2)
    assert sum(len(one["points"]) for one in told_of_the_day(day, Role.DISPATCHER)) <= 4

    kept.remove(event)
    assert told_of_the_day(day, Role.DISPATCHER) == []
