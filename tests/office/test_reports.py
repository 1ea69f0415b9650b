"""Reports: filled in, sent, nil, late, refused when closed, corrected, added up."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests import make_reports as reports
from tests import make_season as make

from muster.ledger.models import Entry
from muster.office import errors, services
from muster.office.errors import reports as refused
from muster.office.errors.approvals import NotApproved
from muster.office.models import DueChange, IncidentCount, Report, ReportIssue, Via
from muster.office.queries.filled import filled_for
from muster.office.queries.owing import missing, period_of, receiver_of, reporters
from muster.packs import Cycle, Known
from muster.season.models import SeasonUnit
from muster.tree.actors import actor_for
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
DUE = reports.THURSDAY
TEN = reports.at(DUE, 10)


@pytest.fixture
def world() -> make.World:
    made = make.world()
    reports.order_all(made.top)
    return made


@pytest.fixture
def commune(world: make.World) -> SeasonUnit:
    return next(world.again(row) for row in world.communes if row.name == "Xã Vàm Cát")


def by_known(unit: SeasonUnit, known: Known) -> str:
    fields = reports.form(unit).fields.values()
    return next(field.key for field in fields if field.known is known)


# ---- who owes what to whom


def test_a_report_goes_to_the_nearest_unit_whose_form_adds_it_up(
    world: make.World, commune: SeasonUnit
) -> None:
    assert receiver_of(reports.owed(commune)) == world.east
    assert receiver_of(reports.owed(world.again(world.east))) == world.top
    assert receiver_of(reports.owed(world.again(world.top))) == world.top
    east = world.again(world.east)
    below = reporters(east, reports.form(commune), DUE)
    assert {unit.name for unit in below} == {"Xã Vàm Cát", "Xã Gò Đông", "Xã Rạch Sen"}
    assert list(reporters(world.again(world.west), reports.form(east), DUE)) == []


def test_nothing_is_owed_before_it_is_ordered_nor_after_it_ended(commune: SeasonUnit) -> None:
    early = reports.owed(commune, date(2029, 12, 27))
    with pytest.raises(refused.ReportNotDue, match="Xã Vàm Cát does not owe"):
        reports.send(early)

    form = reports.form(commune)
    row = form_ordered(commune, form.key)
    services.end_reports(row, actor=make.ACTOR, now=make.NOW, ends_on=DUE)

    assert reports.send(reports.owed(commune)).issue == 1
    with pytest.raises(refused.ReportNotDue):
        reports.send(reports.owed(commune, DUE + timedelta(days=7)))


def form_ordered(unit: SeasonUnit, form: str) -> Any:
    return unit.season.units.get(parent=None).reportings.get(form=form)


def test_a_form_is_ordered_once(world: make.World) -> None:
    form = reports.form(world.top)

    with pytest.raises(refused.ReportingRuns, match=r"Lê Thu ordered .* from 01/01/2030"):
        services.order_reports(
            world.top, actor=make.OTHER, now=make.NOW, form=form.key, starts_on=DUE
        )


def test_daily_reports_are_owed_around_a_congress_only(
    world: make.World, commune: SeasonUnit
) -> None:
    day = date(2030, 8, 22)
    make.congress(commune, day)
    form = reports.form(commune, Cycle.DAY)

    owing = [
        {unit.name for unit in reporters(world.again(world.east), form, on)}
        for on in (day - timedelta(days=2), day - timedelta(days=1), day, day + timedelta(days=1))
    ]

    assert owing == [set(), {"Xã Vàm Cát"}, {"Xã Vàm Cát"}, set()]
    above = reports.form(world.east, Cycle.DAY)
    assert [unit.name for unit in reporters(world.top_now(), above, day)] == ["Huyện Đông"]


# ---- what is filled in


def test_what_muster_knows_is_filled_in_with_its_source(commune: SeasonUnit) -> None:
    congress = make.congress(commune, delegates=120)
    done = make.finish(congress.steps.order_by("position")[0])

    row = reports.send(reports.owed(commune))

    told = {known: reports.sent(row)[by_known(commune, known)] for known in (Known.DELEGATES,)}
    assert told == {Known.DELEGATES: 120}
    steps = by_known(commune, Known.STEPS_DONE)
    assert (reports.sent(row)[steps], make.is_done(done)) == (1, True)
    assert row.filled[steps] == {"value": 1, "source": Known.STEPS_DONE.value}


def test_what_is_filled_in_is_corrected_with_a_note(commune: SeasonUnit) -> None:
    make.congress(commune, delegates=120)
    key = by_known(commune, Known.DELEGATES)

    with pytest.raises(refused.FilledDiffers, match=r"Xã Vàm Cát: .* is 118, muster has 120"):
        reports.send(reports.owed(commune), {key: 118})
    row = reports.send(reports.owed(commune), {key: 118}, note="hai đại biểu ốm")

    assert (reports.sent(row)[key], row.filled[key]["value"]) == (118, 120)


def test_what_was_left_as_filled_in_follows_muster(commune: SeasonUnit) -> None:
    """The page was opened with 120; a delegate came in meanwhile."""
    make.congress(commune, delegates=121)
    key = by_known(commune, Known.DELEGATES)

    row = reports.send(reports.owed(commune), {key: 120}, shown={key: 120})

    assert reports.sent(row)[key] == 121


# ---- sending


def test_a_nil_report_is_one_act(commune: SeasonUnit) -> None:
    make.congress(commune, delegates=120)

    row = services.send_nil(reports.owed(commune), actor=make.ACTOR, now=make.NOW)

    assert (row.issue, row.is_nil) == (1, True)
    assert reports.sent(row)[by_known(commune, Known.DELEGATES)] == 120
    assert {reports.sent(row)[key] for key in reports.numbers(reports.owed(commune))} == {0}
    assert Entry.objects.filter(kind="report.sent").count() == 1


def test_the_same_request_twice_is_one_report(commune: SeasonUnit) -> None:
    request: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW, "client_uuid": uuid4()}

    first = services.send_nil(reports.owed(commune), **request)
    second = services.send_nil(reports.owed(commune), **request)

    assert (first.pk, second.issue) == (second.pk, 1)


@pytest.mark.parametrize(
    ("second", "is_late"), [(0, False), (59, False), (60, True)], ids=["10:00", "10:00:59", "10:01"]
)
def test_late_begins_when_the_minute_of_the_hour_is_over(
    commune: SeasonUnit, second: int, is_late: bool
) -> None:
    row = reports.send(reports.owed(commune), now=TEN + timedelta(seconds=second))

    assert row.is_late is is_late


def test_a_clerk_enters_what_was_told_on_the_telephone(commune: SeasonUnit) -> None:
    said = services.Said(by="Bí thư Hai", at=reports.at(DUE, 9, 40))

    row = reports.send(reports.owed(commune), actor=make.OTHER, said=said)

    issue = ReportIssue.objects.get(report=row)
    assert (issue.via, issue.told_by, issue.told_at) == (Via.TELEPHONE, said.by, said.at)
    assert issue.sent_by == make.OTHER.name


def test_a_closed_period_names_who_closed_it_and_when(
    world: make.World, commune: SeasonUnit
) -> None:
    one, late = reports.owed(commune), TEN + timedelta(hours=1)
    with pytest.raises(refused.PeriodNotOver, match="after 10:00 06/06"):
        services.close_period(one.at(world.east), actor=make.OTHER, now=TEN)
    services.close_period(one.at(world.east), actor=make.OTHER, now=late)

    with pytest.raises(refused.PeriodClosed, match=r"closed by Trần Văn Lộc at 11:00 06/06"):
        reports.send(one, now=late)
    with pytest.raises(refused.PeriodClosed):
        services.save_report(one, actor=make.ACTOR, now=late, draft=reports.draft())
    with pytest.raises(errors.AlreadyClosed, match="Trần Văn Lộc"):
        services.close_period(one.at(world.east), actor=make.ACTOR, now=late)
    assert not Report.objects.exists()

    services.reopen_period(one.at(world.east), actor=make.ACTOR, now=late, reason="mất điện")
    assert reports.send(one, now=late).is_late


def test_another_hour_forgives_and_blames_nobody(world: make.World, commune: SeasonUnit) -> None:
    one, other = reports.owed(commune), reports.owed(world.again(world.communes[1]))
    late = reports.send(one, now=TEN + timedelta(hours=1))
    change: dict[str, Any] = {"actor": make.ACTOR, "reason": "bão"}
    east = one.at(world.east)

    with pytest.raises(refused.DueInPast, match="10:30 06/06"):
        services.amend_due(
            east, now=TEN + timedelta(hours=2), new_due_at=reports.at(DUE, 10, 30), **change
        )
    services.amend_due(east, now=TEN + timedelta(hours=2), new_due_at=reports.at(DUE, 14), **change)

    assert not reports.again(late).is_late
    assert not reports.send(other, now=reports.at(DUE, 14)).is_late
    kept = DueChange.objects.get()
    assert (kept.old_due_at, kept.new_due_at, kept.reason) == (TEN, reports.at(DUE, 14), "bão")
    earlier = reports.at(DUE, 9)
    week = reports.owed(commune, DUE + timedelta(days=7))
    sent = reports.send(week, now=reports.at(DUE, 12))
    services.amend_due(week.at(world.east), now=make.NOW, new_due_at=earlier, **change)
    assert not reports.again(sent).is_late


def test_the_second_of_two_clerks_is_told_of_the_first(commune: SeasonUnit) -> None:
    one = reports.owed(commune)
    services.save_report(
        one, actor=make.OTHER, now=make.NOW, draft=reports.draft(reports.numbers(one, 4))
    )

    with pytest.raises(errors.Changed, match="Trần Văn Lộc changed this at 09:00"):
        reports.send(one, reports.numbers(one, 5))

    row = Report.objects.get()
    assert (row.issue, row.version) == (0, 1)
    assert {row.values[key] for key in reports.numbers(one)} == {4}


# ---- correcting


def test_a_correction_is_a_new_version_that_says_what_changed(commune: SeasonUnit) -> None:
    one = reports.owed(commune)
    keys = list(reports.numbers(one))
    row = reports.send(one, reports.numbers(one))

    with pytest.raises(refused.ReportUnchanged, match="Lê Thu sent at 09:00"):
        reports.send(one, reports.numbers(one), version=1)
    with pytest.raises(errors.ReasonMissing):
        reports.send(one, {**reports.numbers(one), keys[0]: 7}, version=1)
    row = reports.send(
        one, {**reports.numbers(one), keys[0]: 7}, version=1, note="đếm sót", actor=make.OTHER
    )

    assert (row.issue, reports.sent(row)[keys[0]]) == (2, 7)
    kept = {issue.number: issue for issue in row.issues.all()}
    assert kept[1].values[keys[0]] == 1
    assert (kept[2].changed, kept[2].note) == ([[keys[0], 1, 7]], "đếm sót")
    assert Entry.objects.filter(kind="report.corrected").count() == 1


def test_a_correction_flags_the_level_that_sent_the_sum_on(
    world: make.World, commune: SeasonUnit
) -> None:
    one, above = reports.owed(commune), reports.owed(world.again(world.east))
    reports.send(one, reports.numbers(one))
    sum_sent = reports.send(above)
    assert not sum_sent.is_behind

    reports.send(one, reports.numbers(one, 3), version=1, note="đếm sót")

    sum_sent = reports.again(sum_sent)
    key = next(iter(reports.numbers(one)))
    assert (sum_sent.is_behind, reports.sent(sum_sent)[key]) == (True, 1)
    fresh = {key: filled.value for key, filled in filled_for(above, now=make.NOW).items()}
    corrected = reports.send(above, fresh, version=1, note="xã đính chính")
    assert (corrected.is_behind, reports.sent(corrected)[key], corrected.issue) == (False, 3, 2)


def test_one_that_comes_after_the_sum_flags_it_too(world: make.World, commune: SeasonUnit) -> None:
    above = reports.owed(world.again(world.east))
    sum_sent = reports.send(above)

    reports.send(reports.owed(commune))

    assert reports.again(sum_sent).is_behind
    west = reports.owed(world.again(world.west))
    assert not reports.send(west).is_behind


# ---- adding up


def test_the_level_above_adds_up_and_says_why_it_edits(world: make.World) -> None:
    for number, unit in enumerate(world.communes, start=1):
        one = reports.owed(world.again(unit))
        words = {"done_text": f"việc {number}"}
        reports.send(one, {**reports.numbers(one, number), **words})
    above = reports.owed(world.again(world.east))
    key = next(iter(reports.numbers(reports.owed(world.again(world.communes[0])))))

    with pytest.raises(refused.FilledDiffers, match="is 9, muster has 6"):
        reports.send(above, {key: 9})
    row = reports.send(above, {key: 9}, note="cộng phần của huyện")

    assert reports.sent(row)[key] == 9
    lines = reports.sent(row)["done_text"].split("\n")
    assert lines == ["Xã Gò Đông: việc 1", "Xã Rạch Sen: việc 2", "Xã Vàm Cát: việc 3"]
    assert reports.sent(row)["units_reporting"] == 3


def test_incidents_are_counted_once_whoever_adds_them_up(
    world: make.World, commune: SeasonUnit
) -> None:
    day = date(2030, 8, 22)
    make.congress(commune, day)
    zone, kind = next(iter(make.rules().incident_zones)), next(iter(make.rules().incident_kinds))
    one = reports.owed(commune, day, Cycle.DAY)
    above = reports.owed(world.again(world.east), day, Cycle.DAY)
    lines = [[str(day), 9, zone, kind, 2], [str(day), 9, zone, kind, 1]]
    reports.send(one, {"present_count": 100, "incident_lines": lines})

    more = [[str(day), 9, zone, kind, 3], [str(day), None, zone, kind, 1]]
    row = reports.send(above, {"incident_lines": more}, note="thêm một vụ của huyện")

    counted = IncidentCount.objects.values_list("season_unit__name", "hour", "count")
    assert sorted(counted, key=str) == [("Huyện Đông", None, 1), ("Xã Vàm Cát", 9, 3)]
    assert reports.sent(row)["incident_lines"] == [
        [str(day), 9, zone, kind, 3],
        [str(day), None, zone, kind, 1],
    ]
    reports.send(one, {"present_count": 100}, version=1, note="báo nhầm")
    assert IncidentCount.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("present_count", -1),
        ("present_count", "nhiều"),
        ("situation_grade", "fine"),
        ("incident_lines", [["2030-08-20", 9, "hall_grounds", "outage", 1]]),
        ("incident_lines", [["2030-08-22", 24, "hall_grounds", "outage", 1]]),
        ("incident_lines", [["2030-08-22", 9, "street", "outage", 1]]),
        ("incident_lines", [["2030-08-22", 9, "hall_grounds", "outage", 0]]),
        ("course_text", "x" * 2001),
    ],
)
def test_what_the_form_does_not_take_is_refused_by_name(
    commune: SeasonUnit, key: str, value: Any
) -> None:
    day = date(2030, 8, 22)
    make.congress(commune, day)
    one = reports.owed(commune, day, Cycle.DAY)

    with pytest.raises(refused.ReportValueWrong, match=str(one.form.fields[key].name)):
        reports.send(one, {"present_count": 1, key: value})


def test_what_the_form_demands_is_named(commune: SeasonUnit) -> None:
    day = date(2030, 8, 22)
    make.congress(commune, day)
    one = reports.owed(commune, day, Cycle.DAY)

    with pytest.raises(refused.ReportIncomplete, match="Xã Vàm Cát: still wanted: Delegates pres"):
        reports.send(one)


# ---- many at once


def test_many_reports_are_one_act_and_one_entry(world: make.World) -> None:
    units = [world.again(unit) for unit in world.communes if unit.parent == world.east]
    rows = [
        (reports.owed(unit), reports.draft(reports.numbers(reports.owed(unit), 2)))
        for unit in units
    ]

    count = services.send_many(world.again(world.east), rows, actor=make.ACTOR, now=make.NOW)

    assert (count, Report.objects.filter(issue=1).count()) == (3, 3)
    entry = Entry.objects.get(kind="report.sent_many")
    assert set(entry.body["rows"]) == {unit.code for unit in units}
    assert not missing(
        world.again(world.east), reports.form(units[0]), DUE, now=TEN + timedelta(days=1)
    )


def test_one_wrong_row_sends_none(world: make.World) -> None:
    east = world.again(world.east)
    rows = [(reports.owed(world.again(unit)), reports.draft()) for unit in world.communes]

    with pytest.raises(refused.ReportNotDue, match="Xã Mỹ Trung"):
        services.send_many(east, rows, actor=make.ACTOR, now=make.NOW)

    assert not Report.objects.exists()
    assert period_of(east, rows[0][0].form, DUE) is None


# ---- signed before it is sent on


def test_what_needs_a_signature_is_not_sent_without(world: make.World) -> None:
    above = reports.owed(world.again(world.east))

    with pytest.raises(refused.SignatureWanted, match="keep it, then submit it"):
        services.send_report(above, actor=make.ACTOR, now=make.NOW, draft=reports.draft())
    with pytest.raises(refused.SignatureWanted):
        services.send_nil(above, actor=make.ACTOR, now=make.NOW)
    row = services.save_report(above, actor=make.ACTOR, now=make.NOW, draft=reports.draft())
    with pytest.raises(NotApproved):
        services.issue(f"report:{row.pk}", actor=make.ACTOR, now=make.NOW)

    assert reports.again(row).issue == 0


def test_a_sum_is_kept_signed_and_sent_on_as_it_was_signed(
    world: make.World, commune: SeasonUnit
) -> None:
    east = world.again(world.east)
    boss = actor_for(make.account(east, Role.SECRETARY, name="Bí thư Tám"), via="page")
    above, one = reports.owed(east), reports.owed(commune)
    reports.send(one, reports.numbers(one, 2))
    row = services.save_report(above, actor=make.ACTOR, now=make.NOW, draft=reports.draft())
    approval = services.submit(f"report:{row.pk}", actor=make.ACTOR, now=make.NOW)
    services.approve(approval, actor=boss, now=make.NOW)
    key = next(iter(reports.numbers(one)))
    reports.send(one, reports.numbers(one, 5), version=1, note="đếm sót")

    services.issue(f"report:{row.pk}", actor=make.ACTOR, now=make.NOW)

    row = reports.again(row)
    assert (row.issue, reports.sent(row)[key], row.is_behind) == (1, 2, True)
    fresh = services.save_report(
        above,
        actor=make.ACTOR,
        now=make.NOW,
        draft=reports.draft({}, version=row.version, note="xã đính chính"),
    )
    services.sign_and_issue(f"report:{row.pk}", actor=boss, now=make.NOW)
    row = reports.again(fresh)
    assert (row.issue, reports.sent(row)[key], row.is_behind) == (2, 5, False)


def test_a_signed_report_that_differs_without_a_word_is_not_submitted(
    world: make.World, commune: SeasonUnit
) -> None:
    above, one = reports.owed(world.again(world.east)), reports.owed(commune)
    reports.send(one, reports.numbers(one, 2))
    row = services.save_report(
        above, actor=make.ACTOR, now=make.NOW, draft=reports.draft(reports.numbers(one, 3))
    )

    with pytest.raises(refused.FilledDiffers):
        services.submit(f"report:{row.pk}", actor=make.ACTOR, now=make.NOW)
