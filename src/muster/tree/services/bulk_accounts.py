from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.tree.models import Account, Grant, Person, UnitVersion
from muster.tree.names import tidy
from muster.tree.services import differences as diff
from muster.tree.services.differences import Difference, Imported, Verdict
from muster.tree.table import Role

BATCH: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One grant of one account as a workbook names it; an account may have several rows."""

    username: str
    role: Role
    unit_code: str
    person_number: str = ""
    until: date | None = None

    @property
    def key(self) -> str:
        """What makes the row one: account, role and unit."""
        return f"{tidy(self.username)} {self.role} {tidy(self.unit_code)}"


@dataclass(frozen=True)
class _Register:
    unit_ids: Mapping[str, int]
    person_ids: Mapping[str, int]
    accounts: Mapping[str, Account]
    holders: Mapping[int, str]
    grants: Mapping[tuple[str, str, int], Grant]


def compare_accounts(
    rows: Sequence[AccountRow], *, since: date | None = None, season_id: int | None = None
) -> list[Difference[AccountRow]]:
    """What applying *rows* would change: for the preview. since: the new grants' first day."""
    return _compare(rows, _register(season_id), since=since)


def import_accounts(
    actor: Actor,
    *,
    rows: Sequence[AccountRow],
    since: date,
    season_id: int | None = None,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Imported:
    """Make accounts and give grants; grants that no row names stay as they are. One entry.

    New accounts have no password: an administrator gives each a one-time one on its page, so
    that no list of passwords ever exists. Raises RowsRefused.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        register = _register(season_id)
        differences = _compare(rows, register, since=since)
        diff.all_fit(differences)
        result = diff.counted(differences)
        if record.is_replay or not (result.created or result.changed):
            return result
        _apply(differences, register, since=since, season_id=season_id)
        record(
            kind="account.imported",
            subject="accounts",
            audience=Audience.STAFF,
            body={
                "created": result.created,
                "changed": result.changed,
                "rows": diff.digests(differences),
            },
        )
    return result


def _register(season_id: int | None) -> _Register:
    accounts = {account.username: account for account in Account.objects.all()}
    grants = Grant.objects.filter(revoked_at=None, season=season_id).select_related("account")
    return _Register(
        unit_ids=dict(UnitVersion.objects.filter(valid_to=None).values_list("code", "unit_id")),
        person_ids=dict(Person.objects.values_list("number", "pk")),
        accounts=accounts,
        holders={a.person_id: a.username for a in accounts.values() if a.person_id is not None},
        grants={(g.account.username, g.role, g.unit_id): g for g in grants},
    )


def _compare(
    rows: Sequence[AccountRow], register: _Register, *, since: date | None
) -> list[Difference[AccountRow]]:
    doubled = diff.twice(row.key for row in rows)
    owners = _owners(rows)
    found = []
    for row in rows:
        grant = register.grants.get(
            (tidy(row.username), row.role, register.unit_ids.get(tidy(row.unit_code), 0))
        )
        faults = list(_faults(row, register, owners))
        if since and row.until and row.until < (grant.since if grant else since):
            faults.append(_("the last day comes before the first"))
        if row.key in doubled:
            faults.append(diff.twice_fault())
        new = {"person_number": tidy(row.person_number), "until": row.until}
        old = _old(row, grant, register) if grant else None
        found.append(diff.judge(row.key, row, old=old, new=new, faults=faults))
    return found


def _old(row: AccountRow, grant: Grant, register: _Register) -> dict[str, Any]:
    person_id = register.accounts[tidy(row.username)].person_id
    number = tidy(row.person_number)
    same = person_id == register.person_ids.get(number)
    return {"person_number": number if same else "", "until": grant.until}


def _owners(rows: Iterable[AccountRow]) -> dict[str, set[str]]:
    """Which accounts the rows want for each person."""
    owners: dict[str, set[str]] = {}
    for row in rows:
        if row.person_number:
            owners.setdefault(tidy(row.person_number), set()).add(tidy(row.username))
    return owners


def _faults(row: AccountRow, register: _Register, owners: Mapping[str, set[str]]) -> Iterable[str]:
    if not tidy(row.username):
        yield _("an account needs a name")
    if tidy(row.unit_code) not in register.unit_ids:
        yield _("there is no unit with the code %(code)s") % {"code": row.unit_code}
    number = tidy(row.person_number)
    if not number:
        return
    if number not in register.person_ids:
        yield _("there is no person with the number %(number)s") % {"number": number}
        return
    holder = register.holders.get(register.person_ids[number])
    if holder not in (None, tidy(row.username)) or len(owners[number]) > 1:
        yield _("the person %(number)s would have two accounts") % {"number": number}
    account = register.accounts.get(tidy(row.username))
    if account and account.person_id not in (None, register.person_ids[number]):
        yield _("the account belongs to another person")


def _apply(
    differences: Sequence[Difference[AccountRow]],
    register: _Register,
    *,
    since: date,
    season_id: int | None,
) -> None:
    accounts = _write_accounts([one.row for one in differences], register)
    new = [
        Grant(
            account=accounts[tidy(one.row.username)],
            role=one.row.role,
            unit_id=register.unit_ids[tidy(one.row.unit_code)],
            season_id=season_id,
            since=since,
            until=one.row.until,
        )
        for one in diff.of(differences, Verdict.NEW)
    ]
    Grant.objects.bulk_create(new, BATCH)
    kept = []
    for one in diff.of(differences, Verdict.CHANGED):
        place = register.unit_ids[tidy(one.row.unit_code)]
        grant = register.grants[(tidy(one.row.username), one.row.role, place)]
        grant.until = one.row.until
        kept.append(grant)
    Grant.objects.bulk_update(kept, ["until"], batch_size=BATCH)
    staff = {grant.account_id for grant in new if grant.role == Role.ADMINISTRATOR}
    Account.objects.filter(pk__in=staff).update(is_staff=True)


def _write_accounts(rows: Iterable[AccountRow], register: _Register) -> dict[str, Account]:
    accounts = dict(register.accounts)
    persons = {tidy(r.username): tidy(r.person_number) for r in rows if r.person_number}
    names = dict.fromkeys(tidy(row.username) for row in rows)
    new = [
        Account(
            username=name,
            person_id=register.person_ids.get(persons.get(name, "")),
            password=make_password(None),
            must_change_password=True,
        )
        for name in names
        if name not in accounts
    ]
    Account.objects.bulk_create(new, BATCH)
    owned = [accounts[n] for n in names if n in persons and n in accounts]
    owned = [account for account in owned if account.person_id is None]
    for account in owned:
        account.person_id = register.person_ids[persons[account.username]]
    Account.objects.bulk_update(owned, ["person"], batch_size=BATCH)
    return accounts | {account.username: account for account in new}
