"""The pages of call lists: rows, refusals, sheets out and in, and what they cost."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import make_calls
from tests import make_season as make
from tests.office.pages import signed_in

from muster.office import services
from muster.office.models import Call, CallList, CallState
from muster.packs import Occasion
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def clerk(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.OFFICE, name="Lê Thu"))


def post(client: Client, call: Call, action: str, **said: Any) -> Any:
    url = reverse("office:act-call", args=[call.pk, action])
    data = {"version": call.version, "client_uuid": uuid4(), **said}
    return client.post(url, data, headers={"hx-request": "true"})


def test_a_key_records_the_row_and_sends_it_back(world: make.World, clerk: Client) -> None:
    make_calls.calls(world.top, [world.communes[0]])
    call = make_calls.call_to(world.communes[0])

    answer = post(clerk, call, "promise", promised_on="2030-06-10")

    call.refresh_from_db()
    assert (call.state, str(call.promised_on)) == (CallState.TOLD, "2030-06-10")
    assert f'id="call-{call.pk}"' in answer.content.decode()


def test_a_refusal_names_the_other_clerk(world: make.World, clerk: Client) -> None:
    make_calls.calls(world.top, [world.communes[0]])
    call = make_calls.call_to(world.communes[0])
    services.take_call(call, actor=make.OTHER, now=make.NOW)

    answer = post(clerk, call, "tell")

    assert answer.status_code == 409
    assert make.OTHER.name in answer.content.decode()


def test_who_only_reads_does_not_record(world: make.World) -> None:
    make_calls.calls(world.top, [world.communes[0]])
    reader = signed_in(make.account(world.top, Role.AUDITOR))

    assert post(reader, make_calls.call_to(world.communes[0]), "tell").status_code == 403


def test_a_list_of_another_branch_is_not_seen(world: make.World) -> None:
    row = make_calls.calls(world.east, [world.communes[0]])
    west = signed_in(make.account(world.west, Role.OFFICE))

    assert west.get(reverse("office:call-list", args=[row.pk])).status_code == 404
    assert post(west, make_calls.call_to(world.communes[0]), "tell").status_code == 404


def test_late_rows_become_a_list(world: make.World, clerk: Client) -> None:
    make.congress(world.communes[0], date(2030, 6, 20))

    answer = clerk.post(reverse("office:call-late", args=[world.top.pk]))

    row = CallList.objects.get()
    assert answer["Location"] == reverse("office:call-list", args=[row.pk])
    assert row.calls.get().season_unit == world.communes[0]


def test_a_list_opened_by_hand_goes_to_a_whole_tier(world: make.World, clerk: Client) -> None:
    data = {
        "client_uuid": uuid4(),
        "purpose": make_calls.purpose(world.top, Occasion.WARNING),
        "subject": "Bão số 5",
        "to": f"{world.communes[0].code}; Xã Mỹ Trung",
        "what": "hoãn tập trung đông người",
    }

    clerk.post(reverse("office:open-calls"), data)

    call = make_calls.call_to(world.communes[0])
    assert "hoãn tập trung đông người" in call.words
    assert CallList.objects.filter(above=None).count() == 1


def sheet(client: Client, row: CallList) -> Any:
    answer = client.get(reverse("office:call-list", args=[row.pk]) + "?format=xlsx")
    return openpyxl.load_workbook(BytesIO(answer.content))


def send_back(client: Client, row: CallList, book: Any) -> Any:
    kept = BytesIO()
    book.save(kept)
    upload = SimpleUploadedFile("calls.xlsx", kept.getvalue())
    url = reverse("office:calls-back", args=[row.pk])
    data = {"client_uuid": uuid4(), "sheet": upload}
    return client.post(url, data, follow=True)


def test_an_unchanged_sheet_changes_nothing(world: make.World, clerk: Client) -> None:
    row = make_calls.calls(world.top, world.communes)
    told = make_calls.call_to(world.communes[1])
    services.tell(told, actor=make.ACTOR, now=make.NOW, version=1, promised_on=make.TREE_ON)
    before = list(Call.objects.values())

    send_back(clerk, row, sheet(clerk, row))

    assert list(Call.objects.values()) == before


def test_results_written_on_a_sheet_come_back(world: make.World, clerk: Client) -> None:
    row = make_calls.calls(world.top, world.communes)
    book = sheet(clerk, row)
    page = book.active
    page["H2"], page["I2"] = "reached", "10/6/2030"
    page["H3"], page["J3"] = "No answer", "máy bận"
    page["H4"] = "confirmed"
    page["I5"] = "12/6/2030"
    services.tell(make_calls.call_to(world.communes[2]), actor=make.OTHER, now=make.NOW, version=1)

    answer = send_back(clerk, row, book)

    states = [make_calls.call_to(unit).state for unit in world.communes]
    assert states == ["told", "waiting", "told", "told", "waiting"]
    assert make_calls.call_to(world.communes[0]).promised_on == date(2030, 6, 10)
    assert make_calls.call_to(world.communes[1]).note == "máy bận"
    assert make.OTHER.name in answer.content.decode()


def test_any_other_workbook_is_refused(world: make.World, clerk: Client) -> None:
    row = make_calls.calls(world.top, world.communes)
    book = sheet(clerk, row)
    book.active["A1"] = "Mã"

    assert "a call list" in send_back(clerk, row, book).content.decode()


def test_a_list_costs_the_same_with_one_and_three_rows(world: make.World, clerk: Client) -> None:
    def cost(row: CallList) -> int:
        url = reverse("office:call-list", args=[row.pk])
        return make.count_queries(lambda: clerk.get(url))

    one = make_calls.calls(world.top, world.communes[:1])
    three = make_calls.calls(world.top, world.communes[:3])
    cost(one)

    assert cost(one) == cost(three)
    lists = make.count_queries(lambda: clerk.get(reverse("office:calls")))
    make_calls.calls(world.top, world.communes[:1])
    assert make.count_queries(lambda: clerk.get(reverse("office:calls"))) == lists
