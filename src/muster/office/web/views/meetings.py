"""Meetings: the list, one meeting's page, its paper to print, and calendars."""

from collections.abc import Mapping
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from muster.exchange.documents import paper_response
from muster.office import queries
from muster.office.bridge import rules_of
from muster.office.models import Meeting
from muster.office.rules import Can
from muster.office.web.calendar import CALENDAR_TYPE, calendar_of
from muster.office.web.forms.conclusions import ConclusionsForm
from muster.office.web.forms.meetings import PresentForm
from muster.office.web.forms.papers import WhyForm
from muster.office.web.meeting_minutes import meeting_minutes
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.clock import day_of
from muster.tree.permissions import is_allowed, needs

CHOICES: Final = (
    ("", gettext_lazy("All")),
    ("coming", pgettext_lazy("meetings", "To come")),
    ("held", pgettext_lazy("meetings", "Held")),
    ("pending", gettext_lazy("With pending conclusions")),
)
IN_CALENDAR: Final = 500
EMPTY_LINES: Final = 6
COLUMNS: Final = (
    Column(
        "subject",
        gettext_lazy("Meeting"),
        sort="subject",
        link=lambda row: reverse("office:meeting", args=[row.pk]),
        width=48,
        cell="office/_meeting_cell.html",
    ),
    Column("kind", gettext_lazy("Kind"), sort="kind", value=queries.kind_name, width=22),
    Column("starts_at", pgettext_lazy("meeting", "When"), sort="starts_at", kind="moment"),
    Column("where", gettext_lazy("Where"), value=queries.where, width=30),
    Column("chair", gettext_lazy("In the chair"), sort="chair", width=26),
    Column("convened", gettext_lazy("Convened"), sort="convened", kind="number"),
    Column("present", gettext_lazy("Present"), sort="present", kind="number"),
    Column("task_count", gettext_lazy("Tasks from it"), sort="task_count", kind="number"),
    Column("pending_count", gettext_lazy("Pending"), sort="pending_count", kind="number"),
    Column(
        "late_count",
        gettext_lazy("Overdue"),
        sort="late_count",
        kind="number",
        cell="office/_late_cell.html",
    ),
    Column("minutes_symbol", gettext_lazy("Minutes")),
)
SHOWN: Final = (
    *("subject", "starts_at", "where", "chair"),
    *("convened", "present", "pending_count", "late_count"),
)


def visible_meeting(request: HttpRequest, meeting_id: int) -> Meeting:
    """The meeting of the address, or 404 for those who may not see it."""
    rows = queries.meetings_of(account_of(request), today=clock.today())
    return get_object_or_404(rows, pk=meeting_id)


@needs(Can.READ)
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings, the latest first."""
    account, now = account_of(request), clock.now()
    rows = queries.meetings_of(account, today=clock.today())
    choice = request.GET.get("kind", "")
    whole = request.GET.get("format") == "xlsx"
    table = Table(
        request,
        queries.choose_meetings(rows, choice=choice, now=now),
        COLUMNS if whole else [column for column in COLUMNS if column.key in SHOWN],
        search=("search_key",),
        order="starts_at" if choice == "coming" else "-starts_at",
        title=_("Meetings"),
        name="meetings",
        empty=_("Meetings, briefings and training sessions appear here as they are planned."),
    )
    unit = queries.own_unit(account)
    may = unit is not None and is_allowed(account, Can.MEET, unit)
    context = {
        "figures": queries.meeting_figures(rows, now=now),
        "choices": [{"key": key, "label": label, "is_on": key == choice} for key, label in CHOICES],
        "kinds": rules_of(unit).meeting_kinds.values() if unit is not None and may else [],
        "may": may,
    }
    return table.respond("office/meetings.html", context)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The meeting's page: what it opens on, agenda, who was there, what was concluded."""
    return page(request, visible_meeting(request, meeting_id), {})


def page(
    request: HttpRequest, row: Meeting, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    """The page of a meeting, with the forms that were refused as they were typed."""
    account, today = account_of(request), clock.today()
    may = is_allowed(account, Can.MEET, row) and not row.is_cancelled
    tasks = queries.tasks_of(account, today=today)
    begun = row.starts_at <= clock.now()
    context = {
        "meeting": row,
        "kind": queries.kind_name(row),
        "where": queries.where(row),
        "opening": queries.opening_of(account, row, today=today),
        "lines": queries.conclusions_of(tasks, row),
        "begun": begun,
        "counted": row.units.filter(present__isnull=False).exists()
        or row.staff.filter(attended__isnull=False).exists(),
        "present": typed.get("present") or PresentForm(meeting=row),
        "conclusions": typed.get("conclusions") or _empty(row),
        "cancel": typed.get("cancel") or WhyForm(initial={"version": row.version}),
        "is_cancelling": "cancel" in typed,
        "may": may,
        "may_conclude": may and is_allowed(account, Can.INSTRUCT, row),
        "comes_again": queries.next_time(row) is not None,
        "happened": queries.happened(f"meeting:{row.pk}", queries.MEETING_WORDS),
    }
    return render(request, "office/meeting.html", context, status=status)


def _empty(row: Meeting) -> ConclusionsForm:
    return ConclusionsForm(held_on=day_of(row.starts_at))


@require_GET
@needs(Can.READ)
def paper(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The agenda and the sheet to sign in on, to print."""
    row = visible_meeting(request, meeting_id)
    units = list(row.units.all())
    places = [one.name for one in units for _place in range(one.convened)]
    context = {
        "meeting": row,
        "kind": queries.kind_name(row),
        "where": queries.where(row),
        "opening": queries.opening_of(account_of(request), row, today=clock.today()),
        "staff": row.staff.select_related("person__unit"),
        "places": places,
        "place_count": len(places),
        "empty_lines": range(EMPTY_LINES),
    }
    return render(request, "office/meeting_paper.html", context)


@require_GET
@needs(Can.READ)
def minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The minutes as a Word file, with number and signature once they have them."""
    row = visible_meeting(request, meeting_id)
    written = meeting_minutes(row, approval=queries.signed_minutes(row))
    return paper_response(request, written, name=f"minutes-{row.pk}")


@require_GET
@needs(Can.READ)
def calendar(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One meeting for the reader's own calendar."""
    return _calendar([visible_meeting(request, meeting_id)], f"meeting-{meeting_id}")


@require_GET
@needs(Can.READ)
def calendars(request: HttpRequest) -> HttpResponse:
    """All meetings to come, and those cancelled, for the reader's own calendar."""
    rows = queries.meetings_of(account_of(request), today=clock.today())
    coming = rows.filter(ends_at__gte=clock.now()).order_by("starts_at")
    return _calendar(list(coming[:IN_CALENDAR]), "meetings")


def _calendar(rows: list[Meeting], name: str) -> HttpResponse:
    answer = HttpResponse(calendar_of(rows, now=clock.now()), content_type=CALENDAR_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer
