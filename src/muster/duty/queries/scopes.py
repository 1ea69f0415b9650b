"""How the rows of this capability hang on the tree: what an account may see of them."""

from django.db.models import Q

from muster.duty.models import (
    Absence,
    Affected,
    Assignment,
    CalendarFeed,
    Naming,
    Officer,
    OpenPlace,
    Plan,
    Post,
    Quota,
    Risk,
    Roster,
    Run,
    Shift,
    Split,
    StandingAffected,
    StandingDuty,
    StandingMember,
    StandingNeed,
    StandingPost,
    StandingRequest,
    StandingRoster,
    StandingRun,
    Trial,
    Vehicle,
)
from muster.duty.rules import Can
from muster.season.models import Event
from muster.tree.reach import Reach
from muster.tree.scope import scoped


@scoped(Officer)
def _officers(reach: Reach) -> Q:
    return reach.by(Can.READ_FORCE).units("unit") | reach.own_person("person")


@scoped(Vehicle)
def _vehicles(reach: Reach) -> Q:
    return reach.by(Can.READ_FORCE).units("unit")


@scoped(Absence)
def _absences(reach: Reach) -> Q:
    held = reach.by(Can.READ_FORCE)
    own = reach.own_person("officer__person")
    return held.units("officer__unit") | held.units("vehicle__unit") | own


@scoped(CalendarFeed)
def _feeds(reach: Reach) -> Q:
    return reach.own_person("officer__person")


@scoped(Plan)
def _plans(reach: Reach) -> Q:
    return reach.by(Can.READ_PLANS).season_units("event__season_unit")


@scoped(Post)
def _posts(reach: Reach) -> Q:
    return reach.by(Can.READ_PLANS).season_units("plan__event__season_unit")


@scoped(Risk)
def _risks(reach: Reach) -> Q:
    """Those of units within reach, and those of venues where an event within reach is held."""
    held = reach.by(Can.READ_PLANS)
    events = Event.objects.filter(held.season_units(), venue__isnull=False)
    return held.season_units("season_unit") | Q(venue__in=events.values("venue"))


@scoped(Shift)
def _shifts(reach: Reach) -> Q:
    return reach.by(Can.READ_PLANS).season_units("post__plan__event__season_unit")


@scoped(Roster)
def _rosters(reach: Reach) -> Q:
    return reach.by(Can.READ_ROSTERS).seasons("season")


@scoped(Run)
def _runs(reach: Reach) -> Q:
    return reach.by(Can.READ_ROSTERS).seasons("roster__season")


@scoped(Assignment)
def _assignments(reach: Reach) -> Q:
    held = reach.by(Can.READ_ROSTERS)
    own = reach.own_person("officer__person") & Q(roster__state=Roster.State.PUBLISHED)
    return held.season_units("shift__post__plan__event__season_unit") | own


@scoped(OpenPlace)
def _open_places(reach: Reach) -> Q:
    return reach.by(Can.READ_ROSTERS).season_units("shift__post__plan__event__season_unit")


@scoped(Affected)
def _affected(reach: Reach) -> Q:
    return reach.by(Can.READ_ROSTERS).seasons("roster__season")


@scoped(Trial)
def _trials(reach: Reach) -> Q:
    return reach.by(Can.READ_ROSTERS).seasons("roster__season")


@scoped(Split)
def _splits(reach: Reach) -> Q:
    return reach.by(Can.READ_QUOTAS).seasons("roster__season")


@scoped(Quota)
def _quotas(reach: Reach) -> Q:
    return reach.by(Can.READ_QUOTAS).units("unit")


@scoped(Naming)
def _namings(reach: Reach) -> Q:
    return reach.by(Can.READ_QUOTAS).units("unit")


@scoped(StandingPost)
def _standing_posts(reach: Reach) -> Q:
    return reach.by(Can.READ_ROSTERS).seasons("season")


@scoped(StandingRoster)
def _standing_rosters(reach: Reach) -> Q:
    return reach.by(Can.READ_ROSTERS).seasons("post__season")


@scoped(StandingMember)
def _standing_members(reach: Reach) -> Q:
    return reach.by(Can.READ_ROSTERS).seasons("roster__post__season")


@scoped(StandingNeed)
def _standing_needs(reach: Reach) -> Q:
    return reach.by(Can.READ_ROSTERS).seasons("roster__post__season")


@scoped(StandingRequest)
def _standing_requests(reach: Reach) -> Q:
    own = reach.own_person("officer__person")
    return reach.by(Can.READ_ROSTERS).seasons("roster__post__season") | own


@scoped(StandingDuty)
def _standing_duties(reach: Reach) -> Q:
    own = reach.own_person("officer__person") & Q(roster__state=Roster.State.PUBLISHED)
    return reach.by(Can.READ_ROSTERS).seasons("roster__post__season") | own


@scoped(StandingRun)
def _standing_runs(reach: Reach) -> Q:
    return reach.by(Can.READ_ROSTERS).seasons("roster__post__season")


@scoped(StandingAffected)
def _standing_affected(reach: Reach) -> Q:
    return reach.by(Can.READ_ROSTERS).seasons("roster__post__season")
