"""What plan and roster say about the readiness of a congress."""

from collections.abc import Sequence

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.duty.models import OpenPlace, Plan, Roster
from muster.office.queries import state_of
from muster.season.models import Congress
from muster.season.registry.readiness import ReadinessLine, readiness_source


@readiness_source("plan")
def plan(congress: Congress) -> Sequence[ReadinessLine]:
    """Whether there is a plan, and whether it is signed as it stands."""
    found = Plan.objects.filter(event__congress=congress).first()
    if found is None:
        return [ReadinessLine(text=_("there is no plan of posts"), is_open=True)]
    signed = state_of(f"plan:{found.pk}").is_signed
    said = _("the plan of posts is signed") if signed else _("the plan of posts is not signed")
    return [ReadinessLine(text=said, is_open=not signed, url=reverse("duty:plan", args=[found.pk]))]


@readiness_source("roster")
def roster(congress: Congress) -> Sequence[ReadinessLine]:
    """Whether a roster in force holds the posts, and how many places it leaves open."""
    posts = {"shift__post__plan__event__congress": congress}
    found = Roster.objects.filter(
        state=Roster.State.PUBLISHED, assignments__shift__post__plan__event__congress=congress
    ).first()
    if found is None:
        return [ReadinessLine(text=_("no roster in force holds its posts"), is_open=True)]
    rows = OpenPlace.objects.filter(roster=found, **posts)
    left = rows.aggregate(n=Sum("missing"))["n"] or 0
    text = ngettext(
        "%(n)s place of the roster is open", "%(n)s places of the roster are open", left
    )
    said = text % {"n": left} if left else _("every place of the roster is filled")
    url = reverse("duty:roster", args=[found.pk])
    return [ReadinessLine(text=said, is_open=bool(left), url=url)]
