"""Handing a dossier in: what it must hold, what is there, what the machine finds before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from muster.papers.models import Document, Dossier, DossierState
from muster.papers.queries.appraisals.days import dossier_due_on
from muster.papers.queries.appraisals.dossiers import dossiers_for
from muster.papers.rules import Can
from muster.papers.services import appraisals as services
from muster.papers.services.appraisals import Part
from muster.papers.services.appraisals.layout import Looked, look_at
from muster.papers.web.forms.appraisals import HandInForm
from muster.season.bridge import pack_of
from muster.season.web.views.answers import attempt, visible_congress
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require
from muster.tree.scope import scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A part of a dossier as the page shows it. url: its document, for those who may open it."""

    part: Part
    field: Any
    url: str
    looked: Looked | None


@needs(Can.HAND_IN)
def hand_in(request: HttpRequest, congress_id: int) -> HttpResponse:
    """Hand the documents of a congress in for appraisal; ``?look`` asks the machine before."""
    congress = visible_congress(request, congress_id)
    require(account_of(request), Can.HAND_IN, congress)
    parts = services.parts_of(congress)
    form = HandInForm(request.POST or None, parts=parts)
    made: list[Dossier] = []

    def save(typed: Mapping[str, Any]) -> object:
        row = services.hand_in(
            congress,
            actor=actor_of(request),
            now=clock.now(),
            draft=form.draft(),
            client_uuid=typed["client_uuid"],
        )
        made.append(row)
        return row

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        if made[0].state == DossierState.WAITING:
            messages.success(request, _("The dossier is handed in."))
        return redirect("papers:dossier", made[0].pk)
    looks = "look" in request.GET
    due_on = dossier_due_on(congress)
    last = dossiers_for(congress).first()
    context = {
        "congress": congress,
        "form": form,
        "lines": _lines(request, form, looks=looks),
        "missing": sum(part.is_missing for part in parts),
        "looks": looks,
        "due_on": due_on,
        "is_late": due_on < clock.today(),
        "last": last,
        "is_taken": last is not None and (last.is_under_way or last.state == DossierState.MET),
        "back": reverse("papers:required", args=[congress.pk]),
    }
    return render(request, "papers/appraisals/hand_in.html", context, status=status)


def _lines(request: HttpRequest, form: HandInForm, *, looks: bool) -> Sequence[Line]:
    keys = [part.document.pk for part in form.parts if part.document is not None]
    seen = set(
        scope(account_of(request), Document).filter(pk__in=keys).values_list("pk", flat=True)
    )
    return [
        Line(
            part=line["part"],
            field=line["field"],
            url=_url(line["part"], seen),
            looked=_looked(line["part"]) if looks else None,
        )
        for line in form.lines()
    ]


def _url(part: Part, seen: set[int]) -> str:
    if part.document is None or part.document.pk not in seen:
        return ""
    return reverse("papers:document", args=[part.document.pk])


def _looked(part: Part) -> Looked | None:
    """What the machine says of a part's file now; nothing for what is not there."""
    if part.version is None:
        return None
    congress = part.document.congress if part.document is not None else None
    return look_at(part.version, pack_of(congress).appraisal.layout if congress else None)
