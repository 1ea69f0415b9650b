from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.tree.models import Person, UnitVersion
from muster.tree.names import tidy
from muster.tree.services import differences as diff
from muster.tree.services.differences import Difference, Imported, Verdict
from muster.tree.services.persons import TEXTS, prepare_person

BATCH: Final = 500
FIELDS: Final = (*TEXTS, "rank_level", "is_active")
WRITTEN: Final = (*FIELDS[1:], "unit", "sort_key", "search_key")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person as a workbook names it; rank is a key of the pack, rank_level its order."""

    number: str
    name: str
    unit_code: str
    rank: str = ""
    rank_level: int = 0
    position: str = ""
    phone: str = ""
    email: str = ""
    is_active: bool = True


def compare_persons(rows: Sequence[PersonRow]) -> list[Difference[PersonRow]]:
    """What applying *rows* would change: for the preview. Two queries."""
    return _compare(rows, _unit_ids())


def import_persons(
    actor: Actor, *, rows: Sequence[PersonRow], now: datetime, client_uuid: UUID | None = None
) -> Imported:
    """Add and change many persons: few statements, one entry with each row's salted digest.

    Persons that are not named stay as they are. Raises RowsRefused.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        unit_ids = _unit_ids()
        differences = _compare(rows, unit_ids)
        diff.all_fit(differences)
        result = diff.counted(differences)
        if record.is_replay or not (result.created or result.changed):
            return result
        Person.objects.bulk_create(
            [_person(one.row, unit_ids) for one in differences if one.verdict is not Verdict.SAME],
            BATCH,
            update_conflicts=True,
            unique_fields=["number"],
            update_fields=list(WRITTEN),
        )
        salt = diff.new_salt()
        record(
            kind="person.imported",
            subject="persons",
            audience=Audience.STAFF,
            body={
                "created": result.created,
                "changed": result.changed,
                "rows": diff.digests(differences, salt=salt),
            },
            personal={"salt": salt},
        )
    return result


def _unit_ids() -> dict[str, int]:
    return dict(UnitVersion.objects.filter(valid_to=None).values_list("code", "unit_id"))


def _compare(rows: Sequence[PersonRow], unit_ids: Mapping[str, int]) -> list[Difference[PersonRow]]:
    known = {person.number: person for person in Person.objects.all()}
    codes = {unit_id: code for code, unit_id in unit_ids.items()}
    doubled = diff.twice(tidy(row.number) for row in rows)
    found = []
    for row in rows:
        number = tidy(row.number)
        old = known.get(number)
        faults = list(_faults(row, unit_ids))
        if number in doubled:
            faults.append(diff.twice_fault())
        found.append(
            diff.judge(
                number,
                row,
                old=_old(old, codes) if old else None,
                new=_values(row),
                faults=faults,
            )
        )
    return found


def _faults(row: PersonRow, unit_ids: Mapping[str, int]) -> Iterable[str]:
    if not tidy(row.number) or not tidy(row.name):
        yield _("a person needs a number and a name")
    if tidy(row.unit_code) not in unit_ids:
        yield _("there is no unit with the code %(code)s") % {"code": row.unit_code}


def _values(row: PersonRow) -> dict[str, Any]:
    texts = {text: tidy(getattr(row, text)) for text in TEXTS}
    rest = {"rank_level": row.rank_level, "is_active": row.is_active}
    return texts | rest | {"unit_code": tidy(row.unit_code)}


def _old(person: Person, codes: Mapping[int, str]) -> dict[str, Any]:
    values = {name: getattr(person, name) for name in FIELDS}
    return values | {"unit_code": codes.get(person.unit_id, "")}


def _person(row: PersonRow, unit_ids: Mapping[str, int]) -> Person:
    values = {name: getattr(row, name) for name in FIELDS}
    person = Person(**values, unit_id=unit_ids[tidy(row.unit_code)])
    prepare_person(person)
    return person
