"""Chapter of the numbered copies: where each is."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muster.papers.models import (
    CopySeries,
)
from muster.papers.queries.copies import balance, grade_name, kind_name
from muster.season.registry.closing_file import (
    Asked,
    Found,
    Piece,
    when_asked,
)
from muster.season.services.closing_pages import Facts, Grid, page, plain_name
from muster.shell.formats import day_year, moment
from muster.tree.scope import scope


def copy_pieces(asked: Asked) -> Iterator[Found]:
    """Where each numbered copy is, to whom it went, and the minutes that end it: rows, no text."""
    rows = scope(asked.account, CopySeries).filter(congress=asked.congress)
    for row in rows.select_related("season_unit__season").order_by("begun_at", "pk"):
        yield Piece(
            path=f"{row.pk:06d}-{plain_name(row.title)}.html",
            title=row.title,
            about=kind_name(row),
            chunks=when_asked(_copies_page, row),
            subjects=(f"copies:{row.pk}",),
        )


def _copies_page(row: CopySeries) -> bytes:
    now = balance(row)
    facts = Facts(
        (
            (_("Unit"), row.season_unit.name),
            (_("Number and symbol"), row.symbol),
            (pgettext("document", "Grade"), grade_name(row)),
            (_("By whose order"), f"{row.ordered_by}, {day_year(row.ordered_on)}"),
            (pgettext("copies", "Printed"), now.printed),
            (pgettext("copies", "Left"), now.left),
            (pgettext("copies", "Given out"), now.issued),
            (pgettext("copies", "Back"), now.back),
            (pgettext("copies", "Missing"), now.missing),
            (pgettext("copies", "Spoiled"), now.spoiled),
            (pgettext("copies", "Destroyed"), now.destroyed),
        )
    )
    issues = [
        (one.number, one.numbers, one.season_unit.name, one.receiver, moment(one.issued_at))
        for one in row.issues.select_related("season_unit").order_by("number")
    ]
    ended = [
        (
            one.number,
            one.numbers,
            one.reason,
            one.method,
            day_year(one.on_day),
            one.get_state_display(),
            "; ".join(f"{who.name} ({who.how})" for who in one.signatures.all()),
        )
        for one in row.destructions.prefetch_related("signatures").order_by("number")
    ]
    losses = [
        (one.numbers, one.how, moment(one.reported_at), one.explanation)
        for one in row.losses.order_by("pk")
    ]
    numbers = pgettext("copies", "Numbers")
    return page(
        row.title,
        ("", facts),
        (
            _("Given out"),
            Grid((_("No."), numbers, _("Unit"), _("Who takes them"), _("When")), issues),
        ),
        (
            _("Minutes of destruction"),
            Grid(
                (
                    _("No."),
                    numbers,
                    _("Reason"),
                    _("How they are destroyed"),
                    _("Day"),
                    _("State"),
                    _("Signed by"),
                ),
                ended,
            ),
        ),
        (
            pgettext("copies", "Missing"),
            Grid((numbers, pgettext("loss", "How it came"), _("When"), _("Explanation")), losses),
        ),
    )
