"""Partners: asked by letter, answered under a number, confirmed by telephone; silence is seen."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests import make_office
from tests import make_season as make
from tests.office.pages import signed_in

from muster.ledger.models import Entry
from muster.office import errors, queries, services
from muster.office.bridge import rules_of
from muster.office.errors import partners as refused
from muster.office.models import Commitment, Partner, Reply
from muster.office.services import CommitmentDraft, PartnerDraft, ReplyDraft
from muster.packs import Direction
from muster.season.models import Event
from muster.season.registry import overdue
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW}


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def desk(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.PLANNER))


def draft_of(world: make.World, name: str, **said: Any) -> PartnerDraft:
    kind = next(iter(rules_of(world.top).partner_kinds))
    return PartnerDraft(**{"kind": kind, "name": name, **said})


def partner(world: make.World, name: str = "Sở Y tế", **said: Any) -> Partner:
    return services.add_partner(world.top, **HERE, draft=draft_of(world, name, **said))


def request(what: str = "Tổ cấp cứu", *, due: str = "10/6", **said: Any) -> CommitmentDraft:
    draft: dict[str, Any] = {
        "what": what,
        "starts_at": make_office.hour("20/6", 6),
        "ends_at": make_office.hour("20/6", 17),
        "reply_due_on": make_office.day(due),
        "count": 2,
        **said,
    }
    return CommitmentDraft(**draft)


def asked(of: Partner, what: str = "Tổ cấp cứu", **said: Any) -> Commitment:
    return services.ask_partner(of, **HERE, draft=request(what, **said))


def answered(row: Commitment, reply: Reply = Reply.YES, **said: Any) -> Commitment:
    return services.take_reply(
        row, **HERE, version=row.version, draft=ReplyDraft(reply=reply, **said)
    )


def test_one_organisation_is_entered_once(world: make.World) -> None:
    first = partner(world, "Sở  Y tế", duty_phone="0900 115")
    second = partner(world, "Điện lực")

    with pytest.raises(refused.PartnerKnown, match=r"Sở Y tế is a partner already, .* Lê Thu"):
        partner(world)
    with pytest.raises(refused.PartnerKnown):
        services.change_partner(second, **HERE, version=1, draft=draft_of(world, "Sở Y tế"))
    with pytest.raises(refused.PartnerIncomplete, match="the organisation"):
        partner(world, " ")

    assert (first.name, Partner.objects.count()) == ("Sở Y tế", 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Partner.objects.filter(pk=second.pk).update(name="Sở Y tế")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"what": " "}, "what is asked for"),
        ({"starts_at": None}, "from when to when"),
        ({"ends_at": make_office.hour("20/6", 6)}, "an end after the beginning"),
        ({"reply_due_on": None}, "by when they answer"),
    ],
)
def test_a_request_says_what_when_and_by_when(
    world: make.World, said: dict[str, Any], wanted: str
) -> None:
    of = partner(world)
    kept = {"what": "Tổ cấp cứu", **said}

    with pytest.raises(refused.PartnerIncomplete, match=wanted):
        services.ask_partner(of, **HERE, draft=request(**kept))


def test_a_request_is_open_until_it_is_promised_then_confirmed(world: make.World) -> None:
    row = asked(partner(world), symbol="12-CV/VPTU")
    assert row.is_open
    with pytest.raises(refused.NothingPromised, match="has not promised"):
        services.confirm_commitment(row, **HERE, version=1)

    row = answered(row, symbol="45/SYT-NV", on=make_office.day("2/6"))
    row = services.confirm_commitment(row, **HERE, version=row.version, by="Trực ban")

    assert (row.is_open, row.promised, row.reply_symbol) == (False, 2, "45/SYT-NV")
    assert (row.confirmed_at, row.confirmed_by) == (make.NOW, "Trực ban")
    kinds = Entry.objects.filter(subject=f"commitment:{row.pk}").values_list("kind", flat=True)
    assert sorted(kinds) == [f"commitment.{word}" for word in ("answered", "asked", "confirmed")]


def test_a_no_stays_open_and_part_says_how_many(world: make.World) -> None:
    row = answered(asked(partner(world)), Reply.NO)
    assert (row.is_open, row.promised) == (True, 0)

    with pytest.raises(refused.PartnerIncomplete, match="how many they promise"):
        answered(row, Reply.PARTLY)
    row = answered(row, Reply.PARTLY, promised=1)

    assert (row.is_open, row.promised) == (False, 1)


def test_other_hours_must_be_confirmed_again(world: make.World) -> None:
    row = answered(asked(partner(world)))
    row = services.confirm_commitment(row, **HERE, version=row.version)

    same = services.change_commitment(
        row, **HERE, version=row.version, draft=request(symbol="9-CV/VPTU")
    )
    assert same.confirmed_at is not None
    later = request(ends_at=make_office.hour("20/6", 20))
    moved = services.change_commitment(same, **HERE, version=same.version, draft=later)

    assert moved.confirmed_at is None
    with pytest.raises(errors.Changed, match="Lê Thu changed this"):
        services.change_commitment(row, **HERE, version=row.version, draft=later)


def test_nothing_is_done_with_what_is_not_wanted_any_more(world: make.World) -> None:
    row = services.withdraw_commitment(asked(partner(world)), **HERE, version=1, reason="Dời ngày")

    with pytest.raises(refused.CommitmentWithdrawn, match="by Lê Thu: Dời ngày"):
        answered(row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(withdrawn_reason="")


def test_a_missing_reply_stands_beside_late_steps_within_scope(world: make.World) -> None:
    of = partner(world)
    late = asked(of, "Xe cứu thương", due="2/6")
    asked(of, "Tổ cấp cứu", due="3/6")
    answered(asked(of, "Trực dược", due="1/6"))
    services.withdraw_commitment(asked(of, "Bỏ", due="1/6"), **HERE, version=1, reason="x")
    head = make.account(world.top, Role.HEAD)
    below = make.account(world.east, Role.HEAD)

    found = overdue(head, world.top_now(), today=make.NOW.date(), limit=9)

    assert [(one.total, one.lines[0].title) for one in found] == [(1, "Sở Y tế: Xe cứu thương")]
    assert found[0].lines[0].days_late == 1
    assert found[0].lines[0].url == reverse("office:commitment", args=[late.pk])
    assert overdue(below, world.again(world.east), today=make.NOW.date(), limit=9) == []


def test_the_congress_page_shows_what_stands_open(desk: Client, world: make.World) -> None:
    congress = make.congress(world.communes[0])
    event = Event.objects.get(congress=congress)
    of = partner(world)
    asked(of, "Xe cứu thương", event=event)
    answered(asked(of, "Tổ cấp cứu", event=event))
    asked(of, "Việc của nơi khác")

    page = desk.get(reverse("congress:one", args=[congress.pk])).text

    assert "no reply, due 10/6" in page
    assert page.index("Xe cứu thương") < page.index("Tổ cấp cứu")
    assert "Việc của nơi khác" not in page


def test_the_hours_of_an_event_stand_in_the_form_already(desk: Client, world: make.World) -> None:
    congress = make.congress(world.communes[0])
    event = Event.objects.get(congress=congress)
    of = partner(world)
    days = rules_of(world.top).partner_kinds[of.kind].reply_days

    page = desk.get(reverse("office:ask-partner", args=[of.pk]) + f"?event={event.pk}").text

    due = congress.starts_on - timedelta(days=days)
    assert f'value="{due:%Y-%m-%d}"' in page
    assert f'value="{congress.starts_on:%Y-%m-%d}T' in page


def test_letter_and_reply_lead_to_the_papers_of_the_register(
    desk: Client, world: make.World
) -> None:
    letter = make_office.paper(make_office.register(world.top), kind="cong_van")
    reply = make_office.paper(
        make_office.register(world.top, Direction.INCOMING), symbol="45/SYT-NV"
    )
    of = partner(world)
    typed = {
        "client_uuid": uuid4(),
        "what": "Tổ cấp cứu",
        "starts_at": "2030-06-20T06:00",
        "ends_at": "2030-06-20T17:00",
        "reply_due_on": "2030-06-10",
        "symbol": str(letter),
    }
    desk.post(reverse("office:ask-partner", args=[of.pk]), typed)
    row = Commitment.objects.get()
    answer = {
        "reply-client_uuid": uuid4(),
        "reply-version": 1,
        "reply-reply": "yes",
        "reply-symbol": "45/syt-nv",
    }

    done = desk.post(reverse("office:act-commitment", args=[row.pk, "reply"]), answer)

    row.refresh_from_db()
    assert done.status_code == 302
    assert (row.asked_paper, row.reply_paper) == (letter, reply)
    assert row.starts_at == make_office.hour("20/6", 6)
    page = desk.get(reverse("office:commitment", args=[row.pk])).text
    assert reverse("office:paper", args=[reply.pk]) in page


def test_a_refused_reply_stays_as_it_was_typed(desk: Client, world: make.World) -> None:
    row = asked(partner(world))
    typed = {
        "reply-client_uuid": uuid4(),
        "reply-version": 1,
        "reply-reply": "partly",
        "reply-symbol": "45/SYT-NV",
        "reply-promised": "",
    }

    refusal = desk.post(reverse("office:act-commitment", args=[row.pk, "reply"]), typed)

    assert refusal.status_code == 409
    assert "how many they promise" in refusal.text
    assert 'value="45/SYT-NV"' in refusal.text


def test_the_list_leaves_as_excel_with_whom_to_call(desk: Client, world: make.World) -> None:
    asked(partner(world, duty_phone="115", channel="Kênh 3"), symbol="12-CV/VPTU")

    sheet = desk.get(reverse("office:partners"), {"format": "xlsx"}).content

    head, row = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    found = dict(zip(head, row, strict=True))
    assert [found[name] for name in ("Letter", "Duty telephone", "Radio channel, call sign")] == [
        *("12-CV/VPTU", "115", "Kênh 3"),
    ]
    assert found["State"] == "open: no reply yet"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(
    desk: Client,
    world: make.World,
    count: int,
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    for n in range(count):
        asked(partner(world, f"Đơn vị {n}"))

    with django_assert_max_num_queries(16):
        answer = desk.get(reverse("office:partners"))

    assert answer.status_code == 200


def test_who_reads_only_asks_nobody(world: make.World) -> None:
    of = partner(world)
    auditor = signed_in(make.account(world.top, Role.AUDITOR))
    below = signed_in(make.account(world.east, Role.SECRETARY))

    assert auditor.get(reverse("office:partner", args=[of.pk])).status_code == 200
    assert auditor.get(reverse("office:ask-partner", args=[of.pk])).status_code == 403
    assert below.get(reverse("office:partner", args=[of.pk])).status_code == 404
    assert below.post(reverse("office:ask-partner", args=[of.pk]), {}).status_code == 404


def test_figures_count_what_stands(world: make.World) -> None:
    of = partner(world)
    asked(of, "A", due="1/6")
    answered(asked(of, "B"))
    row = answered(asked(of, "C"))
    services.confirm_commitment(row, **HERE, version=row.version)
    rows = queries.commitments_of(make.account(world.top, Role.HEAD), today=make.NOW.date())

    found = queries.partner_figures(rows, today=make.NOW.date())

    assert (found.asked, found.open, found.overdue, found.unconfirmed, found.confirmed) == (
        *(3, 1, 1, 1, 1),
    )
