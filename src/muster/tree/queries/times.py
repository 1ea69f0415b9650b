from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from muster.tree.models import ParentEdge, UnitVersion
from muster.tree.queries.register import version_at


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAt:
    """A unit as it stood on a day under one kind of edge. depth: 0 for those without parent."""

    unit_id: int
    parent_id: int | None
    code: str
    name: str
    short_name: str
    kind: str
    tier: str
    phone: str
    is_closed: bool
    sort_key: str
    search_key: str
    depth: int = 0


def as_of(day: date, *, edge_kind: str) -> dict[int, UnitAt]:
    """Every unit that lived on *day*, with its parent of that kind on that day. Two queries."""
    edges = ParentEdge.objects.filter(version_at(day), kind=edge_kind)
    parents = dict(edges.values_list("child_id", "parent_id"))
    versions = UnitVersion.objects.filter(version_at(day)).select_related("unit")
    return {
        version.unit_id: UnitAt(
            unit_id=version.unit_id,
            parent_id=parents.get(version.unit_id),
            code=version.code,
            name=version.name,
            short_name=version.short_name,
            kind=version.kind,
            tier=version.tier,
            phone=version.phone,
            is_closed=version.unit.is_closed,
            sort_key=version.sort_key,
            search_key=version.search_key,
        )
        for version in versions
    }


def tree_as_of(day: date, *, edge_kind: str, root_id: int | None = None) -> list[UnitAt]:
    """The tree of *day* in reading order: each unit before those below it, these by name.

    root_id: only this unit and what stands below it. Two queries.
    """
    units = as_of(day, edge_kind=edge_kind)
    children: dict[int | None, list[UnitAt]] = {}
    for unit in sorted(units.values(), key=lambda one: (one.sort_key, one.code)):
        parent = unit.parent_id if unit.parent_id in units else None
        children.setdefault(parent, []).append(unit)
    if root_id is not None:
        heads = [units[root_id]] if root_id in units else []
    else:
        heads = children.get(None, [])
    return list(_walk(heads, children))


def _walk(heads: Sequence[UnitAt], children: dict[int | None, list[UnitAt]]) -> Iterator[UnitAt]:
    stack = [(unit, 0) for unit in reversed(heads)]
    while stack:
        unit, depth = stack.pop()
        yield replace(unit, depth=depth)
        stack.extend((child, depth + 1) for child in reversed(children.get(unit.unit_id, [])))


def subtree(unit_id: int, *, day: date, edge_kind: str) -> set[int]:
    """The unit and everything below it on *day* under one kind of edge. One query."""
    edges = ParentEdge.objects.filter(version_at(day), kind=edge_kind)
    children: dict[int, list[int]] = {}
    for child, parent in edges.values_list("child_id", "parent_id"):
        children.setdefault(parent, []).append(child)
    found = {unit_id}
    stack = [unit_id]
    while stack:
        fresh = [child for child in children.get(stack.pop(), ()) if child not in found]
        found.update(fresh)
        stack.extend(fresh)
    return found


def below(unit_id: int, *, day: date, edge_kind: str) -> set[int]:
    """What stands below a unit, without itself."""
    return subtree(unit_id, day=day, edge_kind=edge_kind) - {unit_id}


def ancestors(unit_id: int, *, day: date, edge_kind: str) -> list[int]:
    """The units above one on *day*, nearest first: one query a level."""
    chain: list[int] = []
    while True:
        start = chain[-1] if chain else unit_id
        edge = ParentEdge.objects.filter(version_at(day), child=start, kind=edge_kind).first()
        if edge is None:
            return chain
        chain.append(edge.parent_id)
