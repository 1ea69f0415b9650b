"""What of this capability is approved before it is issued: plans, rosters, standing rosters."""

from django.urls import reverse
from django.utils.translation import gettext as _

from muster.duty.models import Plan, Roster, StandingRoster
from muster.duty.queries.content import plan_parts, roster_parts, standing_parts
from muster.duty.queries.naming import day_name
from muster.duty.queries.standing_shifts import date_name
from muster.duty.rules import Can
from muster.duty.services.publish import put_into_force, refuse_unfit, tell_congresses
from muster.duty.services.standing_publish import put_standing_into_force, refuse_unfit_standing
from muster.season.models import SeasonUnit
from muster.season.registry import Approvable, ApprovableSource, register_approvable


def roster_now(pk: int) -> Approvable:
    """A roster; the season's root signs it."""
    roster = Roster.objects.select_related("season").get(pk=pk)
    said = {
        "number": roster.number,
        "first": day_name(roster.starts_at),
        "last": day_name(roster.ends_at),
    }
    return Approvable(
        kind="roster",
        unit=SeasonUnit.objects.select_related("season").get(
            season=roster.season_id, unit=roster.season.root_id
        ),
        title=_("Roster %(number)s, %(first)s to %(last)s") % said,
        url=reverse("duty:roster", args=[pk]),
        issue_url=reverse("duty:publish", args=[pk]),
        parts=roster_parts(roster),
    )


def standing_now(pk: int) -> Approvable:
    """A standing roster; the season's root signs it, as it does every roster."""
    roster = StandingRoster.objects.select_related("post__season").get(pk=pk)
    season = roster.post.season
    said = {
        "post": roster.post.name,
        "number": roster.number,
        "first": date_name(roster.starts_on),
        "last": date_name(roster.dates[-1]),
    }
    return Approvable(
        kind="roster",
        unit=SeasonUnit.objects.select_related("season").get(season=season, unit=season.root_id),
        title=_("%(post)s, standing roster %(number)s, %(first)s to %(last)s") % said,
        url=reverse("duty:standing", args=[pk]),
        issue_url=reverse("duty:publish_standing", args=[pk]),
        parts=standing_parts(roster),
    )


def plan_now(pk: int) -> Approvable:
    """The plan of an event, signed in the name of the season's root, whose force serves there."""
    plan = Plan.objects.select_related("event__season").get(pk=pk)
    season = plan.event.season
    return Approvable(
        kind="plan",
        unit=SeasonUnit.objects.select_related("season").get(season=season, unit=season.root_id),
        title=_("Plan: %(event)s") % {"event": plan.event.name},
        url=reverse("duty:plan", args=[pk]),
        parts=plan_parts(plan),
    )


register_approvable(
    "roster",
    ApprovableSource(
        look=roster_now,
        submit=Can.DRAFT,
        issue=Can.PUBLISH,
        check=refuse_unfit,
        effect=put_into_force,
        follow=tell_congresses,
    ),
)
register_approvable(
    "standing",
    ApprovableSource(
        look=standing_now,
        kind="roster",
        submit=Can.DRAFT,
        issue=Can.PUBLISH,
        check=refuse_unfit_standing,
        effect=put_standing_into_force,
    ),
)
register_approvable(
    "plan", ApprovableSource(look=plan_now, submit=Can.CHANGE_PLANS, issue=Can.PUBLISH)
)
