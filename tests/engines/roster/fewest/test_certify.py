"""The plain judge of rosters and of proofs."""

import pytest
from tests.engines.roster.make_fewest import problem

from muster.engines.roster.fewest import Certificate
from muster.engines.roster.fewest.certify import broken, proven

DAY = problem([(0, 4), (3, 6), (4, 8)], may=["ab", "bc", "ac"])


@pytest.mark.parametrize(
    ("holder", "found"),
    [
        ({}, []),
        ({"a": "P0", "b": "P1", "c": "P2"}, []),
        ({"a": "P2", "c": "P2"}, []),  # they only touch
        ({"a": "P0", "b": "P0"}, ["P0: a overlaps b"]),
        ({"c": "P0"}, ["c,P0: may not hold it"]),
        ({"z": "P0"}, ["z,P0: unknown"]),
        ({"a": "P9"}, ["a,P9: unknown"]),
    ],
)
def test_what_a_roster_breaks(holder: dict[str, str], found: list[str]) -> None:
    assert list(broken(DAY, holder)) == found


@pytest.mark.parametrize(
    ("mille", "people"),
    [
        ({}, 0),
        ({"a": 1000}, 1),
        ({"a": 1}, 1),
        ({"a": 1000, "b": 1000}, 2),
        ({"a": 1000, "c": 1000}, 1),  # P2 may hold both, worth 1000 more than one person
        ({"a": 1000, "b": 1000, "c": 1000}, 2),  # the same, beside b
        ({"a": 1001, "b": 1000}, 2),  # 2001, less 1 each for P0 and P2, who may hold a
    ],
)
def test_what_prices_prove(mille: dict[str, int], people: int) -> None:
    assert proven(DAY, Certificate(mille=mille)) == people


@pytest.mark.parametrize("mille", [{"a": -1}, {"z": 1}, {"a": 0.5}])
def test_prices_that_are_none(mille: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="whole price"):
        proven(DAY, Certificate(mille=mille))
