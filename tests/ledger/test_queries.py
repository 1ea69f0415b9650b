"""Proofs and feeds read few rows however long the log is."""

from typing import Any

import pytest
from tests.ledger.make_record import ADA, NOW

from muster.ledger import queries
from muster.ledger.checking import check_record
from muster.ledger.models import Entry, Node, Subtree
from muster.ledger.services import recorded
from muster.ledger.verifier import EMPTY_ROOT, proves_consistency, proves_inclusion

pytestmark = pytest.mark.django_db


@pytest.fixture
def node() -> Node:
    """A log of 700 entries: two full tiles and a part of a third."""
    with recorded(ADA, now=NOW) as record:
        for number in range(700):
            record("x.y", f"x:{number}", audience="all")
    return Node.objects.get()


@pytest.mark.parametrize("counter", [1, 256, 257, 512, 513, 700])
@pytest.mark.parametrize("size", [700, 513])
def test_an_entry_is_proved_in_a_few_queries(
    node: Node, counter: int, size: int, django_assert_max_num_queries: Any
) -> None:
    if counter > size:
        pytest.skip("not in that head yet")
    entry = Entry.objects.get(counter=counter)
    with django_assert_max_num_queries(4):
        path = queries.inclusion_proof(entry, size=size)

    root = queries.root_at(node, size=size)
    leaf = bytes(entry.leaf)
    assert proves_inclusion(leaf, index=counter - 1, size=size, path=path, root=root)


@pytest.mark.parametrize(("old", "new"), [(1, 700), (256, 700), (255, 513), (512, 700), (700, 700)])
def test_growth_is_proved_in_a_few_queries(
    node: Node, old: int, new: int, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(4):
        path = queries.consistency_proof(node, old_size=old, new_size=new)

    assert proves_consistency(
        old_size=old,
        new_size=new,
        old_root=queries.root_at(node, size=old),
        new_root=queries.root_at(node, size=new),
        path=path,
    )


def test_roots_at_the_ends(node: Node) -> None:
    assert queries.root_at(node, size=0) == EMPTY_ROOT
    assert [(s.level, s.position) for s in Subtree.objects.order_by("position")] == [(8, 0), (8, 1)]
    assert check_record().is_sound


def test_an_empty_record_has_number_nothing() -> None:
    assert queries.latest() == queries.Latest(number=0, recorded_at=None)


def test_everything_about_one_subject(node: Node) -> None:
    assert [entry.subject for entry in queries.entries_about("x:7")] == ["x:7"]
