"""What scores add up to: exact arithmetic over a rubric, so that no rounding hides in a sum."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from muster.packs import Rubric


def missing_in(rubric: Rubric, values: Mapping[str, int | None]) -> list[str]:
    """The keys of the criteria that have no value, in order."""
    return [one.key for one in rubric.criteria() if values.get(one.key) is None]


def share_of(rubric: Rubric, values: Mapping[str, int | None]) -> Fraction | None:
    """The weighted share of what could be reached, 0 to 1; None while a criterion has no value.

    Each criterion counts ``weight * value / most``, divided by the sum of the weights.
    """
    if missing_in(rubric, values):
        return None
    reached, whole = Fraction(0), 0
    for one in rubric.criteria():
        reached += Fraction(one.weight * (values[one.key] or 0), one.most)
        whole += one.weight
    return reached / whole


def mean(shares: Iterable[Fraction | None]) -> Fraction | None:
    """The mean of what is known, None of nothing."""
    known = [share for share in shares if share is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def spread(shares: Sequence[Fraction | None]) -> Fraction | None:
    """How far the highest is from the lowest, None where fewer than two are known."""
    known = [share for share in shares if share is not None]
    return max(known) - min(known) if len(known) > 1 else None
