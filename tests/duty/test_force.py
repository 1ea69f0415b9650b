"""Rows come in, are told apart, and refuse what the registers do not know."""

from datetime import UTC, datetime

import pytest
from tests import make_duty as make

from muster.duty import errors, services
from muster.duty.models import Absence, Officer
from muster.duty.services import AbsenceRow, OfficerRow
from muster.ledger.models import Entry
from muster.packs.errors import RuleUnknown

pytestmark = pytest.mark.django_db
MORNING = datetime(2030, 8, 22, 0, 0, tzinfo=UTC)
NOON = datetime(2030, 8, 22, 5, 0, tzinfo=UTC)


def test_the_same_rows_twice_change_nothing() -> None:
    world = make.world()
    one = make.person("Nguyễn Văn Lộc", unit=world.east.unit)
    row = OfficerRow(person_number=one.number, skills=("guard",), home_lat=10.0, home_lon=106.0)

    first = services.import_officers(make.ACTOR, rows=[row], pack=world.pack, now=make.NOW)
    entries = Entry.objects.count()
    second = services.import_officers(make.ACTOR, rows=[row], pack=world.pack, now=make.NOW)

    assert (first.new, first.changed, first.same) == (1, 0, 0)
    assert (second.new, second.changed, second.same) == (0, 0, 1)
    assert Entry.objects.count() == entries


def test_one_entry_holds_the_digest_of_each_row() -> None:
    world = make.world()

    made = make.officers(world, names=make.NAMES[:3])

    entry = Entry.objects.get(kind="force.officers_imported")
    assert [row[0] for row in entry.body["rows"]] == [officer.pk for officer in made]
    assert all(len(row[1]) == 64 for row in entry.body["rows"])


def test_an_unknown_skill_is_refused_with_the_nearest_name() -> None:
    world = make.world()
    one = make.person("Nguyễn Văn Lộc", unit=world.east.unit)
    row = OfficerRow(person_number=one.number, skills=("gaurd",), home_lat=10.0, home_lon=106.0)

    with pytest.raises(RuleUnknown):
        services.import_officers(make.ACTOR, rows=[row], pack=world.pack, now=make.NOW)

    assert not Officer.objects.exists()


def test_a_number_nobody_has_is_refused() -> None:
    world = make.world()
    row = OfficerRow(person_number="404", home_lat=10.0, home_lon=106.0)

    with pytest.raises(errors.UnknownOfficer) as refusal:
        services.import_officers(make.ACTOR, rows=[row], pack=world.pack, now=make.NOW)

    assert refusal.value.params == {"number": "404"}


def test_an_absence_that_ends_when_it_starts_is_refused() -> None:
    world = make.world()
    loc = make.officers(world, names=make.NAMES[:1])[0]
    row = AbsenceRow(person_number=loc.person.number, kind="leave", starts_at=NOON, ends_at=NOON)

    with pytest.raises(errors.AbsenceBackwards):
        services.import_absences(make.ACTOR, rows=[row], pack=world.pack, now=make.NOW)


def test_an_absence_is_known_by_who_and_from_when() -> None:
    world = make.world()
    lorry = make.vehicle(world)
    row = AbsenceRow(vehicle_code=lorry.code, kind="repair", starts_at=MORNING, ends_at=NOON)

    services.import_absences(make.ACTOR, rows=[row], pack=world.pack, now=make.NOW)
    again = services.import_absences(make.ACTOR, rows=[row], pack=world.pack, now=make.NOW)

    assert again.same == 1
    assert Absence.objects.get().vehicle == lorry
