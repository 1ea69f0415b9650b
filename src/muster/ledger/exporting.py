"""Writes the whole record into one file that proves itself: ``python3 FILE``."""

import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import connection
from django.db.models import Subquery

from muster.ledger import verifier
from muster.ledger.canonical import time_text
from muster.ledger.models import Entry, Head, Node, Personal
from muster.ledger.scanning import pages, scan_sql
from muster.ledger.services.anchoring import anchor
from muster.ledger.services.recording import executing

ABOUT: Final = """\
This file is a record made by muster. It proves itself:

    python3 {name}

says for each log whether it is whole, up to which signed head nothing is missing, and how many
entries came after that head. Only Python is needed; with the package "cryptography" signatures
are checked too. Give --key with a log's key that you noted earlier, and --head with a signed head
that you kept: a file alone cannot show that it was not written anew with a new key.

__main__.py   the verifier; any other copy of it reads this file as well
record.jsonl  keys, signed heads, then the entries as they were hashed, one a line
"""


def export_record(path: Path, *, now: datetime, with_personal: bool) -> int:
    """Sign a head and write every log to *path*; return the number of entries.

    with_personal: whether personal parts go along; without them the proof is the same.
    The file appears when it is complete. Packed, it is a program that verifies itself.
    """
    anchor(now=now)
    draft = path.with_name(f".{path.name}.draft")
    try:
        count = _write(draft, name=path.name, now=now, with_personal=with_personal)
        os.replace(draft, path)  # noqa: PTH105 - as one step on every system
    finally:
        draft.unlink(missing_ok=True)
    return count


def _write(draft: Path, *, name: str, now: datetime, with_personal: bool) -> int:
    count = 0
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("__main__.py", Path(verifier.__file__).read_bytes())
        packed.writestr("README.txt", ABOUT.format(name=name))
        with packed.open(verifier.RECORD, "w", force_zip64=True) as stream:
            for line in _lines(now=now, with_personal=with_personal):
                stream.write(line + b"\n")
                count += line.startswith(verifier.ENTRY_PREFIX)
    return count


def _lines(*, now: datetime, with_personal: bool) -> Iterator[bytes]:
    yield _json({"muster": "record/1", "made_at": time_text(now)})
    last = Entry.objects.order_by("-arrival").values("arrival")[:1]
    nodes = list(Node.objects.annotate(last=Subquery(last)).order_by("pk"))
    upto = max((getattr(node, "last", None) or 0 for node in nodes), default=0)
    for node in nodes:
        yield _json({"key": node.verifier_key})
    for node in nodes:
        heads = Head.objects.filter(node=node, size__lte=node.size).order_by("size")
        for note in heads.values_list("note", flat=True).distinct():
            yield _json({"head": note})
    yield from _entries(nodes, upto=upto, with_personal=with_personal)


def _entries(nodes: Sequence[Node], *, upto: int, with_personal: bool) -> Iterator[bytes]:
    ids = {node.pk: node.log_id for node in nodes}
    with executing() as execute:
        for page in pages(execute, sql=scan_sql(connection.vendor), upto=upto):
            parts = _personal(page[0][0], page[-1][0]) if with_personal else {}
            for arrival, node_id, counter, _, _, first, second in page:
                log_id = ids[node_id]
                yield b'{"entry":%b%b%b}' % (first, log_id.encode(), second)
                if part := parts.get(arrival):
                    of = f"{log_id}/{counter}"
                    text = {"of": of, "salt": bytes(part.salt).hex(), "text": part.text}
                    yield _json({"personal": text})


def _personal(first: int, last: int) -> dict[int, Personal]:
    parts = Personal.objects.filter(entry__gte=first, entry__lte=last, erasure=None)
    return {part.entry_id: part for part in parts}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
