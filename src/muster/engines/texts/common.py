"""The longest common subsequence of two sequences, with all bits of a row at once.

Rows of the table of Needleman and Wunsch differ by 0 or 1 from cell to cell, so a row is one long
number and follows from the row before by one addition (H. Hyyro, "Bit-parallel LCS-length
computation revisited", AWOCA 2004). The time is the product of the two lengths over the width of
a machine word, whatever the sequences hold; nothing is longer than what is found.
"""

from collections.abc import Hashable, Sequence
from typing import Final

MOST_CELLS: Final = 100_000_000  # of the table: a bit each


def common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]] | None:
    """Places that belong together, rising on both sides, as many as there can be.

    None if the table would be larger than MOST_CELLS.
    """
    head = _edge(old, new)
    tail = _edge(old[head:][::-1], new[head:][::-1])
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(inner_old) * len(inner_new) > MOST_CELLS:
        return None
    inner = [(head + a, head + b) for a, b in _inner(inner_old, inner_new)]
    first = [(at, at) for at in range(head)]
    last = [(len(old) - at, len(new) - at) for at in range(tail, 0, -1)]
    return first + inner + last


def _edge(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """How many are equal from the start."""
    at = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        at += 1
    return at


def _inner(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    rows = _rows(old, new)
    found: list[tuple[int, int]] = []
    a, b = len(old), len(new)
    while a and b:
        if rows[b - 1] >> (a - 1) & 1:
            a -= 1
            continue
        b -= 1
        if b and not rows[b - 1] >> (a - 1) & 1:
            continue
        a -= 1
        found.append((a, b))
    return found[::-1]


def _rows(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[int]:
    """One number for each element of *new*; a bit is 0 where the table rises by one."""
    where: dict[Hashable, int] = {}
    for at, key in enumerate(old):
        where[key] = where.get(key, 0) | 1 << at
    full = (1 << len(old)) - 1
    row, rows = full, []
    for key in new:
        hits = row & where.get(key, 0)
        row = (row + hits | row - hits) & full if hits else row
        rows.append(row)
    return rows
