"""Rows of the office to what the packs say, and how numbers and symbols are written."""

import re
from datetime import date
from typing import Final

from muster.office.models import Paper, Register
from muster.packs import Direction, Pack
from muster.packs import Register as RegisterRule
from muster.season.bridge import pack_of
from muster.season.models import SeasonUnit
from muster.tree.names import search_key

# Where a symbol leaves a part out, two marks meet.
EMPTY_PART: Final = re.compile(r"[-/]{2,}")


def rules_of(unit: SeasonUnit) -> Pack:
    """The pack of the season that a unit stands in."""
    return pack_of(unit.season)


def rule_of(register: Register) -> RegisterRule:
    """What the pack says about a register."""
    return rules_of(register.season_unit).registers[register.rule]


def written_number(number: int, rule: RegisterRule) -> str:
    """A number with the zeros that the rule puts before short ones."""
    return str(number).zfill(rule.least_digits)


def symbol_for(register: Register, number: int, kind: str) -> str:
    """The symbol of an outgoing paper, by the pattern of its register."""
    rule = rule_of(register)
    return _symbol(register.season_unit, rule, written_number(number, rule), kind, register.mark)


def symbol_of(unit: SeasonUnit, register: Register | None, blank: str, kind: str) -> str:
    """The symbol of a paper without a number yet: blanks stand where a pen will write.

    Without a register it is that of the pack's first one for what goes out.
    """
    if register is not None:
        return _symbol(unit, rule_of(register), blank, kind, register.mark or blank)
    rules = rules_of(unit).registers.values()
    rule = next(one for one in rules if one.direction is Direction.OUTGOING)
    return _symbol(unit, rule, blank, kind, blank)


def _symbol(unit: SeasonUnit, rule: RegisterRule, number: str, kind: str, mark: str) -> str:
    kind_mark = rules_of(unit).paper_kinds[kind].mark if kind else ""
    symbol = rule.symbol.format(number=number, kind=kind_mark, mark=mark)
    return EMPTY_PART.sub(lambda marks: "/" if "/" in marks[0] else "-", symbol).strip("-/ ")


def key_of(paper: Paper) -> str:
    """Everything that can be looked for in a paper, folded."""
    pack = rules_of(paper.season_unit)
    kind = pack.paper_kinds[paper.kind].name if paper.kind else None
    parts = [
        paper.symbol,
        str(paper.number),
        *((kind.vi, kind.en) if kind else ()),
        paper.correspondent,
        paper.abstract,
        paper.signer,
        paper.holder,
        paper.note,
        *_written(paper.dated_on),
        *_written(paper.registered_on),
    ]
    return search_key(" ".join(part for part in parts if part))


def _written(day: date | None) -> tuple[str, ...]:
    """A day as people type it, with and without zeros."""
    if day is None:
        return ()
    return (f"{day.day}/{day.month}/{day.year}", f"{day:%d/%m/%Y}")
