"""Own equipment: a register, from hand to hand by number, counted at each passing on."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests import make_control as make
from tests import make_duty

from muster.control import services
from muster.control.errors.equipment import (
    CountDiffers,
    CountWanted,
    HandsSame,
    NumbersMissing,
    PieceElsewhere,
    PieceLost,
    PieceNotOut,
    PieceOfOtherUnit,
    PieceOut,
    PiecesLeft,
    PieceUnknown,
)
from muster.control.models import Incident, Line, Passing, Piece, Task
from muster.control.projecting import piece_key
from muster.control.queries.equipment import number_of, numbers_in, stock_of
from muster.control.services import Count, Hands, PieceDraft
from muster.duty.models import Officer
from muster.exchange.models import Import
from muster.ledger.models import Entry
from muster.tree.models import ParentEdge
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
GUN = "service_weapon"


@pytest.fixture(autouse=True)
def _clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def day() -> make.Day:
    """The day, with the branches below the root today as well: staff is reached through edges."""
    made = make.day()
    world = made.world
    for child in (world.east, world.west):
        ParentEdge.objects.create(
            child=child.unit,
            parent=world.root.unit,
            kind=world.season.edge_kind,
            valid_from=date(2000, 1, 1),
        )
    make.equip(made, "BĐ-01", "BĐ-02", "BĐ-03")
    make.equip(made, "K-7", kind=GUN)
    return made


@pytest.fixture
def staff(day: make.Day) -> list[Officer]:
    return make_duty.officers(day.world, names=("Lê Minh Châu", "Võ Quốc Bình"))


def move(
    day: make.Day, act: Any, hands: Sequence[Officer], *numbers: str, after_min: float = 0
) -> None:
    giver, taker = hands
    act(
        day.room.pk,
        actor=make.TAM,
        now=make.NOW + timedelta(minutes=after_min),
        pieces=[piece_key(number) for number in numbers],
        hands=Hands(giver=giver, taker=taker),
    )


def issue(day: make.Day, hands: Sequence[Officer], *numbers: str, **more: Any) -> None:
    move(day, services.issue_pieces, hands, *numbers, **more)


def give_back(day: make.Day, hands: Sequence[Officer], *numbers: str, **more: Any) -> None:
    move(day, services.return_pieces, hands[::-1], *numbers, **more)


def place(day: make.Day, *numbers: str, is_here: bool = True) -> None:
    keys = [piece_key(number) for number in numbers]
    services.place_pieces(day.room.pk, actor=make.TAM, now=make.NOW, pieces=keys, is_here=is_here)


def take_shift(day: make.Day, count: Count | None = None) -> Passing:
    services.draw_up_passing(day.room.pk, actor=make.TAM, now=make.NOW)
    passing = Passing.objects.get(taken_at=None)
    services.take_passing(passing, actor=make.SANG, now=make.NOW, count=count)
    passing.refresh_from_db()
    return passing


def test_a_number_is_the_same_however_it_is_typed() -> None:
    assert number_of("bđ 01") == "BĐ01"
    assert number_of("BĐ-01") == "BĐ-01"
    assert numbers_in("bđ-01, BĐ-02;\n63A-7\tbđ-01") == ["BĐ-01", "BĐ-02", "63A-7"]
    assert numbers_in(" ,; ") == []


def test_what_is_issued_is_with_one_hand_in_one_room_and_the_log_says_so(
    day: make.Day, staff: list[Officer]
) -> None:
    issue(day, staff, "BĐ-01", "BĐ-02")

    row = make.piece("BĐ-01")
    assert (row.holder, row.holder_name, row.giver_name) == (
        *(staff[1].pk, "Võ Quốc Bình", "Lê Minh Châu"),
    )
    assert (row.room, row.since) == (day.room.pk, make.NOW)
    assert "BĐ-01, BĐ-02" in day.newest().text
    assert "Võ Quốc Bình" in day.newest().text
    assert services.rebuild(is_trial=True).rows == 0


def test_what_comes_back_is_in_the_room_until_it_goes_to_its_unit(
    day: make.Day, staff: list[Officer]
) -> None:
    issue(day, staff, "BĐ-01")
    give_back(day, staff, "BĐ-01", after_min=5)
    row = make.piece("BĐ-01")
    assert (row.holder, row.holder_name, row.room) == (None, "", day.room.pk)

    place(day, "BĐ-01", is_here=False)

    assert make.piece("BĐ-01").room is None
    assert services.rebuild(is_trial=True).rows == 0


def refused(error: type[Exception], act: Any) -> None:
    """It is refused, and nothing at all is recorded."""
    before = Entry.objects.count()
    with pytest.raises(error):
        act()
    assert Entry.objects.count() == before


def test_refusals_record_nothing_not_even_of_the_numbers_that_were_right(
    day: make.Day, staff: list[Officer]
) -> None:
    issue(day, staff, "BĐ-01")
    refused(PieceOut, lambda: issue(day, staff, "BĐ-02", "BĐ-01"))
    refused(PieceNotOut, lambda: give_back(day, staff, "BĐ-01", "BĐ-03"))
    refused(HandsSame, lambda: issue(day, (staff[0], staff[0]), "BĐ-02"))
    refused(NumbersMissing, lambda: issue(day, staff))
    refused(PieceOut, lambda: place(day, "BĐ-01", is_here=False))

    assert make.piece("BĐ-02").room is None


def test_a_piece_of_another_room_is_refused_by_name(day: make.Day, staff: list[Officer]) -> None:
    place(day, "BĐ-01")
    event = make_duty.event(day.world)
    make_duty.plan(event)
    room = services.open_room(event, actor=make.TAM, now=make.NOW)
    other = make.Day(world=day.world, event=event, room=room)

    refused(PieceElsewhere, lambda: issue(other, staff, "BĐ-01"))
    issue(other, staff, "BĐ-02")
    refused(PieceElsewhere, lambda: give_back(day, staff, "BĐ-02"))


def test_a_weapon_goes_to_staff_of_its_unit_alone_and_a_radio_to_anybody(
    day: make.Day, staff: list[Officer]
) -> None:
    make.equip(day, "T-1", kind=GUN, unit=day.world.root.unit)
    (stranger,) = make_duty.officers(day.world, names=("Ngô Thành Hưng",), branch=day.world.west)

    refused(PieceOfOtherUnit, lambda: issue(day, (staff[0], stranger), "K-7"))
    issue(day, (staff[0], stranger), "BĐ-01")
    issue(day, staff, "K-7")
    issue(day, (staff[0], stranger), "T-1")

    assert make.piece("T-1").holder == stranger.pk


def test_who_takes_the_shift_over_counts_every_kind(day: make.Day, staff: list[Officer]) -> None:
    place(day, "BĐ-01", "BĐ-02", "K-7")
    issue(day, staff, "BĐ-03")
    services.draw_up_passing(day.room.pk, actor=make.TAM, now=make.NOW)
    passing = Passing.objects.get()
    assert passing.content["equipment"]["kinds"][0]["out"] == 1

    def take(**count: Any) -> None:
        services.take_passing(passing, actor=make.SANG, now=make.NOW, count=Count(**count))

    refused(CountWanted, lambda: take(counted={"radio_set": 2}))
    refused(CountDiffers, lambda: take(counted={"radio_set": 3, GUN: 1}))
    refused(CountDiffers, lambda: take(counted={"radio_set": 2, GUN: 0}))
    refused(
        PieceUnknown,
        lambda: take(counted={"radio_set": 2, GUN: 0}, missing=["K-8"]),
    )
    take(counted={"radio_set": 2, GUN: 1})

    passing.refresh_from_db()
    assert passing.count is not None
    assert [(one["due"], one["counted"]) for one in passing.count["kinds"]] == [(2, 2), (1, 1)]
    assert Incident.objects.count() == 0
    assert services.rebuild(is_trial=True).rows == 0


def test_what_a_count_misses_is_one_incident_of_the_gravest_type(
    day: make.Day, staff: list[Officer]
) -> None:
    place(day, "BĐ-01", "BĐ-02", "K-7")
    issue(day, staff, "BĐ-03")

    passing = take_shift(
        day,
        Count(counted={"radio_set": 1, GUN: 0}, missing=["BĐ-02", "K-7", "BĐ-03"]),
    )

    incident = Incident.objects.get()
    assert incident.type == day.world.pack.equipment_kinds[GUN].missing
    assert "K-7" in incident.title
    assert Task.objects.filter(incident=incident).count() == 3
    assert passing.count is not None
    assert passing.count["missing"] == ["BĐ-02", "K-7", "BĐ-03"]
    lost = make.piece("BĐ-03")
    assert (lost.incident, lost.holder_name) == (incident.pk, "Võ Quốc Bình")
    assert Line.objects.get(incident=incident).text.startswith(make.SANG.name)
    refused(PieceLost, lambda: issue(day, staff, "K-7"))
    assert services.rebuild(is_trial=True).rows == 0

    give_back(day, staff, "K-7", "BĐ-03")

    assert Piece.objects.exclude(missing_at=None).count() == 1
    assert len(stock_of(day.room, pack=day.world.pack).missing) == 1
    assert services.rebuild(is_trial=True).rows == 0


def test_a_room_without_equipment_is_handed_over_without_a_count(day: make.Day) -> None:
    assert take_shift(day).count is None


def test_what_was_missed_before_is_not_missed_again(day: make.Day) -> None:
    place(day, "BĐ-01", "K-7")
    take_shift(day, Count(counted={"radio_set": 0, GUN: 1}, missing=["BĐ-01"]))

    take_shift(day, Count(counted={GUN: 1}, missing=["BĐ-01"]))

    assert Incident.objects.count() == 1


def test_a_room_is_closed_when_its_equipment_is_back(day: make.Day, staff: list[Officer]) -> None:
    place(day, "BĐ-01")
    issue(day, staff, "BĐ-02")

    def close() -> None:
        services.close_room(day.room.pk, actor=make.TAM, now=make.NOW)

    refused(PiecesLeft, close)
    give_back(day, staff, "BĐ-02")
    close()

    assert Piece.objects.exclude(room=None).count() == 0
    assert services.rebuild(is_trial=True).rows == 0


def test_the_same_act_sent_twice_is_recorded_once(day: make.Day, staff: list[Officer]) -> None:
    sent: dict[str, Any] = {
        "actor": make.TAM,
        "now": make.NOW,
        "pieces": [piece_key("BĐ-01")],
        "hands": Hands(giver=staff[0], taker=staff[1]),
        "client_uuid": uuid4(),
    }

    first = services.issue_pieces(day.room.pk, **sent)
    again = services.issue_pieces(day.room.pk, **sent)

    assert first.number == again.number
    assert Line.objects.count() == 1


def test_a_weapon_has_a_number_a_kind_and_a_holder_and_nothing_else(day: make.Day) -> None:
    draft = PieceDraft(number="K-7", kind=GUN, unit_id=day.world.east.unit_id, call_sign="Sao Mai")
    within = frozenset((day.world.east.unit_id,))

    services.register_pieces(
        make.TAM, now=make.NOW, drafts=[draft], within=within, pack=day.world.pack
    )

    assert make.piece("K-7").call_sign == ""


# ---- the pages


def client_of(day: make.Day, role: Role, *, on: object = None) -> Client:
    client = Client()
    unit = on or day.world.root
    client.force_login(make_duty.account(role, on=unit), backend=BACKEND)  # type: ignore[arg-type]
    return client


def test_numbers_are_pasted_and_both_hands_typed_by_name_or_number(
    day: make.Day, staff: list[Officer]
) -> None:
    client = client_of(day, Role.DISPATCHER)
    address = reverse("control:hand", args=[day.room.pk])
    typed = {"act": "issue", "giver": staff[0].person.number, "taker": "vo quoc binh"}

    unknown = client.post(address, {**typed, "numbers": "bđ-01 bđ-99, X1"})
    nobody = client.post(address, {**typed, "numbers": "bđ-01", "taker": "Bình"})
    done = client.post(address, {**typed, "numbers": "bđ-01\nbđ-02"})

    assert (unknown.status_code, nobody.status_code, done.status_code) == (422, 422, 302)
    assert "BĐ-99, X1" in unknown.content.decode()
    assert "Võ Quốc Bình" in nobody.content.decode()
    assert make.piece("BĐ-02").holder == staff[1].pk

    back = {"act": "return", "numbers": "BĐ-01 BĐ-02", "taker": staff[0].person.number}
    assert client.post(address, back).status_code == 302
    assert Piece.objects.exclude(holder=None).count() == 0


def test_a_stranger_sees_no_piece_and_an_auditor_moves_none(
    day: make.Day, staff: list[Officer]
) -> None:
    issue(day, staff, "BĐ-01")
    stranger = client_of(day, Role.DISPATCHER, on=day.world.west)
    addresses = (
        reverse("control:equipment", args=[day.room.pk]),
        reverse("control:piece", args=[piece_key("BĐ-01")]),
    )
    for address in addresses:
        assert stranger.get(address).status_code == 404
        assert client_of(day, Role.AUDITOR).get(address).status_code == 200
    assert "BĐ-01" not in stranger.get(reverse("control:register")).content.decode()
    assert "BĐ-01" in client_of(day, Role.AUDITOR).get(reverse("control:register")).text
    for act in ("hand", "place"):
        answer = client_of(day, Role.AUDITOR).post(
            reverse(f"control:{act}", args=[day.room.pk]), {"numbers": "BĐ-02"}
        )
        assert answer.status_code == 403


def test_pages_cost_the_same_however_much_is_out(
    day: make.Day, staff: list[Officer], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    numbers = [f"M-{number}" for number in range(40)]
    make.equip(day, *numbers)
    issue(day, staff, *numbers[:30])
    client = client_of(day, Role.DISPATCHER)
    client.get(reverse("control:register"))

    with django_assert_max_num_queries(20):
        assert "M-29" in client.get(reverse("control:equipment", args=[day.room.pk])).text
    with django_assert_max_num_queries(20):
        assert "M-1" in client.get(reverse("control:register")).text


def test_a_shift_is_taken_with_its_count_from_the_page(day: make.Day) -> None:
    place(day, "BĐ-01", "BĐ-02")
    services.draw_up_passing(day.room.pk, actor=make.TAM, now=make.NOW)
    passing = Passing.objects.get()
    client = client_of(day, Role.DISPATCHER)
    page = client.get(reverse("control:passing", args=[passing.pk])).text
    assert 'name="counted-radio_set"' in page
    address = reverse("control:take", args=[passing.pk])

    assert client.post(address).status_code == 422
    assert client.post(address, {"counted-radio_set": "1"}).status_code == 409
    sent = {"counted-radio_set": "1", "missing": "bđ-02"}
    assert client.post(address, sent).status_code == 302

    assert "BĐ-02" in client.get(reverse("control:passing", args=[passing.pk])).text
    assert Incident.objects.count() == 1


# ---- the register from a sheet


def paste(client: Client, *lines: str) -> list[Any]:
    answer = client.post(
        reverse("grids:one", args=["equipment", "all"]), {"block": "\n".join(lines)}
    )
    assert answer.status_code == 302, answer.text[:800]
    return list(Import.objects.latest("pk").rows.order_by("pk"))


def apply(client: Client) -> Any:
    return client.post(reverse("grids:apply", args=[Import.objects.latest("pk").pk]))


def faults(rows: Sequence[Any]) -> list[tuple[str, str]]:
    return [(fault["cell"], fault["code"]) for row in rows for fault in row.faults]


HEADS = "Số hiệu\tLoại trang bị\tĐơn vị\tHô hiệu"


def test_the_register_comes_from_a_pasted_block(day: make.Day) -> None:
    client = client_of(day, Role.COMMANDER)

    rows = paste(
        client,
        HEADS,
        "bđ-10\tMáy bộ đàm\tHuyện Đông\tSao Mai 10",
        f"K-7\tVũ khí\t{day.world.west.code}\t",
    )

    assert faults(rows) == []
    assert apply(client).status_code == 302
    made = make.piece("BĐ-10")
    assert (made.kind, made.unit_id, made.call_sign) == (
        *("radio_set", day.world.east.unit_id, "Sao Mai 10"),
    )
    assert make.piece("K-7").unit_id == day.world.west.unit_id
    assert services.rebuild(is_trial=True).rows == 0


def test_every_fault_of_a_sheet_is_named_by_its_cell(day: make.Day, staff: list[Officer]) -> None:
    issue(day, staff, "BĐ-01")
    client = client_of(day, Role.COMMANDER, on=day.world.east)
    make.equip(day, "W-1", unit=day.world.west.unit)

    rows = paste(
        client,
        HEADS + "\tXóa khỏi sổ",
        "W-1\tMáy bộ đàm\tHuyện Đông\t\t",
        "N-1\tMáy bay\tHuyện Đông\t\t",
        "N-2\tVũ khí\tHuyện Đông\tSao\t",
        "N-3\tVũ khí\tHuyện Tây\t\t",
        "BĐ-01\tMáy bộ đàm\tHuyện Đông\t\tx",
    )

    assert faults(rows) == [
        ("A2", "piece.taken"),
        ("B3", "cell.nearest_choice"),
        ("D4", "piece.call_sign"),
        ("C5", "piece.unit"),
        ("E6", "piece.not_with_unit"),
    ]


def test_who_keeps_no_register_pastes_nothing(day: make.Day) -> None:
    client = client_of(day, Role.DISPATCHER)

    assert client.get(reverse("grids:one", args=["equipment", "all"])).status_code == 403
