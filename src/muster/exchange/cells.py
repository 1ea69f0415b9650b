"""From a cell to a plain value, or BadCell. Values are plain JSON: days and moments are ISO text.

People write 16/8/2030, 16-08-30, 2030-08-16 or a true date; "10,36" or 10.36. The day stands
before the month unless the year comes first.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import pgettext_lazy
from rapidfuzz import fuzz, process, utils

from muster.exchange.faults import BadCell
from muster.exchange.naming import names_of
from muster.exchange.reading import Cell
from muster.exchange.text import fold, tidy

Parse = Callable[[Cell], Any]

# Excel counts days from here (its 29 February 1900 never was, so day 60 and later are right).
EXCEL_FIRST: Final = date(1899, 12, 30)
SERIALS: Final = range(61, 110_000)
DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
YEAR_FIRST: Final = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
HOUR: Final = re.compile(r"(\d{1,2})(?::|h|g)(\d{2})?(?::(\d{2}))?", re.IGNORECASE)
ANGLE: Final = re.compile(
    r"(\d{1,3})\s*°\s*(?:(\d{1,2})\s*['′]\s*)?(?:([\d.,]+)\s*[\"″])?\s*([NSEW])?"
)
YES: Final = frozenset(("x", "1", "y", "true", "✓"))
NO: Final = frozenset(("0", "n", "false"))
NEAR_ENOUGH: Final = 70
SHOWN_CHOICES: Final = 8
LONGEST_TEXT: Final = 2000


def text(cell: Cell) -> str:
    """Any cell as text; a number without its empty decimals, so that codes survive."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def text_up_to(limit: int) -> Parse:
    """Text of at most *limit* characters."""

    def parse(cell: Cell) -> str:
        found = text(cell)
        if len(found) > limit:
            raise BadCell("cell.too_long", length=len(found), limit=limit)
        return found

    return parse


def decimal(cell: Cell) -> float | None:
    """A number; a comma may stand for the point, spaces between thousands are let pass."""
    if cell is None or isinstance(cell, (int, float)):
        return None if cell is None else float(cell)
    plain = text(cell).replace(" ", "")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        return float(plain) if plain else None
    except ValueError:
        raise BadCell("cell.not_a_number", text=text(cell)) from None


def whole(cell: Cell) -> int | None:
    """A whole number of people or things, not below zero."""
    found = decimal(cell)
    if found is None:
        return None
    if not found.is_integer() or not 0 <= found <= 2_000_000_000:
        raise BadCell("cell.not_whole", text=text(cell))
    return int(found)


def angle(limit: int) -> Parse:
    """Degrees between minus and plus *limit*: 10.36, "10,36" or 10°21'36"."""

    def parse(cell: Cell) -> float | None:
        parts = ANGLE.fullmatch(text(cell))
        found = _degrees(parts) if parts else decimal(cell)
        if found is not None and not -limit <= found <= limit:
            raise BadCell("cell.out_of_range", text=text(cell), low=-limit, high=limit)
        return found

    return parse


def _degrees(parts: re.Match[str]) -> float:
    minutes = int(parts[2] or 0) / 60 + float((parts[3] or "0").replace(",", ".")) / 3600
    sign = -1 if parts[4] in ("S", "W") else 1
    return round(sign * (int(parts[1]) + minutes), 6)


def day(cell: Cell) -> str | None:
    """A day as ISO text."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and int(cell) in SERIALS:
        return (EXCEL_FIRST + timedelta(days=int(cell))).isoformat()
    found = _day_in(text(cell))
    if found is None or found[1].strip():
        raise BadCell("cell.not_a_day", text=text(cell))
    return found[0].isoformat()


def _day_in(words: str) -> tuple[date, str] | None:
    """The day that stands in the text, and the text around it."""
    for pattern, order in ((YEAR_FIRST, (1, 2, 3)), (DAY_FIRST, (3, 2, 1))):
        hit = pattern.search(words)
        if hit is not None:
            year, month, number = (int(hit[group]) for group in order)
            try:
                found = date(year + 2000 if year < 100 else year, month, number)
            except ValueError:
                return None
            return found, words[: hit.start()] + words[hit.end() :]
    return None


def find_day(words: str) -> tuple[str, str] | None:
    """The first day in a text as ISO, and the rest of the text; None if there is none."""
    found = _day_in(words)
    return None if found is None else (found[0].isoformat(), found[1])


def moment(zone: ZoneInfo) -> Parse:
    """A time in *zone* as ISO text in UTC. A day alone is its midnight."""

    def parse(cell: Cell) -> str | None:
        found = _moment(cell)
        if found is None:
            return None
        aware = found if found.tzinfo else found.replace(tzinfo=zone)
        return aware.astimezone(UTC).isoformat()

    return parse


def _moment(cell: Cell) -> datetime | None:
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, float) and int(cell) in SERIALS:
        return datetime.combine(EXCEL_FIRST, time()) + timedelta(minutes=round(cell * 1440))
    return _moment_of_text(text(cell))


def _moment_of_text(words: str) -> datetime:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    found = _day_in(words)
    if found is None:
        raise BadCell("cell.not_a_moment", text=words)
    on, rest = found
    rest = rest.strip(" ,;-")
    hour = HOUR.fullmatch(rest)
    if hour is None and rest:
        raise BadCell("cell.not_a_moment", text=words)
    try:
        hours, minutes, seconds = (int(part or 0) for part in hour.groups()) if hour else (0, 0, 0)
        at = time(hours, minutes, seconds)
    except ValueError:
        raise BadCell("cell.not_a_moment", text=words) from None
    return datetime.combine(on, at)


def flag(*, default: bool) -> Parse:
    """Yes or no; an empty cell is the default."""
    yes, no = (
        YES | names_of(pgettext_lazy("cell", "yes")),
        NO | names_of(pgettext_lazy("cell", "no")),
    )

    def parse(cell: Cell) -> bool:
        if isinstance(cell, bool):
            return cell
        words = fold(text(cell))
        if not words:
            return default
        if words in yes | no:
            return words in yes
        raise BadCell("cell.not_yes_or_no", text=text(cell))

    return parse


@dataclass(frozen=True, slots=True)
class Choices:
    """The values that a cell may have, by every name that people use for them.

    shown: key -> the word in the reader's language. by_name: folded name -> key.
    """

    shown: Mapping[str, str]
    by_name: Mapping[str, str]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, Iterable[str]]]) -> "Choices":
        """From (key, word shown, all its names). A name that two keys share names neither."""
        shown: dict[str, str] = {}
        by_name: dict[str, str] = {}
        doubtful: set[str] = set()
        for key, word, names in rows:
            shown[key] = word
            for name in {fold(each) for each in (*names, word)}:
                if by_name.setdefault(name, key) != key:
                    doubtful.add(name)
        for name in doubtful:
            del by_name[name]
        by_name.update({fold(key): key for key in shown})
        return cls(shown, by_name)

    def one(self, cell: Cell) -> str:
        """The key that the cell names, or an empty text."""
        words = text(cell)
        if not words:
            return ""
        key = self.by_name.get(fold(words))
        if key is None:
            raise self._unknown(words)
        return key

    def many(self, cell: Cell) -> list[str]:
        """The keys that the cell names, parted by semicolons (or commas, if none is in a name)."""
        words = text(cell)
        if fold(words) in self.by_name:
            return [self.by_name[fold(words)]]
        mark = ";" if ";" in words else ","
        return sorted({self.one(part) for part in words.split(mark) if part.strip()})

    def _unknown(self, words: str) -> BadCell:
        near = nearest(words, self.by_name)
        if near is not None:
            return BadCell(
                "cell.nearest_choice", text=words, nearest=self.shown[self.by_name[near]]
            )
        known = ", ".join(list(self.shown.values())[:SHOWN_CHOICES])
        return BadCell("cell.unknown_choice", text=words, known=known)


def nearest(words: str, names: Iterable[str]) -> str | None:
    """The folded name that *words* most likely meant, if any is near enough."""
    found = process.extractOne(
        fold(words), list(names), scorer=fuzz.WRatio, processor=utils.default_process
    )
    return found[0] if found is not None and found[1] >= NEAR_ENOUGH else None
