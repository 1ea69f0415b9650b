"""A roster in force that no longer holds: who is hit, who steps in, and what is published."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests import make_duty as make
from tests.duty.test_rosters import published, put
from tests.duty.test_search import planner

from muster.duty import errors, services
from muster.duty.bridge.standins import stand_ins
from muster.duty.models import Absence, Affected, Assignment, Officer, Roster, Shift
from muster.duty.queries.changes import duties_of
from muster.duty.queries.hurt import hurts_of
from muster.duty.services.mending import Exchange, mending_draft
from muster.errors import DomainError
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(settings: object) -> None:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]


def gates(world: make.World) -> tuple[Shift, Shift]:
    """The gate of a congress and a second shift at the same hours: one person each."""
    plan = make.plan(make.event(world))
    first = Shift.objects.get(post__plan=plan, post__key="main_gate")
    second = Shift.objects.filter(post__plan=plan).exclude(post=first.post)[0]
    Shift.objects.filter(post__plan=plan).exclude(pk__in=(first.pk, second.pk)).update(
        withdrawn_at=make.NOW
    )
    for shift in (first, second):
        shift.starts_at, shift.ends_at = first.starts_at, first.ends_at
        shift.head_count, shift.crew, shift.of_vehicles = 1, "", False
        shift.skills, shift.min_rank, shift.own_units = first.skills, 0, []
        shift.save()
    return first, second


def in_force(world: make.World, *names: str) -> tuple[Roster, list[Officer], Shift, Shift]:
    """The first officer at the gate, the others free; the second shift is open."""
    officers = make.officers(world, names=names)
    gate, other = gates(world)
    roster = make.draft(world)
    put(roster, gate, officers[0].pk)
    roster.refresh_from_db()
    return published(roster), officers, gate, other


def sick(world: make.World, officer: Officer) -> None:
    services.report_absence(
        make.ACTOR,
        officer=officer,
        kind="sick",
        starts_at=datetime(2030, 8, 21, tzinfo=UTC),
        ends_at=datetime(2030, 8, 24, tzinfo=UTC),
        pack=world.pack,
        now=make.NOW,
    )


def test_who_falls_ill_is_hit_with_the_reason() -> None:
    world = make.world()
    roster, (loc, *_), gate, _other = in_force(world, *make.NAMES[:3])
    assert hurts_of(roster, draft=None, pack=world.pack) == []

    sick(world, loc)

    (hurt,) = hurts_of(roster, draft=None, pack=world.pack)
    assert (hurt.shift, hurt.officer_id, hurt.is_gone) == (gate, loc.pk, False)
    assert "24/8" in hurt.why


def test_an_absence_that_ends_before_it_starts_is_refused() -> None:
    world = make.world()
    (loc,) = make.officers(world, names=make.NAMES[:1])

    with pytest.raises(errors.AbsenceBackwards):
        services.report_absence(
            make.ACTOR,
            officer=loc,
            kind="sick",
            starts_at=make.NOW,
            ends_at=make.NOW,
            pack=world.pack,
            now=make.NOW,
        )
    assert not Absence.objects.exists()


def test_a_substitute_is_taken_in_a_draft_and_told_when_it_is_published() -> None:
    world = make.world()
    roster, (loc, man, _chau), gate, _other = in_force(world, *make.NAMES[:3])
    sick(world, loc)

    found = stand_ins(roster, gate, instead_of=loc.pk, pack=world.pack)
    draft = services.take_substitute(
        make.ACTOR, roster=roster, shift_id=gate.pk, officer_id=man.pk, now=make.NOW
    )

    assert {one.officer_id for one in found} == {man.pk, _chau.pk}
    assert all(one.hours_h > 0 and one.leaves == "" for one in found)
    assert duties_of(roster) == {loc.pk: {gate.pk}}
    assert duties_of(draft) == {man.pk: {gate.pk}}
    (hurt,) = hurts_of(roster, draft=draft, pack=world.pack)
    assert len(hurt.takers) == 1
    draft.refresh_from_db()
    published(draft)
    changes = dict(Affected.objects.filter(roster=draft).values_list("officer", "change"))
    assert changes == {loc.pk: "removed", man.pk: "added"}


def test_mending_twice_uses_one_draft() -> None:
    world = make.world()
    roster, (loc, man, _chau), gate, _other = in_force(world, *make.NAMES[:3])
    sick(world, loc)

    first = services.mend(make.ACTOR, roster=roster, now=make.NOW)
    again = services.mend(make.ACTOR, roster=roster, now=make.NOW)
    taken = services.take_substitute(
        make.ACTOR, roster=roster, shift_id=gate.pk, officer_id=man.pk, now=make.NOW
    )

    assert first.pk == again.pk == taken.pk
    assert mending_draft(roster) == first
    assert duties_of(again) == {man.pk: {gate.pk}}


def test_an_exchange_moves_both_or_neither() -> None:
    """Mận leaves the second post for the gate, and Châu takes the second post."""
    world = make.world()
    roster, (loc, man, chau), gate, other = in_force(world, *make.NAMES[:3])
    draft = services.mend(make.ACTOR, roster=roster, now=make.NOW)
    put(draft, other, man.pk)
    sick(world, loc)

    with pytest.raises(errors.NotAtHand):
        services.take_substitute(
            make.ACTOR,
            roster=roster,
            shift_id=gate.pk,
            officer_id=man.pk,
            exchange=Exchange(shift_id=other.pk, officer_id=loc.pk),
            now=make.NOW,
        )
    assert duties_of(draft)[man.pk] == {other.pk}

    services.take_substitute(
        make.ACTOR,
        roster=roster,
        shift_id=gate.pk,
        officer_id=man.pk,
        exchange=Exchange(shift_id=other.pk, officer_id=chau.pk),
        now=make.NOW,
    )
    assert duties_of(draft) == {man.pk: {gate.pk}, chau.pk: {other.pk}}


def test_a_substitute_who_is_refused_leaves_no_draft_behind() -> None:
    world = make.world()
    roster, (loc, man, chau), gate, other = in_force(world, *make.NAMES[:3])
    sick(world, loc)
    sick(world, man)

    with pytest.raises(DomainError):
        services.take_substitute(
            make.ACTOR, roster=roster, shift_id=gate.pk, officer_id=man.pk, now=make.NOW
        )
    assert mending_draft(roster) is None

    with pytest.raises(errors.RosterStale):
        services.take_substitute(
            make.ACTOR,
            roster=roster,
            shift_id=gate.pk,
            officer_id=chau.pk,
            exchange=Exchange(shift_id=other.pk, officer_id=man.pk),
            now=make.NOW,
        )
    assert mending_draft(roster) is None


def test_only_a_roster_in_force_is_mended() -> None:
    world = make.world()
    draft = make.draft(world)

    with pytest.raises(errors.RosterNotPublished):
        services.mend(make.ACTOR, roster=draft, now=make.NOW)


def test_the_way_from_the_call_to_the_click() -> None:
    world = make.world()
    roster, (loc, man, _chau), gate, _other = in_force(world, *make.NAMES[:3])
    client = planner(world)
    mend = reverse("duty:mend", args=[roster.pk])

    assert "Mọi ca vẫn giữ được" in client.get(mend).content.decode()
    entered = client.post(
        reverse("duty:report_absence", args=[roster.pk]),
        {
            "officer": loc.pk,
            "kind": "sick",
            "starts_at": "2030-08-21T07:00",
            "ends_at": "2030-08-24T07:00",
        },
    )
    assert entered.status_code == 302
    assert "1 ca không giữ được" in client.get(mend).content.decode()
    five = client.get(f"{reverse('duty:substitutes', args=[roster.pk, gate.pk])}?instead={loc.pk}")
    assert man.person.name in five.content.decode()
    client.post(reverse("duty:take_substitute", args=[roster.pk, gate.pk]), {"officer": man.pk})
    said = client.get(mend).content.decode()
    assert "đã có người thay đủ" in said
    assert Assignment.objects.filter(roster=mending_draft(roster), officer=man).exists()


def test_a_wrong_absence_keeps_what_was_typed() -> None:
    world = make.world()
    roster, (loc, *_), _gate, _other = in_force(world, *make.NAMES[:2])

    answer = planner(world).post(
        reverse("duty:report_absence", args=[roster.pk]),
        {
            "officer": loc.pk,
            "kind": "sick",
            "starts_at": "2030-08-24T07:00",
            "ends_at": "2030-08-21T07:00",
        },
    )

    assert answer.status_code == 422
    assert "2030-08-24T07:00" in answer.content.decode()


def test_who_only_looks_takes_nobody() -> None:
    world = make.world()
    roster, (_loc, man), gate, _other = in_force(world, *make.NAMES[:2])
    reader = planner(world)
    reader.force_login(
        make.account(Role.AUDITOR, on=world.root),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    answer = reader.post(
        reverse("duty:take_substitute", args=[roster.pk, gate.pk]), {"officer": man.pk}
    )

    assert answer.status_code == 403
    assert mending_draft(roster) is None
