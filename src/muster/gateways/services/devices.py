"""Devices: enrolled for one duty with a secret of their own, revoked at once or at its end.

One that speaks Cursor on Target gets a certificate besides.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from muster.duty.models import Officer, Vehicle
from muster.gateways.cot.authority import Authority, Signed
from muster.gateways.errors import DeviceOfToken, DeviceRevoked, DutyOver, NoDuty
from muster.gateways.gps.door import digest
from muster.gateways.models import Device
from muster.gateways.queries.duties import duty_of
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded
from muster.season.models import Event
from muster.shell.formats import short_moment

SECRET_BYTES: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceDraft:
    """Whose device it is; neither officer nor vehicle: the unit's that holds the event."""

    name: str
    officer: Officer | None = None
    vehicle: Vehicle | None = None


def enrol_device(
    actor: Actor, *, event: Event, draft: DeviceDraft, now: datetime
) -> tuple[Device, str]:
    """Let a device speak during the duty; its secret is returned only here.

    Raises NoDuty, DutyOver.
    """
    span = duty_of(event, officer=draft.officer, vehicle=draft.vehicle)
    if span is None:
        raise NoDuty(name=draft.name, event=event.name)
    starts_at, ends_at = span
    if ends_at <= now:
        raise DutyOver(name=draft.name, event=event.name, at=short_moment(ends_at))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    holder = draft.officer or draft.vehicle
    device = Device(
        event=event,
        unit=holder.unit if holder else event.season_unit.unit,
        officer=draft.officer,
        vehicle=draft.vehicle,
        name=draft.name,
        token_sha256=digest(secret),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    return let_in(actor, device, now=now), secret


def let_in(actor: Actor, device: Device, *, now: datetime) -> Device:
    """Save and record a device by which nothing was sent yet."""
    device.enrolled_at, device.enrolled_by = now, actor.name
    with recorded(actor, now=now) as record:
        device.save(force_insert=True)
        body: dict[str, object] = {"starts_at": device.starts_at, "ends_at": device.ends_at}
        if device.sender is not None:
            body["sender"] = device.sender
        _record(record, "gateways.device_enrolled", device, body)
    return device


def certify_device(
    actor: Actor, *, device: Device, authority: Authority, now: datetime
) -> tuple[Device, Signed]:
    """Let a device connect to the relay by a certificate; its key is returned only here.

    Good until the duty ends. An older certificate of the device is good no more. Raises
    DeviceRevoked, DeviceOfToken, DutyOver.
    """
    with recorded(actor, now=now) as record:
        row = _locked(device)
        if row.sender is not None:
            raise DeviceOfToken(name=row.name)
        if row.ends_at <= now:
            at = short_moment(row.ends_at)
            raise DutyOver(name=row.name, event=row.event.name, at=at)
        signed = authority.for_device(row.pk, now=now, until=row.ends_at)
        row.certificate_sha256, row.certified_at = signed.sha256, now
        row.save(update_fields=("certificate_sha256", "certified_at"))
        _record(record, "gateways.device_certified", row, {"certificate": signed.sha256})
    return row, signed


def revoke_device(actor: Actor, *, device: Device, now: datetime) -> None:
    """Let a device speak no more, from the next few seconds on. Raises DeviceRevoked."""
    with recorded(actor, now=now) as record:
        row = _locked(device)
        row.revoked_at, row.revoked_by = now, actor.name
        row.save(update_fields=("revoked_at", "revoked_by"))
        _record(record, "gateways.device_revoked", row, {})


def _locked(device: Device) -> Device:
    """The device under lock till the commit. Raises DeviceRevoked."""
    rows = Device.objects.select_for_update(of=("self",)).select_related("event")
    row = rows.get(pk=device.pk)
    if row.revoked_at is not None:
        at = short_moment(row.revoked_at)
        raise DeviceRevoked(name=row.name, who=row.revoked_by, at=at)
    return row


def _record(record: Record, kind: str, device: Device, body: dict[str, object]) -> None:
    record(
        kind=kind,
        subject=f"device:{device.pk}",
        unit=device.unit_id,
        season=device.event.season_id,
        audience=Audience.SAFETY,
        body={
            "event": device.event_id,
            "officer": device.officer_id,
            "vehicle": device.vehicle_id,
            "name": device.name,
            **body,
        },
    )
