"""States of teams, and teams that join a room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.errors import IncidentOver, MoveNotAllowed, NumberTaken
from muster.control.models import Team
from muster.control.projecting import IncidentRow, TeamRow, team_key
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.numbers import must_be_ours
from muster.control.services.saying import Said, say
from muster.duty.models import Plan
from muster.ledger.actor import Actor
from muster.ledger.services import retry_on_deadlock
from muster.packs import Pack
from muster.packs.schema import Contact, TeamState

BEGINS = (TeamState.AVAILABLE, TeamState.ON_SCENE, TeamState.TASKED, TeamState.MOVING)
SENT = (TeamState.TASKED, TeamState.MOVING, TeamState.ON_SCENE)


@retry_on_deadlock
def move_team(
    team: Team,
    *,
    actor: Actor,
    now: datetime,
    state: TeamState,
    incident: UUID | None = None,
    towards: UUID | None = None,
    client_uuid: UUID | None = None,
) -> Written:
    """A team goes into another state, to an incident or to another team: a line that says so.

    Raises MoveNotAllowed, IncidentOver.
    """
    with writing(team.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            rule = pen.pack.team_states[state]
            text = f"@{team.number} {rule.name}"
            say(pen, Said(text=text, team=team.pk, incident=incident, contact=Contact.HEARD))
            put_team(pen, team.pk, state=state, incident=incident, towards=towards)
    return pen.written


def put_team(
    pen: Pen,
    key: UUID,
    *,
    state: TeamState,
    incident: UUID | None = None,
    towards: UUID | None = None,
    happened_at: datetime | None = None,
) -> None:
    """Record the move of a team as part of an act. Nothing is recorded that changes nothing."""
    team, pack = pen.live(TeamRow, key), pen.pack
    going = (incident or team.incident_id, towards or team.towards_id)
    incident, towards = going if state in SENT else (None, None)
    if (team.state, team.incident_id, team.towards_id) == (state, incident, towards):
        return
    _allowed(team, state, pack)
    if incident is not None and pen.live(IncidentRow, incident).is_over:
        raise IncidentOver(number=pen.live(IncidentRow, incident).number)
    rule = pack.team_states[state]
    body = {
        "team": key.hex,
        "number": team.number,
        "was": team.state,
        "state": state.value,
        "incident": incident and incident.hex,
        "towards": towards and towards.hex,
        "checks": _checks(state),
        "on_scene": state is TeamState.ON_SCENE,
        "reports": rule.reports,
    }
    pen.write("control.team_moved", body, about=("team", key), happened_at=happened_at)
    pen.made.append(f"@{team.number} → {rule.label}")


def _allowed(team: TeamRow, state: TeamState, pack: Pack) -> None:
    rule = pack.team_states[TeamState(team.state)]
    if state != team.state and state not in rule.moves:
        raise MoveNotAllowed(
            number=team.number,
            team=team.name,
            was=rule.name,
            wanted=pack.team_states[state].name,
            allowed=", ".join(str(pack.team_states[one].name) for one in rule.moves),
        )


def _checks(state: TeamState) -> str:
    if state in BEGINS:
        return "in"
    return "out" if state is TeamState.OFF else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDraft:
    """A team that is no post of the plan: a neighbour's patrol, an ambulance that was sent."""

    number: int
    name: str
    report_min: int = 30


@retry_on_deadlock
def add_team(
    room_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    draft: TeamDraft,
    client_uuid: UUID | None = None,
) -> Written:
    """Another team joins under a number of its own. Raises NumberTaken, NumberOfAnotherPost."""
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            must_be_ours(draft.number)
            there = Team.objects.filter(room=room_id, number=draft.number).first()
            if there is not None:
                raise NumberTaken(number=there.number, team=there.name)
            text = _("@%(number)s %(name)s joins") % {"number": draft.number, "name": draft.name}
            say(pen, Said(text=text))
            said = team_body(draft.number, draft.name, report_min=draft.report_min)
            key = team_key(pen.room.pk, draft.number)
            pen.write("control.teams_added", {"teams": [said]}, about=("team", key))
    return pen.written


def team_body(
    number: int, name: str, *, report_min: int, post: int | None = None, ring: str = ""
) -> dict[str, Any]:
    """A team as its entry holds it."""
    return {
        "number": number,
        "name": name,
        "post": post,
        "ring": ring,
        "report_min": report_min,
        "state": TeamState.OFF.value,
    }


def teams_of(plan: Plan, pack: Pack) -> Sequence[dict[str, Any]]:
    """The teams of a plan's posts, with the reporting schedule of their kinds."""
    return [
        team_body(
            post.number,
            post.name,
            post=post.pk,
            ring=post.ring,
            report_min=pack.posts[post.key].report_min if post.key in pack.posts else REPORT_MIN,
        )
        for post in plan.posts.order_by("number")
    ]


# A post of a kind that the pack does not have any more.
REPORT_MIN = 30
