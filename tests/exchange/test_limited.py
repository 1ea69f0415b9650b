"""Work in a process of its own: it comes back, is refused, or ends at its bounds."""

import pytest
from tests.exchange import strange

from muster.exchange.limited import Bounds, OutOfBounds, Refused, apart

TIGHT = Bounds(memory_mb=512, seconds=1)
# A busy machine may take seconds to fill the memory or to start a child at all.
PATIENT = Bounds(memory_mb=512, seconds=120)


def test_an_answer_comes_back() -> None:
    assert apart(strange.double, PATIENT, 20, plus=2) == 42


def test_a_refusal_comes_back_with_its_code_and_plain_data() -> None:
    with pytest.raises(Refused, match="odd in some way") as caught:
        apart(strange.refuse, PATIENT)

    assert caught.value.code == "odd"
    assert caught.value.data["where"] == 3
    assert isinstance(caught.value.data["why"], str)


@pytest.mark.parametrize(
    ("task", "what", "bounds"),
    [
        (strange.grow, "memory", PATIENT),
        (strange.spin, "seconds", TIGHT),
        (strange.die, "crash", PATIENT),
    ],
)
def test_what_goes_beyond_its_bounds_ends(task: object, what: str, bounds: Bounds) -> None:
    with pytest.raises(OutOfBounds, match=what):
        apart(task, bounds)  # type: ignore[arg-type]  # one of the three
