"""One desk: the text with what lies on each paragraph; passing on; the list of what was written."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.errors import DomainError
from muster.papers.models import Remark, RoundDesk
from muster.papers.queries import remarks as queries
from muster.papers.rules import Can
from muster.papers.services import remarks as services
from muster.papers.web.forms import remarks as f
from muster.papers.web.views.remarks.finding import may_at, must_read, visible_desk
from muster.season.bridge import pack_of
from muster.season.web.forms import Act
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require

CHOICES: Final = (
    ("", gettext_lazy("With remarks")),
    ("undecided", gettext_lazy("Not decided")),
    ("all", gettext_lazy("The whole text")),
)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, desk_id: int) -> HttpResponse:
    """What lies on a desk, paragraph by paragraph."""
    return page(request, visible_desk(request, desk_id))


def page(
    request: HttpRequest,
    desk: RoundDesk,
    *,
    typed: Any = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The desk's page. typed, refused: the form of ending the round, and why that was refused."""
    watermark = must_read(request, desk.round, desk)
    choice = request.GET.get("kind", "")
    may = may_at(request, desk)
    context = {
        "desk": desk,
        "opened": desk.round,
        "shown": queries.desk_page(desk, choice=choice, page=request.GET.get("page")),
        "figures": queries.desk_figures(desk),
        "choice": choice,
        "choices": [
            (key, label, key == choice)
            for key, label in CHOICES
            if key != "undecided" or desk.is_owner
        ],
        "may": may,
        "act": Act(),
        "consolidate": typed or f.ConsolidateForm(prefix="consolidate"),
        "refused": refused,
        "watermark": watermark,
    }
    return render(request, "papers/remarks/desk.html", context, status=status)


@require_POST
@needs(Can.GATHER)
def act(request: HttpRequest, desk_id: int, action: str) -> HttpResponse:
    """Pass on, or say that there is nothing."""
    desk = visible_desk(request, desk_id)
    require(account_of(request), Can.GATHER, desk)
    form = Act(request.POST)
    if not form.is_valid() or action not in ("pass", "nil"):
        raise Http404
    said = {
        "actor": actor_of(request),
        "now": clock.now(),
        "client_uuid": form.cleaned_data["client_uuid"],
    }
    try:
        if action == "pass":
            _tell(request, services.pass_on(desk, **said))
        else:
            services.say_nil(desk, **said)
            messages.success(
                request, _("%(unit)s has no remarks.") % {"unit": desk.season_unit.name}
            )
    except DomainError as refused:
        return page(request, desk, refused=str(refused), status=refused.status)
    if request.POST.get("next") == "missing" and desk.above_id is not None:
        return redirect("papers:desk-missing", desk.above_id)
    return redirect("papers:round-desk", desk.pk)


def _tell(request: HttpRequest, count: int) -> None:
    words = ngettext("%(n)d remark passed on.", "%(n)d remarks passed on.", count)
    messages.success(request, words % {"n": count})


# ---- what was written


def _kind(remark: Remark) -> str:
    rules = pack_of(remark.season_unit.season).remark_kinds
    return str(rules[remark.kind].name) if remark.kind in rules else remark.kind


def author(remark: Remark) -> str:
    """Who wrote a remark: its body, and the member if he wants to be named."""
    named = remark.is_named and remark.account is not None and remark.account.person is not None
    if named and remark.account is not None and remark.account.person is not None:
        return f"{remark.account.person.name}, {remark.season_unit.name}"
    return remark.season_unit.name


def where(remark: Remark) -> str:
    """Where a remark lies now, in words."""
    if remark.withdrawn_at is not None:
        return _("withdrawn")
    last = remark.outermost or remark
    lies = last.desk.season_unit.name if last.desk is not None else ""
    return _("%(unit)s, merged") % {"unit": lies} if remark.outermost_id else lies


def answer_of(remark: Remark) -> str:
    """The owner's answer once the round is consolidated, else nothing."""
    answer = queries.answer_to(remark)
    return str(answer.get_decision_display()) if answer is not None else ""


WRITTEN: Final = (
    Column(
        "pk",
        pgettext_lazy("remark", "No."),
        sort="pk",
        kind="number",
        link=lambda row: reverse("papers:remark", args=[row.pk]),
        width=10,
    ),
    Column(
        "number",
        gettext_lazy("Paragraph"),
        sort="number",
        kind="number",
        value=lambda row: row.number or None,
        width=10,
    ),
    Column("unit", gettext_lazy("Unit"), sort="season_unit__first", value=author, width=34),
    Column("kind", pgettext_lazy("remark", "Kind"), sort="kind", value=_kind, width=20),
    Column(
        "text", pgettext_lazy("remark", "Remark"), cell="papers/remarks/_words_cell.html", width=70
    ),
    Column("proposal", gettext_lazy("What should stand there"), width=60),
    Column("spoke", gettext_lazy("Spoke"), sort="spoke", kind="number", width=10),
    Column("members", gettext_lazy("Stand behind it"), sort="members", kind="number", width=12),
    Column("where", gettext_lazy("Lies with"), value=where, width=34),
    Column("answer", gettext_lazy("Answer"), value=answer_of, width=20),
)
SHOWN: Final = ("pk", "number", "unit", "kind", "text", "members", "where", "answer")


@require_GET
@needs(Can.READ)
def written(request: HttpRequest, desk_id: int) -> HttpResponse:
    """Every remark that a body and those below it wrote, and where it lies now."""
    desk = visible_desk(request, desk_id)
    watermark = must_read(request, desk.round, desk)
    whole = request.GET.get("format") == "xlsx"
    table = Table(
        request,
        queries.remarks_below(desk),
        WRITTEN if whole else [one for one in WRITTEN if one.key in SHOWN],
        search=("season_unit__search_key",),
        title=_("Remarks that were written"),
        name=f"remarks-{desk.pk}",
        empty=_("No remark was written yet."),
    )
    context = {"desk": desk, "opened": desk.round, "watermark": watermark}
    return table.respond("papers/remarks/written.html", context)
