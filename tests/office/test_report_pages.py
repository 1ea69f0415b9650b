"""The pages of reports: the desk, one report, the overview, what the receiver lays down."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook
from tests import make_reports as reports
from tests import make_season as make
from tests.office.pages import signed_in

from muster.office.models import CallList, Report, Reporting, ReportIssue, ReportPeriod, Via
from muster.office.queries.due_reports import owed_days
from muster.office.queries.owing import Owed, forms_of, owing
from muster.packs import Cycle, FieldKind
from muster.packs.reporting import due_days
from muster.season.models import SeasonUnit
from muster.season.registry import overdue
from muster.tree.models import Account
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
DUE = reports.THURSDAY
TEN = reports.at(DUE, 10)


@pytest.fixture(autouse=True)
def _clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = TEN - timedelta(hours=1)


@pytest.fixture
def world() -> make.World:
    made = make.world()
    reports.order_all(made.top)
    return made


@pytest.fixture
def commune(world: make.World) -> SeasonUnit:
    return next(world.again(row) for row in world.communes if row.name == "Xã Vàm Cát")


def address(name: str, owed: Owed, *more: str) -> str:
    day = owed.due_on.isoformat()
    return reverse(f"office:{name}", args=[owed.unit.pk, owed.form.key, day, *more])


def typed(owed: Owed, act: str = "send", /, **said: Any) -> dict[str, Any]:
    values = {f"v_{key}": value for key, value in reports.numbers(owed, 2).items()}
    return {"client_uuid": uuid4(), "version": 0, act: "1", **values, **said}


def secretary(unit: SeasonUnit) -> Client:
    return signed_in(make.account(unit, Role.SECRETARY))


def test_my_desk_shows_what_is_owed_and_takes_a_nil_report(commune: SeasonUnit) -> None:
    own, owed = secretary(commune), reports.owed(commune)
    page = own.get(reverse("desk")).text
    assert (str(owed.form.name) in page, address("report-nil", owed) in page) == (True, True)

    sent = own.post(address("report-nil", owed), {"next": "desk"})

    assert (sent.status_code, sent["Location"]) == (302, reverse("desk"))
    assert Report.objects.get().is_nil
    assert address("report-nil", owed) not in own.get(reverse("desk")).text


def test_a_report_is_sent_from_its_page_and_corrected(commune: SeasonUnit) -> None:
    make.congress(commune, delegates=120)
    own, owed = secretary(commune), reports.owed(commune)
    empty = own.get(address("report", owed)).text
    assert ("from the congresses" in empty, "120" in empty) == (True, True)

    assert own.post(address("report", owed), typed(owed)).status_code == 302

    page = own.get(address("report", owed)).text
    assert "Send the correction" in page
    key = next(iter(reports.numbers(owed)))
    refused = own.post(address("report", owed), typed(owed, version=1, **{f"v_{key}": 5}))
    assert (refused.status_code, "Say why." in refused.text) == (409, True)
    corrected = typed(owed, version=1, note="đếm sót", **{f"v_{key}": 5})
    assert own.post(address("report", owed), corrected).status_code == 302
    page = own.get(address("report", owed)).text
    assert ("Version 2" in page, "2 → 5" in page) == (True, True)


def test_the_second_clerk_keeps_what_he_typed(commune: SeasonUnit) -> None:
    first, second = secretary(commune), secretary(commune)
    owed = reports.owed(commune)
    first.post(address("report", owed), typed(owed, "save"))

    refused = second.post(address("report", owed), typed(owed, note="của người thứ hai"))

    assert refused.status_code == 409
    assert "changed this at 09:00" in refused.text
    assert "của người thứ hai" in refused.text
    assert Report.objects.get().issue == 0


def test_a_clerk_enters_for_a_unit_that_telephones(world: make.World, commune: SeasonUnit) -> None:
    clerk = signed_in(make.account(world.east, Role.CLERK, name="Chị Hà"))
    owed = reports.owed(commune)

    clerk.post(address("report", owed), typed(owed, told_by="Bí thư Hai", told_at="08:40"))

    issue = ReportIssue.objects.get()
    assert (issue.via, issue.told_by, issue.sent_by) == (Via.TELEPHONE, "Bí thư Hai", "Chị Hà")
    assert issue.told_at == reports.at(DUE, 8, 40)


def test_incidents_are_typed_in_lines(commune: SeasonUnit, settings: LazySettings) -> None:
    day = date(2030, 8, 22)
    settings.MUSTER_NOW = reports.at(day, 9)
    make.congress(commune, day)
    own, owed = secretary(commune), reports.owed(commune, day, Cycle.DAY)
    key = next(f.key for f in owed.form.fields.values() if f.kind is FieldKind.INCIDENTS)
    zone, kind = next(iter(make.rules().incident_zones)), next(iter(make.rules().incident_kinds))
    line = {f"{key}-day-0": str(day), f"{key}-zone-0": zone, f"{key}-kind-0": kind}

    wrong = own.post(address("report", owed), typed(owed, **line, **{f"{key}-hour-0": "25"}))
    right = own.post(address("report", owed), typed(owed, **line, **{f"{key}-hour-0": "7"}))

    assert (wrong.status_code, right.status_code) == (409, 302)
    assert 'value="25"' in wrong.text
    assert reports.sent(Report.objects.get())[key] == [[str(day), 7, zone, kind, 1]]


def test_the_overview_says_who_is_missing_and_since_when(
    world: make.World, commune: SeasonUnit, settings: LazySettings
) -> None:
    chief = signed_in(make.account(world.east, Role.OFFICE))
    owed = reports.owed(commune)
    reports.send(owed, reports.numbers(owed, 4))
    early = chief.get(address("reports-below", owed.at(world.east))).text
    assert ("<b>1</b> of 3 are here" in early, "has not reported" in early) == (True, False)

    settings.MUSTER_NOW = TEN + timedelta(minutes=1)
    page = chief.get(address("reports-below", owed.at(world.east)))

    assert "<b>2</b> of 3 have not reported since" in page.text
    assert address("report-nil", reports.owed(world.communes[0])) in page.text
    sheet = chief.get(address("reports-below", owed.at(world.east)), {"format": "xlsx"})
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert {row[0]: row[1] for row in rows[1:]}["Xã Vàm Cát"] == "sent"
    nil = {"next": "below", "told_by": "Bí thư"}
    answer = chief.post(address("report-nil", reports.owed(world.communes[0])), nil)
    assert answer["Location"] == address("reports-below", owed.at(world.east))


def test_who_is_missing_is_called_from_one_list(
    world: make.World, commune: SeasonUnit, settings: LazySettings
) -> None:
    chief = signed_in(make.account(world.east, Role.OFFICE))
    below = reports.owed(commune).at(world.east)
    reports.send(reports.owed(commune), reports.numbers(below, 4))
    page, act = address("reports-below", below), address("call-missing", below)
    sent = {"client_uuid": uuid4()}
    assert act not in chief.get(page).text
    assert chief.post(act, sent).status_code == 409

    settings.MUSTER_NOW = TEN + timedelta(minutes=1)
    assert act in chief.get(page).text
    answers = [chief.post(act, sent)]
    for unit in world.communes[:3]:
        if unit.pk != commune.pk:
            reports.send(reports.owed(world.again(unit)))
    answers.append(chief.post(act, sent))

    row = CallList.objects.get()
    assert {answer["Location"] for answer in answers} == {
        reverse("office:call-list", args=[row.pk])
    }
    called = list(row.calls.all())
    assert {call.season_unit.name for call in called if call.season_unit} == {
        "Xã Gò Đông",
        "Xã Rạch Sen",
    }
    assert all(str(below.form.name) in call.words for call in called)
    assert secretary(commune).post(act, {"client_uuid": uuid4()}).status_code in (403, 404)


def test_the_sum_stands_beside_the_period_before(world: make.World, commune: SeasonUnit) -> None:
    chief = signed_in(make.account(world.east, Role.OFFICE))
    before = reports.owed(commune, DUE - timedelta(days=7))
    reports.send(before, reports.numbers(before, 9))
    reports.send(reports.owed(commune), reports.numbers(before, 4))

    page = chief.get(address("reports-below", reports.owed(commune).at(world.east))).text

    assert "−5" in page


def test_the_receiver_moves_the_hour_closes_and_opens(
    world: make.World, commune: SeasonUnit, settings: LazySettings
) -> None:
    chief, owed = signed_in(make.account(world.east, Role.OFFICE)), reports.owed(commune)
    below = owed.at(world.east)
    moved = {
        "amend-client_uuid": uuid4(),
        "amend-new_due_at": "2030-06-06T11:30",
        "amend-reason": "bão",
    }
    assert chief.post(address("act-reports", below, "amend"), moved).status_code == 302
    assert ReportPeriod.objects.get().due_at == reports.at(DUE, 11, 30)
    early = chief.post(address("act-reports", below, "close"), {"close-client_uuid": uuid4()})
    assert (early.status_code, "can be closed after 11:30" in early.text) == (409, True)

    settings.MUSTER_NOW = reports.at(DUE, 11, 31)
    chief.post(address("act-reports", below, "close"), {"close-client_uuid": uuid4()})

    own = secretary(commune)
    assert "closed by" in own.get(address("report", owed)).text
    refused = own.post(address("report", owed), typed(owed))
    assert (refused.status_code, "was closed by" in refused.text) == (409, True)
    assert own.post(address("act-reports", below, "close"), {}).status_code in (403, 404)


def test_the_office_orders_and_ends_a_form() -> None:
    world = make.world()
    chief = signed_in(make.account(world.top, Role.OFFICE))
    assert "No report is ordered yet" in chief.get(reverse("office:reports")).text
    form = reports.form(world.communes[0])

    ordered = {"client_uuid": uuid4(), "form": form.key, "starts_on": "2030-06-03"}
    assert chief.post(reverse("office:order-reports"), ordered).status_code == 302

    page = chief.get(reverse("office:reports")).text
    assert (str(form.name) in page, "form and hour not verified" in page) == (True, True)
    row = Reporting.objects.get()
    ended = {"client_uuid": uuid4(), "ends_on": "2030-06-30"}
    assert chief.post(reverse("office:end-reports", args=[row.pk]), ended).status_code == 302
    assert Reporting.objects.get().ends_on == date(2030, 6, 30)


def test_the_board_tells_of_reports_that_did_not_come(world: make.World) -> None:
    head: Account = make.account(world.top, Role.HEAD)

    found = overdue(head, world.top_now(), today=DUE + timedelta(days=1), limit=9)

    weekly = reports.form(world.communes[0])
    told = {line.title: (line.unit, line.days_late) for lines in found for line in lines.lines}
    assert told[str(weekly.name)] == ("5 units", 1)
    assert {lines.title for lines in found} == {"Reports that did not come"}


def test_nobody_sees_reports_outside_his_scope(world: make.World, commune: SeasonUnit) -> None:
    stranger = secretary(world.again(world.west))

    assert stranger.get(address("report", reports.owed(commune))).status_code == 404
    assert stranger.post(address("report-nil", reports.owed(commune))).status_code == 404
    own = secretary(commune)
    assert own.get(address("report", reports.owed(commune, DUE)).replace("06-06", "06-07"))
    wrong = address("report", reports.owed(commune)).replace("2030-06-06", "2030-06-07")
    assert own.get(wrong).status_code == 404


def test_many_days_and_many_units_say_the_same(world: make.World, commune: SeasonUnit) -> None:
    make.congress(commune, date(2030, 6, 10))
    make.congress(world.again(world.east), date(2030, 6, 20), date(2030, 6, 21))
    first, last = date(2030, 6, 1), date(2030, 7, 5)
    units = list(SeasonUnit.objects.filter(season=world.season).select_related("season"))

    by_days = {(one.unit.pk, one.form.key, one.due_on) for one in owed_days(units, first, last)}

    by_units = {
        (unit.pk, form.key, day)
        for form in {form.key: form for unit in units for form in forms_of(unit)}.values()
        for day in due_days(form, first, last)
        for unit in owing(world.season, form, day)
    }
    assert by_days == by_units
    assert len(by_days) > 40


def test_the_pages_cost_the_same_queries_for_any_number_of_units(
    world: make.World, commune: SeasonUnit
) -> None:
    chief = signed_in(make.account(world.top, Role.OFFICE))
    owed = reports.owed(commune)

    counts = {
        make.count_queries(lambda unit=unit: chief.get(address("reports-below", owed.at(unit))))  # type: ignore[misc]
        for unit in (world.east, world.west)
    }

    assert len(counts) == 1


def test_a_report_leaves_as_word_and_excel(world: make.World, commune: SeasonUnit) -> None:
    one, above = reports.owed(commune), reports.owed(world.again(world.east))
    reports.send(one, {**reports.numbers(one, 17), "done_text": "Họp = tốt"})
    reports.send(above)
    chief = signed_in(make.account(world.east, Role.OFFICE))

    word = chief.get(address("report-paper", above))
    excel = chief.get(address("report-paper", above), {"format": "xlsx"})

    text = "\n".join(cell.text for t in Document(BytesIO(word.content)).tables for cell in t._cells)
    paragraphs = [one.text for one in Document(BytesIO(word.content)).paragraphs]
    assert (any(str(above.form.name) in one for one in paragraphs), "17" in text) == (True, True)
    assert any("Xã Vàm Cát: Họp = tốt" in text for text in paragraphs)
    book = CalamineWorkbook.from_filelike(BytesIO(excel.content))
    parts = book.get_sheet_by_index(1).to_python()
    assert (parts[1][0], 17 in parts[1]) == ("Xã Vàm Cát", True)
    assert chief.get(address("report-paper", reports.owed(world.communes[0]))).status_code == 404


def test_the_month_shows_what_is_due(commune: SeasonUnit) -> None:
    page = secretary(commune).get(reverse("office:reports-month"), {"month": "2030-06"}).text

    days = [date(2030, 6, day) for day in (6, 13, 20, 27)]
    assert [address("report", reports.owed(commune, day)) in page for day in days] == [True] * 4
    assert "10:00" in page
