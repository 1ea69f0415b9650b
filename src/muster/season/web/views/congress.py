"""Changes of a whole congress: another day, another version of the rules."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muster import packs
from muster.errors import DomainError
from muster.season import services
from muster.season.models import Congress
from muster.season.rules import Can
from muster.season.services import MovePreview
from muster.season.web.forms import DaysForm, PackForm
from muster.season.web.views.answers import answer, visible_congress
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require


@needs(Can.MOVE)
def move(request: HttpRequest, congress_id: int) -> HttpResponse:
    """A first look at what other days break; the act itself is the same for one and for many."""
    congress = visible_congress(request, congress_id)
    require(account_of(request), Can.MOVE, congress)
    days = {"starts_on": congress.starts_on, "ends_on": congress.ends_on}
    looked = DaysForm(request.GET if "starts_on" in request.GET else None, initial=days)
    valid = looked.is_bound and looked.is_valid()
    context = {
        "days": looked,
        "congress": congress,
        "preview": _preview(looked, congress) if valid else None,
        "act_url": _act_url(congress, **looked.cleaned_data) if valid else "",
    }
    return render(request, "season/move.html", context)


def _act_url(congress: Congress, *, starts_on: date, ends_on: date) -> str:
    """The page of the act with this one congress and its day chosen."""
    asked = {
        "unit": congress.season_unit.parent_id or congress.season_unit_id,
        "congress": congress.pk,
        "days": 0,
        f"day-{congress.pk}": starts_on.isoformat(),
        f"end-{congress.pk}": ends_on.isoformat(),
    }
    return f"{reverse('season:move-many')}?{urlencode(asked)}"


def _preview(form: DaysForm, congress: Congress) -> MovePreview | None:
    """What the days would break; days that make no sense are said at the form."""
    try:
        return services.preview_move(congress, today=clock.today(), **form.cleaned_data)
    except DomainError as refused:
        form.add_error(None, str(refused))
        return None


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
