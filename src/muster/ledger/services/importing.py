import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.ledger import canonical, queries
from muster.ledger.canonical import time_text
from muster.ledger.drafting import check_shape
from muster.ledger.entry import Draft, leaf_text
from muster.ledger.errors import RecordForged
from muster.ledger.models import Head, Node, Personal
from muster.ledger.services.recording import executing
from muster.ledger.verifier import (
    ENTRY_PREFIX,
    ERASED,
    NOT_RECORDED,
    FileCheck,
    Frontier,
    LogCheck,
    SignedHead,
    commitment_of,
    record_lines,
)
from muster.ledger.writer import Tail, close_tail, dialect_of, tail_of, write

# Entries of one commit: far less than the 2 s for which a writer may hold the others up.
CHUNK: Final = 2_000
SPLIT: Final = gettext_lazy("%(log)s has split: entries up to %(size)d differ")
NAMES: Final = (
    *("account", "actor", "audience", "body", "commitment", "counter", "happened_at", "kind"),
    *("log", "person", "recorded_at", "season", "subject", "unit", "uuid", "via"),
)


def import_log(path: Path) -> dict[str, int]:
    """Add the logs of an export beside ours; return how many entries each log grew by.

    A log that is here already must continue without contradiction; what is here stays as it is.
    Entries are added up to the newest head that the log's own key signed. Raises RecordForged,
    before anything is changed, if any proof fails: a changed entry, a fork, a missing signature.
    """
    check = _proven(path)
    grown = {}
    for log in check.logs.values():
        head = max(log.heads, key=lambda head: head.size, default=None)
        if head is not None:
            grown[log.key.log_id] = _add(path, log, head)
    return grown


def _proven(path: Path) -> FileCheck:
    check = FileCheck()
    known = {node.log_id: node for node in Node.objects.all()}
    try:
        check.read(_watched(path, check, known))
        report = check.report()
    except (KeyError, OSError, TypeError, ValueError) as fault:
        raise RecordForged(reason=str(fault)) from fault
    if not report.is_sound:
        raise RecordForged(reason="; ".join(line.strip() for line in report.lines(_)))
    if any(verdict.size and not verdict.signed for verdict in report.verdicts):
        raise RecordForged(reason=_("its head is not signed"))
    for log_id, node in known.items():
        if log_id in check.logs:
            _must_continue(node, check.logs[log_id])
    return check


def _watched(path: Path, check: FileCheck, known: dict[str, Node]) -> Iterator[bytes]:
    """The lines, while every log that is here too is asked for its root at our size."""
    for line in record_lines(str(path)):
        yield line
        if line.startswith(b'{"key":'):
            for log_id in check.logs.keys() & known.keys():
                check.logs[log_id].watch(known[log_id].size)


def _must_continue(node: Node, log: LogCheck) -> None:
    if node.size <= log.tree.size:
        size, theirs = node.size, log.roots.get(node.size)
        ours = Frontier(node.size, bytes(node.frontier)).root()
    else:
        size, theirs = log.tree.size, log.tree.root()
        ours = queries.root_at(node, size=size)
    if theirs != ours:
        raise RecordForged(reason=SPLIT % {"log": node.name, "size": size})


def _add(path: Path, log: LogCheck, head: SignedHead) -> int:
    node = Node.objects.filter(log_id=log.key.log_id).first()
    size = node.size if node else 0
    drafts = _drafts(path, log.key.log_id, after=size, upto=head.size)
    added = 0
    while chunk := list(islice(drafts, CHUNK)):
        write_chunk(log, chunk, head=head, expected=size + added)
        added += len(chunk)
    return added


@transaction.atomic
def write_chunk(log: LogCheck, chunk: list[Draft], *, head: SignedHead, expected: int) -> None:
    """Add entries of another log behind the *expected* ones; the last brings the log's head."""
    key, dialect = log.key, dialect_of(connection.vendor)
    with executing() as execute:
        tail = tail_of(
            execute, name=key.name, log_id=key.log_id, verifier_key=key.text, dialect=dialect
        )
        if tail.tree.size != expected:
            raise RecordForged(reason=_("another import of the same log ran meanwhile"))
        write(execute, chunk, tail, name=key.name, log_id=key.log_id, dialect=dialect)
        _follow_erasures(chunk, key.log_id)
        if tail.tree.size == head.size:
            _keep_head(tail, head)
        close_tail(execute, tail, dialect=dialect)


def _follow_erasures(chunk: list[Draft], log_id: str) -> None:
    """Erase here what the same log says was erased there."""
    own = f"entry:{log_id}/"
    for draft in chunk:
        if draft.kind == ERASED and draft.subject.startswith(own):
            counter = draft.subject.removeprefix(own)
            parts = Personal.objects.filter(erasure=None, entry__node__log_id=log_id)
            parts.filter(entry__counter=counter).update(salt=b"", text="", erasure=draft.uuid)


def _keep_head(tail: Tail, head: SignedHead) -> None:
    if tail.tree.root() != head.root:
        raise RecordForged(reason=_("the file changed while it was read"))
    signed_at = datetime.fromisoformat(head.at)
    Head.objects.create(
        node_id=tail.node_id, size=head.size, root=head.root, signed_at=signed_at, note=head.note
    )
    tail.anchored_size, tail.anchored_at = head.size, time_text(signed_at)


def _drafts(path: Path, log_id: str, *, after: int, upto: int) -> Iterator[Draft]:
    """The entries of one log as they were drafted, each with the personal part that follows it."""
    waiting: Draft | None = None
    for line in record_lines(str(path)):
        if line.startswith(ENTRY_PREFIX):
            if waiting:
                yield waiting
            waiting = _draft(line[len(ENTRY_PREFIX) : -2], log_id, after=after, upto=upto)
        elif waiting and line.startswith(b'{"personal":'):
            waiting = _with_personal(waiting, json.loads(line)["personal"])
    if waiting:
        yield waiting


def _draft(raw: bytes, log_id: str, *, after: int, upto: int) -> Draft | None:
    try:
        values: dict[str, Any] = canonical.parse(raw.decode())
        if values["log"] != log_id or not after < values["counter"] <= upto:
            return None
        return lawful_draft(values, raw.decode())
    except (KeyError, TypeError, ValueError) as fault:
        raise RecordForged(reason=str(fault)) from fault


def lawful_draft(values: dict[str, Any], raw: str) -> Draft:
    """The entry as our own writer would have drafted it. Raises ValueError if it would not."""
    if tuple(values) != NAMES:
        raise ValueError(f"an entry with other fields: {', '.join(values)[:80]}")
    place = {"counter": values.pop("counter"), "log_id": values.pop("log")}
    text = canonical.text(values.pop("body"))
    draft = Draft(**{**values, "uuid": UUID(values["uuid"]), "text": text})
    check_shape(draft)
    if leaf_text(draft, **place) != raw:
        raise ValueError(f"entry {place['counter']} is not written as entries are")
    return draft


def _with_personal(draft: Draft, part: dict[str, str]) -> Draft:
    salt = bytes.fromhex(part["salt"])
    if commitment_of(salt, part["text"]) != draft.commitment:
        raise RecordForged(reason=_(NOT_RECORDED) % {"what": part["of"]})
    return replace(draft, salt=salt, personal=part["text"])
