"""Small standing problems, as text and as dataclasses."""

from typing import Any

from muster.engines.roster.standing import Employee, ShiftKind, StandingProblem

TEXT = """# two weeks of early and late shifts
SECTION_HORIZON
14

SECTION_SHIFTS
E,480,
L,480,E

SECTION_STAFF
A,E=14|L=14,4800,3360,5,2,2,2
B,E=14|L=3,4800,3360,5,2,2,2
C,E=14|L=14,2400,960,4,1,2,1

SECTION_DAYS_OFF
A,0,1
C,13

SECTION_SHIFT_ON_REQUESTS
B,2,E,3

SECTION_SHIFT_OFF_REQUESTS
C,4,L,2

SECTION_COVER
""" + "".join(f"{d},{k},1,100,1\n" for d in range(14) for k in "EL")


def employee(name: str = "A", **rules: Any) -> Employee:
    """Somebody who may work five days in a row, in any pattern, all week."""
    plain = {
        "min_total_min": 0,
        "max_total_min": 100_000,
        "min_shifts_in_a_row": 1,
        "max_shifts_in_a_row": 5,
        "min_days_off_in_a_row": 1,
        "max_weekends": 10,
    }
    return Employee(id=name, **{**plain, **rules})


def problem(*staff: Employee, days: int = 7, **parts: Any) -> StandingProblem:
    """Early and late shifts of eight hours; nobody goes from late to early."""
    kinds = (
        ShiftKind(id="E", length_min=480),
        ShiftKind(id="L", length_min=480, not_before=frozenset("E")),
    )
    return StandingProblem(name="toy", days=days, kinds=kinds, staff=staff, **parts)
