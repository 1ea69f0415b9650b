"""Who carries how much: a roster, or the season with it, against the fair share."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muster.duty.models import Officer, Roster
from muster.duty.queries.fairness import Burden, UnitBurden, fairness_of, season_rosters
from muster.duty.queries.lanes import weeks_of
from muster.duty.rules import Can
from muster.duty.web.drawings import spread_chart
from muster.duty.web.focus import roster_of
from muster.packs import load as load_pack
from muster.shell.tables import Column, Table
from muster.tree.permissions import needs
from muster.tree.scope import scope

SEASON = "season"
PER_PAGE = 25


@needs(Can.READ_ROSTERS)
def load(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Hours per officer against the fair share, with those far above and far below it."""
    roster = roster_of(request, roster_id)
    whole_season = request.GET.get("of") == SEASON
    fairness = fairness_of(
        season_rosters(roster) if whole_season else _alone(roster),
        officers=scope(request.user, Officer),
        pack=load_pack(roster.season.pack, roster.season.pack_version),
    )
    tables = [
        _units(request, fairness.units),
        _table(request, roster, fairness.over, prefix="o", title=_("Carry too much")),
        _table(request, roster, fairness.under, prefix="u", title=_("Could take more")),
    ]
    for table in tables:
        table.per_page = PER_PAGE
        if table.wants_sheet:
            return table.sheet()
    first, last = weeks_of(roster)[0][0], weeks_of(roster)[-1][1]
    about = {
        "roster": roster,
        "whole_season": whole_season,
        "first": first,
        "last": last,
        "fairness": fairness,
        "units": tables[0],
        "over": tables[1],
        "under": tables[2],
        "chart": spread_chart([one.hours_h for one in fairness.every], fair_h=fairness.fair_h),
    }
    return render(request, "duty/load.html", about)


def _alone(roster: Roster) -> Q:
    return Q(pk=roster.pk)


def _table(
    request: HttpRequest, roster: Roster, rows: list[Burden], *, prefix: str, title: object
) -> Table:
    return Table(
        request,
        rows,
        (
            Column(
                "name",
                _("Full name"),
                sort="sort_key",
                link=lambda row: (
                    reverse("duty:officer_order", args=[roster.pk, row.officer_id])
                    if row.shifts
                    else None
                ),
                width=30,
            ),
            Column("unit", _("Unit"), sort="unit", width=30),
            Column("hours_h", _("Hours"), sort="hours_h", kind="decimal"),
            Column("over_h", _("Against the fair share"), sort="over_h", kind="decimal"),
            Column("shifts", _("Shifts"), sort="shifts", kind="number"),
            Column("nights", _("Nights"), sort="nights", kind="number"),
        ),
        search=("search_key", "unit"),
        title=title,
        name=f"load-{prefix}",
        prefix=prefix,
    )


def _units(request: HttpRequest, rows: list[UnitBurden]) -> Table:
    return Table(
        request,
        rows,
        (
            Column("unit", _("Unit"), sort="unit", width=30),
            Column("officers", _("Officers"), sort="officers", kind="number"),
            Column("on_duty", _("On duty"), sort="on_duty", kind="number"),
            Column("hours_h", _("Hours"), sort="hours_h", kind="decimal"),
            Column("mean_h", _("Mean hours"), sort="mean_h", kind="decimal"),
        ),
        search=("unit",),
        title=_("By unit"),
        name="load-n",
        prefix="n",
    )
