"""The reports of many units as one grid: pasted, returned as Excel, corrected with a reason."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from tests import make_reports as reports
from tests import make_season as make
from tests.office.pages import signed_in

from muster.exchange.models import Import, ImportRow
from muster.ledger.models import Entry
from muster.office.models import Report, ReportIssue, Via
from muster.office.queries.owing import Owed
from muster.office.web.report_grid import VALUE, ReportsOf, place_of
from muster.season.models import SeasonUnit
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = reports.at(reports.THURSDAY, 9)


@pytest.fixture
def world() -> make.World:
    made = make.world()
    reports.order_all(made.top)
    return made


@pytest.fixture
def below(world: make.World) -> Owed:
    return reports.owed(world.communes[0]).at(world.again(world.east))


@pytest.fixture
def clerk(world: make.World) -> Client:
    return signed_in(make.account(world.east, Role.CLERK))


def url(below: Owed) -> str:
    return reverse("grids:one", args=["reports", place_of(below)])


def paste(client: Client, below: Owed, block: str) -> list[ImportRow]:
    answer = client.post(url(below), {"block": block})
    assert answer.status_code == 302, answer.text[:800]
    return last_rows()


def last_rows() -> list[ImportRow]:
    return list(Import.objects.latest("pk").rows.order_by("pk"))


def apply(client: Client) -> Any:
    return client.post(reverse("grids:apply", args=[Import.objects.latest("pk").pk]))


def block_of(below: Owed, units: list[SeasonUnit], numbers: list[list[int]], note: str = "") -> str:
    """Heads and a line for each unit: its code and the numbers that nobody knows but it."""
    keys = list(reports.numbers(reports.owed(units[0])))
    heads = ["Unit code", *(str(below.form.fields[key].label) for key in keys), "Note"]
    lines = [[unit.code, *map(str, row), note] for unit, row in zip(units, numbers, strict=True)]
    return "\n".join("\t".join(line) for line in [heads, *lines])


def test_a_block_of_many_units_is_pasted_and_sent(
    world: make.World, clerk: Client, below: Owed
) -> None:
    units = [world.again(row) for row in world.communes if row.parent == world.east]
    numbers = [[1, 2, 3, 4, 5], [0, 0, 0, 0, 0], [9, 8, 7, 6, 5]]

    paste(clerk, below, block_of(below, units, numbers))
    apply(clerk)

    keys = list(reports.numbers(reports.owed(units[0])))
    found = {row.season_unit_id: [reports.sent(row)[k] for k in keys] for row in all_sent()}
    assert found == {unit.pk: row for unit, row in zip(units, numbers, strict=True)}
    assert {issue.via for issue in ReportIssue.objects.all()} == {Via.SHEET}
    assert Entry.objects.filter(kind="report.sent_many").count() == 1


def all_sent() -> list[Report]:
    return list(Report.objects.filter(issue__gt=0))


def test_excel_out_and_in_unchanged_changes_nothing(
    world: make.World, clerk: Client, below: Owed
) -> None:
    make.congress(world.again(world.communes[0]), delegates=80)
    one = reports.owed(world.again(world.communes[1]))
    reports.send(one, {**reports.numbers(one, 3), "done_text": "họp\nxong"})
    before = [(row.pk, row.version) for row in Report.objects.all()]

    sheet = clerk.get(url(below), {"format": "xlsx"})
    file = BytesIO(sheet.content)
    file.name = "reports.xlsx"
    answer = clerk.post(url(below), {"file": file})

    assert answer.status_code == 302, answer.text[:500]
    assert {row.verdict for row in last_rows()} == {ImportRow.Verdict.SAME}
    apply(clerk)
    assert [(row.pk, row.version) for row in Report.objects.all()] == before


def test_a_correction_in_the_grid_says_why(world: make.World, clerk: Client, below: Owed) -> None:
    unit = world.again(world.communes[0])
    reports.send(reports.owed(unit), reports.numbers(reports.owed(unit)))

    rows = paste(clerk, below, block_of(below, [unit], [[1, 1, 1, 1, 7]]))
    assert {row.verdict for row in rows} == {ImportRow.Verdict.ERROR}
    paste(clerk, below, block_of(below, [unit], [[1, 1, 1, 1, 7]], note="đếm sót"))
    apply(clerk)

    row = Report.objects.get()
    assert (row.issue, row.note) == (2, "đếm sót")


def test_a_unit_of_another_superior_is_no_row(
    world: make.World, clerk: Client, below: Owed
) -> None:
    stranger = next(world.again(row) for row in world.communes if row.parent == world.west)

    rows = paste(clerk, below, block_of(below, [stranger], [[1, 1, 1, 1, 1]]))

    assert {row.verdict for row in rows} == {ImportRow.Verdict.ERROR}
    assert not Report.objects.exists()


def test_the_grid_costs_the_same_queries_for_any_number_of_units(world: make.World) -> None:
    form = reports.form(world.communes[0])

    counts = {
        make.count_queries(
            lambda unit=unit: ReportsOf(  # type: ignore[misc]
                Owed(world.again(unit), form, reports.THURSDAY)
            ).current()
        )
        for unit in (world.east, world.west)
    }

    assert len(counts) == 1


def test_what_a_unit_has_not_said_stays_blank(world: make.World, below: Owed) -> None:
    make.congress(world.again(world.communes[0]), delegates=80)

    there = ReportsOf(below).current()[world.communes[0].code]

    assert {there[VALUE + key] for key in reports.numbers(reports.owed(world.communes[0]))} == {
        None
    }
    assert 80 in there.values()
    assert reports.THURSDAY - timedelta(days=6) == below.starts_on
