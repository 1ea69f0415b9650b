"""Grades: for which the installation is approved, what it holds, and how a file is taken out."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from muster.packs import Held
from muster.season import services
from muster.season.bridge import pack_of
from muster.season.models import GradeApproval, Season, SeasonUnit
from muster.season.queries import grades as queries
from muster.season.queries import season_in_focus
from muster.season.registry.held import HeldSource, held_source
from muster.season.rules import Can
from muster.season.web.forms import ApprovalForm, WhyForm
from muster.season.web.views.answers import answer
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require


def _season_and_top() -> tuple[Season, SeasonUnit]:
    """The season in focus and its root: the installation's approval is that of the root."""
    season = season_in_focus()
    if season is None:
        raise Http404
    return season, get_object_or_404(SeasonUnit, season=season, parent=None)


@require_GET
@needs(Can.READ_GRADES)
def grades(request: HttpRequest) -> HttpResponse:
    """Every grade that is not held as a matter of course: approval, what is held, what must go."""
    season, top = _season_and_top()
    account = account_of(request)
    require(account, Can.READ_GRADES, top)
    lines = queries.grade_lines(season, on=clock.today())
    context = {
        "season": season,
        "lines": [_line(line) for line in lines],
        "excess": sum(line.count for line in lines if line.is_excess),
        "past": [(row, _grade_name(season, row.grade)) for row in queries.past_approvals(season)],
        "may": is_allowed(account, Can.APPROVE_GRADES, top),
    }
    return render(request, "season/grades.html", context)


def _grade_name(season: Season, grade: str) -> str:
    """What a grade is called, or its key where the pack has moved on without it."""
    known = pack_of(season).grades.get(grade)
    return grade if known is None else str(known.name)


def _line(line: queries.GradeLine) -> dict[str, Any]:
    """A grade with the places of what may not stay, as its row shows them."""
    places = [
        {"label": held.source.label, "count": held.count, "urls": _urls(held)}
        for held in line.held
        if held.count and line.is_excess
    ]
    return {"one": line, "never": line.grade.held is Held.NEVER, "places": places}


def _urls(held: queries.HeldLine) -> list[str]:
    """Where the first of it stands, each page once."""
    return list(dict.fromkeys(held.source.url(row) for row in held.rows))


@needs(Can.APPROVE_GRADES)
def approve(request: HttpRequest, grade: str) -> HttpResponse:
    """Enter that the installation is approved for a grade, by which paper, until when."""
    season, top = _season_and_top()
    require(account_of(request), Can.APPROVE_GRADES, top)
    pack = pack_of(season)
    if grade not in pack.grades:
        raise Http404

    def save(typed: Mapping[str, Any]) -> object:
        said = dict(typed)
        uuid = said.pop("client_uuid")
        return services.approve_grade(
            season,
            grade=grade,
            paper=services.ApprovalPaper(**said),
            actor=actor_of(request),
            now=clock.now(),
            client_uuid=uuid,
        )

    return answer(
        request,
        ApprovalForm(request.POST or None, initial={"approved_on": clock.today()}),
        save=save,
        back=reverse("season:grades"),
        title=_("Approval for “%(grade)s”") % {"grade": pack.grades[grade].name},
        about=_(
            "Enter it only with the paper before you: from then on texts and files of this grade"
            " come in. It is recorded with your name."
        ),
    )


@needs(Can.APPROVE_GRADES)
def end(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Take an approval back."""
    season, top = _season_and_top()
    require(account_of(request), Can.APPROVE_GRADES, top)
    row = get_object_or_404(GradeApproval, pk=approval_id, pack=season.pack)
    return answer(
        request,
        WhyForm(request.POST or None),
        save=lambda typed: services.end_approval(
            row, actor=actor_of(request), now=clock.now(), **typed
        ),
        back=reverse("season:grades"),
        title=_("Take the approval %(symbol)s back") % {"symbol": row.symbol},
        about=_(
            "From then on nothing of this grade comes in. What is held stays until it is taken"
            " out, and is listed on this page."
        ),
        button=pgettext("grade", "Take back"),
    )


@needs(Can.TAKE_OUT)
def take_out(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """Take one file out of muster, with the reason."""
    source, row = _held(request, word, pk)
    back = source.url(row)

    def save(typed: Mapping[str, Any]) -> object:
        services.take_out(source, pk, actor=actor_of(request), now=clock.now(), **typed)
        messages.success(request, _("The file is taken out."))
        return None

    return answer(
        request,
        WhyForm(request.POST or None),
        save=save,
        back=back,
        title=_("Take out “%(name)s”") % {"name": row.name},
        about=_(
            "The file leaves muster for good; its name and hash stay in the record, with the"
            " reason and your name. Copies on paper, in backups and on the computers of those who"
            " downloaded it are not reached: see to them by the rules."
        ),
        button=pgettext("file", "Take out"),
    )


def _held(request: HttpRequest, word: str, pk: int) -> tuple[HeldSource, Any]:
    """The row of the address, for those who may take it out."""
    source = held_source(word)
    if source is None or source.take_out is None:
        raise Http404
    row = get_object_or_404(source.holding(), pk=pk)
    unit = source.unit_of(row)
    # Whoever may not even see the unit learns nothing of the file.
    if not is_allowed(account_of(request), Can.READ, unit):
        raise Http404
    require(account_of(request), source.can, unit)
    return source, row
