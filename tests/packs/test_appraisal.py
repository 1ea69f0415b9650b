"""What a pack must say so that an appraisal can be gone through with."""

from pathlib import Path

import pytest
from tests.packs.conftest import Edit

from muster.packs import LeadsTo, available, load
from muster.packs.loader import find, read


def faults(root: Path) -> list[str]:
    return [str(fault) for fault in read(find("agm", root=root))[1]]


@pytest.mark.parametrize("ref", available(), ids=str)
def test_every_appraised_document_has_one_rubric_and_a_team(ref: object) -> None:
    pack = load(ref.key, ref.version)  # type: ignore[attr-defined]  # PackRef

    appraised = [key for key, one in pack.documents.items() if one.appraised]

    assert appraised
    for key in appraised:
        assert pack.appraisal.rubric_for(key).groups
        assert any(team.takes(key) for team in pack.appraisal.teams.values())
    assert {kind.leads_to for kind in pack.appraisal.conclusions.values()} >= {
        LeadsTo.MET,
        LeadsTo.ANSWER,
    }


def test_day_counts_are_marked_as_unverified() -> None:
    for ref in available():
        assert load(ref.key, ref.version).appraisal.verified is False


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("scorers = 1", "scorers = 0", "greater than or equal to 1"),
        ("scorers = 1", 'layout = "x"\nscorers = 1', "vn-nd30"),
        ('leads_to = "met"', 'leads_to = "answer"', 'leads_to = "met"'),
        ("points = 5", "points = 0", "greater than or equal to 1"),
        (
            "criteria.readable]",
            "criteria.books_balance]",
            "each key once in a rubric; twice: ['books_balance']",
        ),
        (
            '[appraisal.teams.examiners]\nname = { vi = "Nhóm kiểm tra", en = "Examiners" }',
            '[appraisal.teams.examiners]\nname = { vi = "X", en = "X" }\ndocuments = ["minutes"]',
            "a team that appraises 'accounts'",
        ),
        (
            "[appraisal.rubrics.accounts_sheet]",
            '[appraisal.rubrics.accounts_sheet]\ndocuments = ["minutes"]',
            "one rubric for 'accounts'",
        ),
    ],
)
def test_a_fault_says_what_is_wanted(edited: Edit, old: str, new: str, wanted: str) -> None:
    found = faults(edited("appraisal.toml", old, new))

    assert any(wanted in fault for fault in found), found


def test_two_steps_are_not_fed_by_one_result(edited: Edit) -> None:
    root = edited("meeting.toml", 'fed_by = "venue_checked"', 'fed_by = "appraisal_met"')

    assert any("at most one step fed by 'appraisal_met'" in fault for fault in faults(root))
