"""Quota first, names second: what is asked of whom, names held against the rules, what is owed."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from tests import make_duty as make
from tests.duty.test_reasons import gate, on_leave
from tests.duty.test_rosters import Quiet
from tests.duty.test_search import planner

from muster.duty import errors, services
from muster.duty.bridge.asking import Returned, checked, people_only
from muster.duty.bridge.problem import problem_of
from muster.duty.models import Assignment, Naming, Officer, Quota, Roster, Shift, Split
from muster.duty.queries.quota_gap import gap_of
from muster.duty.queries.quotas import quota_lines, unit_lines
from muster.duty.services.quotas import split_roster
from muster.packs import load
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(settings: object) -> object:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]
    with translation.override("vi"):
        yield


def asked(world: make.World, *, heads: int = 2) -> tuple[Split, Shift, list[Officer]]:
    """The eastern branch owes *heads* people for the gate, and has three officers."""
    officers = make.officers(world, names=make.NAMES[:3])
    shift = gate(world)
    shift.head_count = heads
    shift.save()
    roster = make.draft(world)
    split = Split.objects.create(
        roster=roster, per="shift", made_at=make.NOW, made_by="x", uncovered=0, uncovered_bound=0
    )
    Quota.objects.create(split=split, unit=world.east.unit, shift=shift, head_count=heads)
    return split, shift, officers


def named(
    world: make.World, split: Split, shift: Shift, who: Sequence[Officer], *, team: str = ""
) -> dict[str, list[str]]:
    """What came of these names: codes by the officers' names."""
    names = [
        Returned(
            shift_id=shift.pk,
            officer_id=officer.pk,
            written=officer.person.number,
            team=team,
            is_leader=bool(team) and n == 0,
        )
        for n, officer in enumerate(who)
    ]
    services.return_names(make.ACTOR, split=split, unit=world.east.unit, names=names, now=make.NOW)
    found: dict[str, list[str]] = {}
    for row in Naming.objects.filter(split=split).select_related("officer__person"):
        assert row.officer is not None
        found.setdefault(row.officer.person.name, []).append(row.code)
    return found


@dataclass(frozen=True)
class Owing:
    shift_id: int
    missing: int


def owing(split: Split) -> list[Owing]:
    """What the pages say that the units still owe."""
    season = split.roster.season
    pack = load(season.pack, season.pack_version)
    units = split.quotas.values_list("unit", flat=True).distinct()
    lines = [line for unit in units for line in quota_lines(split, unit, pack=pack)]
    return [Owing(line.quota.shift_id, line.owed) for line in lines if line.owed]


def test_sharing_out_asks_the_branch_that_has_the_people() -> None:
    world = make.world()
    make.officers(world, names=make.NAMES[:3])
    make.vehicle(world)
    shift = gate(world)
    roster = make.draft(world)

    split_roster(make.ACTOR, roster_id=roster.pk, per="shift", handle=Quiet(), now=make.NOW)

    split = Split.objects.get(roster=roster)
    quota = split.quotas.get()
    assert (quota.unit_id, quota.shift, quota.head_count) == (world.east.unit_id, shift, 1)
    assert split.uncovered == 0
    (row,) = unit_lines(split, Quota.objects.all())
    assert (row.asked, row.named, row.owed) == (1, 0, 1)
    assert all(person.id.startswith("o") for person in people_only(problem_of(roster)).people)


def test_names_are_accepted_until_the_quota_is_full() -> None:
    world = make.world()
    split, shift, (loc, man, chau) = asked(world)

    codes = named(world, split, shift, [loc, man, chau, loc])

    every = sorted(code for row in codes.values() for code in row)
    assert every.count("") == 2
    assert set(every) - {""} <= {"quota_full", "post_full", "named_twice"}
    assert owing(split) == []


def test_names_that_came_in_meanwhile_are_not_overrun(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second clerk sends while the first one's names are held against the rules."""
    world = make.world()
    split, shift, (loc, man, chau) = asked(world)
    here = "muster.duty.services.quotas.checked"

    def slowly(*args: Any) -> Any:
        found = checked(*args)
        monkeypatch.setattr(here, checked)
        named(world, split, shift, [man, chau])
        return found

    monkeypatch.setattr(here, slowly)
    with pytest.raises(errors.NamesChanged):
        named(world, split, shift, [loc])

    accepted = Naming.objects.filter(split=split, code="").values_list("officer", flat=True)
    assert set(accepted) == {man.pk, chau.pk}


def test_who_is_away_is_refused_and_the_place_stays_owed() -> None:
    world = make.world()
    split, shift, (loc, man, _chau) = asked(world)
    on_leave(world, loc)

    codes = named(world, split, shift, [loc, man])

    assert codes == {loc.person.name: ["unavailable"], man.person.name: [""]}
    assert [(one.shift_id, one.missing) for one in owing(split)] == [(shift.pk, 1)]
    said = (
        planner(world)
        .get(reverse("duty:unit_quota", args=[split.pk, world.east.unit_id]))
        .content.decode()
    )
    assert "vắng trong giờ ấy" in said
    assert "còn nợ 1" in said


def test_a_team_comes_whole_or_not_at_all() -> None:
    world = make.world()
    split, shift, (loc, man, _chau) = asked(world)
    on_leave(world, man)

    codes = named(world, split, shift, [loc, man], team="Tổ 1")

    assert codes[man.person.name] == ["unavailable"]
    assert codes[loc.person.name] != [""]
    assert not Naming.objects.filter(code="").exists()


def test_a_number_that_nobody_has_is_said_back() -> None:
    world = make.world()
    split, shift, _officers = asked(world)
    client = planner(world)

    client.post(
        reverse("duty:name_officers", args=[split.pk, world.east.unit_id]),
        {f"names-{shift.pk}": "KHONG-CO"},
    )

    row = Naming.objects.get(split=split)
    assert (row.code, row.written, row.officer) == ("unknown_person", "KHONG-CO", None)


def test_the_workbook_goes_out_and_comes_back() -> None:
    world = make.world()
    split, shift, (loc, man, _chau) = asked(world)
    client, where = planner(world), [split.pk, world.east.unit_id]

    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("duty:unit_excel", args=where)).content)
    )
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet["A"]][1:] == [shift.pk, shift.pk]
    assert loc.person.number in [cell.value for cell in book.worksheets[1]["A"]]
    sheet["B2"], sheet["B3"] = loc.person.number, man.person.number
    filled = io.BytesIO()
    book.save(filled)
    upload = SimpleUploadedFile("names.xlsx", filled.getvalue())
    answer = client.post(reverse("duty:upload_names", args=where), {"file": upload})

    assert answer.status_code == 302
    (line,) = quota_lines(split, world.east.unit_id, pack=world.pack)
    assert (line.owed, len(line.named)) == (0, 2)


def test_a_file_that_is_no_workbook_is_refused_in_words() -> None:
    world = make.world()
    split, _shift, _officers = asked(world)
    upload = SimpleUploadedFile("names.xlsx", b"nothing of the kind")

    answer = planner(world).post(
        reverse("duty:upload_names", args=[split.pk, world.east.unit_id]), {"file": upload}
    )

    assert 400 <= answer.status_code < 500
    assert not Naming.objects.exists()


def test_accepted_names_stand_in_the_draft_and_are_kept() -> None:
    world = make.world()
    split, shift, (loc, man, _chau) = asked(world)
    named(world, split, shift, [loc, man])
    roster = Roster.objects.get(pk=split.roster_id)
    with pytest.raises(errors.SplitAnswered):
        services.start_split(make.ACTOR, roster=roster, per="day", now=make.NOW)

    services.take_names(make.ACTOR, split=split, version=roster.version, now=make.NOW)

    rows = Assignment.objects.filter(roster=roster)
    assert {row.officer_id for row in rows} == {loc.pk, man.pk}
    assert all(row.is_locked for row in rows)
    with pytest.raises(errors.RosterStale):
        services.take_names(make.ACTOR, split=split, version=roster.version, now=make.NOW)


def test_a_struck_name_is_owed_again() -> None:
    world = make.world()
    split, shift, (loc, man, _chau) = asked(world)
    named(world, split, shift, [loc, man])
    row = Naming.objects.filter(officer=loc).get()

    planner(world).post(reverse("duty:strike_name", args=[row.pk]))

    assert [one.missing for one in owing(split)] == [1]
    page = planner(world).get(reverse("duty:quotas", args=[split.roster_id])).content.decode()
    assert "còn nợ 1" in page
    assert "Đưa tên vào dự thảo" in page


def test_another_branch_sees_and_names_nothing() -> None:
    world = make.world()
    split, shift, (loc, *_rest) = asked(world)
    client = planner(world)
    client.force_login(
        make.account(Role.PLANNER, on=world.west),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    answer = client.post(
        reverse("duty:name_officers", args=[split.pk, world.east.unit_id]),
        {f"names-{shift.pk}": loc.person.number},
    )

    assert answer.status_code == 404
    assert not Naming.objects.exists()


def test_what_is_left_to_nobody_is_counted_in_places() -> None:
    """The gate needs 5 of weight w, the branch has 3: two are left; the bound says how sure."""
    world = make.world()
    split, shift, _officers = asked(world, heads=5)
    quota = split.quotas.get()
    quota.head_count = 3
    quota.save()
    weight = float(shift.weight)

    split.uncovered, split.uncovered_bound = 2 * weight, 2 * weight
    proven = gap_of(split)
    split.uncovered_bound = weight
    open_still = gap_of(split)

    assert (proven.needed, proven.asked, proven.left, proven.more_at_most) == (5, 3, 2, 0)
    assert open_still.more_at_most == 1


def test_the_page_and_the_workbook_of_all_units_say_skills_and_gap() -> None:
    world = make.world()
    split, shift, _officers = asked(world, heads=5)
    split.quotas.update(head_count=3)
    Split.objects.filter(pk=split.pk).update(
        uncovered=2.0 * shift.weight, uncovered_bound=2.0 * shift.weight
    )
    client = planner(world)
    skill = world.pack.skills[shift.skills[0]].label.vi

    page = client.get(reverse("duty:quotas", args=[split.roster_id])).content.decode()
    answer = client.get(reverse("duty:quotas_excel", args=[split.roster_id]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))

    assert f"{skill} 3" in page
    assert "2 / 5 chỗ chưa giao được đơn vị nào" in page.replace("\xa0", " ")
    assert "không cách chia nào để sót ít hơn" in page
    assert book.worksheets[0]["B2"].value == f"{skill} 3"
    assert book.worksheets[1]["G2"].value == 3
    assert [row[1].value for row in book.worksheets[2].iter_rows(min_row=2)] == [5, 3, 2, 0]
