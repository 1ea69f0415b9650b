"""One paper, and what is done with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.office import queries, services
from muster.office.bridge import rule_of as register_rule
from muster.office.bridge import rules_of, written_number
from muster.office.models import ApprovalFile, Paper, PaperFile
from muster.office.rules import Can
from muster.office.web.forms import papers as f
from muster.office.web.views.answers import only_one
from muster.packs import Direction
from muster.season.queries.grades import may_hold
from muster.season.rules import Can as SeasonCan
from muster.season.services import path_of
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that can be done to a paper."""

    key: str
    label: Any
    form: type[forms.Form]
    service: Callable[..., Paper]


ACTIONS: Final = {
    one.key: one
    for one in (
        Action(
            key="pass",
            label=gettext_lazy("Pass on"),
            form=f.PassForm,
            service=services.pass_on,
        ),
        Action(
            key="settle",
            label=gettext_lazy("Settle"),
            form=f.SettleForm,
            service=services.settle,
        ),
        Action(
            key="reopen",
            label=gettext_lazy("Open again"),
            form=f.WhyForm,
            service=services.reopen,
        ),
        Action(
            key="cancel",
            label=gettext_lazy("Cancel the paper"),
            form=f.WhyForm,
            service=services.cancel,
        ),
    )
}


def _visible(request: HttpRequest, paper_id: int) -> Paper:
    return get_object_or_404(queries.papers_of(account_of(request)), pk=paper_id)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The paper's page."""
    return _page(request, _visible(request, paper_id), {})


@require_POST
@needs(Can.REGISTER)
def act(request: HttpRequest, paper_id: int, action: str) -> HttpResponse:
    """Do one thing to a paper; a refusal shows the page again with what was typed."""
    paper = _visible(request, paper_id)
    if action not in ACTIONS:
        raise Http404
    require(account_of(request), Can.REGISTER, paper)
    wanted = ACTIONS[action]
    form = wanted.form(request.POST, prefix=action)

    def save(typed: Mapping[str, Any]) -> object:
        said = dict(typed)
        if "symbol" in said:
            said["answer"] = _named(request, paper, said.pop("symbol"))
        return wanted.service(paper, actor=actor_of(request), now=clock.now(), **said)

    status = attempt(form, save)
    if status:
        return _page(request, paper, {action: form}, status=status)
    return redirect("office:paper", paper.pk)


def _named(request: HttpRequest, paper: Paper, symbol: str) -> Paper | None:
    """The paper that bears a typed symbol, beside *paper* in the registers of its unit."""
    if not symbol.strip():
        return None
    rows = queries.papers_of(account_of(request), paper.season_unit).exclude(pk=paper.pk)
    return only_one(queries.find_symbol(rows, symbol), symbol)


@require_POST
@needs(Can.REGISTER)
def add_scan(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Keep a scan of the paper."""
    paper = _visible(request, paper_id)
    require(account_of(request), Can.REGISTER, paper)
    form = f.ScanForm(request.POST, request.FILES, prefix="scan")

    def save(typed: Mapping[str, Any]) -> object:
        return services.add_scan(
            paper,
            actor=actor_of(request),
            now=clock.now(),
            name=typed["scan"].name,
            content=typed["scan"],
            client_uuid=typed["client_uuid"],
        )

    status = attempt(form, save)
    if status:
        return _page(request, paper, {"scan": form}, status=status)
    return redirect("office:paper", paper.pk)


@needs(Can.REGISTER)
def change(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Correct what was entered."""
    paper = _visible(request, paper_id)
    require(account_of(request), Can.REGISTER, paper)
    form = f.CorrectForm(request.POST or None, paper=paper)
    status = 200
    if request.method == "POST":
        status = attempt(
            form,
            lambda typed: services.change_paper(
                paper,
                actor=actor_of(request),
                now=clock.now(),
                version=typed["version"],
                draft=form.draft(),
                client_uuid=typed["client_uuid"],
            ),
        )
        if not status:
            return redirect("office:paper", paper.pk)
    context = {
        "form": form,
        "title": _("Correct %(symbol)s") % {"symbol": paper},
        "back": reverse("office:paper", args=[paper.pk]),
        "button": _("Save"),
    }
    return render(request, "office/form.html", context, status=status)


def _page(
    request: HttpRequest, paper: Paper, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    account, today = account_of(request), clock.today()
    may = is_allowed(account, Can.REGISTER, paper)
    pack = rules_of(paper.season_unit)
    grade = pack.grades[paper.grade] if paper.grade else pack.default_grade
    rows = queries.papers_of(account, paper.season_unit)
    context = {
        "paper": paper,
        "register": paper.volume.register,
        "number": written_number(paper.number, register_rule(paper.volume.register)),
        "kind": pack.paper_kinds[paper.kind].name if paper.kind else "",
        "authority": pack.authorities[paper.authority] if paper.authority else None,
        "goes_out": paper.volume.register.direction == Direction.OUTGOING,
        "grade": pack.grades[paper.grade] if paper.grade else None,
        "may_hold": may_hold(pack, grade, on=today),
        "may_take_out": is_allowed(account, SeasonCan.TAKE_OUT, paper),
        "late": queries.days_late(paper, today),
        "files": paper.files.all(),
        "scan_form": typed.get("scan") or (f.ScanForm(prefix="scan") if may else None),
        "actions": _offered(paper, typed) if may else [],
        "replies": paper.answers.all(),
        "reply_registers": _reply_registers(account, paper) if may and paper.is_open else [],
        "instructions": paper.instructions.all(),
        "may": may,
        "may_instruct": is_allowed(account, Can.INSTRUCT, paper),
        "happened": queries.happened(f"paper:{paper.pk}", queries.WORDS),
        "known": {"known-holders": queries.known(rows, "holder")} if may else {},
    }
    return render(request, "office/paper.html", context, status=status)


def _reply_registers(account: Any, paper: Paper) -> Any:
    """Where a reply is entered: the registers of the other direction."""
    others = queries.registers_of(account, paper.season_unit)
    return others.exclude(direction=paper.volume.register.direction)


def _offered(paper: Paper, typed: Mapping[str, forms.Form]) -> list[dict[str, Any]]:
    begin = {"version": paper.version, "holder": paper.holder, "due_on": paper.due_on}
    keys = [] if paper.cancelled_at else _possible(paper)
    return [
        {
            "action": ACTIONS[key],
            "form": typed.get(key) or ACTIONS[key].form(initial=begin, prefix=key),
            "open": key in typed,
            "url": reverse("office:act", args=[paper.pk, key]),
        }
        for key in keys
    ]


def _possible(paper: Paper) -> list[str]:
    if paper.settled_at is not None:
        return ["reopen", "cancel"]
    return ["settle", "pass", "cancel"]


@require_GET
@needs(Can.READ)
def scan(request: HttpRequest, file_id: int) -> FileResponse:
    """A scan, always as a download."""
    return as_download(get_object_or_404(scope(account_of(request), PaperFile), pk=file_id))


def as_download(row: PaperFile | ApprovalFile) -> FileResponse:
    """A kept file, which never opens in the page that offers it."""
    path = path_of(row.sha256)
    if not path.is_file():
        raise Http404
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type
    )
    answer["Content-Security-Policy"] = "sandbox"
    return answer
