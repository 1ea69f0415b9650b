"""Closing after a congress: items settled as the pack says, three tables, the last signature."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests import make_office
from tests import make_season as make
from tests.office.pages import signed_in

from muster.exchange.models import Import, ImportRow
from muster.ledger.models import Entry
from muster.office import errors, services
from muster.office.models import Closing, ClosingItem
from muster.office.services import Counted, Settling
from muster.packs import ClosedBy, ClosingTable
from muster.packs.errors import RuleUnknown
from muster.season.models import Congress
from muster.season.registry import overdue
from muster.season.services import add_evidence
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
AFTER = datetime(2030, 8, 23, 2, 0, tzinfo=UTC)
DAY = date(2030, 8, 22)


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = AFTER


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def congress(world: make.World) -> Congress:
    return make.congress(world.east, DAY)


@pytest.fixture
def closing(congress: Congress) -> Closing:
    return services.open_closing(congress, actor=make.ACTOR, now=AFTER)


def item(closing: Closing, by: ClosedBy, *, table: ClosingTable | None = None) -> ClosingItem:
    """The first item that is settled this way."""
    rules = make.rules().closing
    return next(
        one
        for one in closing.items.filter(state="open")
        if rules[one.key].by is by and rules[one.key].table is table
    )


def settle(row: ClosingItem, **said: Any) -> ClosingItem:
    return services.settle_item(
        row, actor=make.ACTOR, now=AFTER, version=row.version, said=Settling(**said)
    )


def settle_all(closing: Closing) -> Closing:
    for row in closing.items.filter(state="open"):
        services.excuse(row, actor=make.ACTOR, now=AFTER, version=row.version, reason="không có")
    closing.refresh_from_db()
    return closing


def test_what_the_pack_wants_of_the_tier_is_listed_with_its_days(
    closing: Closing, congress: Congress
) -> None:
    rules = make.rules().closing_for(tier=congress.season_unit.tier)

    assert [row.key for row in closing.items.all()] == [rule.key for rule in rules]
    first = closing.items.get(key=rules[0].key)
    assert (first.due_on - DAY).days == rules[0].after_days
    assert Entry.objects.filter(kind="closing.opened").count() == 1


def test_a_congress_is_closed_after_it_is_over(world: make.World) -> None:
    ahead = make.congress(world.west, date(2030, 8, 24))

    with pytest.raises(errors.ClosingBefore, match="lasts until 24/08/2030"):
        services.open_closing(ahead, actor=make.ACTOR, now=AFTER)


def test_opening_twice_is_one_closing(closing: Closing, congress: Congress) -> None:
    again = services.open_closing(congress, actor=make.OTHER, now=AFTER)

    assert again == closing
    assert Entry.objects.filter(kind="closing.opened").count() == 1


@given(out=st.integers(0, 500), back=st.integers(0, 500), destroyed=st.integers(0, 500))
def test_what_is_missing_is_what_did_not_come_back(out: int, back: int, destroyed: int) -> None:
    counted = Counted(given_out=out, returned=back, destroyed=destroyed)

    assert counted.returned + counted.destroyed + counted.missing == out


def test_counts_that_add_up_settle_an_item(closing: Closing) -> None:
    done = settle(
        item(closing, ClosedBy.COUNT), counted=Counted(given_out=300, returned=298, destroyed=2)
    )

    assert (done.state, done.missing, done.done_on) == ("settled", 0, date(2030, 8, 23))


def test_what_is_missing_is_explained(closing: Closing) -> None:
    row = item(closing, ClosedBy.COUNT)
    counted = Counted(given_out=300, returned=298)

    with pytest.raises(errors.ItemIncomplete, match=r"which are missing and why \(2\)"):
        settle(row, counted=counted)

    assert settle(row, counted=counted, text="số 17, 203: đại biểu mang về").missing == 2


def test_more_cannot_come_back_than_was_out(closing: Closing) -> None:
    with pytest.raises(errors.CountsDiffer, match="300 were given out, but 301"):
        settle(item(closing, ClosedBy.COUNT), counted=Counted(given_out=300, returned=301))


def test_the_database_holds_that_counts_add_up(closing: Closing) -> None:
    row = item(closing, ClosedBy.COUNT)

    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingItem.objects.filter(pk=row.pk).update(
            given_out=3, returned=1, destroyed=1, missing=0
        )


def test_an_item_by_paper_wants_its_number(closing: Closing) -> None:
    row = item(closing, ClosedBy.PAPER)

    with pytest.raises(errors.ItemIncomplete, match="number and symbol of the paper"):
        settle(row)

    assert settle(row, symbol="12-QĐ/TU").symbol == "12-QĐ/TU"


def test_a_table_to_sign_has_lines(closing: Closing) -> None:
    row = item(closing, ClosedBy.DONE, table=ClosingTable.ALLOWANCES)

    with pytest.raises(errors.TableEmpty):
        settle(row)

    save_allowances(closing, {"line": 1, "name": "Tổ phục vụ", "days": Decimal(1)})
    assert settle(row).state == "settled"


def save_allowances(closing: Closing, *rows: dict[str, Any]) -> int:
    group = next(iter(make.rules().allowances))
    return services.save_rows(
        closing,
        ClosingTable.ALLOWANCES,
        actor=make.ACTOR,
        now=AFTER,
        rows=[{"group": group, **row} for row in rows],
    )


def test_the_last_signature_names_what_is_left(closing: Closing) -> None:
    left = closing.items.count()

    with pytest.raises(errors.StillToSettle, match=rf"Still to settle \({left}\)"):
        services.close_closing(closing, actor=make.ACTOR, now=AFTER, version=closing.version)


def test_nothing_changes_after_the_last_signature(closing: Closing) -> None:
    settle_all(closing)
    services.close_closing(closing, actor=make.OTHER, now=AFTER, version=closing.version)
    row = closing.items.first()
    assert row is not None

    for change in (
        lambda: services.reopen_item(
            row, actor=make.ACTOR, now=AFTER, version=row.version, reason="sai"
        ),
        lambda: save_allowances(closing, {"line": 1, "name": "Ai đó", "days": Decimal(1)}),
        lambda: services.take_archive(closing, actor=make.ACTOR, now=AFTER),
    ):
        with pytest.raises(errors.AlreadyClosing, match="Trần Văn Lộc"):
            change()


def test_what_was_closed_is_opened_with_a_reason(closing: Closing) -> None:
    settle_all(closing)
    done = services.close_closing(closing, actor=make.ACTOR, now=AFTER, version=closing.version)

    again = services.reopen_closing(
        closing, actor=make.ACTOR, now=AFTER, version=done.version, reason="còn 2 thẻ"
    )

    assert again.closed_at is None
    assert Entry.objects.get(kind="closing.reopened").body["reason"] == "còn 2 thẻ"


def test_the_second_who_settles_is_told_of_the_first(closing: Closing) -> None:
    row = item(closing, ClosedBy.PAPER)
    settle(row, symbol="12-QĐ/TU")

    with pytest.raises(errors.Changed, match="Lê Thu"):
        settle(row, symbol="13-QĐ/TU")


# ---- tables


def test_lines_are_added_changed_and_kept(closing: Closing) -> None:
    save_allowances(
        closing,
        {"line": 1, "name": "Tổ lễ tân", "heads": 6, "days": Decimal("1.5"), "rate": 200_000},
        {"line": 2, "name": "Lái xe", "days": Decimal(2)},
    )

    save_allowances(closing, {"line": 1, "rate": 250_000})

    first, second = closing.allowances.all()
    assert (first.name, first.heads, first.amount) == ("Tổ lễ tân", 6, 2_250_000)
    assert (second.name, second.amount) == ("Lái xe", 0)


def test_a_group_that_the_pack_does_not_have_is_refused(closing: Closing) -> None:
    with pytest.raises(RuleUnknown):
        save_allowances(closing, {"line": 1, "group": "strangers", "name": "x", "days": 1})

    assert not closing.allowances.exists()


def test_a_removed_line_stays_in_the_record(closing: Closing) -> None:
    save_allowances(closing, {"line": 7, "name": "Lái xe", "days": Decimal(2)})

    services.remove_row(closing, ClosingTable.ALLOWANCES, actor=make.ACTOR, now=AFTER, line=7)

    assert not closing.allowances.exists()
    assert Entry.objects.get(kind="closing.line_removed").body["said"]["name"] == "Lái xe"


def test_the_archive_list_takes_papers_and_files_once(
    world: make.World, closing: Closing, congress: Congress
) -> None:
    register = make_office.register(world.east)
    make_office.paper(register, abstract="Nghị quyết đại hội")
    step = make.step(congress, "plan")
    kind = next(iter(make.rules().evidence))
    add_evidence(
        step, actor=make.ACTOR, now=AFTER, kind=kind, name="kế hoạch.pdf", content=make.pdf()
    )

    assert services.take_archive(closing, actor=make.ACTOR, now=AFTER) == 2
    assert services.take_archive(closing, actor=make.ACTOR, now=AFTER) == 0
    assert [row.title for row in closing.archive_list.all()] == [
        "Nghị quyết đại hội",
        "kế hoạch.pdf",
    ]


# ---- pages


@pytest.fixture
def clerk(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.OFFICE))


def test_a_congress_is_opened_settled_and_closed_by_page(clerk: Client, congress: Congress) -> None:
    clerk.post(reverse("office:open-closings"))
    closing = Closing.objects.get(congress=congress)
    row = item(closing, ClosedBy.COUNT)
    page = clerk.post(
        reverse("office:settle-item", args=[row.pk]),
        {
            "client_uuid": "6f1a3a52-9d6c-4bb5-9c4d-0f6f0d6f7a12",
            "version": row.version,
            "given_out": 40,
            "returned": 40,
        },
    )
    assert page.status_code == 302
    assert ClosingItem.objects.get(pk=row.pk).returned == 40
    settle_all(closing)

    clerk.post(
        reverse("office:act-closing", args=[closing.pk, "close"]),
        {
            "close-version": closing.version,
            "close-client_uuid": "6f1a3a52-9d6c-4bb5-9c4d-0f6f0d6f7a13",
        },
    )

    closing.refresh_from_db()
    assert closing.closed_at == AFTER
    assert ">closed<" in clerk.get(reverse("office:closings")).content.decode()


def test_a_block_of_allowances_is_pasted_and_comes_back_unchanged(
    clerk: Client, closing: Closing
) -> None:
    group = next(iter(make.rules().allowances.values())).name.vi
    block = f"1\t{group}\tTổ lễ tân\tVăn phòng\t6\t1,5\t200000\n2\t{group}\tLái xe\t\t1\t2\t0"
    url = reverse("grids:one", args=["closing-allowances", closing.pk])
    preview = clerk.post(url, {"block": block})
    assert preview.status_code == 302, preview.content.decode()[-2000:]
    clerk.post(reverse("grids:apply", args=[Import.objects.latest("pk").pk]))
    assert [(row.line, row.amount) for row in closing.allowances.all()] == [(1, 1_800_000), (2, 0)]

    book = clerk.get(url, {"format": "xlsx"}).content
    clerk.post(url, {"file": SimpleUploadedFile("bang chi.xlsx", book)})

    again = Import.objects.latest("pk").rows.values_list("verdict", flat=True)
    assert set(again) == {ImportRow.Verdict.SAME}


def test_every_table_prints(clerk: Client, closing: Closing) -> None:
    save_allowances(closing, {"line": 1, "name": "Tổ lễ tân", "days": Decimal("1.5")})
    award = next(iter(make.rules().awards))
    said = {"line": 1, "kind": award, "name": "Văn phòng", "work": "phục vụ đại hội"}
    services.save_rows(closing, ClosingTable.AWARDS, actor=make.ACTOR, now=AFTER, rows=[said])

    for table, wanted in (
        ("allowances", "1.5"),
        ("awards", "Văn phòng"),
        ("archive_list", "No line yet"),
    ):
        page = clerk.get(reverse("office:closing-table", args=[closing.pk, table]))
        assert wanted in page.content.decode()


def test_who_may_not_see_the_unit_sees_no_closing(world: make.World, closing: Closing) -> None:
    stranger = signed_in(make.account(world.west, Role.CLERK))
    row = item(closing, ClosedBy.DONE)

    assert stranger.get(reverse("office:closing", args=[closing.pk])).status_code == 404
    assert stranger.get(reverse("office:settle-item", args=[row.pk])).status_code == 404
    grid = reverse("grids:one", args=["closing-archive_list", closing.pk])
    assert stranger.get(grid).status_code == 404


def test_a_clerk_does_not_sign(world: make.World, closing: Closing) -> None:
    clerk = signed_in(make.account(world.east, Role.CLERK))

    assert clerk.post(reverse("office:act-closing", args=[closing.pk, "close"])).status_code == 403


def test_what_is_late_stands_beside_late_steps(world: make.World, closing: Closing) -> None:
    head = make.account(world.top, Role.HEAD)
    today = date(2030, 8, 25)
    late = closing.items.filter(due_on__lt=today)

    found = [
        line
        for lines in overdue(head, world.top, today=today, limit=50)
        for line in lines.lines
        if line.kind == "closing"
    ]

    assert len(found) == late.count() > 0
    assert found[0].url == reverse("office:closing", args=[closing.pk])


def test_the_list_costs_the_same_queries_however_long(world: make.World, clerk: Client) -> None:
    def queries() -> int:
        return make.count_queries(lambda: clerk.get(reverse("office:closings")))

    first = make.congress(world.communes[0], date(2030, 8, 1))
    services.open_closing(first, actor=make.ACTOR, now=AFTER)
    clerk.get(reverse("office:closings"))
    one = queries()
    for unit in world.communes[1:3]:
        row = make.congress(unit, date(2030, 8, 1))
        services.open_closing(row, actor=make.ACTOR, now=AFTER)

    assert queries() == one


# ---- all closings of a group at once


def paste(client: Client, unit: Any, block: str) -> list[ImportRow]:
    url = reverse("grids:one", args=["closings", unit.pk])
    assert client.post(url, {"block": block}).status_code == 302
    return list(Import.objects.latest("pk").rows.order_by("pk"))


def test_closings_of_a_group_are_settled_from_one_block(
    world: make.World, clerk: Client, closing: Closing
) -> None:
    second = services.open_closing(make.congress(world.west, DAY), actor=make.ACTOR, now=AFTER)
    rules = make.rules().closing
    by = {kind: item(closing, kind) for kind in ClosedBy}
    heads = "\t".join(["Đơn vị", *(rules[by[kind].key].name.vi for kind in ClosedBy)])
    block = f"{heads}\nHuyện Đông\t300/299/1\t12-QĐ/TU\tx\nHuyện Tây\t-\t13-QĐ/TU\t20/8/2030"

    rows = paste(clerk, world.top, block)
    assert {row.verdict for row in rows} == {ImportRow.Verdict.CHANGED}
    clerk.post(reverse("grids:apply", args=[Import.objects.latest("pk").pk]))

    first = {one.key: one for one in closing.items.all()}
    assert first[by[ClosedBy.COUNT].key].destroyed == 1
    assert first[by[ClosedBy.PAPER].key].symbol == "12-QĐ/TU"
    other = {one.key: one for one in second.items.all()}
    assert other[by[ClosedBy.COUNT].key].state == ClosingItem.State.EXCUSED
    assert other[by[ClosedBy.DONE].key].done_on == date(2030, 8, 20)

    book = clerk.get(
        reverse("grids:one", args=["closings", world.top.pk]), {"format": "xlsx"}
    ).content
    clerk.post(
        reverse("grids:one", args=["closings", world.top.pk]),
        {"file": SimpleUploadedFile("ket thuc.xlsx", book)},
    )
    again = Import.objects.latest("pk").rows.values_list("verdict", flat=True)
    assert set(again) == {ImportRow.Verdict.SAME}


@pytest.mark.parametrize(
    ("by", "cell", "code"),
    [
        (ClosedBy.COUNT, "300/299", "closing.missing"),
        (ClosedBy.COUNT, "300/301", "closing.too_many"),
        (ClosedBy.COUNT, "ba trăm", "closing.counts"),
        (ClosedBy.COUNT, "x", "closing.counts"),
        (ClosedBy.PAPER, "x", "closing.number"),
        (ClosedBy.DONE, "hôm qua", "cell.not_a_day"),
    ],
)
def test_a_cell_that_cannot_settle_is_named(
    world: make.World, clerk: Client, closing: Closing, by: ClosedBy, cell: str, code: str
) -> None:
    head = make.rules().closing[item(closing, by).key].name.vi

    (row,) = paste(clerk, world.top, f"Đơn vị\t{head}\nHuyện Đông\t{cell}")

    assert [fault["code"] for fault in row.faults] == [code]
    assert row.faults[0]["cell"] == "B2"
