"""Sending teams to an incident: what was offered, what was chosen, what was not."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.bridge.advising import Field, advice_for, as_recorded
from muster.control.errors import IncidentOver, NotEnough, NotInRoom, NotToBeSent, WhyNotOffered
from muster.control.models import Dispatch, Incident, Team
from muster.control.queries.dispatches import WHYS
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.numbers import next_number
from muster.control.services.saying import Said, say
from muster.control.services.teams import put_team
from muster.engines.coverage import Option, Why
from muster.ledger.actor import Actor
from muster.ledger.services import retry_on_deadlock
from muster.packs.schema import TeamState

# No word and no rank of the dispatcher lifts these.
HARD = (Why.OFF, Why.SILENT, Why.CREW_SHORT, Why.NO_WAY)


@retry_on_deadlock
def send_teams(
    incident: Incident,
    *,
    actor: Actor,
    now: datetime,
    numbers: Sequence[int],
    reason: str = "",
    fills: bool = False,
    client_uuid: UUID | None = None,
) -> Written:
    """Send teams to an incident, the first of them leading; the advice of now is recorded whole.

    fills: who fills the posts that stand empty is sent there as well. Raises IncidentOver,
    NotInRoom, NotToBeSent, NotEnough, WhyNotOffered, MoveNotAllowed.
    """
    with writing(incident.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            row = Incident.objects.select_related("room__event__venue", "team").get(pk=incident.pk)
            if row.is_over:
                raise IncidentOver(number=row.number)
            field = advice_for(row, now=now)
            teams = _found(field, numbers)
            option = _offered(field, teams)
            if option is None:
                _may_be_sent(field, teams, reason)
            _send(pen, field, teams, option, reason)
            if fills and option is not None:
                _fill(pen, field, option)
    return pen.written


def _found(field: Field, numbers: Sequence[int]) -> list[Team]:
    by_number = {team.number: team for team in field.teams.values()}
    unknown = [number for number in numbers if number not in by_number]
    if unknown or not numbers:
        known = ", ".join(f"@{one}" for one in sorted(by_number)[:40])
        raise NotInRoom(given=" ".join(f"@{one}" for one in unknown) or "@", known=known)
    return [by_number[number] for number in dict.fromkeys(numbers)]


def _offered(field: Field, teams: Sequence[Team]) -> Option | None:
    wanted = tuple(team.pk.hex for team in teams)
    return next((one for one in field.advice.options if one.units == wanted), None)


def _may_be_sent(field: Field, teams: Sequence[Team], reason: str) -> None:
    """What was not offered: hard rules hold, for the others whoever sends says why."""
    refused = {one.unit: one.why for one in field.advice.refused}
    said = ", ".join(f"@{team.number} {team.name}" for team in teams)
    whys = [refused[team.pk.hex] for team in teams if team.pk.hex in refused]
    hard = [why for why in whys if why in HARD]
    if hard:
        raise NotToBeSent(teams=said, why=WHYS[hard[0]])
    heads = sum(field.units[team.pk.hex].heads for team in teams)
    if heads < field.heads:
        raise NotEnough(number=field.incident.number, wanted=field.heads, teams=said, heads=heads)
    if not reason.strip():
        why = WHYS[whys[0]] if whys else _("other teams were offered together")
        raise WhyNotOffered(teams=said, why=why)


def _send(
    pen: Pen, field: Field, teams: Sequence[Team], option: Option | None, reason: str
) -> None:
    incident = field.incident
    names = ", ".join(f"@{team.number} {team.name}" for team in teams)
    text = _("%(teams)s sent to #%(number)s") % {"teams": names, "number": incident.number}
    if reason.strip():
        text = f"{text}: {reason.strip()[:300]}"
    say(pen, Said(text=text, team=teams[0].pk, incident=incident.pk))
    key = pen.key("dispatch")
    number = next_number(pen, Dispatch, highest=pen.row.dispatches)
    body = {
        "dispatch": key.hex,
        "number": number,
        "incident": incident.pk.hex,
        "teams": [team.number for team in teams],
        "place": None if option is None else list(field.advice.options).index(option) + 1,
        "reason": reason.strip()[:300],
        "choices": as_recorded(field),
    }
    pen.write("control.dispatched", body, about=("dispatch", key))
    for team in teams:
        towards = incident.team_id if incident.team_id != team.pk else None
        put_team(pen, team.pk, state=TeamState.TASKED, incident=incident.pk, towards=towards)


def _fill(pen: Pen, field: Field, option: Option) -> None:
    for gap in option.gaps:
        if gap.filler is not None:
            post, filler = field.teams[gap.unit], field.teams[gap.filler]
            put_team(pen, filler.pk, state=TeamState.TASKED, towards=post.pk)
