from datetime import date, timedelta

import pytest
from tests import make_tree as make
from tests.make_tree import NOW, STAFF, TESTER

from muster.tree import clock, services
from muster.tree.commands import explain_access
from muster.tree.errors import AccountUnknown, UnitUnknown
from muster.tree.models import Account, Grant
from muster.tree.queries import explain
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


def test_the_way_of_a_grant_is_named() -> None:
    root = make.unit("Province")
    town = make.unit("Town", parent=make.unit("East", parent=root))
    eve = make.account((Role.HEAD, root))

    found = explain(eve, town)

    assert found.may
    assert [(r.verdict, list(r.path)) for r in found.reasons] == [
        ("reaches", ["Province", "East", "Town"])
    ]
    assert "tree.read_units" in found.reasons[0].permissions


def test_every_grant_that_does_not_reach_says_why() -> None:
    root = make.unit("Province")
    east, west = make.unit("East", parent=root), make.unit("West", parent=root)
    town = make.unit("Town", parent=east)
    today = clock.today()
    eve = make.account((Role.HEAD, root), (Role.OFFICE, west), (Role.CLERK, town))
    make.grant(eve, Role.AUDITOR, town, since=today + timedelta(days=1))
    make.grant(eve, Role.PLANNER, town, until=today - timedelta(days=1))
    clerk = Grant.objects.get(account=eve, role=Role.CLERK)
    services.revoke(TESTER, grant_id=clerk.pk, reason="left", now=NOW)
    services.close(TESTER, unit_id=east.pk, reason="", now=NOW)

    found = explain(Account.objects.get(pk=eve.pk), town)

    assert not found.may
    assert {(reason.grant.role, str(reason.verdict)) for reason in found.reasons} == {
        ("head", "closed"),
        ("office", "elsewhere"),
        ("clerk", "revoked"),
        ("auditor", "not yet"),
        ("planner", "over"),
    }


def test_a_way_around_a_closed_unit_is_found() -> None:
    root = make.unit("Province")
    east = make.unit("East", parent=root)
    town = make.unit("Town", parent=east)
    police = make.unit("Police", parent=root)
    squad = make.unit("Squad", parent=police)
    services.move(
        TESTER,
        unit_id=town.pk,
        parent_id=squad.pk,
        kind=STAFF,
        on=date(2025, 1, 1),
        now=NOW,
    )
    services.close(TESTER, unit_id=east.pk, reason="", now=NOW)
    eve = make.account((Role.HEAD, root))

    found = explain(eve, town)

    assert found.may
    assert list(found.reasons[0].path) == ["Province", "Police", "Squad", "Town"]


def test_the_command_answers_in_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    root = make.unit("Province", code="P")
    make.account((Role.HEAD, root), username="eve")
    make.account(username="nobody")

    assert explain_access(["eve", "P"]) == 0
    assert explain_access(["nobody", "P"]) == 0

    said = capsys.readouterr().out.splitlines()
    assert len(said) == 4
    assert "Province" in said[1]


def test_the_command_refuses_what_it_does_not_know() -> None:
    make.unit("Province", code="P")
    make.account(username="eve")

    with pytest.raises(AccountUnknown):
        explain_access(["adam", "P"])
    with pytest.raises(UnitUnknown):
        explain_access(["eve", "Q"])
