"""Rows of a room to the needs and units of ``engines.coverage``, and its advice back to teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.control.models import ControlRoom, Incident, Team
from muster.control.queries.crews import Crew, crews_on
from muster.control.queries.pack import pack_of
from muster.control.queries.silence import silence_of
from muster.engines import coverage as cv
from muster.packs import Pack
from muster.packs.schema import TeamState

MOST = 200
MINUTE = timedelta(minutes=1)
LEAST_LEVEL = 99
ON_POST = (TeamState.AVAILABLE, TeamState.REST)
AWAY = (TeamState.TASKED, TeamState.MOVING, TeamState.ON_SCENE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Everything that the advice for one incident was made from, and the advice."""

    pack: Pack
    incident: Incident
    teams: Mapping[str, Team]
    units: Mapping[str, cv.Unit]
    advice: cv.Advice
    held_for: Mapping[str, Incident]

    @property
    def heads(self) -> int:
        """How many go together at least."""
        return self.pack.incident_types[self.incident.type].heads


def advice_for(incident: Incident, *, now: datetime) -> Field:
    """Who should go to an incident: more urgent ones without anybody have the first choice.

    A fixed number of queries, at most 200 teams and incidents.
    """
    room = incident.room
    pack = pack_of(room)
    rows = Team.objects.filter(room=room).select_related("incident", "towards", "incident__team")
    teams = list(rows.order_by("number")[:MOST])
    crews = crews_on((team.post for team in teams if team.post), now=now, pack=pack)
    urgent = Incident.objects.filter(room=room, is_over=False, level__lt=incident.level)
    needs = [*urgent.select_related("team")[:MOST], incident]
    attended = {team.incident_id for team in teams}
    units = [_unit(team, crews, room, pack, now) for team in teams]
    found = cv.advise(
        [_need(one, crews, pack, now, is_attended=one.pk in attended) for one in needs],
        units,
        weights=_weights(pack),
        travel=travel_of(pack),
    )
    return Field(
        pack=pack,
        incident=incident,
        teams={team.pk.hex: team for team in teams},
        units={unit.key: unit for unit in units},
        advice=next(one for one in found if one.need == incident.pk.hex),
        held_for={one.pk.hex: one for one in needs},
    )


def travel_of(pack: Pack) -> cv.Travel:
    """How long ways take: straight lines until there is a road graph."""
    rules = pack.dispatch
    return cv.StraightLine(
        detour=rules.detour,
        kmh={cv.Mode.FOOT: rules.walk_kmh, cv.Mode.WHEELS: rules.drive_kmh},
        set_off_min=rules.set_off_min,
    )


def _weights(pack: Pack) -> cv.Weights:
    rules = pack.dispatch
    return cv.Weights(
        minute=rules.minute,
        uncovered=rules.uncovered,
        filled=rules.filled,
        fatigue=rules.fatigue,
        fresh_h=rules.fresh_h,
        pulled_off=rules.pulled_off,
        late=rules.late,
    )


def _need(
    incident: Incident, crews: Mapping[int, Crew], pack: Pack, now: datetime, *, is_attended: bool
) -> cv.Need:
    rule = pack.incident_types[incident.type]
    return cv.Need(
        key=incident.pk.hex,
        number=incident.number,
        level=incident.level,
        due_min=(incident.due_at - now) / MINUTE,
        limit_min=(incident.due_at - incident.opened_at) / MINUTE,
        place=_where_it_is(incident, crews),
        skills=frozenset(rule.skills),
        heads=rule.heads,
        is_attended=is_attended,
    )


def _unit(
    team: Team, crews: Mapping[int, Crew], room: ControlRoom, pack: Pack, now: datetime
) -> cv.Unit:
    crew = crews.get(team.post) if team.post else None
    kind = crew.kind if crew else None
    vehicle = pack.vehicle_kinds[kind.vehicle] if kind and kind.vehicle else None
    is_reserve = team.ring in pack.dispatch.reserve_rings
    state, status = TeamState(team.state), _status(team, room, pack, now)
    on_post = state in ON_POST and kind is not None and not is_reserve
    begun = team.checked_in_at or (crew.starts_at if crew else None) or now
    return cv.Unit(
        key=team.pk.hex,
        number=team.number,
        heads=crew.heads if crew else 1,
        place=_where_is(team, crews),
        mode=cv.Mode.WHEELS if vehicle else cv.Mode.FOOT,
        skills=crew.skills if crew else frozenset(),
        # whoever rides alone is no crew that could be broken
        crew_min=vehicle.min_crew if vehicle and vehicle.min_crew > 1 else 0,
        holds=float(kind.weight) if on_post and kind else 0.0,
        post_skills=frozenset(kind.skills if kind else ()),
        is_reserve=is_reserve,
        on_duty_min=max(0.0, (now - begun) / MINUTE),
        status=status,
        level=team.incident.level if team.incident else LEAST_LEVEL,
    )


def _status(team: Team, room: ControlRoom, pack: Pack, now: datetime) -> cv.Status:
    """A state from which the pack lets nobody be sent is as good as off duty."""
    state = TeamState(team.state)
    if state is not TeamState.TASKED and TeamState.TASKED not in pack.team_states[state].moves:
        return cv.Status.OFF
    if state is TeamState.OFF:
        return cv.Status.OFF
    if silence_of(team, calls_missed=room.calls_missed, now=now) is not None:
        return cv.Status.SILENT
    if state is TeamState.REST:
        return cv.Status.RESTING
    is_done = team.incident is not None and team.incident.is_over
    return cv.Status.ENGAGED if state in AWAY and not is_done else cv.Status.FREE


def _where_is(team: Team, crews: Mapping[int, Crew]) -> cv.Place | None:
    """Its post, or the place where it arrived."""
    if team.state == TeamState.ON_SCENE:
        if team.towards is not None:
            return _place(team.towards.post, crews)
        if team.incident is not None:
            return _where_it_is(team.incident, crews)
    return _place(team.post, crews)


def _where_it_is(incident: Incident, crews: Mapping[int, Crew]) -> cv.Place | None:
    """Where the one who reported it stands; without one, the venue."""
    if incident.team is not None:
        return _place(incident.team.post, crews)
    venue = incident.room.event.venue
    if venue is None or venue.lat is None or venue.lon is None:
        return None
    return cv.Place(lat=venue.lat, lon=venue.lon)


def _place(post: int | None, crews: Mapping[int, Crew]) -> cv.Place | None:
    crew = crews.get(post) if post else None
    if crew is None or crew.post.lat is None or crew.post.lon is None:
        return None
    return cv.Place(lat=crew.post.lat, lon=crew.post.lon)


def numbers_of(field: Field, keys: Sequence[str]) -> list[int]:
    """The numbers of teams by their keys."""
    return [field.teams[key].number for key in keys]


def as_recorded(field: Field) -> dict[str, object]:
    """The whole advice as an entry holds it: teams by number, fractions in tenths."""
    return {
        "options": [_option(field, one) for one in field.advice.options],
        "refused": [
            {
                "team": field.teams[one.unit].number,
                "why": one.why.value,
                "held_for": field.held_for[one.held_for].number if one.held_for else None,
            }
            for one in field.advice.refused
        ],
    }


def _option(field: Field, option: cv.Option) -> dict[str, object]:
    number = {key: team.number for key, team in field.teams.items()}
    return {
        "teams": numbers_of(field, option.units),
        "tenths_min": _tenths(option.minutes),
        "tenths_score": _tenths(option.score),
        "is_reserve": option.is_reserve,
        "is_late": option.is_late,
        "parts": [
            {
                "name": part.name.value,
                "tenths_amount": _tenths(part.amount),
                "tenths_points": _tenths(part.points),
            }
            for part in option.parts
        ],
        "gaps": [
            {
                "team": number[gap.unit],
                "weight": round(gap.weight),
                "filler": number[gap.filler] if gap.filler else None,
                "tenths_min": _tenths(gap.minutes),
            }
            for gap in option.gaps
        ],
    }


def _tenths(value: float | None) -> int | None:
    return None if value is None else round(value * 10)
