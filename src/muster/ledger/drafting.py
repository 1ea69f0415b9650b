"""From what a service says to an entry that only lacks its number."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from muster.ledger import canonical
from muster.ledger.actor import Actor
from muster.ledger.entry import Draft
from muster.ledger.models import NAMED, Audience
from muster.ledger.verifier import commitment_of

CLASSES: Final = frozenset(Audience)
WIDTHS: Final = {"kind": 80, "subject": 200, "audience": 80, "actor": 200, "via": 20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a service says about one change."""

    kind: str
    subject: str
    audience: str
    unit: int | None = None
    season: int | None = None
    body: Mapping[str, Any] | None = None
    personal: Mapping[str, Any] | None = None


def make_draft(
    said: Said, *, actor: Actor, uuid: UUID, happened_at: datetime, recorded_at: datetime
) -> Draft:
    """Check and write out one entry. Raises ValueError for what cannot be recorded."""
    written = canonical.time_text(recorded_at)
    salt = secrets.token_bytes(32) if said.personal else b""
    private = canonical.text(said.personal) if said.personal else ""
    return Draft(
        uuid=uuid,
        kind=_short("kind", said.kind),
        subject=_short("subject", said.subject),
        unit=_number(said.unit),
        season=_number(said.season),
        audience=_audience(said.audience, unit=said.unit, season=said.season),
        account=_number(actor.account_id),
        person=_number(actor.person_id),
        actor=_short("actor", actor.name),
        via=_short("via", actor.via),
        happened_at=written if happened_at is recorded_at else canonical.time_text(happened_at),
        recorded_at=written,
        text=canonical.text(said.body or {}),
        commitment=commitment_of(salt, private) if private else "",
        salt=salt,
        personal=private,
    )


def check_shape(draft: Draft) -> None:
    """Hold an entry of another node to what :func:`make_draft` would have let through.

    Raises ValueError. Audiences that we do not know are kept: nobody here is in them.
    """
    for name in WIDTHS:
        _short(name, getattr(draft, name))
    for name in ("unit", "season", "account", "person"):
        _number(getattr(draft, name))
    for moment in (draft.happened_at, draft.recorded_at):
        if canonical.time_text(datetime.fromisoformat(moment)) != moment:
            raise ValueError(f"{moment!r} is not how times are written")
    if len(draft.commitment) not in (0, 64):
        raise ValueError("a commitment has 64 letters")


@lru_cache(maxsize=4096)  # kinds, audiences and authors come back all day
def _short(what: str, text: str) -> str:
    text = canonical.clean(text)
    if not 0 < len(text) <= WIDTHS[what]:
        raise ValueError(f"{what} must have 1 to {WIDTHS[what]} letters: {text[:80]!r}")
    return text


def _number(value: int | None) -> int | None:
    if value is not None and not -canonical.MAX_INTEGER <= value <= canonical.MAX_INTEGER:
        raise ValueError(f"{value} is no id")
    return value


def _audience(audience: str, *, unit: int | None, season: int | None) -> str:
    if audience not in CLASSES and not audience.startswith(NAMED):
        raise ValueError(f"{audience!r} is no audience")
    if audience == Audience.UNIT and unit is None:
        raise ValueError("an entry for a unit's people needs its unit")
    if audience in (Audience.SEASON, Audience.FORCE) and season is None:
        raise ValueError("an entry for a season's people needs its season")
    return _short("audience", str(audience))
