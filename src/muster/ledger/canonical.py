"""One text for one value: canonical JSON after RFC 8785, narrowed to what a record may hold.

Keys sorted by UTF-16 code units, no spaces, UTF-8, text in Unicode normal form C. Numbers are
integers a double can hold exactly; a fraction must be given as text or as a Decimal, because two
machines print a float in two ways. Dates, aware times (as UTC), UUIDs and Decimals become text.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from json.encoder import encode_basestring as quoted
from typing import Any, Final
from uuid import UUID

MAX_INTEGER: Final = 2**53 - 1
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_UNSPEAKABLE: Final = re.compile("[\0\ud800-\udfff]")

__all__ = ["MAX_INTEGER", "clean", "digest", "parse", "quoted", "text", "time_text"]


def text(value: Any) -> str:
    """Write *value* as canonical JSON.

    Raises ValueError for a float, an integer beyond 2^53 - 1, a naive time, a NUL or half a
    surrogate pair, a key that is not text, two keys that are one after normalisation, or any
    other type.
    """
    return _ENCODER.encode(_plain(value))


def parse(source: str) -> Any:
    """Read canonical JSON. Raises ValueError unless :func:`text` writes just *source*."""
    value = json.loads(source)
    if text(value) != source:
        raise ValueError("not canonical JSON")
    return value


def digest(value: Any) -> str:
    """SHA-256 of the canonical text, hex: how a bulk entry names each row that it changed."""
    return sha256(text(value).encode()).hexdigest()


def clean(value: str) -> str:
    """Return *value* in normal form C. Raises ValueError for NUL or half a surrogate pair."""
    if _UNSPEAKABLE.search(value):
        raise ValueError("a NUL or half a surrogate pair cannot be recorded")
    return str(value) if value.isascii() else unicodedata.normalize("NFC", value)


def time_text(moment: datetime) -> str:
    """Write an aware time as UTC, ``2030-08-16T02:42:00.5Z`` with microseconds only if any."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be recorded")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _as_text(value)


def _integer(value: int) -> int:
    if abs(value) > MAX_INTEGER:
        raise ValueError(f"{value} is too large for canonical JSON; record it as text")
    return int(value)


def _object(value: Mapping[Any, Any]) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise ValueError(f"key {key!r} is not text")  # noqa: TRY004 - one kind of refusal
        name = clean(key)
        if name in pairs:
            raise ValueError(f"key {name!r} stands twice")
        pairs[name] = _plain(item)
    order = sorted(pairs) if all(map(str.isascii, pairs)) else sorted(pairs, key=_utf_16)
    return {key: pairs[key] for key in order}


def _utf_16(key: str) -> bytes:
    return key.encode("utf-16-be")


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    raise ValueError(f"{type(value).__name__} {value!r} cannot be recorded")
