"""Whatever happens, every copy is in one state and the sum is what was printed."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests import make_copies as copies
from tests import make_season as make

from muster.papers.errors import PapersError
from muster.papers.models import Copy, CopyState, Destruction
from muster.papers.ranges import numbers_of, read_numbers
from muster.papers.services import copies as services

MOST = 12
TEXTS = st.lists(st.integers(1, MOST), min_size=1, max_size=4, unique=True).map(
    lambda numbers: ", ".join(map(str, numbers))
)
HERE = {CopyState.LEFT, CopyState.BACK}


class Clerks(RuleBasedStateMachine):
    """Acts in any order; ``now`` is what a plain list of states says."""

    world: Any = None
    signers: Any = ()

    def __init__(self) -> None:
        super().__init__()
        self.series = copies.series(self.world.top, copies=0)
        self.now: dict[int, str] = {}
        self.listed: dict[int, int] = {}
        self.drawn: list[Destruction] = []

    @rule(good=st.integers(0, 5), spoiled=st.integers(0, 2))
    def printed(self, good: int, spoiled: int) -> None:
        if good + spoiled == 0 or len(self.now) + good > MOST:
            return
        copies.print_copies(self.series, good, spoiled)
        first = len(self.now) + 1
        self.now |= dict.fromkeys(range(first, first + good), CopyState.LEFT)

    @rule(text=TEXTS, to_east=st.booleans())
    def given_out(self, text: str, to_east: bool) -> None:
        unit = self.world.east if to_east else self.world.west
        act = lambda: copies.issue(self.series, text, unit)  # noqa: E731  one of many acts
        self._do(act, text, frm=HERE, to=CopyState.ISSUED)

    @rule(text=TEXTS)
    def back(self, text: str) -> None:
        frm = {CopyState.ISSUED, CopyState.MISSING}
        self._do(lambda: copies.take_back(self.series, text), text, frm=frm, to=CopyState.BACK)

    @rule(text=TEXTS)
    def lost(self, text: str) -> None:
        frm = HERE | {CopyState.ISSUED, CopyState.SPOILED}
        self._do(lambda: copies.lose(self.series, text), text, frm=frm, to=CopyState.MISSING)

    @rule(text=TEXTS)
    def spoiled(self, text: str) -> None:
        frm = HERE | {CopyState.ISSUED}
        self._do(lambda: copies.spoil(self.series, text), text, frm=frm, to=CopyState.SPOILED)

    @rule(text=TEXTS)
    def minutes(self, text: str) -> None:
        wanted, frm = numbers_of(read_numbers(text)), HERE | {CopyState.SPOILED}
        if not self._may(wanted, frm):
            with pytest.raises(PapersError):
                copies.minutes(self.series, text)
            return
        made = copies.minutes(self.series, text)
        self.drawn.append(made)
        self.listed |= dict.fromkeys(wanted, made.pk)

    @rule()
    def signed(self) -> None:
        if self.drawn:
            made = self.drawn.pop()
            one, two = self.signers
            copies.sign(copies.sign(made, one), two)
            gone = [number for number, pk in self.listed.items() if pk == made.pk]
            self._leave(gone)
            self.now |= dict.fromkeys(gone, CopyState.DESTROYED)

    @rule()
    def withdrawn(self) -> None:
        if self.drawn:
            made = self.drawn.pop()
            services.withdraw_destruction(made, actor=make.ACTOR, now=make.NOW, reason="nhầm")
            self._leave([number for number, pk in self.listed.items() if pk == made.pk])

    def _leave(self, numbers: list[int]) -> None:
        for number in numbers:
            del self.listed[number]

    def _may(self, wanted: list[int], frm: set[CopyState]) -> bool:
        return all(self.now.get(number) in frm and number not in self.listed for number in wanted)

    def _do(self, act: Any, text: str, *, frm: set[CopyState], to: CopyState) -> None:
        wanted = numbers_of(read_numbers(text))
        if not self._may(wanted, frm):
            with pytest.raises(PapersError):
                act()
            return
        act()
        self.now |= dict.fromkeys(wanted, to)

    @invariant()
    def every_copy_is_in_one_state(self) -> None:
        there = dict(Copy.objects.filter(series=self.series).values_list("number", "state"))
        assert there == self.now
        assert copies.again(self.series).printed == len(there)


@pytest.mark.django_db
def test_the_sum_is_what_was_printed() -> None:
    Clerks.world = world = make.world()
    Clerks.signers = [copies.signer(world.top, name) for name in ("Lê Bốn", "Lê Năm")]

    run_state_machine_as_test(
        Clerks, settings=settings(max_examples=12, stateful_step_count=25, deadline=None)
    )
