import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import make_tree as make
from tests.make_tree import LINE, NOW, STAFF, TESTER

from muster.ledger.models import Entry, Personal
from muster.tree import errors, services
from muster.tree.models import Account, Grant, ParentEdge, Person, Unit, UnitEvent, UnitVersion
from muster.tree.queries import as_of, tree_as_of
from muster.tree.services import AccountRow, PersonRow, UnitRow, Verdict
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
DAY = date(2029, 6, 1)
LATER = DAY + timedelta(days=30)


def row(code: str, parent: str = "", *, name: str = "", tier: str = "base") -> UnitRow:
    parents = {LINE: parent} if parent else {}
    return UnitRow(code=code, name=name or f"Unit {code}", tier=tier, parents=parents)


def load(*rows: UnitRow, on: date = DAY) -> services.Imported:
    return services.import_units(TESTER, rows=rows, on=on, now=NOW)


def test_units_come_in_any_order() -> None:
    done = load(row("c", "b"), row("b", "a"), row("a"))

    assert done == services.Imported(created=3, changed=0, same=0)
    codes = [(unit.depth, unit.code) for unit in tree_as_of(DAY, edge_kind=LINE)]
    assert codes == [(0, "a"), (1, "b"), (2, "c")]
    assert UnitEvent.objects.filter(kind=UnitEvent.Kind.FOUND).count() == 3


def test_the_same_rows_again_change_nothing_and_leave_no_entry() -> None:
    rows = [row("a"), row("b", "a")]
    load(*rows)
    before = Entry.objects.count()

    assert load(*rows, on=LATER) == services.Imported(created=0, changed=0, same=2)
    assert Entry.objects.count() == before


def test_one_entry_holds_a_digest_of_each_changed_row() -> None:
    load(row("a"), row("b", "a"))
    load(row("a"), row("b", "a", name="New"), row("c", "a"), on=LATER)

    entry = Entry.objects.order_by("-arrival")[0]
    assert entry.kind == "unit.imported"
    assert set(entry.body["rows"]) == {"b", "c"}
    assert (entry.body["created"], entry.body["changed"]) == (1, 1)


def test_a_changed_row_is_compared_with_the_old_value_beside() -> None:
    load(row("a"), row("x"), row("b", "a"))

    differences = services.compare_units([row("b", "x", name="New")], on=LATER)

    assert [(d.verdict, dict(d.old), dict(d.new)) for d in differences] == [
        (
            Verdict.CHANGED,
            {"name": "Unit b", f"parent:{LINE}": "a"},
            {"name": "New", f"parent:{LINE}": "x"},
        )
    ]


def test_changed_rows_become_dated_versions_and_edges() -> None:
    load(row("a"), row("x"), row("b", "a"))

    load(row("b", "x", name="New", tier="high"), on=LATER)

    unit = UnitVersion.objects.get(name="New").unit_id
    old, new = (as_of(day, edge_kind=LINE)[unit] for day in (DAY, LATER))
    parents = {v.unit_id: v.code for v in UnitVersion.objects.filter(valid_to=None)}
    assert (old.name, old.tier, parents[old.parent_id or 0]) == ("Unit b", "base", "a")
    assert (new.name, new.tier, parents[new.parent_id or 0]) == ("New", "high", "x")
    kinds = UnitEvent.objects.filter(parts__unit=unit).values_list("kind", flat=True)
    assert list(kinds) == ["found", "rename", "tier", "move"]


def test_a_change_on_the_day_of_the_import_puts_it_right_in_place() -> None:
    load(row("a"), row("x"), row("b", "a"))

    load(row("b", "x", name="New"))

    unit = UnitVersion.objects.get(name="New").unit_id
    assert UnitVersion.objects.filter(unit=unit).count() == 1
    assert ParentEdge.objects.filter(child=unit).count() == 1


def test_a_unit_may_stand_under_two_kinds_of_parent() -> None:
    load(row("a"), row("p"), replace(row("b", "a"), parents={LINE: "a", STAFF: "p"}))

    assert ParentEdge.objects.filter(child__versions__code="b").count() == 2


def test_rows_in_a_circle_are_refused_by_name() -> None:
    with pytest.raises(errors.Cycle, match="Unit"):
        load(row("a", "c"), row("b", "a"), row("c", "b"))

    assert not Unit.objects.exists()


def test_a_circle_with_units_that_are_not_named_is_refused_too() -> None:
    load(row("a"), row("b", "a"), row("c", "b"))

    with pytest.raises(errors.Cycle):
        load(row("a", "c"), on=LATER)


def test_every_row_that_cannot_be_applied_is_named() -> None:
    with pytest.raises(errors.RowsRefused) as refused:
        load(row("a", "nowhere"), row("b", name=" "), row("c"), row("c"))

    assert refused.value.params["count"] == 4
    assert [key for key, _fault in refused.value.params["faults"]] == ["a", "b", "c", "c"]
    assert not Unit.objects.exists()


def test_a_day_before_the_last_change_is_refused() -> None:
    load(row("a"), on=LATER)

    with pytest.raises(errors.RowsRefused):
        load(row("a", name="New"), on=DAY)


def test_persons_are_added_and_changed_in_one_call() -> None:
    load(row("a"), row("b", "a"))
    ada = PersonRow(number="1", name="Nguyễn Thị Ánh", unit_code="a", rank="r", rank_level=3)
    services.import_persons(TESTER, rows=[ada], now=NOW)

    ben = PersonRow(number="2", name="Trần Bình", unit_code="b")
    moved = replace(ada, unit_code="b", rank_level=4)
    done = services.import_persons(TESTER, rows=[moved, ben], now=NOW)

    assert done == services.Imported(created=1, changed=1, same=0)
    person = Person.objects.get(number="1")
    assert (person.rank_level, person.unit.versions.get().code) == (4, "b")
    assert person.search_key == "nguyen thi anh 1"


def test_persons_keep_their_id_and_account_through_an_import() -> None:
    load(row("a"))
    rows = [PersonRow(number="1", name="Ada", unit_code="a")]
    services.import_persons(TESTER, rows=rows, now=NOW)
    eve = make.account(person=Person.objects.get())

    services.import_persons(TESTER, rows=[replace(rows[0], name="Adele")], now=NOW)

    eve.refresh_from_db()
    assert eve.person is not None
    assert eve.person.name == "Adele"


def test_nothing_personal_stands_open_in_the_entry() -> None:
    load(row("a"))
    rows = [PersonRow(number="1", name="Nguyễn Thị Ánh", unit_code="a", phone="0909123456")]

    services.import_persons(TESTER, rows=rows, now=NOW)

    entry = Entry.objects.get(kind="person.imported")
    assert "Ánh" not in entry.text
    assert "0909" not in entry.text
    assert entry.commitment
    assert "salt" in Personal.objects.get(entry=entry).text


def test_persons_of_unknown_units_are_refused_together() -> None:
    rows = [
        PersonRow(number="1", name="Ada", unit_code="q"),
        PersonRow(number="2", name="", unit_code="q"),
    ]

    with pytest.raises(errors.RowsRefused) as refused:
        services.import_persons(TESTER, rows=rows, now=NOW)

    assert refused.value.params["count"] == 3


def accounts(*rows: AccountRow) -> services.Imported:
    return services.import_accounts(TESTER, rows=rows, since=DAY, now=NOW)


def test_accounts_come_without_a_password_and_with_their_grants() -> None:
    load(row("a"), row("b", "a"))
    services.import_persons(
        TESTER, rows=[PersonRow(number="1", name="Ada", unit_code="a")], now=NOW
    )

    done = accounts(
        AccountRow(username="ada", role=Role.HEAD, unit_code="a", person_number="1"),
        AccountRow(username="ada", role=Role.PLANNER, unit_code="b", person_number="1"),
        AccountRow(username="boss", role=Role.ADMINISTRATOR, unit_code="a"),
    )

    ada = Account.objects.get(username="ada")
    assert done.created == 3
    assert not ada.has_usable_password()
    assert ada.person is not None
    assert set(ada.grants.values_list("role", flat=True)) == {"head", "planner"}
    assert Account.objects.get(username="boss").is_staff


def test_the_same_accounts_again_change_nothing() -> None:
    load(row("a"))
    rows = [AccountRow(username="eve", role=Role.CLERK, unit_code="a", until=LATER)]
    accounts(*rows)

    assert accounts(*rows) == services.Imported(created=0, changed=0, same=1)
    changed = accounts(replace(rows[0], until=None))

    assert changed.changed == 1
    assert Grant.objects.get().until is None


def test_a_person_gets_one_account() -> None:
    load(row("a"))
    services.import_persons(
        TESTER, rows=[PersonRow(number="1", name="Ada", unit_code="a")], now=NOW
    )

    with pytest.raises(errors.RowsRefused):
        accounts(
            AccountRow(username="one", role=Role.HEAD, unit_code="a", person_number="1"),
            AccountRow(username="two", role=Role.HEAD, unit_code="a", person_number="1"),
        )


def test_a_grant_that_ends_before_it_begins_is_refused() -> None:
    load(row("a"))

    with pytest.raises(errors.RowsRefused):
        accounts(AccountRow(username="e", role=Role.HEAD, unit_code="a", until=date(2029, 5, 31)))
    assert not Account.objects.exists()


def a_province(units: int) -> list[UnitRow]:
    rows = [row("0")]
    rows += [row(str(n), str((n - 1) // 12)) for n in range(1, units)]
    return rows


def test_a_province_goes_in_within_two_seconds() -> None:
    """1,000 units and 5,000 persons: few statements and, on two cores, under 2 s together."""
    units = a_province(1_000)
    persons = [
        PersonRow(number=str(n), name=f"Nguyễn Văn {n}", unit_code=str(n % 1_000))
        for n in range(5_000)
    ]
    started = time.process_time()

    with CaptureQueriesContext(connection) as queries:
        load(*units)
        services.import_persons(TESTER, rows=persons, now=NOW)

    assert len(queries) < 150
    assert time.process_time() - started < 2 * 2  # room for a slow machine
    assert (Unit.objects.count(), Person.objects.count()) == (1_000, 5_000)


@pytest.mark.parametrize("units", [30, 300])
def test_comparing_costs_two_queries(
    units: int, django_assert_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    rows = a_province(units)
    load(*rows)

    with django_assert_num_queries(2):
        found = services.compare_units(rows, on=LATER)

    assert {one.verdict for one in found} == {Verdict.SAME}
