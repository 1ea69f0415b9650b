"""Proofs over an RFC 9162 tree, made from the hashes of full subtrees.

A *store* gives the hash over the leaves ``[position << level, (position + 1) << level)``; it need
only know subtrees that are full. What checks the proofs is in :mod:`muster.ledger.verifier`.
"""

from collections.abc import Callable, Iterator, Sequence

from muster.ledger.verifier import Frontier, node_hash

Store = Callable[[int, int], bytes]


def inclusion_path(*, index: int, size: int, store: Store) -> list[bytes]:
    """Hashes that lead from leaf *index* to the root of the first *size* leaves."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not among {size}")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(range_hash(middle, high, store=store))
            high = middle
        else:
            path.append(range_hash(low, middle, store=store))
            low = middle
    return path[::-1]


def consistency_path(*, old_size: int, new_size: int, store: Store) -> list[bytes]:
    """Hashes that show the tree of *new_size* to begin with that of *old_size*."""
    if not 0 <= old_size <= new_size:
        raise ValueError(f"{new_size} entries cannot follow {old_size}")
    if old_size in (0, new_size):
        return []
    path: list[bytes] = []
    low, high, is_whole = 0, new_size, True
    while high != old_size:
        middle = low + _split(high - low)
        if old_size <= middle:
            path.append(range_hash(middle, high, store=store))
            high = middle
        else:
            path.append(range_hash(low, middle, store=store))
            low, is_whole = middle, False
    return ([] if is_whole else [range_hash(low, high, store=store)]) + path[::-1]


def range_hash(low: int, high: int, *, store: Store) -> bytes:
    """Root over the leaves ``[low, high)``; *low* must be where a subtree as wide begins."""
    parts = [store(level, position) for level, position in _full_parts(low, high)]
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def frontier_at(size: int, *, store: Store) -> Frontier:
    """The right edge of the tree as it was at *size* leaves."""
    return Frontier(size, b"".join(store(level, at) for level, at in _full_parts(0, size)))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes held in memory."""
    tree = Frontier()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def _split(width: int) -> int:
    return 1 << ((width - 1).bit_length() - 1)


def _full_parts(low: int, high: int) -> Iterator[tuple[int, int]]:
    while low < high:
        level = (high - low).bit_length() - 1
        yield level, low >> level
        low += 1 << level
