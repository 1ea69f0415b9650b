"""Numbers of copies as people write them: ``1-40, 45``, or addresses scanned from labels.

Held as ranges ``(low, high)``, both ends in, in order, neither touching nor overlapping.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from muster.papers.errors.copies import NumbersEmpty, NumbersTooMany, NumbersTwice, NumbersUnread

Range = tuple[int, int]
MOST: Final = 20_000
DASH: Final = re.compile(r"\s*[-‐-―−~]\s*|\.\.")
SPACED: Final = re.compile(r"\s*([-‐-―−~])\s*")
PARTS: Final = re.compile(r"[\s,;]+")
ONE: Final = re.compile(r"[0-9]{1,6}")
LABEL: Final = re.compile(r"\S*/copies/([0-9]{1,9})/([0-9]{1,6})/?")


def read_numbers(text: str, *, series: int | None = None) -> list[Range]:
    """The ranges that *text* names: numbers and ranges parted by commas, semicolons or lines.

    series: whose labels may be scanned into the text. Raises NumbersEmpty, NumbersUnread (not a
    number, a range that runs backwards, a label of another series), NumbersTwice, NumbersTooMany.
    """
    found = [_range(part, series) for part in _parts(text)]
    if not found:
        raise NumbersEmpty
    if sum(high - low + 1 for low, high in found) > MOST:
        raise NumbersTooMany(most=MOST)
    found.sort()
    for (_low, high), (low, _high) in pairwise(found):
        if low <= high:
            raise NumbersTwice(number=low)
    return joined(found)


def _parts(text: str) -> list[str]:
    close = SPACED.sub(r"\1", text)
    return [part for part in PARTS.split(close) if part]


def _range(part: str, series: int | None) -> Range:
    label = LABEL.fullmatch(part)
    if label is not None and int(label[1]) == series:
        part = label[2]
    ends = DASH.split(part)
    if len(ends) > 2 or not all(ONE.fullmatch(end) for end in ends):
        raise NumbersUnread(text=part[:60])
    low, high = int(ends[0]), int(ends[-1])
    if not 1 <= low <= high:
        raise NumbersUnread(text=part[:60])
    return low, high


def joined(ranges: Iterable[Range]) -> list[Range]:
    """Ranges in order with neighbours made one; they may not overlap."""
    found: list[Range] = []
    for low, high in sorted(ranges):
        if found and found[-1][1] + 1 == low:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def ranges_of(numbers: Iterable[int]) -> list[Range]:
    """The fewest ranges that hold just *numbers*, each of which comes once."""
    return joined((number, number) for number in numbers)


def written(ranges: Sequence[Range]) -> str:
    """Ranges as people read them: ``1–40, 45``."""
    return ", ".join(f"{low}–{high}" if high > low else str(low) for low, high in ranges)


def numbers_of(ranges: Iterable[Range]) -> list[int]:
    """Every number in the ranges."""
    return [number for low, high in ranges for number in range(low, high + 1)]


def how_many(ranges: Iterable[Range]) -> int:
    """How many numbers the ranges hold."""
    return sum(high - low + 1 for low, high in ranges)
