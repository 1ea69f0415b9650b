"""The family's files: what is read, and every fault by its line."""

from pathlib import Path

import pytest

from muster.engines.roster import ProblemError
from muster.engines.roster.fewest.problem import MAX_CELLS, MAX_TASKS, Person, Problem, Task
from muster.engines.roster.fewest.reading import read_smptsp, smptsp_from_text

GOOD = """# made by hand
Type = 1
Jobs = 3
  0 4   # in the morning
  3 6
  -4 8

Qualifications = 2
2: 0 1
2: 1 2
"""


def faults(text: str) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        smptsp_from_text(text, name="test")
    return caught.value.faults


def test_tasks_and_people_are_numbered_as_in_the_file() -> None:
    problem = smptsp_from_text(GOOD, name="good")

    assert problem.name == "good"
    assert problem.tasks[2] == Task(id="2", start_min=-4, end_min=8)
    assert [p.may_hold for p in problem.people] == [{"0", "1"}, {"1", "2"}]


def test_a_file_with_windows_line_ends_and_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "day.dat"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())

    assert read_smptsp(file) == smptsp_from_text(GOOD, name="day")


def test_an_empty_day() -> None:
    problem = smptsp_from_text("Jobs = 0\nQualifications = 0", name="empty")

    assert (problem.tasks, problem.people) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("0 4 ", "4 4 ", "line 4: task 0 ends at 4, not after its start 4"),
        ("3 6", "3 2", "line 5: task 1 ends at 2, not after its start 3"),
        ("3 6", "3", "line 5: '3' is no task, two whole numbers of at most 1,000,000,000"),
        ("3 6", "3 nan", "line 5: '3 nan' is no task"),
        ("3 6", "3 6.5", "line 5: '3 6.5' is no task"),
        ("3 6", "3 6 9", "line 5: '3 6 9' is no task"),
        ("3 6", "3 9000000000", "line 5: '3 9000000000' is no task"),
        ("3 6", "3 " + "9" * 5000, "line 5: '3 999"),
        ("Jobs = 3", "Jobs = 4", "line 3: Jobs announces 4 rows, 3 follow"),
        ("Jobs = 3", "Jobs = -3", "line 3: Jobs is -3, a whole number from 0 to 50,000 is wanted"),
        ("Jobs = 3", "Jobs =", "line 3: Jobs is missing, a whole number"),
        ("Jobs = 3", "Jobs = 1000000", "line 3: Jobs is 1000000, a whole number from 0 to 50,000"),
        ("Jobs = 3", "Posts = 3", "line 3: Posts is unknown, Jobs or Qualifications is wanted"),
        ("Type = 1", "Type = 2", "line 2: Type is 2, 1 is wanted"),
        ("Type = 1", "7 8", "line 2: stands before 'Jobs = number', which is wanted first"),
        ("Qualifications = 2", "Jobs = 2", "line 8: Jobs stands here a second time"),
        ("Qualifications = 2", "Qualifications = 1", "line 8: Qualifications announces 1 rows"),
        ("2: 0 1", "2: 0 3", "line 9: 3 is no task from 0 to 2"),
        ("2: 0 1", "2: 0 -1", "line 9: -1 is no task from 0 to 2"),
        ("2: 0 1", "2: 0 x", "line 9: x is no task from 0 to 2"),
        ("2: 0 1", "2: 0 ١", "line 9: ١ is no task from 0 to 2"),
        ("2: 0 1", "2: 1 1", "line 9: a task is listed twice"),
        ("2: 0 1", "2: 1 01", "line 9: a task is listed twice"),
        ("2: 0 1", "3: 0 1", "line 9: '3: 0 1' lists 2 tasks, 'number: task task ...'"),
        ("2: 0 1", "0 1", "line 9: '0 1' lists 0 tasks"),
        ("2: 0 1", "1: 1", "line 4: nobody may hold task 0"),
    ],
)
def test_every_fault_names_its_line(old: str, new: str, found: str) -> None:
    assert any(fault.startswith(found) for fault in faults(GOOD.replace(old, new, 1)))


def test_all_faults_are_told_at_once_up_to_a_limit() -> None:
    assert faults("") == [
        "line 1: the section Jobs is missing",
        "line 1: the section Qualifications is missing",
    ]
    assert len(faults(GOOD.replace("0 4 ", "4 4").replace("3 6", "6 3"))) == 2
    assert len(faults("x\n" * 1000)) == 200


def test_a_file_of_bytes(tmp_path: Path) -> None:
    file = tmp_path / "day.dat"
    file.write_bytes(b"Jobs = 1\n\xff")

    with pytest.raises(ProblemError, match="byte 9: is not UTF-8"):
        read_smptsp(file)


def test_a_problem_beyond_the_limits_is_refused() -> None:
    task = Task(id="0", start_min=0, end_min=1)
    person = Person(id="0", may_hold=frozenset())

    with pytest.raises(ProblemError, match="tasks: are 50,001, over the limit of 50,000"):
        Problem(name="large", tasks=(task,) * (MAX_TASKS + 1), people=())
    with pytest.raises(ProblemError, match="people: are 20,001, over the limit of 20,000"):
        Problem(name="large", tasks=(), people=(person,) * 20_001)
    with pytest.raises(ProblemError, match=f"tasks times people: .* of {MAX_CELLS:,}"):
        Problem(name="large", tasks=(task,) * 40_000, people=(person,) * 10_000)
