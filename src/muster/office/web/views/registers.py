"""Registers: opened, printed in their usual form, closed with the year."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.office import queries, services
from muster.office.bridge import rule_of, rules_of
from muster.office.models import Register, Volume
from muster.office.rules import Can
from muster.office.web.forms import papers as f
from muster.season.web.views.answers import answer
from muster.shell.xlsx import Sheet, sheet_response
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

ON_A_PAGE: Final = 500


@needs(Can.READ)
def registers(request: HttpRequest) -> HttpResponse:
    """The registers of one's own unit with their volumes."""
    account = account_of(request)
    unit = queries.own_unit(account)
    rows = queries.registers_of(account, unit).prefetch_related("volumes") if unit else []
    context = {
        "unit": unit,
        "registers": [
            {
                "register": row,
                "rule": rule_of(row),
                "volumes": row.volumes.all(),
                "may": is_allowed(account, Can.REGISTER, row),
                "may_open": is_allowed(account, Can.OPEN_REGISTER, row),
            }
            for row in rows
        ],
        "may_open": unit is not None and is_allowed(account, Can.OPEN_REGISTER, unit),
    }
    return render(request, "office/registers.html", context)


@needs(Can.OPEN_REGISTER)
def open_register(request: HttpRequest) -> HttpResponse:
    """Open a register of one's own unit."""
    unit = queries.own_unit(account_of(request))
    if unit is None:
        return redirect("office:registers")
    require(account_of(request), Can.OPEN_REGISTER, unit)
    form = f.RegisterForm(
        request.POST or None,
        pack=rules_of(unit),
        initial={"starts_on": clock.today().replace(month=1, day=1)},
    )
    return answer(
        request,
        form,
        save=lambda typed: services.open_register(
            unit, actor=actor_of(request), now=clock.now(), **typed
        ),
        back=reverse("office:registers"),
        template="office/form.html",
        title=_("Open a register"),
        about=unit.name,
    )


def _register(request: HttpRequest, register_id: int) -> Register:
    rows = scope(account_of(request), Register).select_related("season_unit__season")
    row = get_object_or_404(rows, pk=register_id)
    require(account_of(request), Can.OPEN_REGISTER, row)
    return row


@needs(Can.OPEN_REGISTER)
def open_volume(request: HttpRequest, register_id: int) -> HttpResponse:
    """Begin a new term, or a year before its first paper."""
    register = _register(request, register_id)
    return answer(
        request,
        f.VolumeForm(request.POST or None, initial={"starts_on": clock.today()}),
        save=lambda typed: services.open_volume(
            register, actor=actor_of(request), now=clock.now(), **typed
        ),
        back=reverse("office:registers"),
        template="office/form.html",
        title=_("Begin new numbers"),
        about=register.name,
    )


@require_POST
@needs(Can.OPEN_REGISTER)
def close_volume(request: HttpRequest, volume_id: int) -> HttpResponse:
    """Close a year or a term."""
    volume = get_object_or_404(scope(account_of(request), Volume), pk=volume_id)
    _register(request, volume.register_id)
    services.close_volume(volume, actor=actor_of(request), now=clock.now())
    return redirect("office:registers")


@needs(Can.READ)
def volume(request: HttpRequest, volume_id: int) -> HttpResponse:
    """A register as it is kept on paper: to look through, to print, as Excel."""
    rows = scope(account_of(request), Volume).select_related("register__season_unit__season")
    row = get_object_or_404(rows, pk=volume_id)
    first, last = _between(request, row)
    lines = queries.register_lines(row, first=first, last=last)
    rule = rule_of(row.register)
    if request.GET.get("format") == "xlsx":
        return _workbook(row, lines)
    context = {
        "volume": row,
        "register": row.register,
        "rule": rule,
        "lines": lines,
        "first": first,
        "last": last,
        "voids": sum(line.is_void for line in lines),
        "may": is_allowed(account_of(request), Can.REGISTER, row.register),
    }
    return render(request, "office/volume.html", context)


def _between(request: HttpRequest, row: Volume) -> tuple[int, int]:
    """The numbers asked for; of a long register the newest unless others are asked for."""
    newest = max(row.first_number, row.last_number - ON_A_PAGE + 1)
    whole = row.first_number if request.GET.get("format") == "xlsx" else newest
    return _number(request, "from", whole), _number(request, "to", row.last_number)


def _number(request: HttpRequest, name: str, default: int) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 9 else default


def _workbook(row: Volume, lines: list[Any]) -> HttpResponse:
    columns = rule_of(row.register).columns
    sheet = Sheet(
        title=f"{row.register.name} {row.name}",
        heads=[str(column.name) for column in columns],
        rows=(line.cells for line in lines),
        widths=[column.width for column in columns],
    )
    name = f"register-{row.register_id}-{row.starts_on:%Y%m%d}.xlsx"
    return sheet_response([sheet], filename=name)
