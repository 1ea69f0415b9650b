"""The door of programs with a device token: who gets in, for what, and what is recorded."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_control as make
from tests import make_phones, make_tokens

from muster.api.bounding import Turnstile
from muster.api.models import Refusal, Token
from muster.api.services import revoke_token
from muster.api.urls import MOST_ACT_KB
from muster.control import services
from muster.control.models import Incident, Line, Message
from muster.control.services.phones.entered import Act
from muster.ledger.models import Entry
from muster.packs.schema import TeamState
from muster.tree.models import Grant

pytestmark = pytest.mark.django_db
Scope = Token.Scope


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_program_is_told_what_its_token_is_for_and_its_post() -> None:
    one = make_tokens.program()

    told, day = one.get("token"), one.get("duty")

    assert told.status_code == 200
    assert told.json()["post"] == one.token.post_name
    assert set(told.json()["scopes"]) == set(Scope)
    assert [turn["shift"] for turn in day.json()["duty"]] == [one.field.phones[0].shift.pk]
    assert day.json()["orders"]
    assert day.json()["rules"]["reports"]
    one.token.refresh_from_db()
    assert one.token.last_used_at == make.NOW


def test_no_name_and_no_number_of_a_person_goes_to_a_device() -> None:
    one = make_tokens.program()
    person = one.field.phones[0].officer.person

    said = one.get("duty").content.decode()

    assert person.name not in said
    assert "mates" not in said


def test_a_report_is_a_line_of_the_post_signed_by_the_device() -> None:
    one = make_tokens.program()

    answer = one.post(
        "reports",
        text="cửa B thông thoáng",
        minutes_ago=4,
        place={"lat": 10.35, "lon": 106.36, "accuracy_m": 9},
    )

    assert answer.status_code == 200, answer.content
    line = one.field.day.newest()
    assert (line.text, line.team, line.actor) == ("cửa B thông thoáng", one.team, one.token.name)
    assert abs(line.happened_at - (make.NOW - timedelta(minutes=4))) < timedelta(seconds=30)
    entry = Entry.objects.get(counter=answer.json()["number"], uuid=line.pk)
    assert (entry.actor, entry.via) == (one.token.name, f"token:{one.token.pk}")
    assert (entry.account, entry.person) == (None, None)


def test_the_same_key_with_the_same_body_gets_the_same_answer_and_makes_nothing_new() -> None:
    one = make_tokens.program()
    act: dict[str, Any] = {
        "key": "may-01:0001",
        "text": "đủ quân số",
        "at": make_tokens.now().isoformat(),
    }

    first = one.post("reports", **act)
    lines = Line.objects.count()
    services.close_room(one.field.day.room.pk, actor=make.TAM, now=make.NOW)
    again = one.post("reports", **act)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert Line.objects.filter(text="đủ quân số").count() == 1
    assert Line.objects.count() >= lines


def test_the_same_key_with_another_body_is_refused() -> None:
    one = make_tokens.program()
    at = make_tokens.now().isoformat()
    one.post("reports", key="may-01:0001", text="đủ quân số", at=at)

    other = one.post("reports", key="may-01:0001", text="thiếu một", at=at)
    elsewhere = one.post("emergency", key="may-01:0001", at=at)

    assert code(other) == code(elsewhere) == (422, "api.key_reused")
    assert not Line.objects.filter(text="thiếu một").exists()
    assert not Incident.objects.exists()


def test_two_devices_may_use_the_same_key() -> None:
    one = make_tokens.program()
    token, secret = make_tokens.issue(one.field, one.issuer, name="Máy thứ hai")
    other = replace(one, token=token, secret=secret)

    first = one.post("reports", key="00000001", text="một")
    second = other.post("reports", key="00000001", text="hai")

    assert first.status_code == second.status_code == 200
    assert first.json()["number"] != second.json()["number"]


def test_a_write_without_a_proper_key_is_refused() -> None:
    one = make_tokens.program()

    answers = [
        one.post("reports", key=key, text="x") for key in (None, "short", "x" * 81, "a b c d e")
    ]

    assert [code(answer) for answer in answers] == [(400, "api.key_missing")] * 4
    assert not Line.objects.filter(text="x").exists()


def test_a_post_is_manned_and_left() -> None:
    one = make_tokens.program()
    assert one.team.state == TeamState.OFF

    one.post("presence", state="in", minutes_ago=5)
    manned = one.team.state
    one.post("presence", state="out", minutes_ago=1)

    assert (manned, one.team.state) == (TeamState.AVAILABLE, TeamState.OFF)


def test_a_device_does_not_send_an_officer_home_who_says_to_be_there() -> None:
    one = make_tokens.program()
    phone = one.field.phones[0]
    phone.send(phone.entry(Act.CHECK_IN, minutes_ago=10))

    one.post("presence", state="out")

    assert one.team.state == TeamState.AVAILABLE


def test_a_call_for_help_opens_one_incident_and_the_next_belongs_to_it() -> None:
    one = make_tokens.program()

    answers = [one.post("emergency", text="có người ngã") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    incident = Incident.objects.get(room=one.field.day.room)
    assert incident.team == one.team
    assert Line.objects.filter(incident=incident, team=one.team).count() == 2


def test_orders_are_read_and_acknowledged() -> None:
    one = make_tokens.program()
    one.field.day.say(f"@{one.team.number} /lenh mở cửa B")
    message = Message.objects.get(team=one.team)

    told = one.get("messages").json()["messages"]
    answer = one.post(f"messages/{message.pk}/acknowledgement")
    of_nobody = one.post("messages/5b0ab0e0-9d05-4a4e-8d02-2c3ea4f1f2c5/acknowledgement")

    assert [(row["message"], row["text"]) for row in told] == [(str(message.pk), "mở cửa B")]
    assert answer.status_code == 200
    message.refresh_from_db()
    assert message.acknowledged_by == one.token.name
    assert of_nobody.json()["code"] == "control.message_unknown"


def test_a_token_holds_from_its_first_second_on(settings: Any) -> None:
    one = make_tokens.program()

    settings.MUSTER_NOW = one.token.starts_at - timedelta(seconds=1)
    early = one.get("token")
    settings.MUSTER_NOW = one.token.starts_at

    assert code(early) == (403, "api.token_early")
    assert one.get("token").status_code == 200


def test_a_token_holds_until_its_duty_ends_and_the_door_says_so_in_vietnamese(
    settings: Any,
) -> None:
    one = make_tokens.program()
    settings.MUSTER_NOW = one.token.ends_at - timedelta(seconds=1)
    assert one.get("token").status_code == 200

    settings.MUSTER_NOW = one.token.ends_at
    answer = one.post("reports", text="x")

    assert code(answer) == (403, "api.token_over")
    assert "đã kết thúc" in answer.json()["message"]
    assert not Line.objects.filter(text="x").exists()
    assert Refusal.objects.get(token=one.token).code == "api.token_over"


def test_a_revoked_token_is_refused_from_the_next_request_on() -> None:
    one = make_tokens.program()
    assert one.get("token").status_code == 200

    revoke_token(one.issuer, token=one.token, now=make.NOW)

    assert code(one.get("token")) == (401, "api.token_revoked")
    assert code(one.post("emergency")) == (401, "api.token_revoked")
    assert Refusal.objects.get(token=one.token).count == 1  # the second waits for its ten seconds


def test_a_token_of_a_cancelled_event_holds_no_more() -> None:
    one = make_tokens.program()
    one.field.day.event.is_cancelled = True
    one.field.day.event.save()

    assert code(one.get("token")) == (403, "api.event_cancelled")


def test_who_brings_no_token_of_ours_is_refused_and_counted() -> None:
    stranger = make_tokens.client()
    headers = ("", "Bearer", "Bearer muster_x", "Basic eDp5", "Bearer " * 99)

    found = [
        code(stranger.get("/api/device/token", headers={"Authorization": header}))
        for header in headers
    ]

    missing, unknown = (401, "api.token_missing"), (401, "api.token_unknown")
    assert found == [missing, missing, unknown, missing, unknown]


def test_a_session_opens_nothing_there_and_a_token_nothing_else() -> None:
    one = make_tokens.program()
    signed_in = Client()
    signed_in.force_login(one.issuer, backend="django.contrib.auth.backends.ModelBackend")
    bearing = {"Authorization": f"Bearer {one.secret}", "accept": "application/json"}

    assert signed_in.get("/api/device/token").status_code == 401
    assert code(make_tokens.client().get("/api/phone/day", headers=bearing))[0] == 401
    assert make_tokens.client().get(reverse("control:rooms"), headers=bearing).status_code == 302


def test_a_token_does_what_was_chosen_and_no_more() -> None:
    first = make_tokens.program(name="Máy gốc")

    for scope in Scope:
        token, secret = make_tokens.issue(
            first.field, first.issuer, scopes=(scope,), name=f"Máy {scope}"
        )
        one = replace(first, token=token, secret=secret)
        answers = {
            Scope.DUTY: one.get("duty"),
            Scope.MESSAGES: one.get("messages"),
            Scope.REPORT: one.post("reports", text="x"),
            Scope.EMERGENCY: one.post("emergency"),
            Scope.POSITION: one.say_where({"at": make.NOW.isoformat(), "lat": 10, "lon": 106}),
        }
        assert [name for name, answer in answers.items() if answer.status_code == 200] == [scope]
        refused = {code(answer) for name, answer in answers.items() if name != scope}
        assert refused == {(403, "api.scope_missing")}


def test_a_scope_that_nobody_knows_opens_nothing() -> None:
    one = make_tokens.program()
    Token.objects.filter(pk=one.token.pk).update(scopes=["everything"])

    assert code(one.get("duty")) == (403, "api.scope_missing")


def test_a_token_never_goes_beyond_who_issued_it() -> None:
    one = make_tokens.program()
    Grant.objects.filter(account=one.issuer).update(revoked_at=make.NOW)

    assert code(one.post("reports", text="x")) == (403, "api.issuer_may_not")
    assert code(one.get("duty")) == (403, "api.issuer_may_not")
    one.issuer.is_active = False
    one.issuer.save()
    assert code(one.post("emergency")) == (403, "api.issuer_may_not")


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    one = make_tokens.program()

    answer = one.post("reports", text="x" * (MOST_ACT_KB * 1024))

    assert code(answer) == (413, "api.body_too_large")


def test_what_has_another_shape_is_refused() -> None:
    one = make_tokens.program()
    bodies: tuple[dict[str, Any], ...] = (
        {"text": ""},
        {"text": "x" * 2001},
        {"text": "x", "rank": "general"},
        {"text": "x", "at": "2030-08-22T09:00:00"},
        {"text": "x", "place": {"lat": 91, "lon": 0, "accuracy_m": 1}},
    )

    found = [code(one.post("reports", **body)) for body in bodies]

    assert found == [(422, "api.malformed")] * len(bodies)


def test_a_kind_that_the_pack_does_not_let_devices_report_is_refused() -> None:
    one = make_tokens.program()

    answer = one.post("reports", text="x", kind="plain_order")

    assert answer.json()["code"] == "control.kind_unknown"


def test_a_flood_of_one_token_is_bounded_and_a_call_for_help_still_goes_through() -> None:
    one = make_tokens.program()

    answers = [one.get("token") for _ in range(40)]
    late = [answer for answer in answers if answer.status_code == 429]

    assert 0 < len(late) < 40
    assert code(late[0]) == (429, "api.too_many_requests")
    assert int(late[0].headers["Retry-After"]) >= 1
    assert one.post("emergency").status_code == 200


def test_a_flood_of_strange_tokens_from_one_address_is_bounded() -> None:
    stranger = make_tokens.client()
    headers = {"Authorization": "Bearer muster_" + "x" * 43}

    found = [stranger.get("/api/device/token", headers=headers).status_code for _ in range(30)]

    assert found[:20] == [401] * 20
    assert set(found[21:]) == {429}
    assert Refusal.objects.filter(token=None).exists()


def test_turns_come_back_at_a_steady_rate() -> None:
    door = Turnstile()

    def wait_s(now_s: float) -> float:
        return door.wait_s("a", per_min=60, burst=2, now_s=now_s)

    assert [wait_s(0), wait_s(0)] == [0, 0]
    assert wait_s(0) == pytest.approx(1)
    assert wait_s(0.5) == pytest.approx(0.5)
    assert wait_s(1) == 0
    assert wait_s(1) > 0
    assert door.wait_s("b", per_min=60, burst=2, now_s=1) == 0


def test_a_room_that_is_not_open_says_so() -> None:
    field = make_phones.field(is_open=False)
    one = make_tokens.program(field=field)

    assert one.post("reports", text="x").json()["code"] == "control.closed"


def test_openapi_tells_the_door_the_key_and_the_scopes() -> None:
    field = make_phones.field()
    signed_in = Client()
    signed_in.force_login(
        field.phones[0].account, backend="django.contrib.auth.backends.ModelBackend"
    )

    told = signed_in.get("/api/openapi.json").json()

    assert told["components"]["securitySchemes"]["DeviceToken"]["scheme"] == "bearer"
    act = told["paths"]["/api/device/reports"]["post"]
    assert act["security"] == [{"DeviceToken": []}]
    key = next(one for one in act["parameters"] if one["name"] == "Idempotency-Key")
    assert key["in"] == "header"
    assert key["required"]
