"""What one officer holds and another takes over, so that all of it moves in one act.

A capability registers a part in its ``services``; the office lists every part and moves them in
one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

from muster.ledger.actor import Actor
from muster.season.models import SeasonUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Somebody who gives or takes work: by the name under which it stands, and an account.

    unit: only what stands at this unit or below it is meant. account_id: None for one without.
    """

    name: str
    account_id: int | None
    unit: SeasonUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One thing that a side holds. subject: as the record names it, ``task:12``."""

    subject: str
    title: str
    detail: str = ""
    due_on: date | None = None
    url: str = ""

    @property
    def pk(self) -> int:
        """The id of the row behind it."""
        return int(self.subject.partition(":")[2])


class HandingPart(Protocol):
    """What one capability contributes. key: stable, kept with each line; label: for people."""

    key: str
    label: Any

    def held(self, giver: Side, *, today: date) -> Sequence[Held]:
        """What *giver* holds now, the most pressing first."""

    def pass_on(
        self, held: Sequence[Held], taker: Side, *, actor: Actor, now: datetime, reason: str
    ) -> None:
        """Let *taker* hold it from now on; inside the transaction of the act."""


_parts: Final[dict[str, HandingPart]] = {}


def handing_part(part: HandingPart) -> HandingPart:
    """Register a part. A second one of the same key raises ValueError."""
    if part.key in _parts:
        raise ValueError(f"{part.key} is registered twice")
    _parts[part.key] = part
    return part


def handing_parts() -> Sequence[HandingPart]:
    """Every part, in the order of registration."""
    return tuple(_parts.values())
