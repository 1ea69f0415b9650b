"""Registers and their volumes: opened, begun anew with a term, closed with the year."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.bridge import rule_of, rules_of
from muster.office.errors import AlreadyClosed, RegisterNameTaken, VolumeOverlaps
from muster.office.models import Register, Volume
from muster.office.services.numbers import year_of
from muster.packs import Period
from muster.season.models import SeasonUnit
from muster.season.services.hand import day, local
from muster.tree.clock import day_of
from muster.tree.names import tidy


@retry_on_deadlock
def open_register(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    rule: str,
    mark: str = "",
    name: str = "",
    starts_on: date | None = None,
    first_number: int = 1,
    client_uuid: UUID | None = None,
) -> Register:
    """Open a register with its first volume.

    rule: key of the pack's registers. starts_on: first day of the term; the year's if numbers run
    by year. first_number: the next number after those of a register kept on paper till now.
    """
    kind = rules_of(unit).registers[rule]
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        called = tidy(name) or str(kind.label)
        if record.is_replay:
            return Register.objects.get(season_unit=unit, name=called)
        if Register.objects.filter(season_unit=unit, name=called).exists():
            raise RegisterNameTaken(unit=unit.name, name=called)
        register = Register.objects.create(
            season_unit=unit,
            rule=kind.key,
            direction=kind.direction.value,
            name=called,
            mark=tidy(mark),
        )
        volume = _volume(register, starts_on or day_of(now), first_number)
        body = {"rule": rule, "mark": register.mark, "first_number": first_number}
        _note(record, "register.opened", register, {"volume": volume.name, **body})
    return register


@retry_on_deadlock
def open_volume(
    register: Register,
    *,
    actor: Actor,
    now: datetime,
    starts_on: date,
    first_number: int = 1,
    client_uuid: UUID | None = None,
) -> Volume:
    """Begin a new volume: a new term, or a year before its first paper.

    A term that still runs ends on the day before. Raises VolumeOverlaps.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Volume.objects.get(register=register, starts_on=starts_on)
        Register.objects.select_for_update().get(pk=register.pk)
        running = Volume.objects.filter(register=register, ends_on=None, starts_on__lt=starts_on)
        running.update(ends_on=date.fromordinal(starts_on.toordinal() - 1))
        volume = _volume(register, starts_on, first_number)
        _note(record, "register.volume_opened", register, {"volume": volume.name})
    return volume


def _volume(register: Register, starts_on: date, first_number: int) -> Volume:
    first, last = starts_on, None
    if rule_of(register).period is Period.YEAR:
        first, last = year_of(starts_on)
    ends = Q(ends_on__isnull=True) | Q(ends_on__gte=first)
    others = Volume.objects.filter(ends, register=register)
    other = (others.filter(starts_on__lte=last) if last else others).first()
    if other is not None:
        raise VolumeOverlaps(other=other.name, day=day(other.starts_on))
    return Volume.objects.create(
        register=register,
        name=str(first.year) if last else f"{first.year}–",
        starts_on=first,
        ends_on=last,
        first_number=first_number,
        last_number=first_number - 1,
    )


@retry_on_deadlock
def close_volume(
    volume: Volume, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Volume:
    """Close a year or a term: no number is taken in it any more. Raises AlreadyClosed."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        rows = Volume.objects.select_for_update(of=("self",))
        row = rows.select_related("register__season_unit__season").get(pk=volume.pk)
        if record.is_replay:
            return row
        if row.closed_at is not None:
            raise AlreadyClosed(who=row.closed_by, volume=row.name, at=local(row.closed_at))
        row.closed_at, row.closed_by = now, actor.name
        row.save(update_fields=["closed_at", "closed_by"])
        body = {"volume": row.name, "last_number": row.last_number}
        _note(record, "register.volume_closed", row.register, body)
    return row


def _note(record: Record, kind: str, register: Register, body: Mapping[str, Any]) -> None:
    unit = register.season_unit
    record(
        kind,
        f"register:{register.pk}",
        unit=unit.unit_id,
        season=unit.season_id,
        audience=Audience.UNIT,
        body={"name": register.name, **body},
    )
