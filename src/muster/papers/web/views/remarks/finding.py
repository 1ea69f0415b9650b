"""The round, the desk and the remark of an address, for those who may see them."""

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from muster.office.queries.addressees import units_named
from muster.papers.errors.remarks import UnitUnknown
from muster.papers.models import Document, Reading, Remark, Round, RoundDesk
from muster.papers.queries import remarks as queries
from muster.papers.rules import Can
from muster.papers.web.views.documents.finding import Watermark, has_opened, watermark_for
from muster.season.models import SeasonUnit
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, require
from muster.tree.scope import scope

ABOUT_ROUND = ("document__season_unit__season", "version", "result")


def visible_round(request: HttpRequest, round_id: int) -> Round:
    """The round of the address, or 404 for those who may not see it."""
    rows = scope(account_of(request), Round).select_related(*ABOUT_ROUND)
    return get_object_or_404(rows, pk=round_id)


def visible_desk(request: HttpRequest, desk_id: int) -> RoundDesk:
    """The desk of the address, or 404 for those who may not see it."""
    rows = scope(account_of(request), RoundDesk).select_related(
        "season_unit__season",
        "above__season_unit",
        *(f"round__{name}" for name in ABOUT_ROUND),
    )
    return get_object_or_404(rows, pk=desk_id)


def visible_remark(request: HttpRequest, remark_id: int) -> Remark:
    """The remark of the address, or 404 for those who may not see it."""
    return get_object_or_404(queries.visible_remarks(account_of(request)), pk=remark_id)


@dataclass(frozen=True, slots=True)
class May:
    """What the reader may do at one desk. Each is asked once, without a query of its own."""

    enter: bool
    gather: bool
    decide: bool
    holds: bool


def may_at(request: HttpRequest, desk: RoundDesk) -> May:
    """What the reader may do at *desk*."""
    account, opened = account_of(request), desk.round
    decides = desk.is_owner and is_allowed(account, Can.CONSOLIDATE, opened)
    return May(
        enter=is_allowed(account, Can.ENTER_REMARKS, desk),
        gather=is_allowed(account, Can.GATHER, desk),
        decide=decides,
        holds=decides and bool(opened.holder) and opened.holder_account == account.pk,
    )


def refusal_of(form: Form) -> str:
    """Why a form was refused, for a page that does not show the form any more."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def must_read(request: HttpRequest, opened: Round, at: Any) -> Watermark | None:
    """Refuse whoever may not read a limited text; write the reading down where that is wanted.

    at: the desk or the document for which the reader's role is asked.
    """
    document: Document = opened.document
    if document.is_limited:
        require(account_of(request), Can.READ_LIMITED, at)
    opened.version.document = document
    has_opened(request, opened.version, Reading.How.PAGE)
    return watermark_for(request, document)


def one_unit(within: SeasonUnit, text: str) -> SeasonUnit:
    """The unit at or below another that *text* names. Raises UnitUnknown."""
    found = units_named(within, text)
    if len(found) != 1:
        raise UnitUnknown(found=text.strip())
    return found[0]


def some_units(within: SeasonUnit, text: str) -> list[SeasonUnit]:
    """The units at or below another that *text* names. Raises UnitUnknown."""
    found = units_named(within, text)
    if not found:
        raise UnitUnknown(found=text.strip())
    return found


def whole_tree(unit: SeasonUnit) -> list[SeasonUnit]:
    """A unit and all that are below it in its season."""
    rows = SeasonUnit.objects.filter(
        season=unit.season_id, first__gte=unit.first, first__lte=unit.last, left_on=None
    )
    return list(rows.order_by("first"))
