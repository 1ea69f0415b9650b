"""Call lists: opened for units or persons, in a chain down the tree if the purpose says so."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from string import Formatter
from typing import Final
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.errors import (
    CallListEmpty,
    NotBelow,
    WordsFaulty,
)
from muster.office.models import Call, CallList
from muster.office.queries.ladders import NOBODY, Pair, above_of, pairs_of
from muster.office.services.call_closing import note_list
from muster.office.services.replays import made_before
from muster.packs import CallPurpose
from muster.packs.schema.calls import CALL_FIELDS
from muster.season.models import Congress, SeasonUnit, Step
from muster.tree.models import Person
from muster.tree.names import search_key, tidy

BATCH: Final = 500
NAMED: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTarget:
    """Somebody to be told: a unit of the season, or one person of own staff.

    says: the fields of the purpose's words that differ from call to call. only_passes_on: it is
    not about this unit, which has to tell those below it.
    """

    season_unit: SeasonUnit | None = None
    person: Person | None = None
    step: Step | None = None
    congress: Congress | None = None
    says: Mapping[str, str] = field(default_factory=dict)
    only_passes_on: bool = False

    @property
    def key(self) -> str:
        """What names it once in a list."""
        if self.person is not None:
            return f"person:{self.person.pk}"
        assert self.season_unit is not None
        return f"unit:{self.season_unit.unit_id}"


@retry_on_deadlock
def open_call_list(  # noqa: PLR0913  # a list says all of itself in one call
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    purpose: str,
    targets: Sequence[CallTarget],
    subject: str = "",
    words: str = "",
    says: Mapping[str, str] | None = None,
    origin: str = "",
    client_uuid: UUID | None = None,
) -> CallList:
    """Open a list of everybody whom *unit* has to call; a target named twice is called once.

    purpose: key of the pack. words: what is said instead of the pack's words. says: fields that
    are the same for all. A purpose that passes on makes a list for each unit that calls those
    below it. Raises CallListEmpty, NotBelow,
    WordsFaulty.
    """
    rule = rules_of(unit).call_purposes[purpose]
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return CallList.objects.get(pk=made_before(record))
        if not targets:
            raise CallListEmpty
        _must_be_sayable(words)
        opening = _Opening(
            rule=rule,
            words=words.strip() or str(rule.words),
            subject=tidy(subject) or str(rule.label),
            says={"caller": unit.short_name or unit.name, **(says or {})},
            origin=origin,
            actor=actor,
            now=now,
        )
        once = {target.key: target for target in targets}
        row = opening.chain(unit, once) if rule.passes_on else opening.single(unit, once)
        note_list(record, "calls.opened", row, {"purpose": purpose, "targets": len(once)})
    return row


def _must_be_sayable(words: str) -> None:
    """Refuse braces that hold no field of ours."""
    try:
        parts = list(Formatter().parse(words))
    except ValueError:
        parts = [("", words[:40], None, None)]
    fields = {name for _text, name, _spec, _conv in parts if name is not None}
    if not fields <= CALL_FIELDS:
        known = ", ".join(f"{{{name}}}" for name in sorted(CALL_FIELDS))
        raise WordsFaulty(found=", ".join(sorted(fields - CALL_FIELDS)), known=known)


@dataclass(slots=True, kw_only=True)
class _Opening:
    """One act of opening: what all of its lists share."""

    rule: CallPurpose
    words: str
    subject: str
    says: Mapping[str, str]
    origin: str
    actor: Actor
    now: datetime

    def single(self, unit: SeasonUnit, targets: Mapping[str, CallTarget]) -> CallList:
        """One list: the unit calls everybody itself."""
        row = self._list(unit, None)
        self._calls(row, list(targets.values()), {})
        return row

    def chain(self, unit: SeasonUnit, targets: Mapping[str, CallTarget]) -> CallList:
        """A list for the unit, and one for each unit on the way down to the targets."""
        wanted = {one.season_unit.pk: one for one in targets.values() if one.season_unit}
        units = _on_the_way(unit, wanted)
        children: dict[int, list[SeasonUnit]] = defaultdict(list)
        for one in sorted(units.values(), key=lambda row: row.first):
            if one.parent_id is not None and one.pk != unit.pk:
                children[one.parent_id].append(one)
        top = self._list(unit, None)
        level = [(top, unit)]
        while level:
            following: list[tuple[CallList, SeasonUnit]] = []
            for row, caller in level:
                rows = [
                    wanted.get(u.pk) or CallTarget(season_unit=u, only_passes_on=True)
                    for u in children[caller.pk]
                ]
                below = {u.pk: [b.name for b in children[u.pk]] for u in children[caller.pk]}
                for call in self._calls(row, rows, below):
                    if call.season_unit is not None and children[call.season_unit.pk]:
                        passed = self._list(call.season_unit, call)
                        following.append((passed, call.season_unit))
            level = following
        return top

    def _list(self, unit: SeasonUnit, above: Call | None) -> CallList:
        return CallList.objects.create(
            season_unit=unit,
            purpose=self.rule.key,
            subject=self.subject[:300],
            words=self.words,
            origin=self.origin,
            above=above,
            opened_at=self.now,
            opened_by=self.actor.name,
            search_key=search_key(f"{self.subject} {unit.name} {self.rule.label}"),
        )

    def _calls(
        self, row: CallList, targets: Sequence[CallTarget], below: Mapping[int, Sequence[str]]
    ) -> list[Call]:
        parents = _parents(row.season_unit.season_id, targets)
        pack = rules_of(row.season_unit)
        pairs = pairs_of([*_units(targets), *parents.values()], pack)
        calls = [
            self._call(row, place, target, parents, pairs, below)
            for place, target in enumerate(targets, start=1)
        ]
        return Call.objects.bulk_create(calls, BATCH)

    def _call(
        self,
        row: CallList,
        position: int,
        target: CallTarget,
        parents: Mapping[int, int],
        pairs: Mapping[int, Pair],
        below: Mapping[int, Sequence[str]],
    ) -> Call:
        unit, person = target.season_unit, target.person
        unit_id = person.unit_id if person is not None else unit.unit_id  # type: ignore[union-attr]  # one of them is there
        own = pairs.get(unit_id, NOBODY)
        above = parents.get(unit_id)
        return Call(
            call_list=row,
            position=position,
            target=target.key,
            unit_id=unit_id,
            season_unit=unit,
            whom_id=person.pk if person is not None else own.first,
            deputy_id=_not_the_same(person, own) if person is not None else own.second,
            unit_above_id=above,
            superior_id=above_of(pairs, above),
            step=target.step,
            congress=target.congress,
            words=self._said(target, below),
        )

    def _said(self, target: CallTarget, below: Mapping[int, Sequence[str]]) -> str:
        name = target.season_unit.name if target.season_unit else ""
        if target.person is not None:
            name = target.person.name
        said = self.words.format_map(_Blank({"unit": name, **self.says, **target.says}))
        if target.only_passes_on:
            said = f"{name}: {self.subject}."
        under = below.get(target.season_unit.pk, ()) if target.season_unit else ()
        if not under or self.rule.passes_on is None:
            return said
        names = ", ".join(under[:NAMED]) + (" …" if len(under) > NAMED else "")
        return f"{said} {str(self.rule.passes_on).format(units=names)}"


class _Blank(dict[str, str]):
    """Fields of a sentence; one that nobody filled in stays readable."""

    def __missing__(self, key: str) -> str:
        return "…"


def _not_the_same(person: Person, own: Pair) -> int | None:
    """Of a person's unit, whom to call when the person does not answer."""
    return next((pk for pk in (own.first, own.second) if pk not in (None, person.pk)), None)


def _on_the_way(unit: SeasonUnit, wanted: Mapping[int, CallTarget]) -> dict[int, SeasonUnit]:
    """The wanted units and all between them and *unit*. Raises NotBelow."""
    rows = SeasonUnit.objects.filter(
        season=unit.season_id, first__gte=unit.first, first__lte=unit.last
    ).select_related("season")
    inside = {row.pk: row for row in rows}
    found: dict[int, SeasonUnit] = {}
    for target in wanted.values():
        at = target.season_unit
        assert at is not None
        if at.pk not in inside or at.pk == unit.pk:
            raise NotBelow(unit=at.name, caller=unit.name)
        while at.pk != unit.pk and at.pk not in found:
            found[at.pk] = inside[at.pk]
            assert at.parent_id is not None
            at = inside[at.parent_id]
    return found


def _units(targets: Sequence[CallTarget]) -> list[int]:
    found = []
    for target in targets:
        if target.person is not None:
            found.append(target.person.unit_id)
        elif target.season_unit is not None:
            found.append(target.season_unit.unit_id)
    return found


def _parents(season_id: int, targets: Sequence[CallTarget]) -> dict[int, int]:
    """By unit, the one above it in the season's tree; of a person, that of the person's unit."""
    rows = SeasonUnit.objects.filter(
        season=season_id, unit__in=set(_units(targets)), parent__isnull=False
    )
    return dict(rows.values_list("unit_id", "parent__unit_id"))
