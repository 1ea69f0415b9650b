"""The tree of a day, and one unit with all that was of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.shell.tables import Column, Table
from muster.site.tree.forms import DayForm
from muster.site.tree.words import Words, words_in_focus
from muster.tree import clock, queries
from muster.tree.models import Person, Unit, UnitEvent, UnitVersion
from muster.tree.permissions import is_allowed, needs
from muster.tree.queries import UnitAt
from muster.tree.rules import Can
from muster.tree.scope import scope


@dataclass(frozen=True, slots=True)
class Line:
    """One unit in the list: as it stood, with the words of the pack."""

    unit: UnitAt
    tier: str
    parent: str

    @property
    def levels(self) -> range:
        """One for each unit above it."""
        return range(self.unit.depth)


COLUMNS = (
    Column("unit.name", gettext_lazy("Unit"), sort="unit.sort_key", cell="tree/_unit_cell.html"),
    Column("unit.code", gettext_lazy("Code"), sort="unit.code"),
    Column("tier", gettext_lazy("Tier"), sort="tier"),
    Column("parent", gettext_lazy("Stands under"), sort="parent", width=40),
    Column("unit.phone", gettext_lazy("Telephone")),
)


@needs(Can.READ_UNITS)
def units(request: HttpRequest) -> HttpResponse:
    """The units in scope as they stood on a day, in the order of the tree."""
    words = words_in_focus()
    asked = DayForm(request.GET)
    asked.is_valid()
    day = asked.cleaned_data.get("on") or clock.today()
    lines = dict(words.edges())
    line = asked.cleaned_data.get("line")
    edge = line if line in lines else words.season_edge
    rows = _lines(request, day, edge, words)
    table = Table(
        request,
        rows,
        COLUMNS,
        search=("unit.search_key",),
        title=_("Units"),
        name="units",
        empty=_("Units come with the season workbook, or are founded here."),
    )
    context = {
        "day": day,
        "edge": edge,
        "edges": lines.items(),
        "is_today": day == clock.today(),
        "count": len(rows),
        "may_change": is_allowed(request.user, Can.CHANGE_UNITS),
    }
    return table.respond("tree/units.html", context)


def _lines(request: HttpRequest, day: date, edge: str, words: Words) -> list[Line]:
    seen = set(scope(request.user, Unit).values_list("pk", flat=True))
    tree = queries.tree_as_of(day, edge_kind=edge)
    names = {unit.unit_id: unit.name for unit in tree}
    return [
        Line(unit, words.tier(unit.tier), names.get(unit.parent_id or 0, ""))
        for unit in tree
        if unit.unit_id in seen
    ]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version with the words of the pack."""

    version: UnitVersion
    tier: str
    kind: str


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """One stretch of time under one parent."""

    line: str
    unit_id: int
    name: str
    valid_from: date
    valid_to: date | None
    is_visible: bool


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event and what went in and came out, by name."""

    event: UnitEvent
    out_of: list[str]
    into: list[str]


@needs(Can.READ_UNITS)
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit: what it is called, where it stands, what stands below, and its history."""
    found = visible(request, unit_id)
    today, words = clock.today(), words_in_focus()
    seen = scope(request.user, Unit)
    children = found.child_edges.filter(valid_to=None).select_related("child")
    child_ids = set(seen.filter(pk__in=children.values("child")).values_list("pk", flat=True))
    persons = scope(request.user, Person).filter(unit=found)
    return render(
        request,
        "tree/unit.html",
        {
            "unit": found,
            "version": _latest(found),
            "tier": words.tier(_latest(found).tier),
            "versions": [_version_line(one, words) for one in queries.history_of(found.pk)],
            "parents": _parents(request, found, words),
            "children": _children(child_ids, today),
            "events": _events(found, today),
            "heirs": _heirs(found, today),
            "persons": persons[:50],
            "person_count": persons.count(),
            "may_change": is_allowed(request.user, Can.CHANGE_UNITS, found),
            "may_close": is_allowed(request.user, Can.CHANGE_ACCOUNTS, found),
            "may_explain": is_allowed(request.user, Can.EXPLAIN_ACCESS, found),
        },
    )


def visible(request: HttpRequest, unit_id: int) -> Unit:
    """The unit of the address, or 404 for those who may not see it."""
    return get_object_or_404(scope(request.user, Unit), pk=unit_id)


def _latest(unit: Unit) -> UnitVersion:
    return queries.history_of(unit.pk)[0]


def _version_line(version: UnitVersion, words: Words) -> VersionLine:
    return VersionLine(version, words.tier(version.tier), words.kind(version.kind))


def _parents(request: HttpRequest, unit: Unit, words: Words) -> list[EdgeLine]:
    edges = list(unit.parent_edges.order_by("kind", "-valid_from"))
    ids = [edge.parent_id for edge in edges]
    names = queries.unit_names(ids, day=clock.today())
    seen = set(scope(request.user, Unit).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        EdgeLine(
            words.edge(edge.kind),
            edge.parent_id,
            names.get(edge.parent_id, ""),
            edge.valid_from,
            edge.valid_to,
            edge.parent_id in seen,
        )
        for edge in edges
    ]


def _children(ids: set[int], today: date) -> list[Any]:
    return list(queries.named_units(Unit.objects.filter(pk__in=ids), day=today))


def _events(unit: Unit, today: date) -> list[EventLine]:
    events = list(queries.events_of(unit.pk))
    ids = [part.unit_id for event in events for part in event.parts.all()]
    names = queries.unit_names(ids, day=today)
    return [
        EventLine(
            event,
            [names.get(p.unit_id, "") for p in event.parts.all() if p.side == p.Side.FROM],
            [names.get(p.unit_id, "") for p in event.parts.all() if p.side == p.Side.TO],
        )
        for event in events
    ]


def _heirs(unit: Unit, today: date) -> list[str]:
    """Who stands for a unit that is no more."""
    if unit.dissolved_on is None:
        return []
    found = queries.heirs(unit.pk, day=today)
    names = queries.unit_names([heir.unit_id for heir in found], day=today)
    return list(names.values())


def page_of(unit_id: int) -> str:
    """The address of a unit's page."""
    return reverse("tree:unit", args=[unit_id])
