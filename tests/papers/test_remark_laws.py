"""The laws of remarks: none is lost, none lies in two places, and the sums are those of the leaves.

A machine enters, merges, takes apart, passes on, sends back, withdraws, decides, closes and opens
rounds anew in any order, and keeps a book of its own that knows nothing of the services.
"""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests import make_remarks as mr
from tests import make_season as make

from muster.errors import DomainError
from muster.papers.models import (
    Decision,
    DeskState,
    Remark,
    RemarkCount,
    RoundDesk,
    RoundState,
    Source,
)
from muster.papers.services import remarks as services
from muster.papers.services.remarks import RemarkDraft
from muster.papers.services.remarks.counting import rebuild
from muster.tree.table import Role

DESKS = st.integers(0, 7)
PLACES = st.integers(0, 3)
PICKS = st.lists(st.integers(0, 30), min_size=1, max_size=4)


class Levels(RuleBasedStateMachine):
    """Two districts, five communes and a province over one document after another round."""

    @initialize()
    def begin(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()
        self.asked = mr.asked()
        self.opened = self.asked.opened
        self.units = [
            self.asked.world.top,
            self.asked.world.east,
            self.asked.world.west,
            *self.asked.world.communes,
        ]
        self.members = [
            make.account(unit, Role.OFFICER, name=f"Đảng viên {n}")
            for unit in self.units[-2:]
            for n in range(2)
        ]
        # The book: every remark that was written, and what was said to stand behind it.
        self.book: dict[int, tuple[int, int, int | None]] = {}
        services.hold(self.opened, actor=make.ACTOR, now=make.NOW)

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    def desk(self, at: int) -> RoundDesk:
        return mr.desk(self.opened, self.units[at % len(self.units)])

    def lying(self, at: int, picks: list[int]) -> list[Remark]:
        rows = list(Remark.objects.filter(desk=self.desk(at)).order_by("pk"))
        return [rows[pick % len(rows)] for pick in picks] if rows else []

    @rule(at=DESKS, number=PLACES, members=st.integers(0, 9), count=st.integers(1, 3))
    def enter(self, at: int, number: int, members: int, count: int) -> None:
        with suppress(DomainError):
            texts = [f"ý {n}" for n in range(count)]
            for made in mr.enter(self.desk(at), *texts, number=number, members=members):
                self.book[made.pk] = (made.season_unit_id, members, None)

    @rule(who=st.integers(0, 3), number=PLACES)
    def say_oneself(self, who: int, number: int) -> None:
        account = self.members[who]
        person = account.person
        assert person is not None
        unit = next((one for one in self.units if one.unit_id == person.unit_id), None)
        if unit is None:  # its body is not asked in this round
            return
        with suppress(DomainError):
            made = services.enter_own(
                mr.desk(self.opened, unit),
                actor=make.ACTOR,
                now=make.NOW,
                account=account,
                draft=RemarkDraft(kind=mr.KIND, text="ý riêng", number=number),
            )
            self.book[made.pk] = (made.season_unit_id, 1, account.pk)

    @rule(at=DESKS, picks=PICKS)
    def merge(self, at: int, picks: list[int]) -> None:
        with suppress(DomainError):
            mr.merge(self.desk(at), *self.lying(at, picks))

    @rule(at=DESKS, picks=PICKS)
    def merge_into(self, at: int, picks: list[int]) -> None:
        rows = self.lying(at, picks)
        if rows:
            self.attempt(services.merge_into, rows[0], parts=[row.pk for row in rows[1:]])

    @rule(at=DESKS, pick=st.integers(0, 30))
    def unmerge(self, at: int, pick: int) -> None:
        for row in self.lying(at, [pick]):
            self.attempt(services.unmerge, row)

    @rule(pick=st.integers(0, 30))
    def take_out(self, pick: int) -> None:
        rows = list(Remark.objects.exclude(whole=None).order_by("pk"))
        if rows:
            self.attempt(services.take_out, rows[pick % len(rows)])

    @rule(at=DESKS)
    def pass_on(self, at: int) -> None:
        self.attempt(services.pass_on, self.desk(at))

    @rule(at=DESKS)
    def say_nil(self, at: int) -> None:
        self.attempt(services.say_nil, self.desk(at))

    @rule(at=DESKS, picks=PICKS)
    def send_back(self, at: int, picks: list[int]) -> None:
        pks = [row.pk for row in self.lying(at, picks)]
        self.attempt(services.send_back, self.desk(at), remarks=pks, reason="chưa rõ")

    @rule(at=DESKS, pick=st.integers(0, 30), number=PLACES)
    def move(self, at: int, pick: int, number: int) -> None:
        for row in self.lying(at, [pick]):
            draft = RemarkDraft(kind=mr.KIND, text="sửa", number=number, members=row.members)
            self.attempt(services.amend, row, version=row.version, draft=draft)

    @rule(at=DESKS, pick=st.integers(0, 30))
    def withdraw(self, at: int, pick: int) -> None:
        for row in self.lying(at, [pick]):
            if self.attempt(services.withdraw, row, version=row.version, reason="nhầm"):
                del self.book[row.pk]

    @rule(picks=PICKS, decision=st.sampled_from(Decision))
    def decide(self, picks: list[int], decision: Decision) -> None:
        with suppress(DomainError):
            mr.decide(self.desk(0), *self.lying(0, picks), decision=decision, reason="như trên")

    @rule(picks=PICKS)
    def undecide(self, picks: list[int]) -> None:
        rows = {row.pk: row.version for row in self.lying(0, picks)}
        self.attempt(services.undecide, self.desk(0), remarks=rows)

    @rule()
    def close(self) -> None:
        self.attempt(services.close_round, self.opened)

    @rule()
    def open_again(self) -> None:
        self.attempt(services.reopen_round, self.opened, closes_on=mr.CLOSES_ON, reason="đề nghị")

    @rule(without=st.sets(DESKS, max_size=4))
    def next_round(self, without: set[int]) -> None:
        """The round is consolidated without a new text; the next one may ask fewer bodies."""
        rows = self.asked.opened.document.rounds
        rows.update(
            state=RoundState.CONSOLIDATED,
            closed_at=make.NOW,
            closed_by="Lê Thu",
            consolidated_at=make.NOW,
            consolidated_by="Lê Thu",
            holder="",
            holder_account=None,
            held_since=None,
        )
        bodies = [unit for n, unit in enumerate(self.units) if n not in without]
        was = self.opened
        self.opened = mr.open_round(self.asked.opened.version, bodies)
        self.units = [self.units[0], *[u for u in bodies if u != self.units[0]]]
        services.hold(self.opened, actor=make.ACTOR, now=make.NOW)
        assert services.counters_equal(was)

    def attempt(self, act: Callable[..., Any], *args: Any, **said: Any) -> bool:
        """One act; what is refused leaves everything as it was."""
        with suppress(DomainError):
            act(*args, actor=make.ACTOR, now=make.NOW, **said)
            return True
        return False

    @invariant()
    def nothing_is_lost_and_the_sums_are_right(self) -> None:
        if not hasattr(self, "point"):
            return
        rows = {row.pk: row for row in Remark.objects.all()}
        tops: dict[int, list[int]] = defaultdict(list)
        for pk in self.book:
            tops[self.top_of(rows, pk)].append(pk)
        for top, leaves in tops.items():
            assert rows[top].desk_id is not None
            self.compare(rows[top], leaves)
        lying = {pk for pk, row in rows.items() if row.desk_id is not None}
        assert lying == set(tops)
        assert sum(row.leaves for pk, row in rows.items() if pk in lying) == len(self.book)
        assert services.counters_equal(self.opened)

    def top_of(self, rows: dict[int, Remark], pk: int) -> int:
        at = pk
        while (whole := rows[at].whole_id) is not None:
            at = whole
        assert rows[pk].outermost_id == (at if at != pk else None)
        return at

    def compare(self, top: Remark, leaves: list[int]) -> None:
        """The weight of what lies on a desk, from the book alone."""
        said: dict[int, int] = defaultdict(int)
        alone: dict[int, set[int]] = defaultdict(set)
        for pk in leaves:
            unit, members, account = self.book[pk]
            said[unit] = max(said[unit], members if account is None else 0)
            if account is not None:
                alone[unit].add(account)
        members = sum(max(said[unit], len(alone[unit])) for unit in said)
        assert (top.leaves, top.units, top.members) == (len(leaves), len(said), members)


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_happens_no_remark_is_lost_and_none_is_counted_twice() -> None:
    run_state_machine_as_test(
        Levels,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            phases=(Phase.reuse, Phase.generate),  # a shorter story costs minutes here
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_sums_at_the_top_are_those_of_the_leaves_where_no_body_speaks_twice() -> None:
    asked = mr.asked()
    for members, commune in enumerate(asked.world.communes, start=5):
        mr.enter(asked.desk(commune), "thêm chỉ tiêu", members=members)
        mr.pass_on(asked.desk(commune))
    for district in (asked.world.east, asked.world.west):
        mr.merge(asked.desk(district), *Remark.objects.filter(desk=asked.desk(district)))
        mr.pass_on(asked.desk(district))

    whole = mr.again(mr.merge(asked.owner, *Remark.objects.filter(desk=asked.owner)))

    assert (whole.leaves, whole.units, whole.members) == (5, 5, 5 + 6 + 7 + 8 + 9)


@pytest.mark.django_db
def test_wrong_counters_are_found_and_mended() -> None:
    asked = mr.asked()
    mr.enter(asked.desk(asked.world.communes[0]), "một", "hai")
    services.say_nil(asked.desk(asked.world.west), actor=make.ACTOR, now=make.NOW)
    RemarkCount.objects.update(lying=7)
    RoundDesk.objects.filter(pk=asked.owner.pk).update(answered=3, nil=0)

    before = services.counters_equal(asked.opened)
    wrong = rebuild(asked.opened)

    assert (before, wrong) == (False, 2)
    assert services.counters_equal(asked.opened)
    assert asked.desk(asked.world.west).state == DeskState.NIL
    assert Remark.objects.filter(source=Source.MEETING).count() == 2
