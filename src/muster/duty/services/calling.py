"""Mustering a force by telephone: a call list of everybody on a roster, or of those it changed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.duty.models import Affected, Assignment, Officer, Roster
from muster.ledger.actor import Actor
from muster.office import services as office
from muster.office.bridge import rules_of
from muster.office.models import CallList
from muster.office.services import CallTarget
from muster.packs import Occasion
from muster.season.models import SeasonUnit
from muster.shell.formats import short_moment


def officers_called(officer_ids: Iterable[int]) -> list[CallTarget]:
    """A call to each officer, in the order of their names."""
    rows = Officer.objects.filter(pk__in=sorted(officer_ids)).select_related("person")
    return [CallTarget(person=row.person) for row in rows.order_by("person__sort_key", "pk")]


def muster_roster(
    roster: Roster,
    *,
    actor: Actor,
    now: datetime,
    what: str = "",
    client_uuid: UUID | None = None,
) -> CallList:
    """Open a call list of everybody on duty in a roster. Raises CallListEmpty."""
    on_duty = Assignment.objects.filter(roster=roster, officer__isnull=False)
    ids = set(on_duty.values_list("officer", flat=True))
    said = what.strip() or _("be at your post from %(at)s") % {"at": short_moment(roster.starts_at)}
    return _opened(roster, ids, said, actor, now, client_uuid)


def call_affected(
    roster: Roster, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> CallList:
    """Open a call list of those whose duty a published roster changed. Raises CallListEmpty."""
    ids = set(Affected.objects.filter(roster=roster).values_list("officer", flat=True))
    said = _("your duty changed with roster %(number)s; look at your new orders") % {
        "number": roster.number
    }
    return _opened(roster, ids, said, actor, now, client_uuid)


def _opened(
    roster: Roster,
    officer_ids: Iterable[int | None],
    what: str,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None,
) -> CallList:
    rows = SeasonUnit.objects.filter(season=roster.season, depth=0).select_related("season")
    unit = rows.get()
    purpose = rules_of(unit).calls_for(Occasion.MUSTER)[0]
    return office.open_call_list(
        unit,
        actor=actor,
        now=now,
        purpose=purpose.key,
        targets=officers_called(pk for pk in officer_ids if pk is not None),
        subject=_("%(purpose)s: roster %(number)s")
        % {"purpose": purpose.label, "number": roster.number},
        says={"what": what},
        origin=f"roster:{roster.pk}",
        client_uuid=client_uuid,
    )
