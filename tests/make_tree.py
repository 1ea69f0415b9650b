"""Units, persons, accounts and grants for tests, made through the services."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Final

from muster.ledger.actor import Actor
from muster.tree import clock, services
from muster.tree.models import Account, Grant, Person, Unit
from muster.tree.reach import forget_reach
from muster.tree.services import NewUnit
from muster.tree.table import Role

NOW: Final = datetime(2030, 8, 16, 2, 42, tzinfo=UTC)
FOUNDED: Final = date(2020, 1, 1)
LINE: Final = "line"
STAFF: Final = "staff"
TESTER: Final = Actor(name="a test", via="command")
PASSWORD: Final = "a-long-enough-test-password"
_number = count(1)


def unit(
    name: str = "",
    *,
    parent: Unit | None = None,
    code: str = "",
    tier: str = "base",
    kind: str = LINE,
    on: date = FOUNDED,
    phone: str = "",
    short_name: str = "",
) -> Unit:
    """A unit founded on *on*, under *parent* by an edge of *kind*."""
    number = next(_number)
    new = NewUnit(
        code=code or f"u{number}",
        name=name or f"Unit {number}",
        short_name=short_name,
        tier=tier,
        phone=phone,
    )
    parents = {kind: parent.pk} if parent else {}
    return services.found(TESTER, unit=new, parents=parents, on=on, now=NOW)


def person(name: str = "", *, unit: Unit, number: str = "", rank: str = "") -> Person:
    """A person of the register."""
    serial = next(_number)
    new = Person(name=name or f"Person {serial}", number=number or f"p{serial}", unit=unit)
    new.rank = rank
    return services.save_person(TESTER, person=new, now=NOW)


def account(
    *grants: tuple[Role, Unit], person: Person | None = None, username: str = ""
) -> Account:
    """An account that holds roles on units, without end; a season's grants come from grant()."""
    made = Account.objects.create_user(username or f"account{next(_number)}", person=person)
    for role, where in grants:
        grant(made, role, where)
    return made


def grant(
    account: Account,
    role: Role,
    unit: Unit,
    *,
    season_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Grant:
    """A grant in force since yesterday if nothing else is said."""
    forget_reach(account)
    return services.give(
        TESTER,
        account_id=account.pk,
        role=role,
        unit_id=unit.pk,
        season_id=season_id,
        since=since or clock.today() - timedelta(days=1),
        until=until,
        now=NOW,
    )
