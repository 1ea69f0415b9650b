"""The settings: of a season to open all of them, of an open one only its deadlines."""

from typing import Any, Final

from muster.exchange.cells import text
from muster.exchange.faults import BadCell
from muster.exchange.rows import ReadRow
from muster.site.workbook.opening import key_from
from muster.site.workbook.review.sight import Sight
from muster.site.workbook.sheets.settings import CLOCK, DEADLINE, ITEMS, KEY, parse_value

NEEDED: Final = ("key", "name", "pack", "root", "tree_on", "starts_on", "ends_on")


def review_settings(sight: Sight) -> None:
    """Type each value by its item; leave out the clock, which is the installation's."""
    every = [row for row in sight.of(KEY) if row.values.get("item") != CLOCK]
    rows = [row for row in every if row.values.get("item")]
    for row in every:
        _type(row)
    there = {item: row["value"] for item, row in sight.register.current(sight.specs[KEY]).items()}
    said = {row.values["item"]: row.values["value"] for row in rows if not row.has_error}
    if sight.register.season is not None:
        _refuse_changes(rows, there)
        sight.settings = there | said
    else:
        rows += _implied(sight, said)
        sight.settings = {row.values["item"]: row.values["value"] for row in rows}
        _check_root(sight, rows)
    if every or rows:
        nameless = [row for row in every if row not in rows]
        sight.rows[KEY] = rows + nameless


def _type(row: ReadRow) -> None:
    item = row.values.get("item")
    if not item:
        row.values["value"] = text(row.values.get("value"))
        return
    try:
        row.values["value"] = parse_value(item, row.values.get("value"))
    except BadCell as bad:
        row.values["value"] = None
        row.blame(bad.code, column="value", **bad.params)


def _refuse_changes(rows: list[ReadRow], there: dict[str, Any]) -> None:
    for row in rows:
        item = row.values.get("item") or ""
        is_free = item.startswith(DEADLINE)
        if not row.has_error and not is_free and row.values["value"] != there.get(item):
            row.blame("settings.fixed", column="value")


def _implied(sight: Sight, said: dict[str, Any]) -> list[ReadRow]:
    """The settings that a new season needs and the file leaves out, where they can be known."""
    guesses = _guesses(sight)
    found = []
    for item in NEEDED:
        if said.get(item):
            continue
        value = guesses.get(item)
        row = ReadRow(sheet=KEY, number=0, key=item, values={"item": item, "value": value})
        if not value:
            row.blame("settings.missing", name=str(ITEMS[item]))
        found.append(row)
    return found


def _guesses(sight: Sight) -> dict[str, Any]:
    days = [
        row.values[name]
        for row in sight.sound("congresses")
        for name in ("starts_on", "ends_on")
        if row.values.get(name)
    ]
    guesses: dict[str, Any] = {
        "key": key_from(sight.file_name),
        "name": sight.file_name.rpartition(".")[0] or sight.file_name,
        "pack": sight.pack.key,
        "root": _root(sight),
    }
    if days:
        first = min(days)
        tree_on = min(first, sight.today.isoformat())
        guesses |= {"starts_on": first, "ends_on": max(days), "tree_on": tree_on}
    return guesses


def _root(sight: Sight) -> str | None:
    """The one unit of the file (or of the register) that stands under none."""
    codes = [row.values.get("code") for row in sight.of("units")] or list(sight.units)
    tops = [code for code in codes if code and not sight.units.get(code, {}).get("parent")]
    return tops[0] if len(tops) == 1 else None


def _check_root(sight: Sight, rows: list[ReadRow]) -> None:
    for row in rows:
        code = row.values.get("value")
        if row.values.get("item") == "root" and code and code not in sight.units:
            row.blame("settings.unknown_root", column="value", code=code)
