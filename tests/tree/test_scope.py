from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from tests import make_tree as make
from tests.make_tree import LINE, NOW, STAFF, TESTER

from muster.season.models import Season, SeasonUnit
from muster.tree import clock, services
from muster.tree.errors import NotAllowed
from muster.tree.models import Account, Grant, Person, Unit, UnitVersion
from muster.tree.permissions import is_allowed, require
from muster.tree.places import place_of
from muster.tree.reach import forget_reach, reach_of
from muster.tree.rules import Can
from muster.tree.scope import scope, scoped
from muster.tree.table import Role, grant, rule_for

pytestmark = pytest.mark.django_db
Tree = dict[str, Unit]


@pytest.fixture
def tree() -> Tree:
    """Province over East (with Town over Cell) and West."""
    province = make.unit("Province")
    east, west = make.unit("East", parent=province), make.unit("West", parent=province)
    town = make.unit("Town", parent=east)
    cell = make.unit("Cell", parent=town)
    return {"province": province, "east": east, "west": west, "town": town, "cell": cell}


def season_of(tree: Tree, *, key: str = "s1") -> dict[str, SeasonUnit]:
    """A season over the whole tree, its nested set numbered by hand."""
    season = Season.objects.create(
        key=key,
        name=key,
        pack="p",
        pack_version="1",
        root=tree["province"],
        edge_kind=LINE,
        tree_on=date(2030, 1, 1),
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 12, 31),
    )
    spans = {"province": (1, 5), "east": (2, 4), "town": (3, 4), "cell": (4, 4), "west": (5, 5)}
    return {
        name: SeasonUnit.objects.create(
            season=season,
            unit=tree[name],
            first=first,
            last=last,
            depth=0,
            code=name,
            name=name,
            tier="t",
            joined_on=season.tree_on,
        )
        for name, (first, last) in spans.items()
    }


def seen(account: Account, tree: Tree) -> set[str]:
    forget_reach(account)
    visible = set(scope(account, Unit).values_list("pk", flat=True))
    return {name for name, unit in tree.items() if unit.pk in visible}


def rows_seen(account: Account, rows: dict[str, SeasonUnit]) -> set[str]:
    forget_reach(account)
    found = SeasonUnit.objects.filter(reach_of(account).season_trees())
    visible = set(found.values_list("pk", flat=True))
    return {name for name, row in rows.items() if row.pk in visible}


def test_a_grant_reaches_its_unit_and_all_below(tree: Tree) -> None:
    eve = make.account((Role.OFFICE, tree["east"]))

    assert seen(eve, tree) == {"east", "town", "cell"}


def test_a_closed_unit_stops_grants_from_above_but_not_its_own(tree: Tree) -> None:
    above = make.account((Role.OFFICE, tree["province"]))
    inside = make.account((Role.SECRETARY, tree["town"]))

    services.close(TESTER, unit_id=tree["town"].pk, reason="", now=NOW)

    assert seen(above, tree) == {"province", "east", "west"}
    assert seen(inside, tree) == {"town", "cell"}


def test_an_opened_unit_is_reached_again(tree: Tree) -> None:
    above = make.account((Role.OFFICE, tree["province"]))
    services.close(TESTER, unit_id=tree["town"].pk, reason="", now=NOW)

    services.open_up(TESTER, unit_id=tree["town"].pk, reason="", now=NOW)

    assert seen(above, tree) == set(tree)


@pytest.mark.parametrize(
    ("since", "until", "reaches"),
    [(-1, 0, True), (0, None, True), (1, None, False), (-2, -1, False)],
)
def test_a_grant_holds_from_its_first_through_its_last_day(
    tree: Tree, since: int, until: int | None, reaches: bool
) -> None:
    today = clock.today()
    eve = make.account()
    make.grant(
        eve,
        Role.OFFICE,
        tree["east"],
        since=today + timedelta(days=since),
        until=None if until is None else today + timedelta(days=until),
    )

    assert bool(seen(eve, tree)) is reaches


def test_a_revoked_grant_reaches_nothing(tree: Tree) -> None:
    eve = make.account((Role.OFFICE, tree["east"]))
    services.revoke(TESTER, grant_id=Grant.objects.get(account=eve).pk, reason="left", now=NOW)

    assert seen(eve, tree) == set()


def test_a_disabled_account_reaches_nothing(tree: Tree) -> None:
    eve = make.account((Role.OFFICE, tree["east"]))

    disabled = services.disable_account(TESTER, account_id=eve.pk, now=NOW)

    assert seen(disabled, tree) == set()


def test_visitors_see_nothing(tree: Tree) -> None:
    assert not scope(AnonymousUser(), Unit).exists()
    assert not is_allowed(AnonymousUser(), Can.READ_UNITS, tree["east"])


def test_grants_run_down_every_kind_of_edge(tree: Tree) -> None:
    police = make.unit("Police")
    services.move(
        TESTER,
        unit_id=tree["town"].pk,
        parent_id=police.pk,
        kind=STAFF,
        on=date(2025, 1, 1),
        now=NOW,
    )
    chief = make.account((Role.PLANNER, police))

    assert seen(chief, tree) == {"town", "cell"}


def test_a_moved_unit_is_reached_from_its_new_place_alone(tree: Tree) -> None:
    east, west = (make.account((Role.OFFICE, tree[name])) for name in ("east", "west"))

    services.move(
        TESTER,
        unit_id=tree["town"].pk,
        parent_id=tree["west"].pk,
        kind=LINE,
        on=date(2025, 1, 1),
        now=NOW,
    )

    assert seen(east, tree) == {"east"}
    assert seen(west, tree) == {"west", "town", "cell"}


def test_a_dissolved_unit_stays_with_its_last_superior(tree: Tree) -> None:
    eve = make.account((Role.OFFICE, tree["east"]))

    services.dissolve(TESTER, unit_id=tree["cell"].pk, on=date(2025, 1, 1), now=NOW)

    assert seen(eve, tree) == {"east", "town", "cell"}


def test_rows_of_a_season_follow_its_frozen_tree(tree: Tree) -> None:
    rows = season_of(tree)
    east, west = (make.account((Role.OFFICE, tree[name])) for name in ("east", "west"))

    services.move(
        TESTER,
        unit_id=tree["town"].pk,
        parent_id=tree["west"].pk,
        kind=LINE,
        on=date(2025, 1, 1),
        now=NOW,
    )

    assert rows_seen(east, rows) == {"east", "town", "cell"}
    assert rows_seen(west, rows) == {"west"}


def test_closing_takes_effect_in_every_season_at_once(tree: Tree) -> None:
    rows = season_of(tree)
    above = make.account((Role.HEAD, tree["province"]))
    inside = make.account((Role.SECRETARY, tree["town"]))

    services.close(TESTER, unit_id=tree["town"].pk, reason="", now=NOW)

    assert rows_seen(above, rows) == {"province", "east", "west"}
    assert rows_seen(inside, rows) == {"town", "cell"}


def test_a_grant_for_one_season_reaches_no_other(tree: Tree) -> None:
    first, second = season_of(tree), season_of(tree, key="s2")
    eve = make.account()
    make.grant(eve, Role.OFFICE, tree["east"], season_id=first["east"].season_id)

    assert rows_seen(eve, first) == {"east", "town", "cell"}
    assert rows_seen(eve, second) == set()


def test_what_belongs_to_a_season_as_a_whole_stands_at_its_root(tree: Tree) -> None:
    first = season_of(tree)["province"].season
    second = season_of(tree, key="s2")["province"].season
    top, east, of_first = (
        make.account((Role.HEAD, tree["province"])),
        make.account(),
        make.account(),
    )
    make.grant(east, Role.HEAD, tree["east"])
    make.grant(of_first, Role.HEAD, tree["province"], season_id=first.pk)

    allowed = [
        [is_allowed(account, Can.READ_UNITS, season) for season in (first, second)]
        for account in (top, east, of_first)
    ]

    assert allowed == [[True, True], [False, False], [True, False]]


def test_the_two_ways_to_ask_agree(tree: Tree) -> None:
    """A row is allowed exactly if the scope by the same permission finds it."""
    rows = season_of(tree)
    services.close(TESTER, unit_id=tree["town"].pk, reason="", now=NOW)
    for name in tree:
        eve = make.account((Role.AUDITOR, tree[name]))

        allowed = {key for key, row in rows.items() if is_allowed(eve, Can.READ_UNITS, row)}
        units = {key for key, unit in tree.items() if is_allowed(eve, Can.READ_UNITS, unit)}

        assert allowed == rows_seen(eve, rows)
        assert units == seen(eve, tree)


def test_a_role_that_may_not_is_refused_with_the_roles_that_may(tree: Tree) -> None:
    clerk = make.account((Role.CLERK, tree["province"]))

    assert not is_allowed(clerk, Can.CHANGE_ACCOUNTS, tree["east"])
    with pytest.raises(NotAllowed, match=Role.ADMINISTRATOR.label):
        require(clerk, Can.CHANGE_ACCOUNTS, tree["east"])


def test_without_a_row_the_question_is_whether_for_any(tree: Tree) -> None:
    clerk = make.account((Role.CLERK, tree["cell"]))

    assert is_allowed(clerk, Can.READ_UNITS)
    assert not is_allowed(clerk, Can.READ_PERSONS)


def test_the_first_account_may_everything_until_there_is_an_administrator(tree: Tree) -> None:
    first = Account.objects.create_user("first", is_staff=True)
    assert seen(first, tree) == set(tree)
    assert is_allowed(first, Can.CHANGE_ACCOUNTS, tree["east"])

    make.account((Role.ADMINISTRATOR, tree["province"]))

    assert seen(first, tree) == set()


def test_everybody_sees_the_own_person(tree: Tree) -> None:
    ada, ben = make.person("Ada", unit=tree["east"]), make.person("Ben", unit=tree["east"])
    officer = make.account((Role.OFFICER, tree["east"]), person=ada)
    planner = make.account((Role.PLANNER, tree["east"]))

    assert list(scope(officer, Person)) == [ada]
    assert list(scope(planner, Person)) == [ada, ben]


def test_an_unknown_permission_is_a_mistake_not_a_no(tree: Tree) -> None:
    eve = make.account((Role.OFFICE, tree["east"]))

    with pytest.raises(KeyError):
        is_allowed(eve, "tree.read_unit")
    with pytest.raises(KeyError):
        eve.has_perm("tree.nonsense")


def test_a_permission_is_granted_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        grant(Can.READ_UNITS, Role.AUDITOR)


def test_a_model_has_one_scope() -> None:
    with pytest.raises(ValueError, match="two scopes"):
        scoped(Unit)(lambda reach: reach.units("pk"))


def test_a_model_without_a_scope_is_a_mistake(tree: Tree) -> None:
    with pytest.raises(KeyError):
        scope(make.account(), UnitVersion)


def test_django_is_answered_from_the_table(tree: Tree) -> None:
    boss = make.account((Role.ADMINISTRATOR, tree["province"]))
    boss.refresh_from_db()
    clerk = make.account((Role.CLERK, tree["province"]))

    assert boss.has_perms(["tree.view_unit", Can.CHANGE_ACCOUNTS])
    assert not boss.has_perm("tree.change_unit")
    assert not clerk.has_perm("tree.view_unit")
    assert (boss.has_module_perms("tree"), clerk.has_module_perms("tree")) == (True, False)


def test_a_row_that_hangs_on_nothing_says_so() -> None:
    with pytest.raises(TypeError, match="does not say where it stands"):
        place_of(object())


def test_reach_costs_two_queries_and_is_remembered(
    tree: Tree, django_assert_num_queries: Callable[[int], object]
) -> None:
    season_of(tree)
    eve = make.account((Role.OFFICE, tree["east"]), (Role.HEAD, tree["west"]))

    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        reach_of(eve)
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        reach_of(eve)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        list(scope(eve, Unit))


class Own(StrEnum):
    """Permissions of this test alone."""

    HAND_BACK = "test.hand_back"
    TOUCH_ROOTS = "test.touch_roots"


def _is_own(account: Account, obj: Model) -> bool:
    return isinstance(obj, Person) and obj.pk == account.person_id


def _was_founded_early(account: Account, obj: Unit) -> bool:
    return obj.founded_on.year < 2000


grant(Own.HAND_BACK, Role.PLANNER, own=_is_own)
grant(Own.TOUCH_ROOTS, Role.PLANNER, when=_was_founded_early)


def test_own_rows_need_no_role(tree: Tree) -> None:
    ada, ben = make.person("Ada", unit=tree["east"]), make.person("Ben", unit=tree["east"])
    officer = make.account(person=ada)

    assert is_allowed(officer, Own.HAND_BACK)
    assert is_allowed(officer, Own.HAND_BACK, ada)
    assert not is_allowed(officer, Own.HAND_BACK, ben)


def test_a_condition_comes_on_top_of_the_role(tree: Tree) -> None:
    old = make.unit("Old", on=date(1999, 1, 1))
    planner = make.account((Role.PLANNER, old), (Role.PLANNER, tree["east"]))

    assert rule_for(Own.TOUCH_ROOTS).when is _was_founded_early
    assert is_allowed(planner, Own.TOUCH_ROOTS, old)
    assert not is_allowed(planner, Own.TOUCH_ROOTS, tree["east"])


def test_everything_or_one_s_own_is_everything() -> None:
    founder = Account.objects.create_user("founder", is_staff=True)
    officer = make.person(unit=make.unit("Root"))

    reach = reach_of(founder).as_any([Role.ADMINISTRATOR])

    either = reach.units("unit") | reach.own_person("pk")
    assert list(Person.objects.filter(either)) == [officer]
