"""Reports on fixed days: what a unit owes and sends."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from muster.office import queries, services
from muster.office.bridge import rules_of
from muster.office.models import Report, ReportIssue
from muster.office.queries.owing import (
    Owed,
    due_at,
    period_of,
    periods_below,
    receiver_of,
    reporters,
)
from muster.office.queries.received import ordered_for, received
from muster.office.queries.report_pages import form_lines, issues_of
from muster.office.rules import Can
from muster.office.services.report_values import written
from muster.office.web.forms.reports import ReportSheet
from muster.office.web.views.report_marks import SOURCES, address, owed_of
from muster.packs.reporting import is_past
from muster.season.queries import contacts_of
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.reach import reach_of

LATEST: Final = 4
NEXT: Final = {"desk": "desk", "reports": "office:reports"}
HAPPENED: Final = {
    "report.saved": gettext_lazy("kept as a draft"),
    "report.sent": gettext_lazy("sent"),
    "report.corrected": gettext_lazy("corrected"),
}


@needs(Can.READ)
def one(request: HttpRequest, unit_id: int, form: str, due: str) -> HttpResponse:
    """One report: filled in, kept, sent, corrected. A refusal keeps what was typed."""
    owed = owed_of(request, unit_id, form, due)
    row = _row(owed)
    now = clock.now()
    sheet = ReportSheet(
        request.POST or None,
        owed=owed,
        lines=form_lines(owed, row, now=now),
        pack=rules_of(owed.unit),
        initial={"version": row.version if row else 0, "note": _note(row)},
    )
    status = 200
    if request.method == "POST":
        require(account_of(request), Can.REPORT, owed.unit)
        status = attempt(sheet, lambda _typed: _act(request, owed, sheet))
        if not status:
            return redirect("office:report", *address(owed))
    return render(request, "office/report.html", _page(request, owed, row, sheet), status=status)


def _row(owed: Owed) -> Report | None:
    rows = Report.objects.filter(season_unit=owed.unit, form=owed.form.key, due_on=owed.due_on)
    return rows.prefetch_related("issues").first()


def _note(row: Report | None) -> str:
    """A draft's note; a correction says anew why."""
    return row.note if row is not None and not row.is_sent else ""


def _act(request: HttpRequest, owed: Owed, sheet: ReportSheet) -> Report:
    act = services.save_report if "save" in request.POST else services.send_report
    return act(
        owed,
        actor=actor_of(request),
        now=clock.now(),
        draft=sheet.draft(),
        client_uuid=sheet.cleaned_data["client_uuid"],
    )


def _page(
    request: HttpRequest, owed: Owed, row: Report | None, sheet: ReportSheet
) -> Mapping[str, Any]:
    receiver, pack = receiver_of(owed), rules_of(owed.unit)
    period = period_of(receiver, owed.form, owed.due_on)
    until, account = due_at(owed.form, owed.due_on, period), account_of(request)
    own = {hold.unit_id for hold in reach_of(account).by(Can.REPORT).holds}
    return {
        "owed": owed,
        "report": row,
        "form": sheet,
        "receiver": receiver,
        "period": period,
        "due_at": until,
        "is_past": is_past(until, clock.now()),
        "sources": SOURCES,
        "zones": pack.incident_zones.values(),
        "kinds": pack.incident_kinds.values(),
        "contact": contacts_of([owed.unit], pack)[owed.unit.pk],
        "for_another": owed.unit.unit_id not in own,
        "may": is_allowed(account, Can.REPORT, owed.unit),
        "is_signed": (signed := services.needs_signature(owed)),
        "may_nil": not signed and (row is None or not (row.is_sent or row.values)),
        "issues": [_told(owed, issue) for issue in issues_of(row)] if row else [],
        "happened": queries.happened(f"report:{row.pk}", dict(HAPPENED)) if row else [],
        "args": address(owed),
        "below": _below(owed),
    }


def _below(owed: Owed) -> list[list[Any]]:
    """The addresses of what it adds up, as far as anybody reports it; the newest few periods."""
    pack = rules_of(owed.unit)
    found = [
        [*address(Owed(owed.unit, pack.report_forms[key], day)), day]
        for key, day in periods_below(owed)[-LATEST:]
        if reporters(owed.unit, pack.report_forms[key], day).exists()
    ]
    return sorted(found, key=lambda one: one[3])


def _told(owed: Owed, issue: ReportIssue) -> dict[str, Any]:
    """One sending in words: what it changed."""
    return {
        "issue": issue,
        "changes": [
            {
                "field": owed.form.fields[key].name,
                "old": written(owed, key, old),
                "new": written(owed, key, new),
            }
            for key, old, new in issue.changed
            if key in owed.form.fields
        ],
    }


@require_POST
@needs(Can.REPORT)
def nil(request: HttpRequest, unit_id: int, form: str, due: str) -> HttpResponse:
    """There is nothing to report: one click."""
    owed = owed_of(request, unit_id, form, due)
    require(account_of(request), Can.REPORT, owed.unit)
    version = request.POST.get("version", "0")
    services.send_nil(
        owed,
        actor=actor_of(request),
        now=clock.now(),
        version=int(version) if version.isdecimal() and len(version) < 9 else 0,
        said=services.Said(by=request.POST.get("told_by", "")),
    )
    back = request.POST.get("next", "")
    if back == "below":
        return redirect("office:reports-below", receiver_of(owed).pk, *address(owed)[1:])
    return redirect(NEXT[back]) if back in NEXT else redirect("office:report", *address(owed))


@needs(Can.READ)
def reports(request: HttpRequest) -> HttpResponse:
    """What my units owe, and what mine receives."""
    account, now = account_of(request), clock.now()
    unit = queries.own_unit(account)
    owed = queries.desk_reports(account, now=now)
    context = {
        "unit": unit,
        "owed": owed,
        "missing": sum(row.is_missing for row in owed),
        "received": received(unit, now=now) if unit else [],
        "may_order": unit is not None and is_allowed(account, Can.COLLECT, unit),
        "ordered": [
            {"row": row, "form": rules_of(row.season_unit).report_forms[row.form]}
            for row in (ordered_for(unit) if unit else [])
        ],
        "today": clock.today(),
    }
    return render(request, "office/reports.html", context)
