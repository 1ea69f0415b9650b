"""The feed on the wire: server-sent events, as the HTML standard writes them.

An entry is a plain message whose id is its number; what the feed says about itself has a name.
"""

import json
from typing import Any

Chunk = bytes


def message(number: int, *, kind: str, subject: str) -> Chunk:
    """One entry: number, kind and subject, nothing of its body."""
    said = {"number": number, "kind": kind, "subject": subject}
    return _event(said, number=number)


def hello(number: int, *, spread_ms: int, pulse_s: float) -> Chunk:
    """The line is open. *spread_ms*: within how long a page should ask for what changed."""
    said = {"number": number, "spread_ms": spread_ms, "pulse_ms": round(pulse_s * 1000)}
    return _event(said, name="hello")


def pulse(number: int) -> Chunk:
    """Nothing else was for this reader up to *number*: its place moves on."""
    return _event({"number": number}, name="pulse", number=number)


def reload(number: int) -> Chunk:
    """Too far behind to be told one by one: load the page again; the feed goes on from here."""
    return _event({"number": number}, name="reload", number=number)


def farewell(why: str) -> Chunk:
    """The server ends the line: ``signed_out``, ``closing`` or ``slow``."""
    return _event({"why": why}, name="farewell")


def _event(said: dict[str, Any], *, name: str = "", number: int | None = None) -> Chunk:
    lines = [f"event: {name}"] if name else []
    if number is not None:
        lines.append(f"id: {number}")
    lines.append(f"data: {json.dumps(said, separators=(',', ':'), ensure_ascii=False)}")
    return ("\n".join(lines) + "\n\n").encode()
