"""A Word file that waits for its reader to decide: read already, not yet a version of anything.

It lies in the data directory under a name of ours, with what was read from it beside; nothing of
it is in the database until it is saved, and what nobody goes on with is dropped.
"""

import json
import re
import secrets
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import Final
from uuid import UUID

from django.conf import settings

from muster.ledger.actor import Actor
from muster.papers.bridge import WordText, rules_of
from muster.papers.errors.files import StagedGone
from muster.papers.models import Document, Version
from muster.papers.services.documents.files import keep_word, read_word
from muster.papers.services.documents.guarding import must_take_texts
from muster.papers.services.documents.versions import add_version

FOLDER: Final = "staged"
TOKEN: Final = re.compile(r"[0-9a-f]{32}")
SAID: Final = ("document_id", "account_id", "name", "expected_latest", "note")
KEPT_S: Final = 2 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A file that waits. expected_latest: the newest version when it was uploaded."""

    token: str
    document_id: int
    account_id: int | None
    name: str
    expected_latest: int
    note: str
    text: WordText


def stage_word(
    document: Document,
    content: bytes,
    *,
    name: str,
    expected_latest: int,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> Staged:
    """Read a Word file and let it wait; refused, nothing is kept.

    Raises GradeNotHeld, FileUnreadable.
    """
    must_take_texts(document, now)
    called = PurePath(name).name or "?"
    max_mb = rules_of(document.season_unit).papers.word_max_mb
    waiting = Staged(
        token=secrets.token_hex(16),
        document_id=document.pk,
        account_id=actor.account_id,
        name=called,
        expected_latest=expected_latest,
        note=note,
        text=read_word(content, name=called, max_mb=max_mb),
    )
    _drop_old()
    _folder().joinpath(waiting.token).write_bytes(content)
    said = {name: getattr(waiting, name) for name in SAID}
    kept = json.dumps({**said, "text": waiting.text.as_json()}, ensure_ascii=False)
    _folder().joinpath(f"{waiting.token}.json").write_text(kept, encoding="utf-8")
    return waiting


def staged(token: str, document: Document, *, actor: Actor) -> Staged:
    """What waits under *token* for this account. Raises StagedGone."""
    path = _folder() / f"{token}.json"
    if TOKEN.fullmatch(token) is None or not path.is_file():
        raise StagedGone
    said = json.loads(path.read_text(encoding="utf-8"))
    if (said["document_id"], said["account_id"]) != (document.pk, actor.account_id):
        raise StagedGone
    return Staged(token=token, **{**said, "text": WordText.from_json(said["text"])})


def save_staged(
    waiting: Staged,
    document: Document,
    *,
    expected_latest: int,
    accept: bool,
    note: str = "",
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Version:
    """Make a version of a file that waits; its comments stay with the version.

    accept: the text with its tracked changes, or as it was before them. Refuses as
    :func:`add_version` does, and then the file goes on waiting. Raises StagedGone.
    """
    path = _folder() / waiting.token
    if not path.is_file():
        raise StagedGone
    kept = keep_word(document, path.read_bytes(), name=waiting.name, now=now)
    hang = [(one, one.place if accept else one.original_place) for one in waiting.text.comments]
    version = add_version(
        document,
        passages=waiting.text.passages(accept=accept),
        source=Version.Source.WORD,
        expected_latest=expected_latest,
        note=note,
        file=replace(kept, comments=hang),
        actor=actor,
        now=now,
        client_uuid=client_uuid,
    )
    drop_staged(waiting)
    return version


def drop_staged(waiting: Staged) -> None:
    """Nobody wants the file any more."""
    for name in (waiting.token, f"{waiting.token}.json"):
        _folder().joinpath(name).unlink(missing_ok=True)


def drop_staged_of(document: Document) -> None:
    """No file of a document waits any more: its texts were taken out."""
    for path in _folder().glob("*.json"):
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["document_id"] == document.pk:
            path.unlink(missing_ok=True)
            path.with_suffix("").unlink(missing_ok=True)


def _folder() -> Path:
    found: Path = settings.MUSTER_DATA / FOLDER
    found.mkdir(exist_ok=True, mode=0o700)
    return found


def _drop_old() -> None:
    """The files that waited in vain go when the next one comes."""
    for path in _folder().iterdir():
        if time.time() - path.stat().st_mtime > KEPT_S:
            path.unlink(missing_ok=True)
