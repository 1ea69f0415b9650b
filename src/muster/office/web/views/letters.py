"""Letters: drawn up from late rows, read, changed, sent on their way to a signature."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.exchange.documents import paper_response
from muster.office import queries, services
from muster.office.bridge import rules_of
from muster.office.models import ApprovalState, Letter
from muster.office.queries.late_rows import late_by_holder, late_congresses, step_name
from muster.office.queries.letters import letters_of, unsent_letters
from muster.office.rules import Can
from muster.office.web.letter_file import letter_document
from muster.season.models import SeasonUnit
from muster.season.web.forms import LONG, Act
from muster.season.web.views.answers import answer, attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

MOST_AT_ONCE: Final = 200


class LateForm(Act):
    """Which late congresses the letters are about; none chosen means all that the words find."""

    q = forms.CharField(required=False, widget=forms.HiddenInput)


class LetterForm(Act):
    """What a letter says around its table."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    abstract = forms.CharField(label=gettext_lazy("Abstract"), max_length=300)
    opening = forms.CharField(label=gettext_lazy("Before the table"), widget=LONG)
    closing = forms.CharField(label=gettext_lazy("After the table"), widget=LONG, required=False)


def _state(row: Any) -> str:
    """Where the newest version stands, in words."""
    return str(ApprovalState(row.state).label) if row.state else pgettext("approval", "draft")


COLUMNS: Final = (
    Column(
        "abstract",
        gettext_lazy("Abstract"),
        sort="abstract",
        link=lambda row: reverse("office:letter", args=[row.pk]),
        width=50,
    ),
    Column(
        "recipient",
        gettext_lazy("Recipients"),
        sort="recipient__sort_key",
        value=lambda row: row.recipient.name,
        width=34,
    ),
    Column(
        "unit",
        pgettext_lazy("letter", "From"),
        sort="season_unit__sort_key",
        value=lambda row: row.season_unit.name,
        width=30,
    ),
    Column("made_at", pgettext_lazy("letter", "Drawn up"), sort="made_at", kind="moment"),
    Column("state", gettext_lazy("State"), sort="state", value=_state, width=24),
    Column("symbol", gettext_lazy("Number and symbol"), sort="symbol"),
)


@require_GET
@needs(Can.READ)
def letters(request: HttpRequest) -> HttpResponse:
    """Letters from and to the units in scope, the newest first."""
    account = account_of(request)
    to = request.GET.get("to", "")
    rows = letters_of(account)
    if to.isdecimal() and len(to) < 12:
        rows = rows.filter(recipient=int(to))
    table = Table(
        request,
        rows,
        COLUMNS,
        search=("abstract", "recipient__search_key"),
        order="-made_at",
        title=_("Letters"),
        name="letters",
        empty=_("Letters are drawn up from the list of what is late."),
    )
    unit = queries.own_unit(account)
    may = unit is not None and is_allowed(account, Can.SUBMIT, unit)
    unsent = unsent_letters(account, unit).count() if may and unit is not None else 0
    return table.respond("office/letters.html", {"unit": unit, "unsent": unsent})


@needs(Can.SUBMIT)
def late(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The letters that the chosen late rows make; the button draws them up."""
    account = account_of(request)
    unit = get_object_or_404(
        scope(account, SeasonUnit).select_related("season"), pk=unit_id, left_on=None
    )
    require(account, Can.SUBMIT, unit)
    typed = request.POST if request.method == "POST" else request.GET
    chosen = [int(pk) for pk in typed.getlist("congress") if pk.isdecimal() and len(pk) < 12]
    words = typed.get("q", "")
    form = LateForm(request.POST or None, initial={"q": words})
    status = 200
    if request.method == "POST":
        made: list[Letter] = []
        status = attempt(
            form,
            lambda said: made.extend(
                services.urge_by_letter(
                    unit,
                    actor=actor_of(request),
                    now=clock.now(),
                    chosen=chosen,
                    words=words,
                    client_uuid=said["client_uuid"],
                )
            ),
        )
        if not status:
            text = ngettext("%(n)s letter is drawn up.", "%(n)s letters are drawn up.", len(made))
            messages.success(request, text % {"n": len(made)})
            return redirect("office:letters")
    today = clock.today()
    found = late_congresses(unit, today=today, chosen=chosen, words=words)
    held = late_by_holder(unit, found, today=today)
    context = {
        "unit": unit,
        "form": form,
        "chosen": chosen,
        "letters": [
            (
                one.unit,
                [
                    (step.congress.season_unit.name, step_name(step), step.due_on)
                    for step in one.steps
                ],
            )
            for one in held
        ],
    }
    return render(request, "office/late_letters.html", context, status=status)


def _visible(request: HttpRequest, letter_id: int) -> Letter:
    return get_object_or_404(letters_of(account_of(request)), pk=letter_id)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The letter as it will be read."""
    row = _visible(request, letter_id)
    context = {
        "letter": row,
        "kind": rules_of(row.season_unit).letters[row.kind].name,
        "approval_row": queries.latest_of([row.subject]).get(row.subject),
        "may": is_allowed(account_of(request), Can.SUBMIT, row),
        "may_see_approval": is_allowed(account_of(request), Can.READ, row.season_unit),
        "happened": queries.happened(row.subject, queries.APPROVAL_WORDS),
    }
    return render(request, "office/letter.html", context)


@needs(Can.SUBMIT)
def change(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Change what the letter says around its table."""
    row = _visible(request, letter_id)
    require(account_of(request), Can.SUBMIT, row)
    kept = {name: getattr(row, name) for name in ("version", "abstract", "opening", "closing")}

    def save(typed: Mapping[str, Any]) -> object:
        return services.change_letter(row, actor=actor_of(request), now=clock.now(), **dict(typed))

    return answer(
        request,
        LetterForm(request.POST or None, initial=kept),
        save=save,
        back=reverse("office:letter", args=[row.pk]),
        template="office/form.html",
        title=_("Letter to %(unit)s") % {"unit": row.recipient.name},
    )


@require_POST
@needs(Can.SUBMIT)
def submit_all(request: HttpRequest) -> HttpResponse:
    """Send every letter of one's own unit that was not submitted yet for a signature."""
    account = account_of(request)
    unit = queries.own_unit(account)
    if unit is not None:
        require(account, Can.SUBMIT, unit)
        for row in unsent_letters(account, unit)[:MOST_AT_ONCE]:
            services.submit(row.subject, actor=actor_of(request), now=clock.now())
    return redirect("office:letters")


@require_GET
@needs(Can.READ)
def word(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The letter as a Word file."""
    row = _visible(request, letter_id)
    approval = queries.latest_of([row.subject]).get(row.subject)
    return paper_response(
        request, letter_document(row, approval), name=f"{row.pk}-{row.recipient.code}"
    )
