from collections.abc import Callable
from pathlib import Path

from muster.packs import load
from muster.packs.changes import changes

Edit = Callable[[str, str, str], Path]


def test_the_same_pack_has_no_changes() -> None:
    assert changes(load("agm"), load("agm")) == []


def test_a_moved_deadline_is_found_where_it_stands(edited: Edit) -> None:
    moved = load("agm", root=edited("meeting.toml", "on = 2026-04-30", "on = 2026-05-31"))

    found = changes(load("agm"), moved)

    assert [change.path for change in found] == ["tiers.branch", "tiers.branch.deadlines.held"]


def test_what_is_new_and_what_is_gone(edited: Edit) -> None:
    renamed = load("agm", root=edited("stewards.toml", "[absences.away]", "[absences.elsewhere]"))

    found = {change.path: change for change in changes(load("agm"), renamed)}

    assert found["absences.elsewhere"].was is None
    assert found["absences.away"].now is None
    assert set(found) == {"absences.elsewhere", "absences.away"}


def test_the_two_packs_share_no_tier_step_or_post() -> None:
    one, other = load("vn-party-2025"), load("agm")

    assert not set(one.tiers) & set(other.tiers)
    assert not set(one.posts) & set(other.posts)
    steps = [
        {step for procedure in pack.procedures.values() for step in procedure.steps}
        for pack in (one, other)
    ]
    assert not steps[0] & steps[1]
