"""Publicity: tasks with products, press passes by number and zone, releases signed first."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import make_office
from tests import make_season as make
from tests.office.pages import signed_in

from muster.office import errors, queries, services
from muster.office.errors import press as refused
from muster.office.errors.approvals import ChangedSince
from muster.office.models import PressRelease, PressTeam
from muster.office.services import PressLine, ReleaseDraft
from muster.packs import available, load
from muster.season.models import Event
from muster.tree.actors import actor_for
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW}
ZONES = list(load(make.PACK).press_zones)


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def event(world: make.World) -> Event:
    congress = make.congress(world.communes[0])
    return Event.objects.select_related("season_unit").get(congress=congress)


@pytest.fixture
def desk(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.OFFICE))


def line(organisation: str = "Báo Sông Tiền", passes: int | None = 3, **said: Any) -> PressLine:
    return PressLine(**{"organisation": organisation, "passes": passes, "zone": ZONES[0], **said})


def team(event: Event, **said: Any) -> PressTeam:
    services.list_press(event, **HERE, lines=[line(**said)])
    return PressTeam.objects.select_related("event__season_unit").latest("pk")


def handed(row: PressTeam) -> PressTeam:
    return services.hand_out_passes(row, **HERE, version=row.version)


def test_a_line_named_again_is_corrected_not_doubled(event: Event) -> None:
    lines = [line(), line("Đài PT-TH", 5, vehicles=1, equipment="Máy quay")]
    assert services.list_press(event, **HERE, lines=lines) == 2

    again = [line(" Báo  Sông Tiền ", 4), lines[1], line(zone=ZONES[1])]
    changed = services.list_press(event, **HERE, lines=again)

    found = PressTeam.objects.values_list("organisation", "zone", "passes").order_by("pk")
    assert changed == 2
    assert list(found) == [
        ("Báo Sông Tiền", ZONES[0], 4),
        ("Đài PT-TH", ZONES[0], 5),
        ("Báo Sông Tiền", ZONES[1], 3),
    ]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"organisation": " "}, "the organisation"),
        ({"passes": None}, "how many passes"),
        ({"passes": 0, "zone": ""}, "how many passes, a zone of the list"),
    ],
)
def test_a_line_that_says_too_little_is_refused_with_its_number(
    event: Event, said: dict[str, Any], wanted: str
) -> None:
    with pytest.raises(refused.PressIncomplete, match=rf"Line 2 .*wanted: {wanted}"):
        services.list_press(event, **HERE, lines=[line("Khác"), line(**said)])

    assert not PressTeam.objects.exists()


def test_passes_get_their_numbers_when_they_are_handed_out(event: Event) -> None:
    first, second = team(event), team(event, organisation="Đài PT-TH", passes=5)

    late, early = handed(second), handed(first)

    assert [(one.first_pass, one.last_pass) for one in (late, early)] == [(1, 5), (6, 8)]
    with pytest.raises(refused.PassesOut, match="passes 6 to 8 already, handed out by Lê Thu"):
        handed(early)
    with pytest.raises(refused.PassesOut):
        services.list_press(event, **HERE, lines=[line(passes=9)])
    with pytest.raises(IntegrityError), transaction.atomic():
        PressTeam.objects.filter(pk=early.pk).update(first_pass=1)


def test_no_more_passes_come_back_than_went_out(event: Event) -> None:
    row = handed(team(event))
    with pytest.raises(refused.PassesOut):
        services.withdraw_team(row, **HERE, version=row.version, reason="Không đến")

    row = services.take_back_passes(row, **HERE, version=row.version, count=2)
    with pytest.raises(refused.PassesNotOut, match="has 1 passes outside; 2 cannot"):
        services.take_back_passes(row, **HERE, version=row.version, count=2)
    row = services.take_back_passes(row, **HERE, version=row.version, count=1)

    assert row.outside == 0
    struck = services.withdraw_team(row, **HERE, version=row.version, reason="Không đến")
    with pytest.raises(refused.TeamWithdrawn, match="Không đến"):
        handed(struck)


def test_lines_are_typed_or_pasted_and_zones_are_found_by_name(desk: Client, event: Event) -> None:
    zone = load(make.PACK).press_zones[ZONES[1]].name
    address = reverse("office:press", args=[event.pk])
    typed = f"Báo A; 2; {zone.vi.lower()}\nĐài B\t4\t{zone.en}\t1\tXe truyền hình"

    wrong = desk.post(address, {"client_uuid": uuid4(), "lines": "Báo A; 2; Sân thượng"})
    saved = desk.post(address, {"client_uuid": uuid4(), "lines": typed})

    assert wrong.status_code == 409
    assert "a zone of the list" in wrong.text
    assert "Báo A; 2; Sân thượng" in wrong.text
    assert saved.status_code == 302
    found = PressTeam.objects.values_list("organisation", "passes", "zone", "vehicles", "equipment")
    assert list(found.order_by("pk")) == [
        ("Báo A", 2, ZONES[1], 0, ""),
        ("Đài B", 4, ZONES[1], 1, "Xe truyền hình"),
    ]
    assert "6</b> passes for 2 organisations" in desk.get(address).text


def test_passes_are_handed_out_on_the_page(desk: Client, event: Event) -> None:
    row = team(event)
    data = {"hand-out-client_uuid": uuid4(), "hand-out-version": row.version}

    answer = desk.post(reverse("office:act-press", args=[row.pk, "hand-out"]), data)

    assert answer.status_code == 302
    assert "001–003" in desk.get(reverse("office:press", args=[event.pk])).text
    page = desk.get(reverse("office:press-team", args=[row.pk])).text
    assert reverse("office:act-press", args=[row.pk, "back"]) in page


def released(world: make.World, **said: Any) -> PressRelease:
    draft = ReleaseDraft(**{"title": "Đại hội tỉnh", "text": "Đoạn một.\n\nĐoạn hai.", **said})
    return services.write_release(world.top, **HERE, draft=draft)


def test_a_release_goes_out_only_as_it_was_signed(world: make.World, desk: Client) -> None:
    head = actor_for(make.account(world.top, Role.HEAD), via="page")
    row = released(world, to="Cổng thông tin")
    subject = f"release:{row.pk}"
    services.approve(services.submit(subject, **HERE), actor=head, now=make.NOW)
    other = ReleaseDraft(title="Đại hội tỉnh", text="Đoạn khác.")
    row = services.change_release(row, **HERE, version=1, draft=other)
    with pytest.raises(ChangedSince):
        services.issue(subject, actor=head, now=make.NOW)

    register = make_office.register(world.top)
    signature = services.Signature(register=register)
    services.sign_and_issue(subject, actor=head, now=make.NOW, signature=signature)

    kind = load(make.PACK).paper_kinds[str(load(make.PACK).approvals["release"].paper_kind)]
    page = desk.get(reverse("office:publicity")).text
    assert f"01/{kind.mark}-VPTU" in page
    assert desk.get(reverse("office:release", args=[row.pk])).status_code == 200


def test_a_release_says_something(world: make.World) -> None:
    with pytest.raises(refused.PressIncomplete, match="a title, what it says"):
        released(world, title=" ", text="\n")
    row = released(world)
    changed = ReleaseDraft(title="A", text="B")
    services.change_release(row, **HERE, version=1, draft=changed)
    with pytest.raises(errors.Changed):
        services.change_release(row, **HERE, version=1, draft=changed)


@pytest.mark.parametrize("ref", available(), ids=lambda ref: ref.key)
def test_every_pack_has_publicity_as_tasks_with_products(ref: Any) -> None:
    pack = load(ref.key, ref.version)
    products = [
        task.product
        for chosen in pack.task_sets.values()
        if "publicity" in chosen.key
        for task in chosen.tasks.values()
    ]

    assert len([product for product in products if product]) >= 3
    assert pack.press_zones


def test_publicity_is_planned_as_a_set_of_its_own(desk: Client, event: Event) -> None:
    congress = event.congress
    assert congress is not None
    sets = services.sets_for(congress)
    publicity = next(one for one in sets if "publicity" in one.key)
    address = reverse("office:plan", args=[congress.pk]) + f"?set={publicity.key}"
    subs = {f"owner_{task.subcommittee}": "Ban Tuyên giáo" for task in publicity.tasks.values()}

    answer = desk.post(address, {"client_uuid": uuid4(), **subs})

    assert answer.status_code == 302
    assert congress.tasks.count() == len(publicity.tasks)
    assert set(congress.tasks.values_list("owner", flat=True)) == {"Ban Tuyên giáo"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_however_many(
    desk: Client,
    world: make.World,
    event: Event,
    count: int,
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    for n in range(count):
        team(event, organisation=f"Báo {n}")
        released(world, title=f"Tin {n}")

    with django_assert_max_num_queries(16):
        assert desk.get(reverse("office:publicity")).status_code == 200
    with django_assert_max_num_queries(16):
        assert desk.get(reverse("office:press", args=[event.pk])).status_code == 200


def test_who_reads_only_hands_out_nothing(world: make.World, event: Event) -> None:
    row = team(event)
    auditor = signed_in(make.account(world.top, Role.AUDITOR))
    west = signed_in(make.account(world.west, Role.SECRETARY))
    data = {"hand-out-client_uuid": uuid4(), "hand-out-version": row.version}
    address = reverse("office:act-press", args=[row.pk, "hand-out"])

    assert auditor.get(reverse("office:press", args=[event.pk])).status_code == 200
    assert auditor.post(address, data).status_code == 403
    assert west.post(address, data).status_code == 404
    assert west.get(reverse("office:press", args=[event.pk])).status_code == 404


def test_figures_count_what_stands(world: make.World, event: Event) -> None:
    handed(team(event))
    services.withdraw_team(team(event, organisation="Khác"), **HERE, version=1, reason="x")

    rows = queries.press_of(make.account(world.top, Role.HEAD))

    found = queries.press_figures(rows)
    assert (found.organisations, found.passes, found.handed_out, found.outside) == (1, 3, 3, 3)
