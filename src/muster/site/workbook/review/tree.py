"""Units, and the persons and accounts that hang on them."""

from collections.abc import Iterator
from typing import Final

from muster.exchange.rows import ReadRow
from muster.exchange.text import fold
from muster.site.workbook.review.sight import Sight

IMPLIED_CODE: Final = "U{number:03d}"
IMPLIED_PARENT: Final = "P{number:03d}"
IMPLIED_ROOT: Final = "U000"


def imply_units(sight: Sight) -> None:
    """A season may begin with a list of units and days: units it does not know are founded.

    Only where the file has no Units sheet. Of an open season, only where tier and parent are
    given; of a new one the rest is assumed and said.
    """
    if "units" in sight.rows:
        return
    known = set(sight.units) | set(sight.unit_names)
    strange = [
        row
        for row in sight.sound("congresses")
        if row.values["unit"] not in known and fold(row.values["unit"]) not in known
    ]
    is_new = sight.register.season is None
    founded = [row for row in strange if is_new or row.values.get("tier")]
    if not founded:
        return
    made = list(_implied(sight, founded, with_root=is_new and not sight.units))
    sight.rows["units"] = made
    del sight.units, sight.unit_names


def _implied(sight: Sight, founded: list[ReadRow], *, with_root: bool) -> Iterator[ReadRow]:
    """The root, the units that stand only as somebody's parent, and the units of the rows."""
    by_level = sorted(sight.pack.tiers.values(), key=lambda tier: tier.level)
    root = next((code for code, unit in sight.units.items() if not unit.get("parent")), "")
    if with_root:
        root = IMPLIED_ROOT
        name = sight.file_name.rpartition(".")[0] or sight.file_name
        yield _unit_row(0, root, name, by_level[-1].key, "")
    heights = _heights(founded)
    parents = _parents_only(sight, founded)
    last = max(len(by_level) - 2, 0)
    for number, (name, row) in enumerate(parents.items(), start=1):
        tier = by_level[min(heights.get(fold(name), 1), last)].key
        yield _unit_row(row.number, IMPLIED_PARENT.format(number=number), name, tier, root)
        _say_implied(sight, row, name, tier)
    for number, row in enumerate(founded, start=1):
        name = row.values["unit"]
        tier = row.values.get("tier") or by_level[min(heights.get(fold(name), 0), last)].key
        code = IMPLIED_CODE.format(number=number)
        yield _unit_row(row.number, code, name, tier, row.values.get("parent") or root)
        _say_implied(sight, row, name, tier)


def _parents_only(sight: Sight, founded: list[ReadRow]) -> dict[str, ReadRow]:
    """Parents by name that are neither known nor on a row of their own, with their first row."""
    known = {*map(fold, sight.units), *sight.unit_names}
    known |= {fold(row.values["unit"]) for row in founded}
    found: dict[str, ReadRow] = {}
    for row in founded:
        name = str(row.values.get("parent") or "")
        if name and fold(name) not in known:
            known.add(fold(name))
            found[name] = row
    return found


def _heights(founded: list[ReadRow]) -> dict[str, int]:
    """How many levels stand below each unit, by folded name; a circle ends where it began."""
    above = {
        fold(row.values["unit"]): fold(str(row.values["parent"]))
        for row in founded
        if row.values.get("parent")
    }
    found: dict[str, int] = {}
    for name in above:
        at, height, seen = name, 0, {name}
        while at in above and above[at] not in seen:
            at, height = above[at], height + 1
            seen.add(at)
            found[at] = max(found.get(at, 0), height)
    return found


def _say_implied(sight: Sight, row: ReadRow, name: str, tier: str) -> None:
    shown = str(sight.pack.tiers[tier].name)
    row.blame("unit.implied", column="unit", is_error=False, name=name, tier=shown)


def _unit_row(number: int, code: str, name: str, tier: str, parent: str) -> ReadRow:
    values = {"code": code, "name": name, "tier": tier, "parent": parent}
    return ReadRow(sheet="units", number=number, key=code, values=values)


def review_tree(sight: Sight) -> None:
    """Parents exist, nobody has two of a kind, nobody stands in a circle; persons have a unit."""
    _two_parents(sight)
    for row in sight.of("units"):
        sight.settle_unit(row, "parent", may_be_empty=True)
        _other_parents(sight, row)
    for row in _in_a_circle(sight):
        path = [row.values["code"], *sight.above(row.values["code"])]
        row.blame("unit.cycle", column="parent", path=" → ".join([*path, path[0]]))
    for row in sight.of("persons"):
        sight.settle_unit(row)


def _two_parents(sight: Sight) -> None:
    """A code that stands twice with different parents says more than that it stands twice."""
    first: dict[str, ReadRow] = {}
    for row in sight.of("units"):
        other = first.setdefault(row.key, row)
        one, two = row.values.get("parent"), other.values.get("parent")
        if other is not row and one and two and one != two:
            row.faults = [fault for fault in row.faults if fault.code != "row.twice"]
            row.blame(
                "unit.two_parents_rows", column="parent", one=one, other=two, row=other.number
            )


def _other_parents(sight: Sight, row: ReadRow) -> None:
    for said in row.values.get("other_parents") or ():
        code = said.partition(":")[2]
        if code not in sight.units:
            row.blame("unit.unknown", column="other_parents", code=code)


def _in_a_circle(sight: Sight) -> Iterator[ReadRow]:
    """Rows whose way up comes back to them."""
    for row in list(sight.sound("units")):
        code = row.values["code"]
        above = list(sight.above(code))
        top = above[-1] if above else code
        if sight.units.get(top, {}).get("parent") == code:
            yield row


def review_accounts(sight: Sight) -> None:
    """Units and persons exist; an account has one person, a person one account."""
    persons: dict[str, str] = {}
    for row in sight.of("accounts"):
        sight.settle_unit(row)
        number = row.values.get("person")
        if number and number not in sight.persons:
            row.blame("person.unknown", column="person", number=number)
        name = row.values.get("username") or ""
        if number and persons.setdefault(name, number) != number:
            row.blame("account.other_person", column="person")
