from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.tree.errors import Cycle
from muster.tree.models import ParentEdge, Unit, UnitEvent, UnitEventPart, UnitVersion
from muster.tree.names import tidy
from muster.tree.services import differences as diff
from muster.tree.services import ground
from muster.tree.services.differences import Difference, Imported, Verdict

EDGE: Final = "parent:"
BATCH: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """A unit as a workbook names it; kind and tier are keys of the pack.

    parents: codes of the units above it, by kind of edge; a root has none.
    """

    code: str
    name: str
    tier: str
    parents: Mapping[str, str] = field(default_factory=dict)
    short_name: str = ""
    kind: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class _Register:
    """The living units by code, with their parents' codes by kind of edge."""

    versions: Mapping[str, UnitVersion]
    edges: Mapping[tuple[int, str], ParentEdge]
    codes: Mapping[int, str]

    def values(self, code: str, kinds: Iterable[str]) -> dict[str, Any] | None:
        version = self.versions.get(code)
        if version is None:
            return None
        above = {kind: self.edges.get((version.unit_id, kind)) for kind in kinds}
        parents = {f"{EDGE}{k}": self.codes.get(e.parent_id, "") for k, e in above.items() if e}
        return {text: getattr(version, text) for text in ground.TEXTS} | parents


def compare_units(rows: Sequence[UnitRow], *, on: date) -> list[Difference[UnitRow]]:
    """What applying *rows* on *on* would change: for the preview. Two queries."""
    return _compare(rows, _register(), on=on)


@retry_on_deadlock
def import_units(
    actor: Actor,
    *,
    rows: Sequence[UnitRow],
    on: date,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Imported:
    """Found, rename, class and move many units on one day: few statements, one entry.

    Units that are not named stay as they are. Raises RowsRefused with every row that cannot be
    applied, and Cycle if the rows stand in a circle.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        register = _register()
        differences = _compare(rows, register, on=on)
        diff.all_fit(differences)
        result = diff.counted(differences)
        if record.is_replay or not (result.created or result.changed):
            return result
        _apply(differences, register, on=on)
        record(
            kind="unit.imported",
            subject="units",
            audience=Audience.STAFF,
            body={
                "on": str(on),
                "created": result.created,
                "changed": result.changed,
                "rows": diff.digests(differences),
            },
        )
    return result


def _register() -> _Register:
    versions = {v.code: v for v in UnitVersion.objects.filter(valid_to=None)}
    edges = {(e.child_id, e.kind): e for e in ParentEdge.objects.filter(valid_to=None)}
    return _Register(versions, edges, {v.unit_id: code for code, v in versions.items()})


def _compare(
    rows: Sequence[UnitRow], register: _Register, *, on: date
) -> list[Difference[UnitRow]]:
    known = register.versions.keys() | {tidy(row.code) for row in rows}
    doubled = diff.twice(tidy(row.code) for row in rows)
    found = []
    for row in rows:
        code = tidy(row.code)
        old = register.values(code, row.parents)
        faults = list(_faults(row, register.versions.get(code), known, on=on))
        if code in doubled:
            faults.append(diff.twice_fault())
        found.append(diff.judge(code, row, old=old, new=_values(row), faults=faults))
    return found


def _values(row: UnitRow) -> dict[str, Any]:
    parents = {f"{EDGE}{kind}": tidy(code) for kind, code in row.parents.items() if code}
    return {text: tidy(getattr(row, text)) for text in ground.TEXTS} | parents


def _faults(
    row: UnitRow, version: UnitVersion | None, known: Iterable[str], *, on: date
) -> Iterable[str]:
    if not tidy(row.code) or not tidy(row.name):
        yield _("a unit needs a code and a name")
    for code in row.parents.values():
        if code and tidy(code) not in known:
            yield _("there is no unit with the code %(code)s") % {"code": code}
    if version is not None and on < version.valid_from:
        yield _("it has had a later change on %(on)s") % {"on": version.valid_from}


def _apply(differences: Sequence[Difference[UnitRow]], register: _Register, *, on: date) -> None:
    ordered = _parents_first(differences)
    new = diff.of(ordered, Verdict.NEW)
    units = Unit.objects.bulk_create([Unit(founded_on=on) for _one in new], BATCH)
    ids = {code: version.unit_id for code, version in register.versions.items()}
    ids |= {one.key: unit.pk for one, unit in zip(new, units, strict=True)}
    changed = diff.of(ordered, Verdict.CHANGED)
    _write_versions(new, changed, register, ids, on=on)
    _write_edges([*new, *changed], register, ids, on=on)
    _write_events(new, changed, ids, on=on)


def _parents_first(differences: Sequence[Difference[UnitRow]]) -> list[Difference[UnitRow]]:
    by_code = {one.key: one for one in differences}
    above = {
        one.key: {tidy(code) for code in one.row.parents.values() if tidy(code) in by_code}
        for one in differences
    }
    try:
        return [by_code[code] for code in TopologicalSorter(above).static_order()]
    except CycleError as circle:
        unit, parent = circle.args[1][0], circle.args[1][1]
        names = {one.key: tidy(one.row.name) for one in differences}
        raise Cycle(unit=names[unit], parent=names[parent]) from circle


def _write_versions(
    new: Sequence[Difference[UnitRow]],
    changed: Sequence[Difference[UnitRow]],
    register: _Register,
    ids: Mapping[str, int],
    *,
    on: date,
) -> None:
    renewed = [one for one in changed if any(not name.startswith(EDGE) for name in one.new)]
    ended, mended, begun = [], [], []
    for one in renewed:
        old = register.versions[one.key]
        if old.valid_from == on:
            _fill(old, one.row)
            mended.append(old)
        else:
            old.valid_to = on
            ended.append(old)
    ended_codes = {version.code for version in ended}
    for one in [*new, *(one for one in renewed if one.key in ended_codes)]:
        begun.append(UnitVersion(unit_id=ids[one.key], valid_from=on))
        _fill(begun[-1], one.row)
    UnitVersion.objects.filter(pk__in=[version.pk for version in ended]).update(valid_to=on)
    texts = [*ground.TEXTS, "sort_key", "search_key"]
    UnitVersion.objects.bulk_update(mended, texts, batch_size=50)
    UnitVersion.objects.bulk_create(begun, BATCH)


def _fill(version: UnitVersion, row: UnitRow) -> None:
    for text in ground.TEXTS:
        setattr(version, text, getattr(row, text))
    ground.prepare_version(version)


def _write_edges(
    differences: Sequence[Difference[UnitRow]],
    register: _Register,
    ids: Mapping[str, int],
    *,
    on: date,
) -> None:
    begun = []
    for one in differences:
        for name, code in one.new.items():
            if not name.startswith(EDGE):
                continue
            kind = name.removeprefix(EDGE)
            old = register.edges.get((ids[one.key], kind))
            ground.end_edges([old] if old else [], on=on)
            begun.append(
                ParentEdge(child_id=ids[one.key], parent_id=ids[code], kind=kind, valid_from=on)
            )
    sample = begun[0] if begun else None
    with ground.refusing(
        unit_id=sample.child_id if sample else 0, parent_id=sample.parent_id if sample else None
    ):
        ParentEdge.objects.bulk_create(begun, BATCH)


def _write_events(
    new: Sequence[Difference[UnitRow]],
    changed: Sequence[Difference[UnitRow]],
    ids: Mapping[str, int],
    *,
    on: date,
) -> None:
    pairs = [(one, UnitEvent.Kind.FOUND) for one in new]
    pairs += [(one, kind) for one in changed for kind in _kinds(one)]
    events = UnitEvent.objects.bulk_create(
        [UnitEvent(kind=kind, happened_on=on) for _one, kind in pairs], BATCH
    )
    UnitEventPart.objects.bulk_create(
        [
            UnitEventPart(event=event, unit_id=ids[one.key], side=UnitEventPart.Side.TO)
            for (one, _kind), event in zip(pairs, events, strict=True)
        ],
        BATCH,
    )


def _kinds(one: Difference[UnitRow]) -> Iterable[UnitEvent.Kind]:
    if {"name", "short_name"} & one.new.keys():
        yield UnitEvent.Kind.RENAME
    if "tier" in one.new:
        yield UnitEvent.Kind.TIER
    if any(name.startswith(EDGE) for name in one.new):
        yield UnitEvent.Kind.MOVE
