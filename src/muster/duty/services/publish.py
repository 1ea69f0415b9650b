"""Publishing: the roster comes into force, and everyone whose duty changes is named."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from muster.duty.bridge.breach import first_breach
from muster.duty.bridge.problem import pairs_of, problem_of
from muster.duty.errors import RosterBroken, RosterEmpty, RosterOverlaps
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
from muster.packs import load
from muster.season.models import Season


def publish(actor: Actor, *, roster_id: int, version: int, now: datetime) -> Roster:
    """Put a draft into force; it supersedes the roster over exactly the same days.

    The engine's judge looks at every rule before anything is locked. Locks the season, so two
    publications follow each other. Raises RosterEmpty, RosterBroken, RosterOverlaps,
    RosterStale, RosterNotDraft.
    """
    draft = Roster.objects.select_related("season").get(pk=roster_id)
    refuse_broken(draft)
    with recorded(actor, now=now) as record:
        Season.objects.select_for_update().get(pk=draft.season_id)
        roster = taken(roster_id, version)
        before = roster_in_force(roster)
        _refuse_overlap(roster, before)
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
            subject=f"roster:{roster.pk}",
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
    feed_congresses(actor, roster=roster, now=now)
    roster.refresh_from_db()
    return roster


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
