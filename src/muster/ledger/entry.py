"""What one entry is, and the bytes that its leaf hash covers."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from muster.ledger.canonical import quoted

LEAF: Final = (
    '{"account":%s,"actor":%s,"audience":%s,"body":%s,"commitment":"%s","counter":%d,'
    '"happened_at":"%s","kind":%s,"log":"%s","person":%s,"recorded_at":"%s","season":%s,'
    '"subject":%s,"unit":%s,"uuid":"%s","via":%s}'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry before it has its number.

    Times are canonical text, text is the body as canonical JSON; salt and personal stand beside
    the commitment that covers them, or all three are empty.
    """

    uuid: UUID
    kind: str
    subject: str
    unit: int | None
    season: int | None
    audience: str
    account: int | None
    person: int | None
    actor: str
    via: str
    happened_at: str
    recorded_at: str
    text: str
    commitment: str = ""
    salt: bytes = b""
    personal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the author holds in hand: once committed, "recorded under number *counter*".

    node: the log's name; arrival: this database's number; leaf_hash: hex.
    """

    node: str
    counter: int
    arrival: int
    leaf_hash: str
    uuid: UUID


def leaf_text(draft: Draft, *, counter: int, log_id: str) -> str:
    """The canonical JSON of an entry, the bytes under its leaf hash."""
    return LEAF % (
        "null" if draft.account is None else draft.account,
        quoted(draft.actor),
        quoted(draft.audience),
        draft.text,
        draft.commitment,
        counter,
        draft.happened_at,
        quoted(draft.kind),
        log_id,
        "null" if draft.person is None else draft.person,
        draft.recorded_at,
        "null" if draft.season is None else draft.season,
        quoted(draft.subject),
        "null" if draft.unit is None else draft.unit,
        draft.uuid.hex,
        quoted(draft.via),
    )
