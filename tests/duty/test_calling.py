"""Mustering a force by telephone, from a roster."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_duty

from muster.duty import services
from muster.duty.models import Affected, Assignment, Roster, Shift
from muster.office.errors import CallListEmpty
from muster.office.models import CallList
from muster.tree.models import Person
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


def rostered(world: make_duty.World, *, people: int = 2) -> Roster:
    make_duty.plan(make_duty.event(world))
    roster = make_duty.draft(world)
    shifts = Shift.objects.filter(of_vehicles=False).order_by("starts_at", "pk")
    for officer, shift in zip(
        make_duty.officers(world, names=make_duty.NAMES[:people]), shifts, strict=False
    ):
        Assignment.objects.create(roster=roster, shift=shift, officer=officer)
    Person.objects.update(phone="0900 111 222")
    return roster


def test_everybody_on_duty_is_called_under_his_own_number() -> None:
    world = make_duty.world()
    roster = rostered(world)

    row = services.muster_roster(roster, actor=make_duty.ACTOR, now=make_duty.NOW, what="tập trung")

    calls = list(row.calls.select_related("whom"))
    assert [call.whom.name for call in calls if call.whom] == ["Nguyễn Văn Lộc", "Trần Thị Mận"]
    assert all("tập trung" in call.words for call in calls)
    assert row.origin == f"roster:{roster.pk}"
    assert row.season_unit.depth == 0


def test_only_those_whose_duty_changed_are_called() -> None:
    world = make_duty.world()
    roster = rostered(world)
    held = Assignment.objects.filter(roster=roster).earliest("pk")
    Affected.objects.create(
        roster=roster, officer_id=held.officer_id or 0, change=Affected.Change.CHANGED
    )

    row = services.call_affected(roster, actor=make_duty.ACTOR, now=make_duty.NOW)

    assert row.calls.count() == 1


def test_an_empty_roster_calls_nobody() -> None:
    world = make_duty.world()

    with pytest.raises(CallListEmpty):
        services.muster_roster(
            make_duty.draft(world, first_on=date(2030, 8, 19)),
            actor=make_duty.ACTOR,
            now=make_duty.NOW,
        )


def test_the_button_of_a_roster_opens_the_list(client: Client) -> None:
    world = make_duty.world()
    roster = rostered(world)
    client.force_login(
        make_duty.account(Role.PLANNER, on=world.root),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    answer = client.post(reverse("duty:muster", args=[roster.pk]))

    assert answer["Location"] == reverse("office:call-list", args=[CallList.objects.get().pk])
