"""My desk: what waits for the person who signed in, worst first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from muster.jobs.queries import own_jobs
from muster.office.queries import (
    approvals_of,
    came_back,
    desk_reports,
    desk_tasks,
    to_sign,
    waiting_for_signature,
)
from muster.office.rules import Can as OfficeCan
from muster.papers.queries.appraisals.my_desk import my_appraisals
from muster.papers.queries.remarks import my_remarks
from muster.season import queries
from muster.season.queries import season_in_focus
from muster.season.rules import Can
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, signed_in

JOBS = 5
TASKS = 12


@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """What is overdue, what is due soon, what others wait for, my problems and my jobs."""
    account = account_of(request)
    found = None
    if is_allowed(account, Can.READ):
        found = queries.desk(account, today=clock.today(), season=season_in_focus())
    jobs = own_jobs(account)[:JOBS]
    may_answer = is_allowed(account, OfficeCan.ANSWER)
    tasks = desk_tasks(account, today=clock.today())[:TASKS] if may_answer else []
    papers = approvals_of(account)
    context: dict[str, Any] = {
        "desk": found,
        "jobs": jobs,
        "tasks": tasks,
        "handings": to_sign(account),
        "for_signature": waiting_for_signature(papers, account, today=clock.today())[:TASKS],
        "came_back": came_back(papers, account)[:TASKS],
        "appraisals": my_appraisals(account, today=clock.today(), now=clock.now()),
        "remarks": my_remarks(account, now=clock.now()),
    }
    if is_allowed(account, OfficeCan.REPORT):
        context["reports"] = desk_reports(account, now=clock.now())[:TASKS]
    return render(request, "site/desk.html", context)
