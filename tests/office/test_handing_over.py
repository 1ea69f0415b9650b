"""Handing over: everything that stands under a name moves in one signed act, or nothing does."""

from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests import make_office
from tests import make_season as make
from tests.office.pages import signed_in

from muster.ledger.models import Entry
from muster.office import errors, queries, services
from muster.office.models import HandedLine, HandingOver, Paper, Task
from muster.office.services import HandingDraft, Place, TaskDraft
from muster.packs import Direction
from muster.season.models import Congress, Problem
from muster.season.registry.handing_over import handing_parts
from muster.season.services import raise_problem
from muster.tree.actors import actor_for
from muster.tree.models import Account, Grant
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
LAN, HOA = "Nguyễn Thị Lan", "Trần Hòa"


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def lan(world: make.World) -> Account:
    return make.account(world.east, Role.CLERK, name=LAN)


@pytest.fixture
def hoa(world: make.World) -> Account:
    return make.account(world.east, Role.SECRETARY, name=HOA)


def task(world: make.World, owner: str = LAN, title: str = "In giấy mời") -> Task:
    there = Congress.objects.filter(season_unit=world.east).first()
    congress = there or make.congress(world.east)
    return services.add_task(
        Place(season_unit=world.east, congress=congress),
        actor=make.ACTOR,
        now=make.NOW,
        draft=TaskDraft(title=title, owner=owner, due_on=date(2030, 7, 1)),
    )


def drawn(world: make.World, lan: Account, hoa: Account, **said: Any) -> HandingOver:
    draft = HandingDraft(
        **{
            "giver": LAN,
            "taker": HOA,
            "giver_account": lan,
            "taker_account": hoa,
            "reason": "chuyển công tác",
            "from_on": date(2030, 6, 3),
            **said,
        }
    )
    return services.draw_up(world.top, actor=make.ACTOR, now=make.NOW, draft=draft)


def by(account: Account) -> Any:
    return actor_for(account, via="page")


def sign(row: HandingOver, account: Account) -> HandingOver:
    return services.sign(row, actor=by(account), now=make.NOW, version=fresh(row).version)


def confirm(row: HandingOver) -> HandingOver:
    return services.confirm(row, actor=make.OTHER, now=make.NOW, version=fresh(row).version)


def fresh(row: HandingOver) -> HandingOver:
    return HandingOver.objects.get(pk=row.pk)


def test_everything_moves_in_one_act(world: make.World, lan: Account, hoa: Account) -> None:
    own = task(world, "nguyen thi  LAN")
    other = task(world, "Lê Bình", "Trang trí hội trường")
    register = make_office.register(world.east, Direction.INCOMING)
    paper = make_office.paper(register, holder=LAN)
    congress = make.congress(world.communes[0], date(2030, 8, 1))
    problem = raise_problem(
        congress,
        actor=make.ACTOR,
        now=make.NOW,
        what="thiếu ghế",
        owner=LAN,
        due_on=date(2030, 6, 9),
    )
    row = drawn(world, lan, hoa, keys=["Chìa khóa tủ số 4", "Con dấu tiểu ban"])
    sign(row, lan)
    sign(row, hoa)

    done = confirm(row)

    assert done.state == HandingOver.State.CONFIRMED
    assert Task.objects.get(pk=own.pk).owner == HOA
    assert Task.objects.get(pk=other.pk).owner == "Lê Bình"
    assert Paper.objects.get(pk=paper.pk).holder == HOA
    assert Problem.objects.get(pk=problem.pk).owner == HOA
    kept = Grant.objects.filter(revoked_at=None).order_by("role").values_list("account", "role")
    assert sorted(kept) == sorted([(hoa.pk, "clerk"), (hoa.pk, "secretary")])
    moved = done.lines.values_list("part", "moved")
    assert sorted(moved) == sorted(
        [
            ("keys", True),
            ("keys", True),
            *((part, True) for part in ("grants", "problems", "tasks", "papers")),
        ]
    )
    assert Entry.objects.filter(kind="handing_over.confirmed").count() == 1
    assert Entry.objects.filter(kind="task.handed_over", subject=f"task:{own.pk}").count() == 1


def test_nothing_moves_before_both_have_signed(
    world: make.World, lan: Account, hoa: Account
) -> None:
    own = task(world)
    row = drawn(world, lan, hoa)
    sign(row, lan)

    with pytest.raises(errors.HandingUnsigned, match=f"Not signed yet: {HOA}"):
        confirm(row)

    assert Task.objects.get(pk=own.pk).owner == LAN
    assert fresh(row).state == HandingOver.State.DRAWN


def test_what_came_after_the_signatures_is_signed_for_again(
    world: make.World, lan: Account, hoa: Account
) -> None:
    task(world)
    row = drawn(world, lan, hoa)
    sign(row, lan)
    sign(row, hoa)
    task(world, title="Đặt hoa")

    with pytest.raises(errors.HeldMeanwhile, match=r"1 more came to .*: “Đặt hoa”"):
        confirm(row)

    again = services.list_again(row, actor=make.ACTOR, now=make.NOW, version=fresh(row).version)
    assert again.giver_signed_at is None
    assert again.lines.filter(part="tasks").count() == 2


def test_what_was_settled_meanwhile_is_marked_and_stays(
    world: make.World, lan: Account, hoa: Account
) -> None:
    own = task(world)
    row = drawn(world, lan, hoa)
    sign(row, lan)
    sign(row, hoa)
    services.answer(own, actor=make.ACTOR, now=make.NOW, version=own.version, text="xong")

    done = confirm(row)

    assert done.lines.get(subject=f"task:{own.pk}").moved is False
    assert Task.objects.get(pk=own.pk).owner == LAN


def test_nobody_confirms_his_own(world: make.World, lan: Account, hoa: Account) -> None:
    task(world)
    row = drawn(world, lan, hoa)
    sign(row, lan)
    sign(row, hoa)

    for account in (lan, hoa):
        with pytest.raises(errors.OwnConfirmation):
            services.confirm(row, actor=by(account), now=make.NOW, version=fresh(row).version)


def test_only_the_two_sign_with_an_account(world: make.World, lan: Account, hoa: Account) -> None:
    task(world)
    row = drawn(world, lan, hoa)

    with pytest.raises(errors.NotYourSignature, match=f"{LAN} and {HOA}"):
        services.sign(row, actor=make.OTHER, now=make.NOW, version=row.version)


def test_a_signature_on_paper_says_who_entered_it(
    world: make.World, lan: Account, hoa: Account
) -> None:
    task(world)
    row = drawn(world, lan, hoa)

    done = services.sign_on_paper(
        row,
        actor=make.ACTOR,
        now=make.NOW,
        version=row.version,
        side="giver",
        how="nghỉ ốm, biên bản số 3",
    )

    assert done.giver_signed == "nghỉ ốm, biên bản số 3 (entered by Lê Thu)"


def test_roles_pass_to_an_account_only(world: make.World, lan: Account, hoa: Account) -> None:
    task(world)

    with pytest.raises(errors.NoAccountForRoles, match="clerk"):
        drawn(world, lan, hoa, taker_account=None)

    assert not HandingOver.objects.exists()
    assert not Entry.objects.filter(kind__startswith="handing_over").exists()


def test_an_administrator_does_not_pass_his_role(world: make.World, hoa: Account) -> None:
    keeper = make.account(world.top, Role.ADMINISTRATOR, name=LAN)
    task(world)

    row = drawn(world, keeper, hoa)

    assert not row.lines.filter(part="grants").exists()


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"taker": "nguyễn thị lan"}, errors.SameOfficer),
        ({"reason": " "}, errors.ReasonMissing),
        ({"giver": "Phạm Không Ai", "giver_account": None}, errors.NothingHeld),
    ],
)
def test_what_cannot_be_drawn_up(
    world: make.World, lan: Account, hoa: Account, said: dict[str, Any], refusal: type[Exception]
) -> None:
    task(world)

    with pytest.raises(refusal):
        drawn(world, lan, hoa, **said)

    assert not HandingOver.objects.exists()


def test_the_second_of_two_is_told_of_the_first(
    world: make.World, lan: Account, hoa: Account
) -> None:
    task(world)
    row = drawn(world, lan, hoa)
    services.withdraw_handing(
        row, actor=make.OTHER, now=make.NOW, version=row.version, reason="ở lại"
    )

    with pytest.raises(errors.Changed, match="Trần Văn Lộc"):
        services.sign(row, actor=by(lan), now=make.NOW, version=row.version)
    with pytest.raises(errors.HandingEnded, match="withdrawn"):
        sign(row, lan)


def test_the_database_keeps_unsigned_acts_from_being_confirmed(
    world: make.World, lan: Account, hoa: Account
) -> None:
    task(world)
    row = drawn(world, lan, hoa)

    with pytest.raises(IntegrityError), transaction.atomic():
        HandingOver.objects.filter(pk=row.pk).update(state=HandingOver.State.CONFIRMED)


def test_what_lies_outside_the_unit_stays(world: make.World, lan: Account, hoa: Account) -> None:
    west = make.congress(world.west)
    far = services.add_task(
        Place(season_unit=world.west, congress=west),
        actor=make.ACTOR,
        now=make.NOW,
        draft=TaskDraft(title="Âm thanh", owner=LAN, due_on=date(2030, 7, 1)),
    )
    task(world)
    draft = HandingDraft(
        giver=LAN,
        taker=HOA,
        giver_account=lan,
        taker_account=hoa,
        reason="đổi việc",
        from_on=date(2030, 6, 3),
    )

    row = services.draw_up(world.east, actor=make.ACTOR, now=make.NOW, draft=draft)

    assert not row.lines.filter(subject=f"task:{far.pk}").exists()


# ---- pages


def test_the_walk_from_drawing_up_to_confirmation(
    world: make.World, lan: Account, hoa: Account
) -> None:
    own = task(world)
    office = signed_in(make.account(world.top, Role.OFFICE))
    page = office.post(
        reverse("office:draw-up-handing"),
        {
            "client_uuid": "6f1a3a52-9d6c-4bb5-9c4d-0f6f0d6f7a11",
            "giver": LAN,
            "giver_account": lan.pk,
            "taker": HOA,
            "taker_account": hoa.pk,
            "reason": "chuyển công tác",
            "from_on": "2030-06-03",
            "keys": "Chìa khóa kho\n\nSổ trực số 2",
        },
    )
    row = HandingOver.objects.get()
    assert page.headers["Location"] == reverse("office:handing", args=[row.pk])
    assert row.lines.filter(part=HandedLine.KEYS).count() == 2

    for account in (lan, hoa):
        assert act(signed_in(account), row, "sign").status_code == 302
    assert act(office, row, "confirm").status_code == 403
    head = signed_in(make.account(world.top, Role.HEAD))
    assert act(head, row, "confirm").status_code == 302

    assert Task.objects.get(pk=own.pk).owner == HOA
    minutes = office.get(reverse("office:handing", args=[row.pk]), {"format": "docx"})
    assert minutes.content.startswith(b"PK")


def act(client: Any, row: HandingOver, action: str) -> Any:
    return client.post(
        reverse("office:act-handing", args=[row.pk, action]),
        {
            f"{action}-version": fresh(row).version,
            f"{action}-client_uuid": f"6f1a3a52-9d6c-4bb5-9c4d-{fresh(row).version:012}",
        },
    )


def test_a_stranger_sees_nothing_of_it(world: make.World, lan: Account, hoa: Account) -> None:
    task(world)
    row = drawn(world, lan, hoa)
    stranger = signed_in(make.account(world.west, Role.CLERK))

    assert stranger.get(reverse("office:handing", args=[row.pk])).status_code == 404
    assert act(stranger, row, "sign").status_code == 404


def test_the_list_costs_the_same_queries_however_long(
    world: make.World, lan: Account, hoa: Account
) -> None:
    client = signed_in(make.account(world.top, Role.OFFICE))
    task(world)
    drawn(world, lan, hoa)
    client.get(reverse("office:handings"))
    one = make.count_queries(lambda: client.get(reverse("office:handings")))
    drawn(world, lan, hoa)
    drawn(world, lan, hoa)

    assert make.count_queries(lambda: client.get(reverse("office:handings"))) == one
    assert ">to be signed<" in client.get(reverse("office:handings")).content.decode()


def test_my_signature_waits_for_me(world: make.World, lan: Account, hoa: Account) -> None:
    task(world)
    row = drawn(world, lan, hoa)
    sign(row, lan)

    assert list(queries.to_sign(hoa)) == [row]
    assert not queries.to_sign(lan)


def test_every_capability_brings_its_part() -> None:
    """One that forgets to register would leave its work behind in silence."""
    keys = {part.key for part in handing_parts()}

    assert keys >= {"grants", "problems", "findings", "tasks", "papers"}
