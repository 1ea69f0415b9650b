"""Reports on paper and as workbooks, and the month of what is due."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from muster.exchange.documents import paper_response
from muster.office import queries
from muster.office.models import Report
from muster.office.queries.approvals import latest
from muster.office.queries.due_reports import own_units, report_month
from muster.office.queries.owing import receiver_of
from muster.office.rules import Can
from muster.office.web.report_paper import report_document, report_sheets
from muster.office.web.views.report_marks import owed_of
from muster.office.web.views.tasks import first_of
from muster.shell.xlsx import sheet_response
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import needs


@require_GET
@needs(Can.READ)
def paper(request: HttpRequest, unit_id: int, form: str, due: str) -> HttpResponse:
    """One report as a Word file, or as a workbook with what it adds up."""
    owed = owed_of(request, unit_id, form, due)
    rows = Report.objects.filter(season_unit=owed.unit, form=owed.form.key, due_on=owed.due_on)
    row = get_object_or_404(rows.select_related("season_unit"))
    name = f"{owed.form.key}-{owed.unit.code}-{owed.due_on:%Y%m%d}"
    if request.GET.get("format") == "xlsx":
        return sheet_response(report_sheets(owed, row), filename=f"{name}.xlsx")
    receiver = receiver_of(owed)
    to = str(owed.form.recipient) if receiver.pk == owed.unit.pk else receiver.name
    content = report_document(owed, row, latest(f"report:{row.pk}"), to=to)
    return paper_response(request, content, name=name)


@require_GET
@needs(Can.READ)
def month(request: HttpRequest) -> HttpResponse:
    """What my units owe, by the day on which it is due."""
    account, now = account_of(request), clock.now()
    top = queries.own_unit(account)
    units = own_units(account) or ([top] if top else [])
    first = first_of(request.GET.get("month", ""), clock.today())
    found = report_month(units, first, now=now)
    return render(request, "office/reports_month.html", {"month": found, "units": units})
