"""Approvals: one version's page, and what is done with it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.office import queries, services
from muster.office.bridge import rules_of
from muster.office.models import Approval, ApprovalFile, ApprovalState
from muster.office.queries.approvals import look
from muster.office.rules import Can
from muster.office.web.forms import approvals as f
from muster.office.web.forms.papers import MarkedScanForm
from muster.office.web.views.papers import as_download
from muster.packs import Direction
from muster.season.registry import approvable_source
from muster.season.rules import Can as SeasonCan
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

SHOWN_LINES: Final = 400


def _visible(request: HttpRequest, approval_id: int) -> Approval:
    return get_object_or_404(queries.approvals_of(account_of(request)), pk=approval_id)


@require_POST
@needs(Can.SUBMIT)
def submit(request: HttpRequest, subject: str) -> HttpResponse:
    """Send a thing for a signature as it stands."""
    try:
        source, _pk = approvable_source(subject)
    except (KeyError, ValueError):
        raise Http404 from None
    thing = look(subject)
    require(account_of(request), Can.READ, thing.unit)
    require(account_of(request), source.submit, thing.unit)
    services.submit(subject, actor=actor_of(request), now=clock.now())
    messages.success(request, _("%(title)s waits for a signature.") % {"title": thing.title})
    return redirect(thing.url)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, approval_id: int) -> HttpResponse:
    """One version: what was frozen, what changed since, who signed, what may be done."""
    return _page(request, _visible(request, approval_id), {})


@require_POST
@needs(Can.READ)
def sign(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Sign, or enter what was signed on paper; the service asks for authority."""
    row = _visible(request, approval_id)
    form = _sign_form(request, row, request.POST, request.FILES)

    def save(typed: Mapping[str, Any]) -> object:
        _not_for_others(request, row, typed["signer"])
        return services.approve(
            row,
            actor=actor_of(request),
            now=clock.now(),
            signature=form.signature(),
            scan=form.signed_scan(),
            client_uuid=typed["client_uuid"],
        )

    return _answer(request, row, "sign", form, save)


@require_POST
@needs(Can.READ)
def give_back(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Return it with the reason; the service asks for authority."""
    row = _visible(request, approval_id)
    form = f.ReturnForm(request.POST, signers=_signers(request, row), prefix="return")

    def save(typed: Mapping[str, Any]) -> object:
        _not_for_others(request, row, typed["signer"])
        said = {**typed, "signer_name": form.names.get(typed["signer"], "")}
        return services.give_back(row, actor=actor_of(request), now=clock.now(), **said)

    return _answer(request, row, "return", form, save)


@require_POST
@needs(Can.SUBMIT)
def withdraw(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Take it back before it is issued."""
    row = _visible(request, approval_id)
    source, _pk = approvable_source(row.subject)
    require(account_of(request), source.submit, row.season_unit)
    form = f.WithdrawForm(request.POST, prefix="withdraw")
    return _answer(
        request,
        row,
        "withdraw",
        form,
        lambda typed: services.withdraw(
            row, actor=actor_of(request), now=clock.now(), **dict(typed)
        ),
    )


@require_POST
@needs(Can.READ)
def issue(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Put into force what was signed."""
    row = _visible(request, approval_id)
    source, _pk = approvable_source(row.subject)
    require(account_of(request), source.issue, row.season_unit)
    form = f.IssueForm(request.POST, registers=_registers(request, row), prefix="issue")
    return _answer(
        request,
        row,
        "issue",
        form,
        lambda typed: services.issue(
            row.subject, actor=actor_of(request), now=clock.now(), **dict(typed)
        ),
    )


@require_POST
@needs(Can.ENTER_SIGNATURE)
def add_scan(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Keep a scan of what was signed."""
    row = _visible(request, approval_id)
    require(account_of(request), Can.ENTER_SIGNATURE, row)
    pack = rules_of(row.season_unit)
    form = MarkedScanForm(request.POST, request.FILES, prefix="scan", pack=pack)
    return _answer(request, row, "scan", form, lambda typed: _keep_scan(request, row, typed))


@require_GET
@needs(Can.READ)
def scan(request: HttpRequest, file_id: int) -> FileResponse:
    """A scan, always as a download."""
    return as_download(get_object_or_404(scope(account_of(request), ApprovalFile), pk=file_id))


def _keep_scan(request: HttpRequest, row: Approval, typed: Mapping[str, Any]) -> object:
    return services.add_approval_scan(
        row,
        actor=actor_of(request),
        now=clock.now(),
        name=typed["scan"].name,
        content=typed["scan"],
        grade=typed["grade"],
    )


def _not_for_others(request: HttpRequest, row: Approval, signer: str) -> None:
    """What another signed on paper is entered by who may enter it."""
    if signer and signer != queries.signer_key(actor_of(request)):
        require(account_of(request), Can.ENTER_SIGNATURE, row)


def _answer(
    request: HttpRequest,
    row: Approval,
    name: str,
    form: forms.Form,
    save: Callable[[Mapping[str, Any]], object],
) -> HttpResponse:
    status = attempt(form, save)
    if status:
        return _page(request, row, {name: form}, status=status)
    return redirect("office:approval", row.pk)


def _signers(request: HttpRequest, row: Approval) -> list[queries.Signer]:
    """Whom the reader may sign as: himself, and others where he may enter their signatures."""
    found = queries.signers_of(row.season_unit, row.kind, on=clock.today())
    own = queries.signer_key(actor_of(request))
    mine = [one for one in found if one.key == own]
    if not is_allowed(account_of(request), Can.ENTER_SIGNATURE, row):
        return mine
    return [*mine, *(one for one in found if one.key != own)]


def _registers(request: HttpRequest, row: Approval) -> Any:
    rows = queries.registers_of(account_of(request), row.season_unit)
    return rows.filter(direction=Direction.OUTGOING)


def _sign_form(request: HttpRequest, row: Approval, *typed: Any) -> f.SignForm:
    return f.SignForm(
        *typed,
        approval=row,
        signers=_signers(request, row),
        registers=_registers(request, row),
        prefix="sign",
        initial={"signed_on": clock.today()},
    )


def _page(
    request: HttpRequest, row: Approval, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    account = account_of(request)
    standing = queries.state_of(row.subject)
    is_newest = standing.approval is not None and standing.approval.pk == row.pk
    rule = rules_of(row.season_unit).approvals[row.kind]
    context = {
        "row": row,
        "rule": rule,
        "authority": rules_of(row.season_unit).authorities[row.authority]
        if row.authority
        else None,
        "url": standing.thing.url,
        "is_newest": is_newest,
        "changed": standing.changed if is_newest else [],
        "needs_new": is_newest and standing.needs_new_signature,
        "parts": [
            (part.name, row.frozen.parts.get(key, [])[:SHOWN_LINES], row.frozen.parts.get(key, []))
            for key, part in rule.parts.items()
        ],
        "files": row.files.all(),
        "versions": Approval.objects.filter(subject=row.subject).order_by("-number"),
        "happened": queries.happened(row.subject, queries.APPROVAL_WORDS),
        **_forms(request, row, typed),
    }
    if not is_newest:
        context |= dict.fromkeys(("sign_form", "return_form", "issue_form"))
    context["may_take_out"] = is_allowed(account, SeasonCan.TAKE_OUT, row.season_unit)
    context["may_scan"] = is_allowed(account, Can.ENTER_SIGNATURE, row)
    return render(request, "office/approval.html", context, status=status)


def _forms(
    request: HttpRequest, row: Approval, typed: Mapping[str, forms.Form]
) -> dict[str, forms.Form | None]:
    """The forms of what the reader may do with the version where it stands."""
    account = account_of(request)
    source, _pk = approvable_source(row.subject)
    waits = row.state == ApprovalState.SUBMITTED
    signed = row.state == ApprovalState.APPROVED
    signers = _signers(request, row) if waits else []
    may_issue = signed and is_allowed(account, source.issue, row.season_unit)
    may_take_back = (waits or signed) and is_allowed(account, source.submit, row.season_unit)
    return {
        "sign_form": (typed.get("sign") or _sign_form(request, row)) if signers else None,
        "return_form": (typed.get("return") or f.ReturnForm(signers=signers, prefix="return"))
        if signers
        else None,
        "withdraw_form": (typed.get("withdraw") or f.WithdrawForm(prefix="withdraw"))
        if may_take_back
        else None,
        "issue_form": (
            typed.get("issue") or f.IssueForm(registers=_registers(request, row), prefix="issue")
        )
        if may_issue
        else None,
        "scan_form": typed.get("scan")
        or MarkedScanForm(prefix="scan", pack=rules_of(row.season_unit)),
    }
