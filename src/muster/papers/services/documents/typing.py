"""Typed text as a version: lines are paragraphs, ``#`` before a line makes a heading of it."""

import re
import unicodedata
from datetime import datetime
from typing import Final
from uuid import UUID

from muster.ledger.actor import Actor
from muster.papers.bridge import PassageDraft
from muster.papers.models import Document, Version
from muster.papers.services.documents.versions import add_version

HEADING: Final = re.compile(r"(#{1,6})\s+(\S.*)")
# What no text holds and no database takes, but for tabs.
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def passages_of(text: str) -> list[PassageDraft]:
    """The paragraphs of a typed text: one a line, empty lines left out, ``## `` a heading."""
    clean = CONTROL.sub("", unicodedata.normalize("NFC", text))
    return [_passage(line.strip()) for line in clean.splitlines() if line.strip()]


def _passage(line: str) -> PassageDraft:
    heading = HEADING.fullmatch(line)
    if heading is None:
        return PassageDraft(text=line)
    return PassageDraft(text=heading[2], kind="heading", level=len(heading[1]))


def add_typed_version(
    document: Document,
    *,
    text: str,
    expected_latest: int,
    note: str = "",
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Version:
    """Save a typed text as the next version. Refuses as :func:`add_version` does."""
    return add_version(
        document,
        passages=passages_of(text),
        source=Version.Source.TYPED,
        expected_latest=expected_latest,
        note=note,
        actor=actor,
        now=now,
        client_uuid=client_uuid,
    )
