"""Positions that come by device token: judged, kept, shown and forgotten as those of trackers."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_control as make
from tests import make_duty, make_phones, make_tokens
from tests.gateways.make_store import emptied

from muster.api import errors
from muster.api.device_schemas import MOST_POSITIONS
from muster.api.models import Token
from muster.api.queries.tokens import may_issue
from muster.api.services import revoke_token
from muster.api.web.forms import TokenForm
from muster.control.queries.placed import placed_in, tracks_in
from muster.duty.models import Post
from muster.gateways import services as gateways
from muster.gateways.cot.authority import authority
from muster.gateways.errors import DeviceOfToken
from muster.gateways.gps.fix import Fix
from muster.gateways.gps.store import Store
from muster.gateways.models import Device
from muster.gateways.queries.duties import rules_of
from muster.gateways.rules import Can
from muster.gateways.services import DeviceDraft
from muster.ledger.models import Entry
from muster.tree import table
from muster.tree.models import Account, Grant
from muster.tree.table import Role, Rule

pytestmark = pytest.mark.django_db
Scope = Token.Scope
NOW = make.NOW
LAT, LON = 10.351, 106.361


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, settings: Any) -> Iterator[Store]:
    settings.MUSTER_DATA = tmp_path
    found = emptied()
    yield found
    found.close()


def fix(at: datetime = NOW, **more: Any) -> dict[str, Any]:
    return {"at": at.isoformat(), "lat": LAT, "lon": LON, **more}


def words(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["word"] for one in answer.json()["fates"]]


def counted(kept: Store) -> dict[tuple[int, str], int]:
    return {(one.device, one.word): one.count for one in kept.tallies()}


def test_a_position_is_kept_with_its_units_and_counted(kept: Store) -> None:
    one = make_tokens.program()

    answer = one.say_where(fix(accuracy_m=4, speed_m_s=1.5, course_deg=90))

    device = Device.objects.get()
    (found,) = kept.newest(one.token.event_id)
    assert answer.json()["fates"] == [{"word": "taken", "is_kept": True}]
    assert (found.device, found.at, found.lat, found.lon) == (device.pk, NOW, LAT, LON)
    assert (found.accuracy_m, found.speed_m_s, found.course_deg) == (4, 1.5, 90)
    assert counted(kept) == {(device.pk, "taken"): 1}


def test_the_same_again_is_kept_once_without_a_key_and_none_is_in_the_record(kept: Store) -> None:
    one = make_tokens.program()
    entries = Entry.objects.count()
    fixes = [fix(NOW - timedelta(seconds=10 * n), lat=LAT + n / 1000) for n in range(3)]

    answers = [one.say_where(*fixes), one.say_where(*reversed(fixes)), one.say_where(fixes[0])]

    elsewhere = one.say_where(fix(lat=LAT + 1))

    assert [set(words(answer)) for answer in (*answers, elsewhere)] == [{"taken"}] * 4
    assert kept.count(one.token.event_id) == 3
    assert kept.newest(one.token.event_id)[0].lat == LAT
    assert Entry.objects.count() == entries


def test_the_door_judges_each_position_of_a_list_as_that_of_a_tracker(kept: Store) -> None:
    one = make_tokens.program()
    device = Device.objects.get()

    answer = one.say_where(
        fix(NOW + timedelta(seconds=301)),
        fix(NOW + timedelta(seconds=300)),
        fix(NOW + timedelta(seconds=60)),
        fix(device.starts_at - timedelta(seconds=1)),
        fix(device.starts_at),
        fix(lat=nan),
        fix(lon=inf),
        fix(lat=90.1),
        fix(speed_m_s=nan),
        fix(speed_m_s=4_000),
    )

    assert words(answer) == [
        "from_future",
        "skewed",
        "taken",
        "out_of_duty",
        "taken",
        "bad_number",
        "bad_number",
        "out_of_range",
        "bad_number",
        "taken",
    ]
    assert counted(kept) == {
        (device.pk, "from_future"): 1,
        (device.pk, "skewed"): 1,
        (device.pk, "taken"): 3,
        (device.pk, "out_of_duty"): 1,
        (device.pk, "bad_number"): 3,
        (device.pk, "out_of_range"): 1,
    }
    assert kept.count(one.token.event_id) == 4


def test_a_token_that_still_reports_after_the_duty_has_no_position_any_more(
    settings: Any, kept: Store
) -> None:
    one = make_tokens.program()
    device = Device.objects.get()
    rules = rules_of(one.token.event)
    assert device.ends_at < one.token.ends_at, "positions end sooner by the pack"
    assert device.ends_at - timedelta(minutes=rules.after_min) == one.token.ends_at - timedelta(
        minutes=60
    )

    settings.MUSTER_NOW = device.ends_at
    answer = one.say_where(fix(device.ends_at - timedelta(minutes=1)))

    assert words(answer) == ["out_of_duty"]
    assert kept.count(one.token.event_id) == 0


def test_a_flood_is_bounded_for_each_device(kept: Store) -> None:
    one = make_tokens.program()
    fixes = [fix(NOW - timedelta(seconds=n)) for n in range(MOST_POSITIONS)]

    found = words(one.say_where(*fixes)) + words(one.say_where(*fixes))

    assert found[:120] == ["taken"] * 120
    assert "flooded" in found[120:]
    assert kept.count(one.token.event_id) == MOST_POSITIONS


@pytest.mark.parametrize(
    "body",
    [
        {"positions": []},
        {"positions": [{"lat": 1, "lon": 2}]},
        {"positions": [{"at": "2030-08-22T09:00:00", "lat": 1, "lon": 2}]},
        {"positions": [{"at": "2030-08-22T09:00:00Z", "lat": None, "lon": 2}]},
        {"positions": [{"at": "2030-08-22T09:00:00Z", "lat": 1, "lon": 2, "who": "x"}]},
        {"positions": [{"at": "2030-08-22T09:00:00Z", "lat": 1, "lon": 2}] * 101},
    ],
)
def test_what_has_another_shape_is_refused_whole(body: dict[str, Any], kept: Store) -> None:
    one = make_tokens.program()

    answer = one.say_where(**body)

    assert (answer.status_code, answer.json()["code"]) == (422, "api.malformed")
    assert kept.count(one.token.event_id) == 0


def test_only_a_token_with_the_scope_has_a_device_and_may(kept: Store) -> None:
    one = make_tokens.program(scopes=(Scope.REPORT, Scope.EMERGENCY))

    answer = one.say_where(fix())

    assert (answer.status_code, answer.json()["code"]) == (403, "api.scope_missing")
    assert not Device.objects.exists()
    assert kept.count(one.token.event_id) == 0


def test_a_revoked_token_takes_its_device_along_and_a_revoked_device_says_so(kept: Store) -> None:
    one = make_tokens.program()
    gateways.revoke_device(make.SANG, device=Device.objects.get(), now=NOW)
    of_device = one.say_where(fix())
    token, _secret = make_tokens.issue(one.field, one.issuer, name="Máy hai")
    revoke_token(one.issuer, token=token, now=NOW)
    revoke_token(one.issuer, token=one.token, now=NOW)

    assert of_device.json()["code"] == "gateways.device_revoked"
    assert counted(kept) == {(0, "unknown_device"): 1}
    assert not Device.objects.filter(revoked_at=None).exists()
    assert one.say_where(fix()).json()["code"] == "api.token_revoked"


def test_a_device_of_a_token_gets_no_package_and_its_enrolment_is_recorded(
    tmp_path: Path,
) -> None:
    one = make_tokens.program()
    device = Device.objects.get()
    own = authority(tmp_path, "node", now=NOW)

    with pytest.raises(DeviceOfToken):
        gateways.certify_device(make.TAM, device=device, authority=own, now=NOW)

    entry = Entry.objects.get(kind="gateways.device_enrolled")
    assert f'"sender":"token:{one.token.pk}"' in entry.text
    assert (device.name, device.unit) == (one.token.name, one.token.unit)


def test_who_may_not_enrol_devices_is_not_offered_the_scope(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    field = make_phones.field()
    planner = make_duty.account(Role.PLANNER, on=field.day.world.root)
    looker = make_duty.account(Role.HEAD, on=field.day.world.root)
    assert Scope.POSITION in may_issue(planner, field.day.event)
    assert Scope.POSITION not in may_issue(looker, field.day.event)
    with pytest.raises(errors.ScopeNotYours):
        make_tokens.issue(field, looker, scopes=(Scope.POSITION,))
    assert offered(planner, field) == set(Scope)

    monkeypatch.setitem(table._rules, Can.ENROL.value, Rule(roles=frozenset({Role.COMMANDER})))

    assert offered(planner, field) == set(Scope) - {Scope.POSITION}


def offered(account: Account, field: make_phones.Field) -> set[str]:
    form = TokenForm(event=field.day.event, account=account)
    return {value for value, _label in form.fields["scopes"].choices}  # type: ignore[attr-defined]


def test_an_issuer_who_may_enrol_no_more_takes_it_along() -> None:
    one = make_tokens.program()
    Grant.objects.filter(account=one.issuer).update(revoked_at=NOW)

    assert one.say_where(fix()).json()["code"] == "api.issuer_may_not"


def test_it_stands_on_the_map_and_in_the_replay_as_a_tracker_does(kept: Store) -> None:
    one = make_tokens.program(name="Máy A")
    room, event = one.field.day.room, one.token.event
    post = Post.objects.filter(plan__event=event, lat__isnull=False)[0]
    draft = DeviceDraft(name="Máy B")
    tracker, _secret = gateways.enrol_device(make.TAM, event=event, draft=draft, now=NOW)
    lat, lon = post.lat or 0.0, post.lon or 0.0

    one.say_where(fix(lat=lat, lon=lon))
    kept.add([(tracker.pk, event.pk, NOW, Fix(name="s", at=NOW, lat=lat, lon=lon))])
    by_token, by_tracker = sorted(
        placed_in(room, account=one.issuer, now=NOW), key=lambda found: found.name
    )
    of_token, of_tracker = sorted(
        tracks_in(room, account=one.issuer, since=NOW - timedelta(hours=1), until=NOW),
        key=lambda found: found.name,
    )
    auditor = make_duty.account(Role.AUDITOR, on=one.field.day.world.root)

    assert (by_token.name, by_tracker.name) == ("Máy A", "Máy B")
    assert (by_token.lat, by_token.lon, by_token.at) == (by_tracker.lat, by_tracker.lon, NOW)
    assert of_token.points == of_tracker.points
    assert placed_in(room, account=auditor, now=NOW) == []
    page = client_of(one.issuer).get(reverse("gateways:devices", args=[event.pk]))
    text = page.content.decode()
    assert "bằng mã truy cập" in text
    assert text.count("Gói cho ATAK") == 1


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_is_made_coarse_and_removed_like_the_others(kept: Store) -> None:
    one = make_tokens.program()
    event = one.token.event
    rules = rules_of(event)
    one.say_where(fix(lat=10.3512345, accuracy_m=3))

    gateways.forget_positions(make.TAM, now=event.ends_at + timedelta(hours=rules.exact_h))
    (coarse,) = kept.newest(event.pk)
    gateways.forget_positions(make.TAM, now=event.ends_at + timedelta(days=rules.keep_days))

    assert (coarse.lat, coarse.accuracy_m, coarse.is_coarse) == (10.351, None, True)
    assert kept.events() == []
