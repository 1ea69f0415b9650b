from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from muster.duty.models import Officer, Vehicle
from muster.duty.queries.naming import full_name, vehicle_name
from muster.duty.queries.people import unit_names
from muster.duty.queries.reasons import skill_names
from muster.duty.rules import Can
from muster.duty.web.focus import season_of
from muster.packs import Pack, load
from muster.shell.tables import Column, Table
from muster.tree.permissions import needs
from muster.tree.scope import scope


@needs(Can.READ_FORCE)
def officers(request: HttpRequest) -> HttpResponse:
    """The duty force: who serves, with which skills, from where."""
    pack = _pack(request)
    rows = scope(request.user, Officer).select_related("person")
    units = unit_names(Officer.objects.values_list("unit_id", flat=True).distinct())
    table = Table(
        request,
        rows,
        (
            Column(
                "name",
                _("Full name"),
                sort="person__sort_key",
                value=lambda row: full_name(row.person, pack=pack),
                width=30,
            ),
            Column(
                "number",
                _("Service number"),
                sort="person__number",
                value=lambda r: r.person.number,
            ),
            Column("unit", _("Unit"), value=lambda row: units.get(row.unit_id, ""), width=28),
            Column(
                "skills",
                _("Skills"),
                value=lambda row: skill_names(row.skills, pack=pack),
                width=30,
            ),
            Column("home_name", _("Station"), sort="home_name"),
            Column("phone", _("Phone"), value=lambda row: row.person.phone),
            Column(
                "is_available",
                _("Available"),
                sort="is_available",
                value=lambda row: _("yes") if row.is_available else _("no"),
            ),
        ),
        search=("person__search_key", "person__number"),
        order="name",
        title=_("Duty force"),
        name="officers",
    )
    total = rows.count()
    free = rows.filter(is_available=True).count()
    return table.respond("duty/officers.html", {"total": total, "free": free})


@needs(Can.READ_FORCE)
def vehicles(request: HttpRequest) -> HttpResponse:
    """Own vehicles: which kind, from where."""
    pack = _pack(request)
    rows = scope(request.user, Vehicle)
    units = unit_names(Vehicle.objects.values_list("unit_id", flat=True).distinct())
    table = Table(
        request,
        rows,
        (
            Column("name", _("Vehicle"), sort="name", value=vehicle_name, width=30),
            Column("code", _("Plate"), sort="code"),
            Column(
                "types", _("Kind of vehicle"), value=lambda row: kind_names(row.types, pack=pack)
            ),
            Column("unit", _("Unit"), value=lambda row: units.get(row.unit_id, ""), width=28),
            Column("home_name", _("Station"), sort="home_name"),
            Column(
                "is_available",
                _("Available"),
                sort="is_available",
                value=lambda row: _("yes") if row.is_available else _("no"),
            ),
        ),
        search=("code", "name"),
        order="code",
        title=_("Vehicles"),
        name="vehicles",
    )
    total = rows.count()
    free = rows.filter(is_available=True).count()
    return table.respond("duty/vehicles.html", {"total": total, "free": free})


def kind_names(types: list[str], *, pack: Pack) -> str:
    """The pack's names of kinds of vehicle."""
    kinds = pack.vehicle_kinds
    return ", ".join(str(kinds[t].label) if t in kinds else t for t in types)


def _pack(request: HttpRequest) -> Pack:
    season = season_of(request)
    return load(season.pack, season.pack_version)
