"""The documents of one congress: what is needed, at which version it stands, what is missing."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.papers import queries
from muster.papers.queries.appraisals.dossiers import newest_dossier
from muster.papers.queries.documents import RequiredLine
from muster.papers.rules import Can
from muster.season.models import Congress
from muster.season.web.views.answers import visible_congress
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, needs


def _state(line: RequiredLine) -> str:
    if line.document is not None:
        return str(line.document.get_state_display())
    return _("held under a limited grade") if line.is_hidden else _("not begun")


COLUMNS: Final = (
    Column(
        "kind",
        gettext_lazy("Document"),
        value=lambda line: str(line.kind.name),
        link=lambda line: (
            reverse("papers:document", args=[line.document.pk]) if line.document else None
        ),
        width=44,
    ),
    Column(
        "title",
        gettext_lazy("Title"),
        value=lambda line: line.document.title if line.document else "",
        width=60,
    ),
    Column(
        "version",
        gettext_lazy("Version"),
        kind="number",
        value=lambda line: line.document.latest if line.document else None,
    ),
    Column("state", gettext_lazy("State"), value=_state, cell="papers/documents/_need_cell.html"),
    Column(
        "steps",
        gettext_lazy("Wanted by the step"),
        value=lambda line: ", ".join(str(name) for _step, name in line.steps),
        cell="papers/documents/_steps_cell.html",
        width=36,
    ),
    Column(
        "due_on",
        gettext_lazy("By when"),
        kind="day",
        sort="due_on",
        cell="papers/documents/_due_cell.html",
    ),
    Column(
        "appraised",
        pgettext_lazy("document", "Appraised"),
        value=lambda line: _("yes") if line.kind.appraised else "",
    ),
)


def _acts(congress: Congress) -> Column:
    """A last column with the way to what is missing."""

    def url(line: RequiredLine) -> str:
        if line.document is not None:
            return "" if line.document.latest else reverse("papers:write", args=[line.document.pk])
        if line.is_hidden:
            return ""
        return f"{reverse('papers:begin')}?congress={congress.pk}&kind={line.kind.key}"

    return Column("act", "", value=url, cell="papers/documents/_begin_cell.html")


@needs(Can.READ)
def required(request: HttpRequest, congress_id: int) -> HttpResponse:
    """The documents that a congress needs, by its tier and contents."""
    congress = visible_congress(request, congress_id)
    account = account_of(request)
    page = queries.documents.required_page(account, congress, today=clock.today())
    may = is_allowed(account, Can.WRITE, congress)
    for_sheet = request.GET.get("format") == "xlsx"
    table = Table(
        request,
        list(page.lines),
        (*COLUMNS, _acts(congress)) if may and not for_sheet else COLUMNS,
        title=_("Documents of the congress"),
        name="required-documents",
        empty=_("The rules of this season name no document for such a congress."),
    )
    context = {
        "congress": congress,
        "page": page,
        "may": may,
        "dossier": newest_dossier(account, congress),
        "may_hand_in": is_allowed(account, Can.HAND_IN, congress),
    }
    return table.respond("papers/documents/required.html", context)
