"""Publishing a standing roster: it comes into force, and everyone whose duty changes is named."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime

from muster.duty.bridge.standing import breaches_of
from muster.duty.errors.standing import (
    StandingBroken,
    StandingEmpty,
    StandingOverlaps,
    StandingStale,
)
from muster.duty.models import Affected, Officer, Roster, StandingAffected, StandingRoster
from muster.duty.queries.naming import full_name
from muster.duty.queries.standing_shifts import in_force_over, overlapping_standing, pack_of
from muster.duty.queries.standing_words import rule_words
from muster.duty.services.standing import taken_standing
from muster.ledger.actor import Actor
from muster.ledger.canonical import text
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.office.services import issue, sign_and_issue
from muster.season.models import Season
from muster.shell.formats import day as day_text

Held = frozenset[tuple[date, str]]


def publish_standing(
    actor: Actor, *, roster_id: int, version: int, now: datetime
) -> StandingRoster:
    """Put a signed draft into force; it supersedes the one over exactly the same days.

    Raises StandingStale, what the office refuses (nothing comes into force that was not approved,
    unless the pack asks for no signature), and what :func:`put_standing_into_force` refuses.
    """
    issue(_subject(roster_id), actor=actor, now=now, guard=_same(roster_id, version))
    return _as_it_is(roster_id)


def sign_and_publish_standing(
    actor: Actor, *, roster_id: int, version: int, now: datetime
) -> StandingRoster:
    """Sign a draft as it stands and put it into force in one act, by who has the authority."""
    sign_and_issue(_subject(roster_id), actor=actor, now=now, guard=_same(roster_id, version))
    return _as_it_is(roster_id)


def _subject(roster_id: int) -> str:
    return f"standing:{roster_id}"


def _same(roster_id: int, version: int) -> Callable[[], None]:
    """Refuse with StandingStale unless the draft is still as its page showed it."""

    def guard() -> None:
        if not StandingRoster.objects.filter(pk=roster_id, version=version).exists():
            raise StandingStale

    return guard


def _as_it_is(roster_id: int) -> StandingRoster:
    return StandingRoster.objects.select_related("post__season").get(pk=roster_id)


def refuse_unfit_standing(roster_id: int) -> None:
    """Hold a draft against every rule before anybody signs or publishes it."""
    refuse_broken_standing(_as_it_is(roster_id))


def put_standing_into_force(roster_id: int, actor: Actor, now: datetime) -> None:
    """What issuing a standing roster does, inside the transaction of its issue.

    Locks the season, so two publications, of events as well, follow each other; every rule is
    asked again under that lock. Raises StandingEmpty, StandingBroken, StandingOverlaps,
    StandingNotDraft, StandingBusy.
    """
    with recorded(actor, now=now) as record:
        draft = _as_it_is(roster_id)
        Season.objects.select_for_update().get(pk=draft.post.season_id)
        roster = taken_standing(roster_id, draft.version)
        refuse_broken_standing(roster)
        before = in_force_over(roster)
        _refuse_overlap(roster, before)
        if before is not None:
            StandingRoster.objects.filter(pk=before.pk).update(state=Roster.State.SUPERSEDED)
        StandingRoster.objects.filter(pk=roster.pk).update(
            state=Roster.State.PUBLISHED,
            published_at=now,
            published_by=actor.name,
            supersedes=before,
        )
        changes = standing_affected(roster, before)
        StandingAffected.objects.bulk_create(
            StandingAffected(roster=roster, officer_id=officer_id, change=change)
            for officer_id, change in sorted(changes.items())
        )
        record(
            kind="standing.published",
            subject=_subject(roster.pk),
            season=roster.post.season_id,
            unit=roster.post.unit_id,
            audience=Audience.FORCE,
            body={
                "post": roster.post.name,
                "number": roster.number,
                "from": roster.starts_on.isoformat(),
                "to": roster.ends_on.isoformat(),
                "supersedes": None if before is None else before.number,
                "duties": digest_of_standing(roster),
                "affected": len(changes),
            },
        )


def refuse_broken_standing(roster: StandingRoster) -> None:
    """Hold the roster against every rule. Raises StandingEmpty, StandingBroken."""
    if not roster.duties.exists():
        raise StandingEmpty
    broken = breaches_of(roster)
    if not broken:
        return
    pack, first = pack_of(roster), broken[0]
    officer = Officer.objects.select_related("person").get(pk=first.officer_id)
    raise StandingBroken(
        who=full_name(officer.person, pack=pack),
        rule=rule_words(first.words, starts_on=roster.starts_on, pack=pack, why=first.why),
        count=len(broken),
    )


def standing_affected(roster: StandingRoster, before: StandingRoster | None) -> dict[int, str]:
    """By officer id: what the roster changes for them against the one in force."""
    new = held_by(roster)
    old = held_by(before) if before is not None else {}
    found = {}
    for officer_id in new.keys() | old.keys():
        if officer_id not in old:
            found[officer_id] = Affected.Change.ADDED.value
        elif officer_id not in new:
            found[officer_id] = Affected.Change.REMOVED.value
        elif new[officer_id] != old[officer_id]:
            found[officer_id] = Affected.Change.CHANGED.value
    return found


def held_by(roster: StandingRoster) -> dict[int, Held]:
    """By officer id: days and shifts."""
    found: dict[int, set[tuple[date, str]]] = {}
    for officer_id, day, shift in roster.duties.values_list("officer_id", "day", "shift"):
        found.setdefault(officer_id, set()).add((day, shift))
    return {officer_id: frozenset(held) for officer_id, held in found.items()}


def digest_of_standing(roster: StandingRoster) -> str:
    """SHA-256 over the duties: what was put into force, provable later."""
    rows = roster.duties.order_by("day", "officer_id").values_list("officer_id", "day", "shift")
    told = [[officer_id, day.isoformat(), shift] for officer_id, day, shift in rows]
    return hashlib.sha256(text(told).encode()).hexdigest()


def _refuse_overlap(roster: StandingRoster, before: StandingRoster | None) -> None:
    for other in overlapping_standing(roster):
        if before is None or other.pk != before.pk:
            days = f"{day_text(other.starts_on)} – {day_text(other.ends_on)}"
            raise StandingOverlaps(number=other.number, days=days)
