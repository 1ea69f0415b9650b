"""Approval before issue: who signs, what is frozen, what is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest
from tests import make_duty as duty
from tests import make_office as office
from tests import make_season as make

from muster.duty.models import Plan, Post
from muster.duty.services import edit_post
from muster.errors import DomainError
from muster.ledger.actor import Actor
from muster.ledger.models import Entry
from muster.office import queries, services
from muster.office.errors import ReasonMissing
from muster.office.errors.approvals import (
    AlreadyNumbered,
    AlreadySubmitted,
    ChangedSince,
    GrantorHasNone,
    NoAuthority,
    NotApproved,
    NothingChanged,
    SigningIncomplete,
    WrongApprovalState,
    WrongRegister,
)
from muster.office.models import Approval, ApprovalState, Paper, SigningGrant
from muster.office.services import Signature, SigningDraft
from muster.packs import available, load
from muster.season.models import SeasonUnit
from muster.season.registry import approvable_kinds
from muster.tree.actors import actor_for
from muster.tree.models import Account, Person
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
WHEN = duty.NOW
TODAY = date(2030, 8, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A plan to be signed, its head, a deputy without authority, and a clerk."""

    world: duty.World
    root: SeasonUnit
    plan: Plan
    head: Account
    deputy: Person
    clerk: Actor

    @property
    def subject(self) -> str:
        return f"plan:{self.plan.pk}"

    @property
    def boss(self) -> Actor:
        return actor_for(self.head, via="page")

    def submitted(self) -> Approval:
        return services.submit(self.subject, actor=self.clerk, now=WHEN)

    def signed(self) -> Approval:
        return services.approve(self.submitted(), actor=self.boss, now=WHEN)

    def rename(self, name: str) -> None:
        self.edit(name, list(self.first.orders))

    def edit(self, name: str, orders: Sequence[str]) -> None:
        edit_post(
            self.clerk,
            post_id=self.first.pk,
            version=Plan.objects.get(pk=self.plan.pk).version,
            name=name,
            orders=list(orders),
            now=WHEN,
        )

    @property
    def first(self) -> Post:
        return self.plan.posts.order_by("number")[0]


@pytest.fixture
def stage() -> Stage:
    world = duty.world()
    plan = duty.plan(duty.event(world))
    root = SeasonUnit.objects.select_related("season").get(pk=world.root.pk)
    head = duty.account(
        Role.HEAD, on=root, person=duty.person("Nguyễn Trọng Nghĩa", unit=root.unit)
    )
    deputy = duty.person("Phan Thanh Phước", unit=root.unit)
    clerk = duty.account(Role.PLANNER, on=root, person=duty.person("Lê Thu", unit=root.unit))
    return Stage(
        world=world,
        root=root,
        plan=plan,
        head=head,
        deputy=deputy,
        clerk=actor_for(clerk, via="page"),
    )


def key(person: Person) -> str:
    return f"person:{person.pk}"


def away(stage: Stage, **said: object) -> SigningGrant:
    """The head is away from 10 to 20 August; the deputy signs plans."""
    draft = {
        "person": stage.deputy,
        "for_whom": stage.head.person,
        "since": date(2030, 8, 10),
        "until": date(2030, 8, 20),
        "kinds": ("plan",),
        "by_paper": "12-QĐ/VPTU",
        "authority": "for_the_chief",
        **said,
    }
    return services.grant_signing(
        stage.root,
        actor=stage.boss,
        now=WHEN,
        draft=SigningDraft(**draft),  # type: ignore[arg-type]  # one dictionary of many types
    )


def test_a_plan_goes_from_draft_to_issued(stage: Stage) -> None:
    assert queries.state_of(stage.subject).state == "draft"

    row = stage.submitted()
    assert queries.state_of(stage.subject).state == ApprovalState.SUBMITTED
    row = services.approve(row, actor=stage.boss, now=WHEN)
    issued = services.issue(stage.subject, actor=stage.boss, now=WHEN)

    assert issued is not None
    assert (issued.state, issued.signer_name, issued.signed_on) == (
        ApprovalState.ISSUED,
        "Nguyễn Trọng Nghĩa",
        TODAY,
    )
    told = Entry.objects.filter(subject=stage.subject, kind__startswith="approval.")
    assert list(told.order_by("arrival").values_list("kind", flat=True)) == [
        "approval.submitted",
        "approval.signed",
        "approval.issued",
    ]
    assert all(entry.body["digest"] == row.digest for entry in told)


def test_only_an_approved_version_is_issued(stage: Stage) -> None:
    for act in (lambda: None, stage.submitted):
        act()
        with pytest.raises(NotApproved) as refused:
            services.issue(stage.subject, actor=stage.boss, now=WHEN)
        assert "Nguyễn Trọng Nghĩa" in str(refused.value)


def test_a_signer_without_authority_is_told_who_has_it(stage: Stage) -> None:
    row = stage.submitted()

    with pytest.raises(NoAuthority) as refused:
        services.approve(row, actor=stage.clerk, now=WHEN)

    assert "Lê Thu has no authority to sign on 16/08/2030" in str(refused.value)
    assert "Nguyễn Trọng Nghĩa" in str(refused.value)
    row.refresh_from_db()
    assert row.state == ApprovalState.SUBMITTED


@pytest.mark.parametrize(
    ("on", "may"),
    [
        (date(2030, 8, 9), False),
        (date(2030, 8, 10), True),
        (date(2030, 8, 20), True),
        (date(2030, 8, 21), False),
    ],
)
def test_a_deputy_signs_within_the_days_of_the_grant(stage: Stage, on: date, *, may: bool) -> None:
    away(stage)
    row = stage.submitted()
    signature = Signature(signer=key(stage.deputy), signer_name=stage.deputy.name, signed_on=on)

    if not may:
        with pytest.raises(NoAuthority):
            services.approve(row, actor=stage.clerk, now=WHEN, signature=signature)
        return
    signed = services.approve(row, actor=stage.clerk, now=WHEN, signature=signature)

    assert signed.for_whom == "Nguyễn Trọng Nghĩa"
    assert signed.authority == "for_the_chief"
    assert (signed.signer_name, signed.signature_entered_by) == ("Phan Thanh Phước", "Lê Thu")


def test_a_grant_of_other_kinds_an_ended_one_and_a_chain_give_nothing(stage: Stage) -> None:
    away(stage, kinds=("letter",))
    ended = away(stage)
    services.end_signing(ended, actor=stage.boss, now=WHEN)
    row = stage.submitted()

    with pytest.raises(NoAuthority):
        services.approve(
            row, actor=stage.clerk, now=WHEN, signature=Signature(signer=key(stage.deputy))
        )
    with pytest.raises(GrantorHasNone):
        away(stage, for_whom=stage.deputy, person=stage.head.person)


def test_a_deputy_loses_authority_with_the_one_who_is_away(stage: Stage) -> None:
    away(stage)
    stage.head.grants.update(until=date(2030, 8, 15))

    assert queries.signers_of(stage.root, "plan", on=TODAY) == []


def test_a_grant_for_an_absent_person_has_days_and_a_paper(stage: Stage) -> None:
    with pytest.raises(SigningIncomplete):
        away(stage, until=None)
    with pytest.raises(SigningIncomplete):
        away(stage, by_paper=" ")
    assert not SigningGrant.objects.exists()


def test_what_was_changed_needs_a_new_signature(stage: Stage) -> None:
    stage.signed()

    stage.rename("Cổng phụ")

    standing = queries.state_of(stage.subject)
    assert standing.needs_new_signature
    with pytest.raises(ChangedSince):
        services.issue(stage.subject, actor=stage.boss, now=WHEN)
    again = stage.submitted()
    assert again.number == 2
    assert Approval.objects.get(number=1).state == ApprovalState.REPLACED
    services.approve(again, actor=stage.boss, now=WHEN)
    assert services.issue(stage.subject, actor=stage.boss, now=WHEN) is not None


def test_a_part_that_the_pack_leaves_free_changes_without_a_signature(stage: Stage) -> None:
    stage.signed()

    stage.edit(stage.first.name, ["Đứng đúng chỗ"])

    standing = queries.state_of(stage.subject)
    assert [one.key for one in standing.changed] == ["orders"]
    assert not standing.needs_new_signature
    assert services.issue(stage.subject, actor=stage.boss, now=WHEN) is not None


def test_nobody_signs_what_was_changed_after_it_was_submitted(stage: Stage) -> None:
    row = stage.submitted()

    stage.rename("Cổng phụ")

    with pytest.raises(ChangedSince):
        services.approve(row, actor=stage.boss, now=WHEN)


def test_one_version_waits_and_the_same_is_not_signed_twice(stage: Stage) -> None:
    stage.signed()
    with pytest.raises(NothingChanged):
        stage.submitted()
    stage.rename("Cổng phụ")
    stage.submitted()
    with pytest.raises(AlreadySubmitted) as refused:
        stage.submitted()
    assert "Lê Thu" in str(refused.value)


def test_returned_with_a_reason_by_who_could_sign(stage: Stage) -> None:
    row = stage.submitted()

    with pytest.raises(ReasonMissing):
        services.give_back(row, actor=stage.boss, now=WHEN, reason=" ")
    with pytest.raises(NoAuthority):
        services.give_back(row, actor=stage.clerk, now=WHEN, reason="Thiếu chốt")
    services.give_back(row, actor=stage.boss, now=WHEN, reason="Thiếu chốt")

    with pytest.raises(WrongApprovalState) as refused:
        services.approve(row, actor=stage.boss, now=WHEN)
    assert "came back" in str(refused.value)
    account = Account.objects.get(person__name="Lê Thu")
    back = queries.came_back(Approval.objects.all(), account)
    assert [one.ended_reason for one in back] == ["Thiếu chốt"]
    stage.submitted()
    assert not queries.came_back(Approval.objects.all(), account).exists()


def test_withdrawn_versions_are_over(stage: Stage) -> None:
    row = services.withdraw(stage.submitted(), actor=stage.clerk, now=WHEN)

    with pytest.raises(WrongApprovalState):
        services.approve(row, actor=stage.boss, now=WHEN)
    assert stage.submitted().number == 2


def test_the_number_is_taken_with_the_signature_or_not_at_all(stage: Stage) -> None:
    register = office.register(stage.root)
    row = stage.submitted()

    with pytest.raises(NoAuthority):
        services.approve(row, actor=stage.clerk, now=WHEN, signature=Signature(register=register))
    assert not Paper.objects.exists()
    row = services.approve(row, actor=stage.boss, now=WHEN, signature=Signature(register=register))

    paper = Paper.objects.get()
    assert (row.paper, row.paper_symbol) == (paper, paper.symbol)
    assert (paper.abstract, paper.signer) == (row.title, "Nguyễn Trọng Nghĩa")
    with pytest.raises(AlreadyNumbered):
        services.issue(stage.subject, actor=stage.boss, now=WHEN, register=register)
    assert register.volumes.get().last_number == 1


def test_a_number_of_another_body_is_refused(stage: Stage) -> None:
    east = SeasonUnit.objects.select_related("season").get(name="Huyện Đông")

    with pytest.raises(WrongRegister):
        services.approve(
            stage.submitted(),
            actor=stage.boss,
            now=WHEN,
            signature=Signature(register=office.register(east)),
        )


def test_what_was_frozen_never_changes(stage: Stage) -> None:
    row = stage.submitted()

    row.frozen.parts = {}
    with pytest.raises(Exception, match="never changes"):
        row.frozen.save()


def test_a_scan_is_kept_once_and_only_of_what_is_signed(stage: Stage) -> None:
    row = stage.submitted()
    with pytest.raises(DomainError):
        services.add_approval_scan(
            row, actor=stage.clerk, now=WHEN, name="a.pdf", content=BytesIO(make.PDF)
        )
    row = services.approve(row, actor=stage.boss, now=WHEN)

    for _time in range(2):
        services.add_approval_scan(
            row, actor=stage.clerk, now=WHEN, name="a.pdf", content=BytesIO(make.PDF)
        )

    assert [file.name for file in row.files.all()] == ["a.pdf"]


def test_every_pack_says_how_each_thing_is_approved_and_by_which_roles() -> None:
    for ref in available():
        rules = load(ref.key, ref.version).approvals
        assert approvable_kinds() <= set(rules)
        assert {role for rule in rules.values() for role in rule.signers} <= set(Role)
