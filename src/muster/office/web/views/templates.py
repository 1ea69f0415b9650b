"""Templates of the documents that muster writes: what there is, what each may say, one's own."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from muster.exchange.documents import document_response, paper_response, shipped
from muster.exchange.filling.common import HEAD, RECIPIENTS
from muster.exchange.filling.fields import Template, template, templates
from muster.office import queries
from muster.office.bridge import rules_of
from muster.office.models import Letterhead, OwnTemplate
from muster.office.queries.letterheads import Written, layout_of_papers, letterhead
from muster.office.queries.templates import (
    letterheads,
    may_have_own,
    offered,
    own_templates,
    template_in_use,
)
from muster.office.rules import Can
from muster.office.services import templates as services
from muster.office.web.forms.templates import LetterheadForm, TemplateForm
from muster.season.models import SeasonUnit
from muster.season.web.views.answers import answer
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

ACTS: Final = {"use": services.use_template, "leave": services.leave_template}


def _unit(request: HttpRequest) -> SeasonUnit:
    """The unit whose documents are looked at: the one asked for, or one's own."""
    account, asked = account_of(request), request.GET.get("unit", "")
    if asked.isdecimal() and len(asked) < 12:
        rows = scope(account, SeasonUnit).select_related("season", "parent")
        return get_object_or_404(rows, pk=int(asked))
    unit = queries.own_unit(account)
    if unit is None:
        raise Http404
    return unit


def _document(key: str) -> Template:
    found = template(key)
    if found is None:
        raise Http404
    return found


@require_GET
@needs(Can.READ_TEMPLATES)
def every(request: HttpRequest) -> HttpResponse:
    """Every document that muster writes, and of what it is made."""
    unit = _unit(request)
    head = letterhead(unit, Written())
    context = {
        "unit": unit,
        "documents": offered(unit, templates()),
        "head": head.values,
        "may": is_allowed(account_of(request), Can.CHANGE_TEMPLATES, unit),
        "has_place": any(row.place for row in letterheads(unit)),
    }
    return render(request, "office/templates.html", context)


@needs(Can.READ_TEMPLATES)
def one(request: HttpRequest, key: str) -> HttpResponse:
    """One document: its fields, our template, and the versions of one's own."""
    document, unit = _document(key), _unit(request)
    account = account_of(request)
    kind = rules_of(unit).papers.kind_of(key)
    used = template_in_use(unit, key)
    own = list(own_templates(account, unit, key)[:50])
    context = {
        "document": document,
        "unit": unit,
        "kind": rules_of(unit).paper_kinds[kind].name if kind else "",
        "used": used,
        "is_from_above": used is not None and used.season_unit_id != unit.pk,
        "own": own,
        "head": HEAD,
        "rows": (*document.rows, RECIPIENTS),
        "may": is_allowed(account, Can.CHANGE_TEMPLATES, unit) and may_have_own(unit),
        "may_by_pack": may_have_own(unit),
    }
    return render(request, "office/template.html", context)


@needs(Can.CHANGE_TEMPLATES)
def put_up(request: HttpRequest, key: str) -> HttpResponse:
    """Upload a template of one's own: it is tried, and used only when somebody says so."""
    document, unit = _document(key), _unit(request)
    require(account_of(request), Can.CHANGE_TEMPLATES, unit)
    back = f"{reverse('office:template', args=[key])}?unit={unit.pk}"

    def save(typed: Mapping[str, Any]) -> object:
        row = services.put_up_template(
            unit,
            document,
            typed["file"].read(),
            name=typed["file"].name,
            note=typed["note"],
            client_uuid=typed["client_uuid"],
            actor=actor_of(request),
            now=clock.now(),
        )
        messages.success(request, _("Version %(n)s is here, not in use yet.") % {"n": row.number})
        return row

    return answer(
        request,
        TemplateForm(request.POST or None, request.FILES or None),
        save=save,
        back=back,
        template="office/form.html",
        title=_("Own template of: %(document)s") % {"document": document.label},
        about=_("It is tried with examples first; nothing changes until it is put to use."),
        button=pgettext("template", "Try it"),
    )


@require_GET
@needs(Can.READ_TEMPLATES)
def ours(request: HttpRequest, key: str) -> HttpResponse:
    """Our template of a document in the layout of the unit, to be changed in Word."""
    document, unit = _document(key), _unit(request)
    content = shipped(document, rules=layout_of_papers(unit))
    return document_response(content, name=f"{document.label}")


def _visible(request: HttpRequest, version_id: int) -> OwnTemplate:
    rows = scope(account_of(request), OwnTemplate)
    return get_object_or_404(rows.select_related("season_unit__season"), pk=version_id)


@require_GET
@needs(Can.READ_TEMPLATES)
def file(request: HttpRequest, version_id: int) -> HttpResponse:
    """A version as it was uploaded."""
    row = _visible(request, version_id)
    return document_response(services.own_content(row), name=f"{row.document} {row.number}")


@require_GET
@needs(Can.READ_TEMPLATES)
def trial(request: HttpRequest, version_id: int) -> HttpResponse:
    """A version filled with examples."""
    row = _visible(request, version_id)
    made = services.try_template(
        row.season_unit, _document(row.document), services.own_content(row), name=row.name
    )
    return paper_response(request, made.content, name=f"{row.document} {row.number}")


@require_POST
@needs(Can.CHANGE_TEMPLATES)
def act(request: HttpRequest, version_id: int, action: str) -> HttpResponse:
    """Put a version to use, or set it aside."""
    row = _visible(request, version_id)
    if action not in ACTS:
        raise Http404
    require(account_of(request), Can.CHANGE_TEMPLATES, row)
    ACTS[action](row, actor=actor_of(request), now=clock.now())
    return redirect(f"{reverse('office:template', args=[row.document])}?unit={row.season_unit_id}")


@needs(Can.CHANGE_TEMPLATES)
def head(request: HttpRequest) -> HttpResponse:
    """What stands above and below every document of a unit."""
    unit = _unit(request)
    require(account_of(request), Can.CHANGE_TEMPLATES, unit)
    row = Letterhead.objects.filter(season_unit=unit).first()
    kept = {name: getattr(row, name) for name in (*services.HEAD, "version")} if row else {}
    return answer(
        request,
        LetterheadForm(request.POST or None, initial=kept),
        save=lambda typed: services.change_letterhead(
            unit, actor=actor_of(request), now=clock.now(), **typed
        ),
        back=f"{reverse('office:templates')}?unit={unit.pk}",
        template="office/form.html",
        title=_("Letterhead"),
        about=_("%(unit)s. What is left empty is taken from the tree of units.")
        % {"unit": unit.name},
    )
