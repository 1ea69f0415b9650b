"""All done up to a step, except some: typed or ticked, looked at, entered in one act."""

from typing import Any

import pytest
from django.urls import reverse
from tests import make_season as make
from tests.office.pages import signed_in

from muster.exchange.models import Import, ImportRow
from muster.ledger.models import Entry
from muster.season.models import Congress, SeasonUnit, Step, StepState
from muster.season.services import counters_equal
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
DAY = "2030-06-02"


@pytest.fixture
def world() -> make.World:
    world = make.world()
    for unit in world.communes:
        make.congress(unit)
    return world


def say(world: make.World, group: SeasonUnit, role: Role = Role.OFFICE, **typed: Any) -> Any:
    """Send the form of a group as somebody with *role* on the whole tree."""
    client = signed_in(make.account(world.top, role))
    address = reverse("grids:done", args=[group.pk])
    return client, client.post(address, {"step": "step:drafts", "day": DAY, **typed})


def apply(client: Any) -> Any:
    return client.post(reverse("grids:apply", args=[Import.objects.latest("pk").pk]))


def states(unit: SeasonUnit) -> list[str]:
    steps = Step.objects.filter(congress__season_unit=unit).order_by("position")
    return list(steps.values_list("state", flat=True))


def up_to(unit: SeasonUnit) -> int:
    """How many steps there are up to and with the one that the form names."""
    keys = list(make.rules().procedure_for(unit.tier).steps)
    return keys.index("drafts") + 1


def test_all_but_the_named_ones_are_entered_in_one_act(world: make.World) -> None:
    entries = Entry.objects.count()
    one, other, third = (unit for unit in world.communes if unit.parent_id == world.east.pk)
    make.hand_in(make.step(Congress.objects.get(season_unit=one), "plan"))

    client, shown = say(world, world.east, left_out=f"rach sen; {third.code.lower()}")
    page = client.get(shown["location"]).content.decode()
    done = apply(client)

    assert (shown.status_code, done.status_code) == (302, 302)
    assert other.name == "Xã Rạch Sen"
    assert one.name in page
    assert other.name not in page
    first = up_to(one)
    assert set(states(one)[:first]) == {StepState.ACCEPTED}
    assert set(states(one)[first:]) == {StepState.OPEN}
    assert set(states(other)) == set(states(third)) == {StepState.OPEN}
    assert counters_equal(world.season)
    kinds = Entry.objects.order_by("arrival").values_list("kind", flat=True)
    assert list(kinds)[entries + 1 :] == ["step.imported", "import.applied"]


def test_a_ticked_one_is_left_out_and_a_finished_one_is_left_alone(world: make.World) -> None:
    one, other, third = (unit for unit in world.communes if unit.parent_id == world.east.pk)
    make.finish(make.step(Congress.objects.get(season_unit=one), "plan"))

    client, _shown = say(world, world.east, tick=[other.code], step="step:plan")
    rows = Import.objects.get().rows.filter(verdict=ImportRow.Verdict.CHANGED)

    assert [row.key for row in rows] == [third.code]
    apply(client)
    client, shown = say(world, world.east, tick=[other.code], step="step:plan")
    assert shown.status_code == 409
    assert "Nothing is left" in shown.content.decode()


@pytest.mark.parametrize(
    ("left_out", "said"),
    [("Xã Vàm Cắt Tây", "Did you mean"), ("xã", "Several have it"), ("Xã Mỹ Trung", "no unit of")],
)
def test_an_exception_that_names_no_single_unit_of_the_group_is_refused_and_kept(
    world: make.World, left_out: str, said: str
) -> None:
    _client, shown = say(world, world.east, left_out=left_out)

    page = shown.content.decode()
    assert shown.status_code == 422
    assert said in page
    assert f"{left_out}</textarea>" in page
    assert not Import.objects.exists()


def test_a_clerk_enters_the_same_as_handed_in(world: make.World) -> None:
    one = next(unit for unit in world.communes if unit.parent_id == world.east.pk)

    client, _shown = say(world, world.east, role=Role.CLERK)
    done = apply(client)

    assert done.status_code == 302
    assert set(states(one)[: up_to(one)]) == {StepState.SUBMITTED}


def test_nobody_is_held_before_the_congress_day(world: make.World) -> None:
    held = next(
        key
        for key, rule in make.rules().procedure_for("grassroots").steps.items()
        if rule.milestone is not None and rule.milestone.value == "held"
    )

    client, _shown = say(world, world.east, step=f"step:{held}")

    assert apply(client).status_code == 409
    codes = {fault["code"] for row in Import.objects.get().rows.all() for fault in row.faults}
    assert codes == {"steps.not_held"}


def test_a_day_to_come_is_refused_by_cell(world: make.World) -> None:
    client, _shown = say(world, world.east, day="2030-06-04", step="step:plan")

    assert apply(client).status_code == 409
    assert all(
        row.faults[0]["code"] == "progress.future" for row in Import.objects.get().rows.all()
    )
