"""The head and the end of a document that a unit writes: who, number, place and date, who signs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from muster.office.bridge import rule_of, rules_of, symbol_of
from muster.office.models import Approval, Register, SigningGrant
from muster.office.queries.templates import letterheads
from muster.packs import Direction
from muster.packs.layouts import Words, words
from muster.season.models import SeasonUnit
from muster.tree import clock

SIGNED_BY_HAND: Final = 6  # blanks where a name will be written


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """rules: key of the layout. values: the fields that every document has, and the recipients."""

    rules: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a document says of itself.

    kind: key of the pack's kinds of papers, that of the document if none. approval: its signed
    version, if there is one; else number and date are left blank, or the date is *on*. to: who
    gets it. signer, post, authority: who signs where no approval says so, the unit if no
    authority is said. symbol: its number where no approval bears one.
    """

    kind: str = ""
    approval: Approval | None = None
    on: date | None = None
    to: Sequence[str] = ()
    signer: str = ""
    post: str = ""
    authority: str = ""
    symbol: str = ""


def letterhead(unit: SeasonUnit, said: Written) -> Head:
    """What stands above and below a document of *unit*, after the layout of its register."""
    approval = said.approval if said.approval and said.approval.signed_on else None
    register = _register(unit, approval)
    rules = layout_of_papers(unit, register)
    around = words(rules)
    symbol = (approval.paper_symbol if approval else "") or said.symbol
    on = approval.signed_on if approval else said.on
    own = _own_words(unit)
    values = {
        "superior": own["superior"] or (unit.parent.name if unit.parent else ""),
        "issuer": own["issuer"] or unit.name,
        "number": around.number.format(
            symbol=symbol or symbol_of(unit, register, around.blank, said.kind)
        ),
        "place_date": around.dated(own["place"], on, year=clock.today().year),
        "kind": _kind_name(unit, said.kind),
        **_signature(own["issuer"] or unit.name, unit, said, approval, around),
        "recipients": _recipients(said.to, around, own["keeper"]),
    }
    return Head(rules=rules, values=values)


def layout_of_papers(unit: SeasonUnit, register: Register | None = None) -> str:
    """The layout of what a unit sends out: of the register in which it is numbered."""
    own = register if register is not None else _register(unit, None)
    rule = rule_of(own) if own is not None else None
    return (rule.layout if rule else None) or rules_of(unit).papers.layout


def around_of(unit: SeasonUnit) -> Words:
    """What documents of a unit say around what changes."""
    return words(layout_of_papers(unit))


def _register(unit: SeasonUnit, approval: Approval | None) -> Register | None:
    if approval is not None and approval.paper is not None:
        return approval.paper.volume.register
    rows = Register.objects.filter(season_unit=unit, direction=Direction.OUTGOING.value)
    return rows.select_related("season_unit__season").order_by("pk").first()


def _kind_name(unit: SeasonUnit, kind: str) -> str:
    return str(rules_of(unit).paper_kinds[kind].name) if kind else ""


def _own_words(unit: SeasonUnit) -> dict[str, str]:
    """What the unit says of its letterhead; place and keeper also as the units above say it."""
    rows = letterheads(unit)
    own = rows[0] if rows and rows[0].season_unit_id == unit.pk else None
    return {
        "superior": own.superior if own else "",
        "issuer": own.issuer if own else "",
        "place": next((row.place for row in rows if row.place), ""),
        "keeper": next((row.keeper for row in rows if row.keeper), ""),
    }


def _signature(
    issuer: str, unit: SeasonUnit, said: Written, approval: Approval | None, around: Words
) -> dict[str, str]:
    """Whoever signed, by what right; room for a name while nobody has."""
    if approval is None:
        signer = said.signer or around.blank * SIGNED_BY_HAND
        return {"authority": said.authority or issuer, "post": said.post, "signer": signer}
    mark = rules_of(unit).authorities[approval.authority].mark if approval.authority else ""
    stands_for = _post_of_absent(approval) or issuer
    person = approval.signer
    return {
        "authority": f"{around.marks.get(mark, mark)} {stands_for}".strip(),
        "post": person.position if person is not None else "",
        "signer": approval.signer_name,
    }


def _post_of_absent(approval: Approval) -> str:
    """The post of the one for whom somebody else signed, as the grant knows it."""
    if not approval.for_whom:
        return ""
    grants = SigningGrant.objects.filter(
        person=approval.signer, for_whom__name=approval.for_whom
    ).select_related("for_whom")
    found = grants.first()
    return found.for_whom.position if found is not None and found.for_whom is not None else ""


def _recipients(to: Sequence[str], around: Words, keeper: str) -> list[dict[str, str]]:
    lines = [around.recipient.format(name=name) for name in to]
    return [
        {"text": text} for text in (*lines, around.filed.format(keeper=keeper or around.keeper))
    ]
