"""Who has not reported, to the minute; and four levels that add up to the plain sum."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make_reports as reports
from tests import make_season as make

from muster.office import services
from muster.office.errors import OfficeError
from muster.office.models import Report
from muster.office.queries.filled import filled_for
from muster.office.queries.owing import Owed, missing, reporters
from muster.season.models import SeasonUnit
from muster.season.services import open_season

pytestmark = pytest.mark.django_db
DUE = reports.THURSDAY
TEN = reports.at(DUE, 10)


@pytest.fixture
def world() -> make.World:
    made = make.world()
    reports.order_all(made.top)
    return made


def names(world: make.World, now: datetime) -> list[str]:
    east = world.again(world.east)
    form = reports.form(world.communes[0])
    return [row.unit.name for row in missing(east, form, DUE, now=now)]


def test_nobody_is_missing_before_the_minute_is_over(world: make.World) -> None:
    every = ["Xã Gò Đông", "Xã Rạch Sen", "Xã Vàm Cát"]

    seen = [names(world, TEN + timedelta(seconds=s)) for s in (-60, 0, 59, 60)]

    assert seen == [[], [], [], every]
    utc = datetime(2030, 6, 6, 3, 1, tzinfo=UTC)
    assert names(world, utc) == every


def test_who_sent_is_not_missing_and_a_draft_is_no_report(world: make.World) -> None:
    sent, kept = (world.again(row) for row in world.communes[:2])
    reports.send(reports.owed(sent), now=TEN + timedelta(hours=1))
    services.save_report(reports.owed(kept), actor=make.ACTOR, now=make.NOW, draft=reports.draft())

    found = names(world, TEN + timedelta(hours=2))

    assert (sent.name in found, kept.name in found, len(found)) == (False, True, 2)


def test_an_amended_hour_holds_for_those_below_its_unit_alone(world: make.World) -> None:
    one = reports.owed(world.again(world.communes[0]))
    services.amend_due(
        one.at(world.again(world.east)),
        actor=make.ACTOR,
        now=make.NOW,
        new_due_at=reports.at(DUE, 15, 30),
        reason="bão",
    )

    east = [names(world, reports.at(DUE, 15, minute)) for minute in (29, 30, 31)]
    west = missing(world.again(world.west), one.form, DUE, now=TEN + timedelta(minutes=1))

    assert [len(found) for found in east] == [0, 0, 3]
    assert (len(west), west[0].since) == (2, TEN)


def test_a_unit_that_left_or_came_later_is_not_missing(world: make.World) -> None:
    gone, late = world.communes[:2]
    SeasonUnit.objects.filter(pk=gone.pk).update(left_on=DUE, left_reason="sáp nhập")
    SeasonUnit.objects.filter(pk=late.pk).update(joined_on=DUE + timedelta(days=1))

    assert len(names(world, TEN + timedelta(minutes=1))) == 1


def test_the_hour_is_that_of_the_installation(world: make.World, settings: LazySettings) -> None:
    settings.TIME_ZONE = "Europe/Paris"
    nine_utc = datetime(2030, 6, 6, 8, 0, tzinfo=UTC)

    seen = [len(names(world, nine_utc + timedelta(minutes=n))) for n in (0, 1)]

    assert seen == [0, 3]  # 10:00 in Paris in summer


# ---- against a reference that looks at every row for itself

ACTS = st.lists(
    st.tuples(
        st.sampled_from(("send", "draft", "amend", "close")),
        st.integers(0, 4),
        st.integers(0, 24 * 60),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS, asked=st.integers(-60, 24 * 60))
def test_missing_is_what_a_plain_look_finds(
    world: make.World, acts: list[tuple[str, int, int]], asked: int
) -> None:
    with transaction.atomic():
        compare(world, acts, reports.at(DUE, 7) + timedelta(minutes=asked))
        transaction.set_rollback(True)


def compare(world: make.World, acts: list[tuple[str, int, int]], now: datetime) -> None:
    form = reports.form(world.communes[0])
    hours: dict[int, datetime] = {}
    closed: set[int] = set()
    sent: set[int] = set()
    for what, at, minute in sorted(acts, key=lambda act: act[2]):
        unit, then = world.again(world.communes[at]), reports.at(DUE, 7) + timedelta(minutes=minute)
        above = unit.parent_id or 0
        tell(world, what, Owed(unit, form, DUE), then)
        if what == "amend":
            hours[above] = then + timedelta(minutes=30)
        if what == "close" and then >= hours.get(above, TEN) + timedelta(minutes=1):
            closed.add(above)
        if what == "send" and above not in closed:
            sent.add(unit.pk)

    for above in (world.east.pk, world.west.pk):
        wanted = {
            row.pk
            for row in world.communes
            if row.parent_id == above
            and row.pk not in sent
            and now >= hours.get(above, TEN) + timedelta(minutes=1)
        }
        receiver = SeasonUnit.objects.select_related("season").get(pk=above)
        assert {row.unit.pk for row in missing(receiver, form, DUE, now=now)} == wanted


def tell(world: make.World, what: str, one: Owed, now: datetime) -> None:
    """Do one act; a refusal changes nothing, as the reference has it."""
    row = Report.objects.filter(season_unit=one.unit, due_on=DUE).first()
    above = one.at(world.again(world.east if one.unit.parent_id == world.east.pk else world.west))
    version = row.version if row else 0
    said: Mapping[str, Any] = {"actor": make.ACTOR, "now": now}
    try:
        match what:
            case "send":
                services.send_report(one, draft=reports.draft(version=version), **said)
            case "draft":
                services.save_report(one, draft=reports.draft(version=version), **said)
            case "amend":
                moved = now + timedelta(minutes=30)
                services.amend_due(above, new_due_at=moved, reason="bão", **said)
            case _:
                services.close_period(above, **said)
    except OfficeError:
        return


# ---- four levels


def test_seven_hundred_reports_over_four_levels_equal_the_plain_sum() -> None:
    top = province_of_four_levels()
    reports.order_all(top)
    form = reports.form(SeasonUnit.objects.filter(season=top.season, depth=3)[0])
    cells = list(SeasonUnit.objects.filter(season=top.season, depth=3).select_related("season"))
    key = next(iter(reports.numbers(Owed(cells[0], form, DUE))))
    wednesday = DUE - timedelta(days=1)
    plain = 0
    for parent in SeasonUnit.objects.filter(season=top.season, depth=2).select_related("season"):
        rows = []
        for number, cell in enumerate(reporters(parent, form, wednesday)):
            value = (cell.first * 7 + number) % 23
            plain += value
            cell.season = top.season
            rows.append((Owed(cell, form, wednesday), reports.draft({key: value})))
        services.send_many(parent, rows, actor=make.ACTOR, now=make.NOW)
    assert Report.objects.count() == len(cells) == 600

    for depth, due_on in ((2, DUE), (1, DUE), (0, DUE + timedelta(days=1))):
        for unit in SeasonUnit.objects.filter(season=top.season, depth=depth):
            reports.send(Owed(world_unit(unit), reports.form(unit), due_on))

    total = Report.objects.get(season_unit=top)
    assert Report.objects.count() == 600 + 100 + 10 + 1
    assert reports.sent(total)[key] == plain
    fresh = filled_for(Owed(top, reports.form(top), DUE + timedelta(days=1)), now=make.NOW)
    assert fresh[key].value == plain


def world_unit(unit: SeasonUnit) -> SeasonUnit:
    return SeasonUnit.objects.select_related("season").get(pk=unit.pk)


def province_of_four_levels() -> SeasonUnit:
    """A province, 10 districts, 100 communes, 600 cells."""
    top = make.found("Tỉnh Mới", tier="province")
    for district in range(10):
        above = make.found(f"Huyện {district}", tier="above_grassroots", parent=top)
        for commune in range(10):
            base = make.found(f"Xã {district}.{commune}", tier="grassroots", parent=above)
            for cell in range(6):
                make.found(f"Ấp {district}.{commune}.{cell}", tier="cell", parent=base)
    season = open_season(
        actor=make.ACTOR,
        now=make.NOW,
        key="four-levels",
        name="Bốn cấp",
        pack=make.PACK,
        root=top,
        tree_on=make.TREE_ON,
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 12, 31),
    )
    return SeasonUnit.objects.select_related("season").get(season=season, depth=0)


def test_the_same_few_queries_for_any_number_of_units(world: make.World) -> None:
    form, later = reports.form(world.communes[0]), TEN + timedelta(hours=1)
    few = [world.again(world.west), world.again(world.east)]
    top = province_of_four_levels()
    reports.order_all(top)
    many = [world_unit(SeasonUnit.objects.filter(season=top.season, depth=1)[0])]

    counts = {
        make.count_queries(lambda unit=unit: missing(unit, form, DUE, now=later))  # type: ignore[misc]
        for unit in (*few, *many)
    }

    assert len(counts) == 1
    assert max(counts) <= 3
