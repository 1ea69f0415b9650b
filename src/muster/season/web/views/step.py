"""One step: what is due, what is there, what may be done next, and what happened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from muster import packs
from muster.packs import Pack
from muster.season import queries, services
from muster.season.bridge import pack_of
from muster.season.models import DeadlineChange, Evidence, Step
from muster.season.queries import StepLine
from muster.season.registry.step_papers import StepPaper, step_papers
from muster.season.rules import Can
from muster.season.web import forms as f
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

Saved = Callable[..., Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that can be done to a step."""

    key: str
    can: Can
    label: Any
    form: type[f.StepAct]
    service: Saved
    css: str = "btn"


ACTIONS: Final = {
    one.key: one
    for one in (
        Action(
            key="submit",
            can=Can.SUBMIT,
            label=_("Hand in"),
            form=f.SubmitForm,
            service=services.submit,
            css="btn btn-primary",
        ),
        Action(
            key="check",
            can=Can.CHECK,
            label=_("Checked, in order"),
            form=f.NoteForm,
            service=services.check,
            css="btn btn-primary",
        ),
        Action(
            key="accept",
            can=Can.ACCEPT,
            label=_("Accept"),
            form=f.NoteForm,
            service=services.accept,
            css="btn btn-primary",
        ),
        Action(
            key="return",
            can=Can.CHECK,
            label=_("Return"),
            form=f.ReasonForm,
            service=services.return_step,
        ),
        Action(
            key="promise",
            can=Can.PROMISE,
            label=_("Promise a day"),
            form=f.PromiseForm,
            service=services.promise,
        ),
        Action(
            key="amend",
            can=Can.AMEND_DEADLINE,
            label=_("Amend the deadline"),
            form=f.AmendForm,
            service=services.amend_deadline,
        ),
        Action(
            key="reopen",
            can=Can.REOPEN,
            label=_("Reopen"),
            form=f.ReopenForm,
            service=services.reopen,
        ),
        Action(
            key="waive", can=Can.WAIVE, label=_("Waive"), form=f.WaiveForm, service=services.waive
        ),
    )
}
WITH_PACK: Final = (f.PromiseForm, f.WaiveForm)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, step_id: int) -> HttpResponse:
    """The step's page."""
    return _page(request, _visible(request, step_id), {})


@require_POST
@needs(Can.READ)
def act(request: HttpRequest, step_id: int, action: str) -> HttpResponse:
    """Do one thing to the step; a refusal shows the page again with what was typed."""
    step = _visible(request, step_id)
    if action not in ACTIONS:
        raise Http404
    wanted = ACTIONS[action]
    require(account_of(request), wanted.can, step)
    form = _form(wanted, pack_of(step.congress), request.POST)

    def save(typed: Mapping[str, Any]) -> object:
        if typed.get("on_behalf"):
            require(account_of(request), Can.SUBMIT_ON_BEHALF, step)
        return wanted.service(
            step, actor=actor_of(request), now=clock.now(), **_arguments(form, typed)
        )

    status = attempt(form, save)
    if status:
        return _page(request, step, {action: form}, status=status)
    return redirect("season:step", step.pk)


def _arguments(form: forms.Form, typed: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(form, f.WaiveForm):
        return {
            "version": typed["version"],
            "client_uuid": typed["client_uuid"],
            "reason": form.stated(),
        }
    return dict(typed)


def _form(action: Action, pack: Pack, *args: Any, **more: Any) -> f.StepAct:
    if issubclass(action.form, WITH_PACK):
        more["pack"] = pack
    more["prefix"] = action.key
    return action.form(*args, **more)


def _visible(request: HttpRequest, step_id: int) -> Step:
    rows = scope(account_of(request), Step).select_related(
        "congress__season_unit__parent", "congress__season"
    )
    return get_object_or_404(rows, pk=step_id)


def _page(
    request: HttpRequest, step: Step, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    lines = queries.step_lines(step.congress, today=clock.today())
    line = next(line for line in lines if line.step.pk == step.pk)
    pack = pack_of(step.congress)
    rule = pack.procedures[step.congress.procedure].steps[step.key]
    papers = step_papers(step.congress, rule.documents, account_of(request))
    names = {other.key: other for other in lines}
    return render(
        request,
        "season/step.html",
        {
            "step": line.step,
            "line": _counting(line, rule, papers),
            "rule": rule,
            "congress": step.congress,
            "may_take_out": is_allowed(account_of(request), Can.TAKE_OUT, step),
            "unit": step.congress.season_unit,
            "waits_for": [names[key] for key in line.depends_on if key in names],
            "evidence": Evidence.objects.filter(step=step),
            "papers": papers,
            "kinds": pack.evidence,
            "evidence_form": typed.get("evidence") or _evidence_form(request, step, pack),
            "deadlines": DeadlineChange.objects.filter(step=step),
            "actions": list(_offered(request, line, step, pack, typed)),
            "history": queries.history(step),
            "delay": pack.delays[step.delay].name if step.delay in pack.delays else "",
        },
        status=status,
    )


def _counting(line: StepLine, rule: packs.Step, papers: Sequence[StepPaper]) -> StepLine:
    """The line with the documents that count like files, as the pack says."""
    written = sum(paper.version > 0 for paper in papers)
    proofs = zip(line.evidence, rule.evidence, strict=True)
    return replace(
        line,
        evidence=[
            replace(wanted, there=wanted.there + written * proof.documents)
            for wanted, proof in proofs
        ],
    )


def _evidence_form(request: HttpRequest, step: Step, pack: Pack) -> f.EvidenceForm | None:
    may = is_allowed(account_of(request), Can.SUBMIT, step)
    return f.EvidenceForm(pack=pack, prefix="evidence") if may else None


def _offered(
    request: HttpRequest,
    line: StepLine,
    step: Step,
    pack: Pack,
    typed: Mapping[str, forms.Form],
) -> list[dict[str, Any]]:
    """The actions that the state allows and the account may take, each with its form."""
    offered = []
    for key in line.actions:
        action = ACTIONS[key]
        if is_allowed(account_of(request), action.can, step):
            initial = {"version": line.step.version, **_initial(key, line.step)}
            form = typed.get(key) or _form(action, pack, initial=initial)
            url = reverse("season:act", args=[step.pk, key])
            offered.append({"action": action, "form": form, "url": url, "open": key in typed})
    return offered


def _initial(key: str, step: Step) -> dict[str, Any]:
    if key == "promise":
        return {"promised_on": step.promised_on, "delay": step.delay, "note": step.note}
    if key == "amend":
        return {"due_on": step.due_on}
    return {}


@require_POST
@needs(Can.SUBMIT)
def add_evidence(request: HttpRequest, step_id: int) -> HttpResponse:
    """Keep a file for the step; a refusal shows the page again and says why."""
    step = _visible(request, step_id)
    require(account_of(request), Can.SUBMIT, step)
    form = f.EvidenceForm(
        request.POST, request.FILES, pack=pack_of(step.congress), prefix="evidence"
    )

    def save(typed: Mapping[str, Any]) -> object:
        return services.add_evidence(
            step,
            actor=actor_of(request),
            now=clock.now(),
            name=typed["file"].name,
            content=typed["file"],
            kind=typed["kind"],
            grade=typed["grade"],
            client_uuid=typed["client_uuid"],
        )

    status = attempt(form, save)
    if status:
        return _page(request, step, {"evidence": form}, status=status)
    return redirect("season:step", step.pk)


@require_GET
@needs(Can.READ)
def evidence(request: HttpRequest, evidence_id: int) -> FileResponse:
    """The file, always as a download: a browser never shows what a unit uploaded."""
    row = get_object_or_404(scope(account_of(request), Evidence), pk=evidence_id)
    path = services.path_of(row.sha256)
    if not path.is_file():
        raise Http404
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type
    )
    answer["Content-Security-Policy"] = "sandbox"
    return answer
