"""Sheets of numbered copies as Word files: one handing out, minutes of a destruction."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.filling.fields import Beside, Field, Template, register
from muster.exchange.filling.outline import Said, Text
from muster.office.queries.letterheads import Written
from muster.office.services.word_files import word_file
from muster.papers.models import Destruction, Issue
from muster.papers.queries.copies import kind_name
from muster.shell.formats import day_year, whole

SERIES: Final = (
    Field("title", pgettext_lazy("copies", "What was copied")),
    Field("kind_of_copies", pgettext_lazy("copies", "Kind")),
    Field("series_symbol", _("Number and symbol of what was copied")),
    Field("numbers", pgettext_lazy("copies", "Copies no.")),
    Field("count", _("How many")),
)
ISSUE: Final = register(
    Template(
        key="papers.copies_issue",
        label=_("Sheet of handing out numbered copies"),
        abstract=_("Handing out of numbered copies, sheet no. {{ sheet }}"),
        fields=(
            *SERIES,
            Field("sheet", _("Number of the sheet")),
            Field("ordered_by", _("By whose order")),
            Field("holder", _("Unit")),
            Field("receiver", _("Receiver")),
            Field("due_on", _("To be brought back by")),
            Field("note", _("Remarks")),
            Field("giver", _("Given out by")),
        ),
        body=(
            Said(pgettext_lazy("copies", "What was copied"), "title"),
            Said(pgettext_lazy("copies", "Kind"), "kind_of_copies"),
            Said(_("Number and symbol of what was copied"), "series_symbol"),
            Said(_("By whose order"), "ordered_by"),
            Said(_("Unit"), "holder"),
            Said(_("Receiver"), "receiver"),
            Said(pgettext_lazy("copies", "Copies no."), "numbers"),
            Said(_("How many"), "count"),
            Said(_("To be brought back by"), "due_on"),
            Said(_("Remarks"), "note"),
            Text(_("The receiver keeps the copies, makes no copy of them and brings them back.")),
        ),
        beside=Beside(_("Given out by"), "giver"),
    )
)
DESTRUCTION: Final = register(
    Template(
        key="papers.copies_destruction",
        label=_("Minutes of the destruction of numbered copies"),
        abstract=_("Destruction of numbered copies, minutes no. {{ sheet }}"),
        fields=(
            *SERIES,
            Field("sheet", _("Number of the minutes here")),
            Field("on_day", pgettext_lazy("destruction", "Day")),
            Field("place", pgettext_lazy("destruction", "Where")),
            Field("reason", _("Why they are destroyed")),
            Field("method", _("How they are destroyed")),
            Field("first", _("First signature")),
        ),
        body=(
            Said(pgettext_lazy("copies", "What was copied"), "title"),
            Said(pgettext_lazy("copies", "Kind"), "kind_of_copies"),
            Said(_("Number and symbol of what was copied"), "series_symbol"),
            Said(pgettext_lazy("destruction", "Day"), "on_day"),
            Said(pgettext_lazy("destruction", "Where"), "place"),
            Said(_("Why they are destroyed"), "reason"),
            Said(_("How they are destroyed"), "method"),
            Said(pgettext_lazy("copies", "Copies no."), "numbers"),
            Said(_("How many"), "count"),
            Text(_("The copies above were destroyed in the presence of those who sign.")),
        ),
        beside=Beside(_("First signature"), "first"),
    )
)


def _of_series(row: Issue | Destruction) -> dict[str, str]:
    series = row.series
    return {
        "title": series.title,
        "kind_of_copies": str(kind_name(series)),
        "series_symbol": series.symbol,
        "numbers": row.numbers,
        "count": whole(row.count),
        "sheet": str(row.number),
    }


def issue_document(issue: Issue) -> bytes:
    """The sheet on which a holder signs for copies."""
    values = {
        **_of_series(issue),
        "ordered_by": issue.series.ordered_by,
        "holder": issue.season_unit.name,
        "receiver": issue.receiver,
        "due_on": day_year(issue.due_on) if issue.due_on else "",
        "note": issue.note,
        "giver": issue.issued_by,
    }
    said = Written(
        on=issue.issued_at.date(),
        signer=issue.receiver,
        authority=str(_("Receiver")),
        to=[issue.season_unit.name],
    )
    return word_file(ISSUE, issue.series.season_unit, values, said)


def destruction_document(minutes: Destruction) -> bytes:
    """Minutes of a destruction with the names of those who signed; empty where nobody has."""
    names = [signature.name for signature in minutes.signatures.all()]
    first, second, *_more = [*names, "", ""]
    values: dict[str, Any] = {
        **_of_series(minutes),
        "on_day": day_year(minutes.on_day),
        "place": minutes.place,
        "reason": minutes.reason,
        "method": minutes.method,
        "first": first,
    }
    said = Written(
        on=minutes.on_day,
        symbol=minutes.symbol,
        signer=second,
        authority=str(_("Second signature")),
    )
    return word_file(DESTRUCTION, minutes.series.season_unit, values, said)
