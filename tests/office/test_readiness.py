"""The act of readiness: declared by chiefs, beside the data, decided and signed by the head."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse
from tests import make_season as make
from tests.office.pages import signed_in

from muster.ledger.actor import Actor
from muster.office import queries, services
from muster.office.bridge import rules_of
from muster.office.errors import ReasonMissing
from muster.office.errors.approvals import NoAuthority, ReadinessUndeclared
from muster.office.models import (
    ApprovalState,
    Commitment,
    Declaration,
    Readiness,
    Reply,
    Verdict,
)
from muster.office.queries.readiness import chiefs_of, congresses_on, is_offered
from muster.packs import available, load
from muster.season.models import Congress, Event
from muster.season.registry.readiness import readiness_keys, readiness_lines
from muster.tree.actors import actor_for
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
EVE = datetime(2030, 8, 21, 9, 0, tzinfo=UTC)
DAY = date(2030, 8, 22)


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def congress(world: make.World) -> Congress:
    made = make.congress(world.communes[0])
    return Congress.objects.select_related("season_unit__season", "season").get(pk=made.pk)


def head_of(congress: Congress) -> Actor:
    return actor_for(make.account(congress.season_unit, Role.HEAD), via="page")


def declare_all(congress: Congress, verdict: str = Verdict.READY, said: str = "") -> None:
    for chief in rules_of(congress.season_unit).readiness.chiefs:
        services.declare_ready(
            congress, actor=make.ACTOR, now=EVE, chief=chief, verdict=verdict, said=said
        )


def test_the_head_decides_over_what_all_declared_and_signs(congress: Congress) -> None:
    head = head_of(congress)
    with pytest.raises(ReadinessUndeclared):
        services.decide_ready(congress, actor=head, now=EVE, decision=Verdict.READY)
    declare_all(congress)

    row = services.decide_ready(congress, actor=head, now=EVE, decision=Verdict.READY)

    standing = queries.state_of(row.subject)
    assert (row.decision, standing.state) == (Verdict.READY, ApprovalState.ISSUED)
    assert standing.approval is not None
    assert standing.approval.signer_name == head.name


def test_who_may_not_sign_decides_nothing(congress: Congress) -> None:
    declare_all(congress)

    with pytest.raises(NoAuthority):
        services.decide_ready(congress, actor=make.ACTOR, now=EVE, decision=Verdict.READY)

    assert Readiness.objects.get().decision == ""


@pytest.mark.parametrize("verdict", [Verdict.CONDITIONS, Verdict.NOT])
def test_conditions_and_a_no_say_what_is_missing(congress: Congress, verdict: str) -> None:
    with pytest.raises(ReasonMissing):
        declare_all(congress, verdict)
    assert not Declaration.objects.exists()

    declare_all(congress, verdict, "Chờ máy phát điện dự phòng")

    assert {one.said for one in Declaration.objects.all()} == {"Chờ máy phát điện dự phòng"}


def test_a_word_after_the_signature_asks_for_a_new_one(congress: Congress) -> None:
    declare_all(congress)
    row = services.decide_ready(congress, actor=head_of(congress), now=EVE, decision=Verdict.READY)

    declare_all(congress, Verdict.NOT, "Mất điện hội trường")

    assert queries.state_of(row.subject).needs_new_signature
    assert Declaration.objects.count() == len(rules_of(congress.season_unit).readiness.chiefs)


def test_the_data_stands_beside_what_is_declared(congress: Congress) -> None:
    declare_all(congress)
    reader = make.account(congress.season_unit, Role.OFFICE)

    said = chiefs_of(reader, congress)

    assert all(one.lines for one in said)
    assert any(one.differs for one in said)


def test_what_partners_did_not_promise_stands_open(world: make.World, congress: Congress) -> None:
    event = Event.objects.get(congress=congress)
    kind = next(iter(rules_of(world.top).partner_kinds))
    here: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW}
    draft = services.PartnerDraft(kind=kind, name="Sở Y tế")
    partner = services.add_partner(world.top, **here, draft=draft)

    def asked(of: Event | None) -> Commitment:
        said = services.CommitmentDraft(
            what="Tổ cấp cứu",
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            reply_due_on=DAY,
            event=of,
        )
        return services.ask_partner(partner, **here, draft=said)

    def answered(row: Commitment, reply: Reply) -> None:
        said = services.ReplyDraft(reply=reply)
        services.take_reply(row, **here, version=row.version, draft=said)

    asked(None)
    assert not readiness_lines(congress, ["partners"])[0].is_open
    silent = asked(event)
    answered(asked(event), Reply.NO)
    answered(asked(event), Reply.YES)

    line = readiness_lines(congress, ["partners"])[0]

    assert (line.is_open, line.text) == (True, "2 things asked of partners are not promised")
    page = signed_in(make.account(world.top, Role.HEAD)).get(line.url).text
    assert reverse("office:commitment", args=[silent.pk]) in page


@pytest.mark.parametrize(
    ("today", "offered"),
    [
        (date(2030, 8, 18), False),
        (date(2030, 8, 19), True),
        (date(2030, 8, 22), True),
        (date(2030, 8, 23), False),
    ],
)
def test_offered_some_days_before(congress: Congress, today: date, *, offered: bool) -> None:
    assert is_offered(congress, today=today) is offered


def test_all_of_a_day_in_as_many_queries_for_three_as_for_one(
    world: make.World, congress: Congress
) -> None:
    account = make.account(world.top, Role.HEAD)
    declare_all(congress)
    one = make.count_queries(lambda: list(congresses_on(account, DAY)))
    for unit in world.communes[1:3]:
        make.congress(unit)

    assert make.count_queries(lambda: list(congresses_on(account, DAY))) <= one
    rows: Any = congresses_on(account, DAY)
    found = {row.pk: row.declared for row in rows}
    assert len(found) == 3
    assert found[congress.pk] == len(rules_of(world.top).readiness.chiefs)


def test_the_pages(congress: Congress, settings: pytest.FixtureRequest) -> None:
    settings.MUSTER_NOW = EVE  # type: ignore[attr-defined]  # pytest-django's settings
    head = signed_in(make.account(congress.season_unit, Role.HEAD))
    page = reverse("office:readiness", args=[congress.pk])
    assert page in head.get(reverse("office:readiness-day")).content.decode()
    assert page in head.get(reverse("congress:one", args=[congress.pk])).content.decode()
    assert head.get(reverse("office:readiness-day"), {"day": "nonsense"}).status_code == 200
    chief = next(iter(rules_of(congress.season_unit).readiness.chiefs))
    word = {f"{chief}-verdict": "ready", f"{chief}-client_uuid": str(make_uuid(1))}

    url = reverse("office:declare", args=[congress.pk, chief])
    assert head.post(url, word).status_code == 403
    office = signed_in(make.account(congress.season_unit, Role.OFFICE))
    assert office.post(url, word).status_code == 302
    decide = {"decide-verdict": "ready", "decide-client_uuid": str(make_uuid(2))}
    assert head.post(reverse("office:decide", args=[congress.pk]), decide).status_code == 409
    declare_all(congress)
    assert head.post(reverse("office:decide", args=[congress.pk]), decide).status_code == 302
    assert "Signed and issued" in head.get(page).content.decode()


def make_uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def test_every_pack_names_known_data_and_roles() -> None:
    for ref in available():
        chiefs = load(ref.key, ref.version).readiness.chiefs.values()
        assert {key for chief in chiefs for key in chief.shows} <= readiness_keys()
        assert {role for chief in chiefs for role in chief.roles} <= set(Role)
