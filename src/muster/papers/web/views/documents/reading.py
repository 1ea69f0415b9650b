"""One document: its text, its versions, what is done with it, and who has read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.office.queries import happened
from muster.papers import queries
from muster.papers.bridge import grade_of, kind_of, rules_of
from muster.papers.models import Document, DocumentState, Reading, RoundState, Version
from muster.papers.queries.remarks import rounds_on
from muster.papers.rules import Can
from muster.papers.services import documents as services
from muster.papers.services.taking_out import take_out_texts
from muster.papers.web.forms import documents as f
from muster.papers.web.views.documents.finding import (
    asked_number,
    has_opened,
    reads_limited,
    visible_document,
    watermark_for,
)
from muster.season.queries.grades import may_hold
from muster.season.rules import Can as SeasonCan
from muster.season.web.views.answers import attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that can be done to a document. states: in which it is offered."""

    label: Any
    can: StrEnum
    form: type[f.DocumentAct]
    service: Callable[..., Document]
    states: frozenset[str]
    css: str = "btn"


DRAFT, ADOPTED = DocumentState.DRAFT, DocumentState.ADOPTED
SHOWN_ROUNDS: Final = 3
ACTIONS: Final = {
    "adopt": Action(
        label=pgettext_lazy("document", "Adopt"),
        can=Can.ADOPT,
        form=f.AdoptForm,
        service=services.adopt,
        states=frozenset({DRAFT}),
        css="btn btn-primary",
    ),
    "reopen": Action(
        label=gettext_lazy("Take the adoption back"),
        can=Can.ADOPT,
        form=f.WhyForm,
        service=services.reopen,
        states=frozenset({ADOPTED}),
    ),
    "retitle": Action(
        label=gettext_lazy("Another title"),
        can=Can.WRITE,
        form=f.RetitleForm,
        service=services.retitle,
        states=frozenset({DRAFT, ADOPTED}),
    ),
    "regrade": Action(
        label=gettext_lazy("Another grade"),
        can=Can.ADOPT,
        form=f.RegradeForm,
        service=services.regrade,
        states=frozenset({DRAFT, ADOPTED}),
    ),
    "take-out": Action(
        label=gettext_lazy("Take the texts out"),
        can=SeasonCan.TAKE_OUT,
        form=f.TakeOutForm,
        service=take_out_texts,
        states=frozenset({DRAFT, ADOPTED, DocumentState.WITHDRAWN}),
    ),
    "withdraw": Action(
        label=pgettext_lazy("document", "Withdraw"),
        can=Can.ADOPT,
        form=f.WhyForm,
        service=services.withdraw,
        states=frozenset({DRAFT, ADOPTED}),
    ),
}


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, document_id: int) -> HttpResponse:
    """The document's page."""
    return _page(request, visible_document(request, document_id), {})


@require_POST
@needs(Can.WRITE)
def act(request: HttpRequest, document_id: int, action: str) -> HttpResponse:
    """Do one thing to a document; a refusal shows the page again with what was typed."""
    document = visible_document(request, document_id)
    if action not in ACTIONS:
        raise Http404
    wanted = ACTIONS[action]
    require(account_of(request), wanted.can, document)
    form = _form(request, document, action, request.POST)

    def save(typed: Mapping[str, Any]) -> object:
        return wanted.service(document, actor=actor_of(request), now=clock.now(), **typed)

    status = attempt(form, save)
    if status:
        return _page(request, document, {action: form}, status=status)
    return redirect("papers:document", document.pk)


def _form(request: HttpRequest, document: Document, key: str, *args: Any) -> f.DocumentAct:
    limited = reads_limited(request, document.season_unit)
    initial = {"changes": document.changes}
    form = ACTIONS[key].form
    return form(*args, document=document, limited=limited, prefix=key, initial=initial)


def _page(
    request: HttpRequest, document: Document, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    versions = queries.documents.versions_of(document)
    shown = _chosen(request, versions)
    if shown is not None:
        shown.document = document
        has_opened(request, shown, Reading.How.PAGE)
    grade = grade_of(document)
    account = account_of(request)
    rounds = list(rounds_on(document))
    readable = [
        one.number for one in versions if one.has_text and one.number > document.taken_out_upto
    ]
    runs = any(one.state != RoundState.CONSOLIDATED for one in rounds)
    context = {
        "rounds": rounds[:SHOWN_ROUNDS],
        "may_ask": not runs
        and bool(versions)
        and document.state == DRAFT
        and is_allowed(account, Can.OPEN_ROUND, document),
        "document": document,
        "kind": kind_of(document).name,
        "grade": grade,
        "versions": versions,
        "version": shown,
        "watermark": watermark_for(request, document),
        "may_compare": len(readable) > 1,
        "compared": readable[:-1],
        "text": _text(request, shown),
        "outline": queries.documents.outline_of(shown) if shown and shown.has_text else [],
        "actions": _offered(request, document, typed),
        "may_hold": may_hold(rules_of(document.season_unit), grade, on=clock.today()),
        "may_write": document.state == DRAFT and is_allowed(account, Can.WRITE, document),
        "may_see_readings": grade.logged and is_allowed(account, Can.READ_READINGS, document),
        "happened": happened(f"document:{document.pk}", queries.documents.DOCUMENT_WORDS),
    }
    return render(request, "papers/documents/document.html", context, status=status)


def _chosen(request: HttpRequest, versions: list[Version]) -> Version | None:
    """The version that the address asks for, or the newest; None before the first."""
    asked = asked_number(request, "version")
    if asked is None:
        return versions[0] if versions else None
    found = next((one for one in versions if one.number == asked), None)
    if found is None:
        raise Http404
    return found


def _text(request: HttpRequest, version: Version | None) -> queries.documents.TextPage | None:
    if version is None or not version.has_text:
        return None
    if version.number <= version.document.taken_out_upto:
        return None
    return queries.documents.text_page(version, page=asked_number(request, "page") or 1)


def _offered(
    request: HttpRequest, document: Document, typed: Mapping[str, forms.Form]
) -> list[dict[str, Any]]:
    account = account_of(request)
    return [
        {
            "action": action,
            "form": typed.get(key) or _form(request, document, key),
            "open": key in typed,
            "url": reverse("papers:act-document", args=[document.pk, key]),
        }
        for key, action in ACTIONS.items()
        if document.state in action.states
        and is_allowed(account, action.can, document)
        and (key != "take-out" or document.has_text)
    ]


READINGS: Final = (
    Column("read_at", gettext_lazy("When"), sort="read_at", kind="moment"),
    Column("reader", gettext_lazy("Who"), sort="reader", width=30),
    Column(
        "version",
        gettext_lazy("Version"),
        sort="version__number",
        kind="number",
        value=lambda row: row.version.number,
    ),
    Column("how", gettext_lazy("How"), sort="how", value=lambda row: row.get_how_display()),
)


@require_GET
@needs(Can.READ_READINGS)
def readings(request: HttpRequest, document_id: int) -> HttpResponse:
    """Who has read a limited document, when and how."""
    document = visible_document(request, document_id)
    require(account_of(request), Can.READ_READINGS, document)
    rows = queries.documents.readings_of(account_of(request), document)
    table = Table(
        request,
        rows,
        READINGS,
        order="-read_at",
        title=_("Who has read it"),
        name="readings",
        empty=_("Each time somebody opens the document it is written down here, once an hour."),
    )
    return table.respond("papers/documents/readings.html", {"document": document})
