"""A standing roster as a workbook: the sheet, its cover, the requests."""

from django.utils.translation import gettext as _

from muster.duty.queries.standing import DutySheet
from muster.duty.queries.standing_shifts import date_name
from muster.shell.xlsx import Sheet

NARROW, NAME = 7, 28


def standing_sheets(sheet: DutySheet) -> list[Sheet]:
    """People by days with their totals; cover as held and wanted; requests with what became."""
    days = [date_name(head.day) for head in sheet.heads]
    return [
        Sheet(
            title=_("Duty sheet"),
            heads=[_("Full name"), _("Unit"), _("Duty group"), *days, *_totals()],
            rows=[
                (
                    *(line.name, line.unit, line.group),
                    *(cell.letter for cell in line.cells),
                    *(line.shifts, line.hours, line.weekends),
                )
                for line in sheet.lines
            ],
            widths=[NAME, NAME, 18, *[NARROW] * len(days), 8, 8, 8],
        ),
        Sheet(
            title=_("Cover"),
            heads=[_("Shift"), _("Letter"), *days],
            rows=[
                (
                    str(line.shift.name),
                    str(line.shift.letter),
                    *(f"{cell.held}/{cell.need}" for cell in line.cells),
                )
                for line in sheet.cover
            ],
            widths=[NAME, NARROW, *[NARROW] * len(days)],
        ),
        Sheet(
            title=_("Requests"),
            heads=[_("Full name"), _("Day"), _("Asks for"), _("Weight"), _("Met")],
            rows=[
                (
                    line.name,
                    date_name(line.request.day),
                    line.text,
                    line.request.weight,
                    _("yes") if line.is_met else _("no"),
                )
                for line in sheet.wishes
            ],
            widths=[NAME, 14, 24, 10, 10],
        ),
    ]


def _totals() -> list[str]:
    return [_("Shifts"), _("Hours"), _("Weekends")]
