"""One entry about command posts as part of an act, folded in at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from muster.control.bridge.live import Live
from muster.control.projecting import POST, Fact
from muster.control.services.hand import as_recorded
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.ledger.services.recording import local_key


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPen:
    """Writes about posts; what it wrote is in the tables when :meth:`save` was called."""

    record: Record
    actor: Actor
    now: datetime
    live: Live = field(default_factory=Live)

    def write(self, kind: str, body: Mapping[str, Any], *, ordinal: int | None) -> None:
        """Record one entry about the post with that ordinal, or about none that is known."""
        key = self.record(
            kind,
            f"{POST}{'?' if ordinal is None else ordinal}",
            audience=Audience.STAFF,
            body=body,
        )
        if self.record.is_replay:
            return
        self.live.take(
            Fact(
                key=key,
                kind=kind,
                room=key,
                happened_at=self.now,
                recorded_at=self.now,
                actor=self.actor.name,
                account=self.actor.account_id,
                body=as_recorded(body),
                log=local_key().log_id,
            )
        )

    def save(self) -> None:
        """Write the rows."""
        self.live.save()
