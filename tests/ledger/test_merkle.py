"""The tree against the vectors of RFC 6962's reference set, pymerkle, and mutated proofs."""

from hashlib import sha256

import pymerkle
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from muster.ledger.merkle import Store, consistency_path, inclusion_path, root_of
from muster.ledger.verifier import (
    EMPTY_ROOT,
    Frontier,
    leaf_hash,
    node_hash,
    proves_consistency,
    proves_inclusion,
)
from muster.ledger.writer import completed

# The eight leaves and their roots, as the RFC's reference implementation publishes them.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
sizes = st.integers(1, 300)


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(b"entry %d" % number) for number in range(count)]


def store_of(leaves: list[bytes]) -> Store:
    return lambda level, at: root_of(leaves[at << level : (at + 1) << level])


def test_roots_of_the_reference_set() -> None:
    found = [root_of([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() for size in range(1, 9)]

    assert found == ROOTS
    assert root_of([]) == EMPTY_ROOT == sha256(b"").digest()


def test_inclusion_paths_of_the_reference_set() -> None:
    """Leaf 0 of 8 and leaf 5 of 8, by hand from the reference set's published paths."""
    store = store_of([leaf_hash(leaf) for leaf in LEAVES])

    assert [step.hex()[:8] for step in inclusion_path(index=0, size=8, store=store)] == [
        *("96a296d2", "5f083f0a", "6b47aaf2")
    ]
    assert [step.hex()[:8] for step in inclusion_path(index=5, size=8, store=store)] == [
        *("bc1a0643", "ca854ea1", "d37ee418")
    ]


def test_consistency_paths_of_the_reference_set() -> None:
    """From 1 to 8 and from 6 to 8, as published."""
    store = store_of([leaf_hash(leaf) for leaf in LEAVES])

    assert [s.hex()[:8] for s in consistency_path(old_size=1, new_size=8, store=store)] == [
        *("96a296d2", "5f083f0a", "6b47aaf2")
    ]
    assert [s.hex()[:8] for s in consistency_path(old_size=6, new_size=8, store=store)] == [
        *("0ebc5d34", "ca854ea1", "d37ee418")
    ]


@given(size=sizes)
def test_pymerkle_finds_the_same_roots(size: int) -> None:
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(size):
        oracle.append_entry(b"entry %d" % number)

    assert root_of(hashes(size)) == oracle.get_root()


@given(size=sizes, cut=st.data())
def test_a_frontier_goes_on_where_it_was_stored(size: int, cut: st.DataObject) -> None:
    leaves = hashes(size)
    tree = Frontier()
    for leaf in leaves[: (at := cut.draw(st.integers(0, size)))]:
        tree.append(leaf)
    resumed = Frontier(at, tree.packed())
    for leaf in leaves[at:]:
        resumed.append(leaf)

    assert resumed.root() == root_of(leaves)


def test_a_frontier_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError):
        Frontier(3, b"x" * 32)


def test_wide_subtrees_are_told_when_their_last_leaf_comes() -> None:
    leaves, tree, found = hashes(513), Frontier(), []
    for leaf in leaves:
        found += list(completed(tree, leaf))
        tree.append(leaf)

    assert found == [(8, 0, root_of(leaves[:256])), (8, 1, root_of(leaves[256:512]))]


@given(size=sizes, data=st.data())
def test_every_leaf_is_proved(size: int, data: st.DataObject) -> None:
    leaves = hashes(size)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index=index, size=size, store=store_of(leaves))
    root = root_of(leaves)

    assert proves_inclusion(leaves[index], index=index, size=size, path=path, root=root)


def mutations(path: list[bytes], data: st.DataObject) -> list[bytes]:
    """A path that differs: a flipped bit, a step less, more, twice, or out of order."""
    how = data.draw(st.sampled_from(["flip", "drop", "add", "double", "swap", "short"]))
    wrong = list(path)
    at = data.draw(st.integers(0, max(len(path) - 1, 0)))
    if how == "add" or not path:
        wrong.insert(at, data.draw(st.binary(min_size=32, max_size=32)))
    elif how == "flip":
        wrong[at] = bytes([wrong[at][0] ^ 1]) + wrong[at][1:]
    elif how == "short":
        wrong[at] = wrong[at][:31]
    elif how == "drop":
        del wrong[at]
    elif how == "double":
        wrong.insert(at, wrong[at])
    else:
        wrong.reverse()
    assume(wrong != path)
    return wrong


@given(size=sizes, data=st.data())
def test_no_mutated_inclusion_proof_passes(size: int, data: st.DataObject) -> None:
    leaves = hashes(size)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index=index, size=size, store=store_of(leaves))
    root, other = root_of(leaves), leaf_hash(b"forged")

    def passes(**changed: object) -> bool:
        given = {"index": index, "size": size, "path": path, "root": root, **changed}
        return proves_inclusion(leaves[index], **given)  # type: ignore[arg-type]

    assert not passes(path=mutations(path, data))
    assert not passes(root=other)
    assert not passes(index=data.draw(st.integers(-1, size + 1).filter(lambda n: n != index)))
    assert not proves_inclusion(other, index=index, size=size, path=path, root=root)


@pytest.mark.parametrize("wrong", [0, 5, 6, 9, 16, 2**40])
def test_a_proof_for_a_tree_of_another_shape_is_refused(wrong: int) -> None:
    """Leaf 5 of 8 by hand. (In a tree of 7 its path has the same shape; there the signed head,
    which joins root and size, is what tells the two apart.)"""
    leaves = hashes(8)
    path = inclusion_path(index=5, size=8, store=store_of(leaves))

    assert not proves_inclusion(leaves[5], index=5, size=wrong, path=path, root=root_of(leaves))


@given(sizes=st.tuples(sizes, sizes).map(sorted))
def test_growth_is_proved(sizes: list[int]) -> None:
    old, new = sizes
    leaves = hashes(new)
    path = consistency_path(old_size=old, new_size=new, store=store_of(leaves))

    assert proves_consistency(
        old_size=old,
        new_size=new,
        old_root=root_of(leaves[:old]),
        new_root=root_of(leaves),
        path=path,
    )


@given(sizes=st.tuples(sizes, sizes).map(sorted), data=st.data())
def test_no_mutated_consistency_proof_passes(sizes: list[int], data: st.DataObject) -> None:
    old, new = sizes
    leaves = hashes(new)
    path = consistency_path(old_size=old, new_size=new, store=store_of(leaves))
    old_root, new_root = root_of(leaves[:old]), root_of(leaves)
    other = leaf_hash(b"forged")

    def passes(**changed: object) -> bool:
        given = {
            "old_size": old,
            "new_size": new,
            "old_root": old_root,
            "new_root": new_root,
            "path": path,
            **changed,
        }
        return proves_consistency(**given)  # type: ignore[arg-type]

    assert passes()
    assert not passes(path=mutations(path, data))
    assert not passes(old_root=other)
    assert not passes(new_root=other)
    assert old == new or not passes(old_root=other, new_root=other)
    assert not passes(old_size=new + 1)
    assert not passes(old_size=-1)


def test_the_linear_part_of_a_proof_is_checked() -> None:
    """A fork that shares its first leaves is no growth (verifiers of others let it pass)."""
    honest, forked = hashes(7), [*hashes(5), leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")]
    path = consistency_path(old_size=7, new_size=8, store=store_of(forked))

    assert not proves_consistency(
        old_size=7, new_size=8, old_root=root_of(honest), new_root=root_of(forked), path=path
    )


def test_an_empty_log_is_consistent_with_all_and_by_an_empty_path_only() -> None:
    root = root_of(hashes(3))
    given = {"old_size": 0, "new_size": 3, "new_root": root}

    assert proves_consistency(**given, old_root=EMPTY_ROOT, path=[])  # type: ignore[arg-type]
    assert not proves_consistency(**given, old_root=EMPTY_ROOT, path=[root])  # type: ignore[arg-type]
    assert not proves_consistency(**given, old_root=root, path=[])  # type: ignore[arg-type]


@pytest.mark.parametrize(("index", "size"), [(3, 3), (-1, 3), (0, 0)])
def test_a_leaf_outside_the_tree_has_no_path(index: int, size: int) -> None:
    with pytest.raises(ValueError):
        inclusion_path(index=index, size=size, store=store_of(hashes(3)))


def test_a_log_cannot_shrink() -> None:
    with pytest.raises(ValueError):
        consistency_path(old_size=4, new_size=3, store=store_of(hashes(4)))


def test_leaf_and_node_hashes_cannot_be_confused() -> None:
    left, right = hashes(2)

    assert node_hash(left, right) != leaf_hash(left + right)
