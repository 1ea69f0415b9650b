"""Call lists of everyday: of what is late, of reports that are missing, of units typed by hand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from muster.ledger.actor import Actor
from muster.office.bridge import rules_of
from muster.office.models import CallList
from muster.office.queries.owing import Owed, missing
from muster.office.services.addressing import addressed
from muster.office.services.call_lists import CallTarget, open_call_list
from muster.packs import Desk, Occasion
from muster.season.bridge import rule_of
from muster.season.models import Congress, SeasonUnit, Step
from muster.season.queries.danger import endangered, next_steps
from muster.season.queries.units import named
from muster.season.services.hand import day
from muster.tree.clock import day_of

MOST: Final = 1000
Held = tuple[Congress, Step]


def urge_late(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    words: str = "",
    client_uuid: UUID | None = None,
) -> CallList:
    """Open a list of all with whom a late step of *unit* and below lies, the worst first.

    words: only units whose names hold them. What lies with *unit* itself is not called.
    Raises CallListEmpty.
    """
    today = day_of(now)
    rows = endangered(unit, today=today, kind="late").select_related(
        "season_unit__season", "season_unit__parent__season", "season"
    )
    if words:
        rows = rows.filter(named(words, "season_unit__search_key"))
    purpose = rules_of(unit).calls_for(Occasion.LATE)[0]
    return open_call_list(
        unit,
        actor=actor,
        now=now,
        purpose=purpose.key,
        targets=_targets(unit, list(rows[:MOST]), today),
        client_uuid=client_uuid,
    )


def call_units(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    purpose: str,
    subject: str,
    to: str,
    what: str = "",
    client_uuid: UUID | None = None,
) -> CallList:
    """Open a list by hand. to: codes or names of units, or a tier's name for all of it.

    Raises AddresseeUnknown, CallListEmpty, NotBelow.
    """
    called = [one for one in addressed(unit, to, line=1) if one.pk != unit.pk]
    return open_call_list(
        unit,
        actor=actor,
        now=now,
        purpose=purpose,
        targets=[CallTarget(season_unit=one) for one in called],
        subject=subject,
        says={"what": what.strip() or subject.strip()},
        client_uuid=client_uuid,
    )


def call_missing(
    owed: Owed, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> CallList:
    """Open a list of all who owe the unit of *owed* that report though the hour is past.

    The unit itself is not called. Raises CallListEmpty.
    """
    found = missing(owed.unit, owed.form, owed.due_on, now=now)
    what, due_on = str(owed.form.name), day(owed.due_on)
    return open_call_list(
        owed.unit,
        actor=actor,
        now=now,
        purpose=rules_of(owed.unit).calls_for(Occasion.REPORT)[0].key,
        targets=[CallTarget(season_unit=one.unit) for one in found if one.unit.pk != owed.unit.pk],
        subject=f"{what}, {due_on}",
        says={"what": what, "due_on": due_on},
        client_uuid=client_uuid,
    )


def _targets(unit: SeasonUnit, rows: Sequence[Congress], today: date) -> list[CallTarget]:
    steps = next_steps(rows)
    holders: dict[int, SeasonUnit] = {}
    held: dict[int, list[Held]] = defaultdict(list)
    for congress in rows:
        holder = _holder(congress)
        if congress.pk in steps and holder.pk != unit.pk:
            holders[holder.pk] = holder
            held[holder.pk].append((congress, steps[congress.pk]))
    return [_target(holders[pk], of, today) for pk, of in held.items()]


def _holder(congress: Congress) -> SeasonUnit:
    unit = congress.season_unit
    if congress.next_desk == Desk.UNIT.value or unit.parent is None:
        return unit
    return unit.parent


def _target(holder: SeasonUnit, held: Sequence[Held], today: date) -> CallTarget:
    """One call, whatever lies there; the step of the worst is the one that a promise is for."""
    congress, step = held[0]
    return CallTarget(
        season_unit=holder, step=step, congress=congress, says=_says(holder, held, today)
    )


def _says(holder: SeasonUnit, held: Sequence[Held], today: date) -> Mapping[str, str]:
    first = min(step.due_on for _congress, step in held)
    names = [
        str(rule_of(step, congress).label)
        + ("" if congress.season_unit_id == holder.pk else f" ({congress.season_unit.name})")
        for congress, step in held
    ]
    late = str((today - first).days)
    return {"step": "; ".join(names), "due_on": day(first), "days_late": late}
