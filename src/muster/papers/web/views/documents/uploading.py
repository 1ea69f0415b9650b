"""A file as the next version: a Word file is looked at before it is saved, a scan is kept."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.papers import queries
from muster.papers.models import Document, DocumentState
from muster.papers.rules import Can
from muster.papers.services import documents as services
from muster.papers.web.forms import documents as f
from muster.papers.web.views.documents.finding import visible_document, watermark_for
from muster.season.services import content_type_of
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require


@needs(Can.WRITE)
def upload(request: HttpRequest, document_id: int) -> HttpResponse:
    """Choose a file; a Word file goes on to its preview, a scan is saved at once."""
    document = visible_document(request, document_id)
    require(account_of(request), Can.WRITE, document)
    initial = {"expected_latest": document.latest}
    form = f.UploadForm(request.POST or None, request.FILES or None, initial=initial)
    waiting: list[services.Staged] = []
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda typed: _taken(request, document, typed, waiting))
        if not status and waiting:
            return redirect("papers:staged", document.pk, waiting[0].token)
        if not status:
            return redirect("papers:document", document.pk)
    context = {"form": form, "document": document, "watermark": watermark_for(request, document)}
    return render(request, "papers/documents/upload.html", context, status=status)


def _taken(
    request: HttpRequest,
    document: Document,
    typed: Mapping[str, Any],
    waiting: list[services.Staged],
) -> None:
    file, latest = typed["file"], typed["expected_latest"]
    actor = actor_of(request)
    if content_type_of(file) not in services.SCANS:
        file.seek(0)
        content = file.read(services.most_bytes(document) + 1)
        waiting.append(
            services.stage_word(
                document,
                content,
                name=file.name,
                note=typed["note"],
                expected_latest=latest,
                actor=actor,
                now=clock.now(),
            )
        )
        return
    file.seek(0)
    services.add_scan_version(
        document,
        file=services.keep_scan(document, file, name=file.name, now=clock.now()),
        expected_latest=latest,
        note=typed["note"],
        actor=actor,
        now=clock.now(),
        client_uuid=typed["client_uuid"],
    )


@needs(Can.WRITE)
def staged(request: HttpRequest, document_id: int, token: str) -> HttpResponse:
    """What a Word file would change, before it is saved; or it is saved."""
    document = visible_document(request, document_id)
    require(account_of(request), Can.WRITE, document)
    waiting = services.staged(token, document, actor=actor_of(request))
    is_tracked = bool(waiting.text.changes)
    initial = {"expected_latest": document.latest, "note": waiting.note}
    form = f.StagedForm(request.POST or None, is_tracked=is_tracked, initial=initial)
    status = 200
    if request.method == "POST":

        def save(typed: Mapping[str, Any]) -> object:
            return services.save_staged(
                waiting, document, actor=actor_of(request), now=clock.now(), **typed
            )

        status = attempt(form, save)
        if not status:
            messages.success(request, _("The Word file is saved as a version."))
            return redirect("papers:document", document.pk)
    accept = request.GET.get("changes") != "rejected"
    context = {
        "form": form,
        "document": document,
        "waiting": waiting,
        "accept": accept,
        "changes": queries.documents.changes_to(document, waiting.text.passages(accept=accept)),
        "may_save": document.state == DocumentState.DRAFT,
        "watermark": watermark_for(request, document),
    }
    return render(request, "papers/documents/staged.html", context, status=status)


@require_POST
@needs(Can.WRITE)
def drop(request: HttpRequest, document_id: int, token: str) -> HttpResponse:
    """Leave a Word file: nothing of it was saved."""
    document = visible_document(request, document_id)
    services.drop_staged(services.staged(token, document, actor=actor_of(request)))
    messages.info(request, _("The file was dropped; nothing was saved."))
    return redirect("papers:document", document.pk)
