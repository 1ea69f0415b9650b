"""What every event of a unit stands on: locks, the open version, edges, and refusals by name."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q

from muster.tree import guards
from muster.tree.errors import (
    CodeTaken,
    Cycle,
    TooEarly,
    TwoParents,
    UnitDissolved,
    UnitUnknown,
    VersionsOverlap,
)
from muster.tree.models import ParentEdge, Unit, UnitEvent, UnitEventPart, UnitVersion
from muster.tree.names import KEY_LENGTH, search_key, sort_key, tidy

CODE_CONSTRAINTS: Final = ("tree_unitversion.code", "unit_code_once_while_open")
TEXTS: Final = ("code", "name", "short_name", "kind", "tier", "phone", "address")


def locked(unit_ids: Iterable[int], *, on: date) -> dict[int, Unit]:
    """Lock living units, always in the same order. Raises UnitUnknown, UnitDissolved."""
    wanted = sorted(set(unit_ids))
    found = {
        u.pk: u
        for u in Unit.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    }
    for pk in wanted:
        if pk not in found:
            raise UnitUnknown(unit=pk)
        ended = found[pk].dissolved_on
        if ended is not None:
            raise UnitDissolved(unit=name_of(pk), on=ended)
        if on < found[pk].founded_on:
            raise TooEarly(unit=name_of(pk), since=found[pk].founded_on, on=on)
    return found


def name_of(unit_id: int) -> str:
    """What a unit is called now, for sentences."""
    version = UnitVersion.objects.filter(unit=unit_id).order_by("-valid_from").first()
    return version.name if version else str(unit_id)


def open_version(unit_id: int) -> UnitVersion:
    """The version that has no end."""
    return UnitVersion.objects.get(unit=unit_id, valid_to=None)


def write_version(version: UnitVersion) -> UnitVersion:
    """Tidy the texts of *version*, compute its keys and save it."""
    prepare_version(version)
    version.save()
    return version


def prepare_version(version: UnitVersion) -> None:
    """Tidy the texts of *version* and compute its keys."""
    for text in TEXTS:
        setattr(version, text, tidy(getattr(version, text)))
    version.sort_key = sort_key(version.name, given_first=False)
    found_by = f"{version.name} {version.short_name} {version.code}"
    version.search_key = search_key(found_by)[:KEY_LENGTH]


def change_version(unit_id: int, *, on: date, changes: Mapping[str, str]) -> UnitVersion:
    """End the open version on *on* and begin one with *changes*.

    A version that began on the same day is put right in place: a half-open interval has no room
    for two in one day. Raises TooEarly, CodeTaken.
    """
    old = open_version(unit_id)
    if on < old.valid_from:
        raise TooEarly(unit=old.name, since=old.valid_from, on=on)
    kept = {text: getattr(old, text) for text in TEXTS}
    with refusing(unit_id=unit_id, code=changes.get("code", old.code)):
        if on == old.valid_from:
            for text, value in changes.items():
                setattr(old, text, value)
            return write_version(old)
        old.valid_to = on
        old.save(update_fields=["valid_to"])
        return write_version(UnitVersion(unit_id=unit_id, valid_from=on, **{**kept, **changes}))


def end_edges(edges: Iterable[ParentEdge], *, on: date) -> None:
    """End parent edges on *on*; one that began that day never was. Raises TooEarly."""
    for edge in edges:
        if on < edge.valid_from:
            raise TooEarly(unit=name_of(edge.child_id), since=edge.valid_from, on=on)
        if on == edge.valid_from:
            edge.delete()
        else:
            edge.valid_to = on
            edge.save(update_fields=["valid_to"])


def put_under(unit_id: int, parent_id: int, *, kind: str, on: date) -> ParentEdge:
    """Let *unit_id* stand under *parent_id* from *on*. Raises Cycle, TwoParents."""
    with refusing(unit_id=unit_id, parent_id=parent_id):
        return ParentEdge.objects.create(
            child_id=unit_id, parent_id=parent_id, kind=kind, valid_from=on
        )


def open_edges_of(unit_id: int) -> list[ParentEdge]:
    """The edges to the unit's present parents."""
    return list(ParentEdge.objects.filter(child=unit_id, valid_to=None).order_by("kind"))


def open_edges_below(unit_ids: Iterable[int]) -> list[ParentEdge]:
    """The edges from the units' present children."""
    edges = ParentEdge.objects.filter(parent__in=list(unit_ids), valid_to=None)
    return list(edges.order_by("child_id", "kind"))


def add_event(
    kind: str,
    *,
    on: date,
    decision_ref: str,
    out_of: Iterable[int] = (),
    into: Mapping[int, Decimal | None] | None = None,
) -> UnitEvent:
    """Write the event with the units that went into it and came out of it."""
    event = UnitEvent.objects.create(kind=kind, happened_on=on, decision_ref=tidy(decision_ref))
    sides: list[tuple[int, str, Decimal | None]] = [
        (unit, UnitEventPart.Side.FROM, None) for unit in out_of
    ]
    sides += [(unit, UnitEventPart.Side.TO, share) for unit, share in (into or {}).items()]
    UnitEventPart.objects.bulk_create(
        UnitEventPart(event=event, unit_id=unit, side=side, share_percent=share)
        for unit, side, share in sides
    )
    return event


@contextmanager
def refusing(*, unit_id: int, parent_id: int | None = None, code: str = "") -> Iterator[None]:
    """Turn the database's refusals into sentences with names."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        said = str(refused)
        if guards.CYCLE in said or "parent_edge_not_itself" in said:
            raise Cycle(unit=name_of(unit_id), parent=name_of(parent_id or unit_id)) from refused
        if guards.TWO_PARENTS in said or "parent_edge_one_open" in said:
            raise TwoParents(unit=name_of(unit_id)) from refused
        if guards.VERSIONS_OVERLAP in said:
            raise VersionsOverlap(unit=name_of(unit_id)) from refused
        if any(name in said for name in CODE_CONSTRAINTS):
            raise CodeTaken(code=code, unit=_owner_of(code)) from refused
        raise


def _owner_of(code: str) -> str:
    owner = UnitVersion.objects.filter(Q(valid_to=None), code=tidy(code)).first()
    return owner.name if owner else code


def body_of(version: UnitVersion, **more: Any) -> dict[str, Any]:
    """How a version stands in an entry."""
    return {text: getattr(version, text) for text in TEXTS} | more
