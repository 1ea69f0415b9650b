"""Files of the public family: what is read, and how each fault is named."""

from pathlib import Path

import pytest
from tests.engines.roster.standing.make import TEXT

from muster.engines.roster.problem import ProblemError
from muster.engines.roster.standing.reading import problem_from_text, read_problem


def faults(text: str) -> list[str]:
    with pytest.raises(ProblemError) as refused:
        problem_from_text(text, name="x")
    return refused.value.faults


def test_reads_every_section() -> None:
    case = problem_from_text(TEXT, name="x")

    assert (case.days, len(case.staff), len(case.cover)) == (14, 3, 28)
    assert case.kinds[1].not_before == {"E"}
    b = case.staff[1]
    assert (b.max_total_min, b.min_total_min, b.max_weekends) == (4800, 3360, 2)
    assert (b.max_shifts_in_a_row, b.min_shifts_in_a_row, b.min_days_off_in_a_row) == (5, 2, 2)
    assert b.max_of_kind == {"E": 14, "L": 3}
    assert case.staff[0].days_off == {0, 1}
    assert [(r.employee, r.wanted, r.weight) for r in case.requests] == [
        ("B", True, 3),
        ("C", False, 2),
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "14\n\nSECTION_SHIFTS",
            "x\n\nSECTION_SHIFTS",
            "SECTION_HORIZON line 3: days: 'x' is no whole number",
        ),
        (
            "14\n\nSECTION_SHIFTS",
            "0\n\nSECTION_SHIFTS",
            "SECTION_HORIZON line 3: days: 0 is not from 1 to 732",
        ),
        ("E,480,\n", "E,-480,\n", "SECTION_SHIFTS line 6: length: -480 is not from 1 to 2880"),
        ("L,480,E", "L,480,X", "SECTION_SHIFTS line 7: 'X' is no kind of shift"),
        ("L,480,E", "E,480,", "SECTION_SHIFTS line 6: 'E' stands twice"),
        (
            "A,E=14|L=14,4800,3360,5,2,2,2",
            "A,E=14",
            "SECTION_STAFF line 10: has 2 cells, 8 are wanted",
        ),
        ("A,E=14|L=14", "A,E=x|L=14", "SECTION_STAFF line 10: 'E=x': kind=number is wanted"),
        ("A,E=14|L=14", "A,Z=1|L=14", "SECTION_STAFF line 10: 'Z' is no kind of shift"),
        (
            "A,E=14|L=14,4800",
            "A,E=14|L=14,nan",
            "SECTION_STAFF line 10: most minutes: 'nan' is no whole number",
        ),
        (
            "4800,3360,5,2,2,2\nC",
            "480,3360,5,2,2,2\nC",
            "SECTION_STAFF line 11: at least 3360 minutes, at most 480",
        ),
        ("C,E=14", "A,E=14", "SECTION_STAFF line 10: 'A' stands twice"),
        ("C,13", "C,14", "SECTION_DAYS_OFF line 16: day: 14 is not from 0 to 13"),
        ("C,13", "D,13", "SECTION_DAYS_OFF line 16: 'D' is no employee"),
        (
            "B,2,E,3",
            "B,2,E,-3",
            "SECTION_SHIFT_ON_REQUESTS line 19: weight: -3 is not from 0 to 10000000",
        ),
        ("C,4,L,2", "C,4,Q,2", "SECTION_SHIFT_OFF_REQUESTS line 22: 'Q' is no kind of shift"),
        ("0,E,1,100,1", "99,E,1,100,1", "SECTION_COVER line 25: day: 99 is not from 0 to 13"),
        (
            "SECTION_COVER",
            "SECTION_COVERS",
            "line 24: 'SECTION_COVERS' is no section of this format",
        ),
        ("# two", "two", "line 1: stands before the first section"),
        ("SECTION_DAYS_OFF", "SECTION_STAFF", "line 14: SECTION_STAFF stands twice"),
    ],
)
def test_each_fault_by_section_and_line(old: str, new: str, fault: str) -> None:
    assert old in TEXT
    assert fault in faults(TEXT.replace(old, new, 1))


def test_all_faults_at_once() -> None:
    assert len(faults(TEXT.replace("0,E,1,100,1", "0,X,1,100,1").replace("C,13", "Z,13"))) >= 2


def test_nothing_in_it() -> None:
    assert faults("") == [
        "SECTION_HORIZON: is missing",
        "SECTION_SHIFTS: is missing",
        "SECTION_STAFF: is missing",
        "SECTION_COVER: is missing",
    ]


def test_no_text(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProblemError, match=r"x\.txt: is no text in UTF-8"):
        read_problem(file)
