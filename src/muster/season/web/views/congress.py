"""Changes of a whole congress: another day, another version of the rules."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from muster import packs
from muster.errors import DomainError
from muster.season import services
from muster.season.models import Congress
from muster.season.rules import Can
from muster.season.services import MovePreview
from muster.season.web.forms import DaysForm, MoveForm, PackForm
from muster.season.web.views.answers import answer, attempt, visible_congress
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require


@needs(Can.MOVE)
def move(request: HttpRequest, congress_id: int) -> HttpResponse:
    """First what the move breaks, then the move itself with its reason."""
    congress = visible_congress(request, congress_id)
    require(account_of(request), Can.MOVE, congress)
    typed = request.POST or request.GET
    days = {"starts_on": congress.starts_on, "ends_on": congress.ends_on}
    looked = DaysForm(typed if "starts_on" in typed else None, initial=days)
    form = MoveForm(request.POST or None, initial=_looked_at(looked))
    if request.method == "POST":
        status = attempt(form, lambda typed: _move(request, congress, typed))
        if not status:
            return redirect("congress:one", congress.pk)
    else:
        status = 200
    preview = _preview(looked, congress) if looked.is_bound and looked.is_valid() else None
    context = {"days": looked, "form": form, "congress": congress, "preview": preview}
    return render(request, "season/move.html", context, status=status)


def _looked_at(looked: DaysForm) -> dict[str, Any]:
    return dict(looked.cleaned_data) if looked.is_bound and looked.is_valid() else {}


def _preview(form: DaysForm, congress: Congress) -> MovePreview | None:
    """What the days would break; days that make no sense are said at the form."""
    try:
        return services.preview_move(congress, today=clock.today(), **form.cleaned_data)
    except DomainError as refused:
        form.add_error(None, str(refused))
        return None


def _move(request: HttpRequest, congress: Congress, typed: Mapping[str, Any]) -> Congress:
    return services.move_congress(congress, actor=actor_of(request), now=clock.now(), **typed)


@needs(Can.MIGRATE_PACK)
def pack(request: HttpRequest, congress_id: int) -> HttpResponse:
    """What another version of the rules would mean, and the step to it."""
    congress = visible_congress(request, congress_id)
    require(account_of(request), Can.MIGRATE_PACK, congress)
    versions = [
        ref.version
        for ref in packs.available()
        if ref.key == congress.pack and ref.version != congress.pack_version
    ]
    form = PackForm(request.POST or None, versions=versions)
    return answer(
        request,
        form,
        save=lambda typed: services.migrate_pack(
            congress, actor=actor_of(request), now=clock.now(), version=typed["version"]
        ),
        back=f"/congress/{congress.pk}/",
        template="season/pack.html",
        title=_("Other rules"),
        congress=congress,
        rules_name=packs.load(congress.pack, congress.pack_version).name,
        previews=[(one, services.preview_pack(congress, version=one)) for one in versions],
    )
