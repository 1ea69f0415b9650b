"""Whatever happens to units, in whatever order, the tree of every day stays a tree."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests import make_tree as make
from tests.make_tree import LINE, NOW, TESTER

from muster.errors import DomainError
from muster.tree import services
from muster.tree.models import Unit
from muster.tree.queries import UnitAt, as_of, heirs, subtree, tree_as_of
from muster.tree.services import NewUnit, Part

START = date(2025, 1, 1)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["found", "rename", "move", "merge", "split", "dissolve"]),
        st.integers(0, 7),
        st.integers(0, 7),
    ),
    max_size=12,
)


class Story:
    """Plays deeds one day after another on the units that live, and remembers each evening."""

    def __init__(self) -> None:
        self.root = make.unit("Root", on=START)
        self.day = START
        self.evenings: dict[date, dict[int, UnitAt]] = {}

    def play(self, deed: str, first: int, second: int) -> None:
        self.day += timedelta(days=1)
        living = list(
            Unit.objects.filter(dissolved_on=None).order_by("pk").values_list("pk", flat=True)
        )
        if not living:
            living = [make.unit(on=self.day).pk]
        one, two = living[first % len(living)], living[second % len(living)]
        with suppress(DomainError):
            getattr(self, deed)(one, two)
        self.evenings[self.day] = as_of(self.day, edge_kind=LINE)

    def found(self, one: int, two: int) -> None:
        make.unit(parent=Unit.objects.get(pk=one), on=self.day)

    def rename(self, one: int, two: int) -> None:
        services.rename(TESTER, unit_id=one, name=f"Of {self.day}", on=self.day, now=NOW)

    def move(self, one: int, two: int) -> None:
        services.move(TESTER, unit_id=one, parent_id=two, kind=LINE, on=self.day, now=NOW)

    def merge(self, one: int, two: int) -> None:
        services.merge(TESTER, unit_ids=[one], into_id=two, on=self.day, now=NOW)

    def split(self, one: int, two: int) -> None:
        children = sorted(
            unit.unit_id
            for unit in as_of(self.day, edge_kind=LINE).values()
            if unit.parent_id == one
        )
        halves = (children[::2], children[1::2])
        parts = [
            Part(
                unit=NewUnit(code=f"{one}-{side}-{self.day}", name=f"Part {side}", tier="base"),
                share_percent=Decimal(50),
                child_ids=half,
            )
            for side, half in enumerate(halves)
        ]
        services.split(TESTER, unit_id=one, parts=parts, on=self.day, now=NOW)

    def dissolve(self, one: int, two: int) -> None:
        services.dissolve(TESTER, unit_id=one, on=self.day, now=NOW)


@pytest.mark.slow
class TestStories(TestCase):
    """Each story runs in a transaction of its own."""

    @settings(max_examples=20, deadline=None)
    @given(deeds=DEEDS)
    def test_every_day_stays_a_tree_and_no_evening_changes(
        self, deeds: list[tuple[str, int, int]]
    ) -> None:
        story = Story()
        for deed in deeds:
            story.play(*deed)

        for day, evening in story.evenings.items():
            now = as_of(day, edge_kind=LINE)
            assert now == evening, "the past moved"
            assert all(u.parent_id is None or u.parent_id in now for u in now.values())
            assert {u.unit_id for u in tree_as_of(day, edge_kind=LINE)} == set(now), "a cycle"

    @settings(max_examples=10, deadline=None)
    @given(deeds=DEEDS)
    def test_whoever_stands_for_a_unit_is_alive(self, deeds: list[tuple[str, int, int]]) -> None:
        story = Story()
        for deed in deeds:
            story.play(*deed)

        living = set(as_of(story.day, edge_kind=LINE))
        for unit in Unit.objects.all():
            found = heirs(unit.pk, day=story.day)
            assert {heir.unit_id for heir in found} <= living
            if unit.pk in living:
                assert [heir.unit_id for heir in found] == [unit.pk]

    @settings(max_examples=10, deadline=None)
    @given(deeds=DEEDS)
    def test_a_subtree_is_its_head_and_the_subtrees_below(
        self, deeds: list[tuple[str, int, int]]
    ) -> None:
        story = Story()
        for deed in deeds:
            story.play(*deed)

        units = as_of(story.day, edge_kind=LINE)
        for pk in units:
            parts = [
                subtree(child.unit_id, day=story.day, edge_kind=LINE)
                for child in units.values()
                if child.parent_id == pk
            ]
            assert subtree(pk, day=story.day, edge_kind=LINE) == {pk}.union(*parts)
