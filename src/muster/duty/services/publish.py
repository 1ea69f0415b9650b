"""Publishing: the roster comes into force, and everyone whose duty changes is named."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from muster.duty.bridge.breach import first_breach
from muster.duty.bridge.history import is_taken_elsewhere
from muster.duty.bridge.problem import pairs_of, problem_of
from muster.duty.errors import RosterBroken, RosterEmpty, RosterOverlaps, RosterStale
from muster.duty.models import Affected, Roster
from muster.duty.queries.changes import duties_of
from muster.duty.queries.naming import day_name
from muster.duty.queries.windows import overlapping, roster_in_force
from muster.duty.services.drafts import taken
from muster.duty.services.steps import feed_congresses
from muster.engines.roster.rules import Judge
from muster.ledger.actor import Actor
from muster.ledger.canonical import text
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.office.services import issue, sign_and_issue
from muster.packs import load
from muster.season.models import Season


def publish(actor: Actor, *, roster_id: int, version: int, now: datetime) -> Roster:
    """Put a signed draft into force; it supersedes the roster over exactly the same days.

    Raises RosterStale, what the office refuses (nothing comes into force that was not approved,
    unless the pack asks for no signature), and what :func:`put_into_force` refuses.
    """
    issue(subject_of(roster_id), actor=actor, now=now, guard=_same(roster_id, version))
    return _as_it_is(roster_id)


def sign_and_publish(actor: Actor, *, roster_id: int, version: int, now: datetime) -> Roster:
    """Sign a draft as it stands and put it into force in one act, by who has the authority."""
    sign_and_issue(subject_of(roster_id), actor=actor, now=now, guard=_same(roster_id, version))
    return _as_it_is(roster_id)


def _as_it_is(roster_id: int) -> Roster:
    return Roster.objects.select_related("season").get(pk=roster_id)


def _same(roster_id: int, version: int) -> Callable[[], None]:
    """Refuse with RosterStale unless the draft is still as its page showed it."""

    def guard() -> None:
        if not Roster.objects.filter(pk=roster_id, version=version).exists():
            raise RosterStale

    return guard


def subject_of(roster_id: int) -> str:
    """The roster as the record and its approval name it."""
    return f"roster:{roster_id}"


def put_into_force(roster_id: int, actor: Actor, now: datetime) -> None:
    """What issuing a roster does, inside the transaction of its issue.

    Locks the season, so two publications, of standing rosters as well, follow each other; whether
    somebody has come to stand elsewhere is asked again under that lock. Raises RosterOverlaps,
    RosterStale, RosterNotDraft, RosterBroken.
    """
    with recorded(actor, now=now) as record:
        found = Roster.objects.get(pk=roster_id)
        Season.objects.select_for_update().get(pk=found.season_id)
        roster = taken(roster_id, found.version)
        before = roster_in_force(roster)
        _refuse_overlap(roster, before)
        _refuse_taken(roster)
        if before is not None:
            Roster.objects.filter(pk=before.pk).update(state=Roster.State.SUPERSEDED)
        Roster.objects.filter(pk=roster.pk).update(
            state=Roster.State.PUBLISHED,
            published_at=now,
            published_by=actor.name,
            supersedes=before,
        )
        changes = affected_by(roster, before)
        Affected.objects.bulk_create(
            Affected(roster=roster, officer_id=officer_id, change=change)
            for officer_id, change in sorted(changes.items())
        )
        record(
            kind="roster.published",
            subject=subject_of(roster.pk),
            season=roster.season_id,
            audience=Audience.FORCE,
            body={
                "number": roster.number,
                "from": roster.starts_at,
                "to": roster.ends_at,
                "supersedes": None if before is None else before.number,
                "assignments": digest_of(roster),
                "affected": len(changes),
            },
        )


def tell_congresses(roster_id: int, actor: Actor, now: datetime) -> None:
    """What follows once a roster is in force, in short transactions of their own."""
    feed_congresses(actor, roster=_as_it_is(roster_id), now=now)


def refuse_unfit(roster_id: int) -> None:
    """Hold a draft against every hard rule before anybody signs or publishes it."""
    refuse_broken(_as_it_is(roster_id))


def refuse_broken(roster: Roster) -> None:
    """Hold the roster against every hard rule. Raises RosterEmpty, RosterBroken."""
    pairs = pairs_of(roster)
    if not pairs:
        raise RosterEmpty
    judge = Judge(problem_of(roster))
    broken = judge.score(pairs).broken
    if broken:
        pack = load(roster.season.pack, roster.season.pack_version)
        said = first_breach(judge, pairs, pack=pack) or broken[0]
        raise RosterBroken(rule=said.rstrip("."), count=len(broken))


def _refuse_taken(roster: Roster) -> None:
    rest = load(roster.season.pack, roster.season.pack_version).duty.min_rest_min
    if is_taken_elsewhere(roster, rest=timedelta(minutes=rest)):
        refuse_broken(roster)


def affected_by(roster: Roster, before: Roster | None) -> dict[int, str]:
    """By officer id: what the roster changes for them against the one in force."""
    new = duties_of(roster)
    old = duties_of(before) if before is not None else {}
    return {
        officer_id: _change(old.get(officer_id), new.get(officer_id))
        for officer_id in old.keys() | new.keys()
        if old.get(officer_id) != new.get(officer_id)
    }


def digest_of(roster: Roster) -> str:
    """SHA-256 over the roster's assignments: what was put into force, provable later."""
    return hashlib.sha256(text([list(pair) for pair in pairs_of(roster)]).encode()).hexdigest()


def _change(old: frozenset[int] | None, new: frozenset[int] | None) -> str:
    if old is None:
        return Affected.Change.ADDED
    return Affected.Change.REMOVED if new is None else Affected.Change.CHANGED


def _refuse_overlap(roster: Roster, before: Roster | None) -> None:
    for other in overlapping(roster):
        if before is None or other.pk != before.pk:
            days = _("%(first)s to %(last)s") % {
                "first": day_name(other.starts_at),
                "last": day_name(other.ends_at),
            }
            raise RosterOverlaps(number=other.number, days=days)
