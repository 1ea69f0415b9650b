"""Times of CAP: whole seconds with an offset, never the letter Z."""

import re
from datetime import datetime
from typing import Final

FORM: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+](?:0\d|1[0-4]):[0-5]\d", re.ASCII)


def read_time(text: str) -> datetime:
    """An aware time, with its offset. Raises ValueError.

    "-00:00" says that the sender does not know its zone; the time is UTC all the same.
    """
    if FORM.fullmatch(text) is None:
        raise ValueError(text)
    return datetime.fromisoformat(text)


def written_time(at: datetime) -> str:
    """``2030-08-16T09:42:00+07:00``, in the zone that *at* is in; whole minutes of offset.

    at: aware. Raises ValueError.
    """
    text = at.isoformat(timespec="seconds")
    if FORM.fullmatch(text) is None:
        raise ValueError(text)
    return text
