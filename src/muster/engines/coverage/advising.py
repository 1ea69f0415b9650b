"""Options for each need, in the order in which the needs are met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from muster.engines.coverage.filling import gaps_of
from muster.engines.coverage.model import (
    Advice,
    Gap,
    Need,
    Option,
    Part,
    PartName,
    Refusal,
    Status,
    Unit,
    Weights,
    Why,
)
from muster.engines.coverage.travel import Start, Travel

HOUR_MIN = 60.0
TOP_LEVEL = 1


def advise(
    needs: Sequence[Need], units: Sequence[Unit], *, weights: Weights, travel: Travel
) -> list[Advice]:
    """Advice for every need, the most urgent first.

    Needs go by level, then by their timers, then by number. What a need that has nobody yet would
    take first is held from all less urgent ones. Options: those that arrive within the limit
    first, among them the reserve, then by score, then by number. The order of the arguments does
    not matter.
    """
    ordered = sorted(units, key=lambda unit: unit.number)
    held: dict[str, Need] = {}
    found = []
    for need in sorted(needs, key=lambda need: (need.level, need.due_min, need.number)):
        advice = _Asking(need=need, units=ordered, weights=weights, travel=travel).ask(held)
        if advice.options and not need.is_attended:
            held |= dict.fromkeys(advice.options[0].units, need)
        found.append(advice)
    return found


@dataclass(slots=True, kw_only=True)
class _Asking:
    """One need held against all units."""

    need: Need
    units: Sequence[Unit]
    weights: Weights
    travel: Travel
    ways: Mapping[str, float | None] = field(default_factory=dict)

    def ask(self, held: Mapping[str, Need]) -> Advice:
        self.ways = self._ways()
        refused = {unit.key: why for unit in self.units if (why := self._refused(unit, held))}
        able = [unit for unit in self.units if unit.key not in refused]
        options = []
        for unit in able:
            going = self._company(unit, able)
            if going is None:
                refused[unit.key] = Refusal(unit=unit.key, why=Why.ALONE)
            else:
                options.append(self._option(going, held))
        numbers = {unit.key: unit.number for unit in self.units}
        options.sort(
            key=lambda one: (
                one.is_late,
                not one.is_reserve,
                round(one.score, 6),
                numbers[one.units[0]],
            )
        )
        return Advice(need=self.need.key, options=options, refused=list(refused.values()))

    def _ways(self) -> Mapping[str, float | None]:
        """Minutes of every unit whose place is known, if the need's is."""
        goal = self.need.place
        if goal is None:
            return {}
        placed = [(unit.key, unit.place, unit.mode) for unit in self.units if unit.place]
        starts = [Start(place=place, mode=mode) for _key, place, mode in placed]
        minutes = self.travel.minutes(starts, goal)
        return {key: took for (key, _p, _m), took in zip(placed, minutes, strict=True)}

    def _refused(self, unit: Unit, held: Mapping[str, Need]) -> Refusal | None:
        why = self._why(unit)
        if why is not None:
            return Refusal(unit=unit.key, why=why)
        other = held.get(unit.key)
        if other is not None and other.level < self.need.level:
            return Refusal(unit=unit.key, why=Why.HELD, held_for=other.key)
        return None

    def _why(self, unit: Unit) -> Why | None:
        if why := _by_status(unit, self.need):
            return why
        if self.need.skills and not self.need.skills & unit.skills:
            return Why.NOT_QUALIFIED
        if unit.heads < unit.crew_min:
            return Why.CREW_SHORT
        if self.ways.get(unit.key, 0.0) is None:
            return Why.NO_WAY
        return None

    def _company(self, unit: Unit, able: Sequence[Unit]) -> tuple[Unit, ...] | None:
        """The unit, with the nearest others until they are enough; None if they never are.

        A vehicle's crew keeps nobody company: it goes on its own account or stays.
        """
        going, heads = [unit], unit.heads
        others = [one for one in able if one is not unit and not one.is_crew]
        for other in sorted(others, key=self._nearness):
            if heads >= self.need.heads:
                break
            going.append(other)
            heads += other.heads
        return tuple(going) if heads >= self.need.heads else None

    def _nearness(self, unit: Unit) -> tuple[bool, bool, float, int]:
        minutes = self.ways.get(unit.key)
        is_free = unit.status is Status.FREE
        return not is_free, not unit.is_reserve, minutes or 0.0, unit.number

    def _option(self, going: tuple[Unit, ...], held: Mapping[str, Need]) -> Option:
        ways = [self.ways.get(unit.key) for unit in going]
        known = [way for way in ways if way is not None]
        minutes = max(known) if len(known) == len(ways) else None
        gaps = gaps_of(going, self.units, held=held, travel=self.travel)
        return Option(
            units=tuple(unit.key for unit in going),
            minutes=minutes,
            is_reserve=all(unit.is_reserve for unit in going),
            is_late=minutes is not None and minutes > self.need.limit_min,
            parts=tuple(self._parts(going, minutes, gaps)),
            gaps=gaps,
        )

    def _parts(
        self, going: Sequence[Unit], minutes: float | None, gaps: Sequence[Gap]
    ) -> list[Part]:
        """What the option costs, part by part; a part that costs nothing is left out."""
        rules = self.weights
        beyond = max(0.0, (minutes or 0.0) - self.need.limit_min)
        alone = sum(gap.weight for gap in gaps if gap.filler is None)
        filled = sum(gap.weight for gap in gaps if gap.filler is not None)
        hours = max(unit.on_duty_min for unit in going) / HOUR_MIN
        pulled = sum(unit.status in (Status.ENGAGED, Status.RESTING) for unit in going)
        amounts = (
            (PartName.TRAVEL, minutes or 0.0, rules.minute),
            (PartName.LATE, beyond, rules.late),
            (PartName.UNCOVERED, alone, rules.uncovered),
            (PartName.FILLED, filled, rules.filled),
            (PartName.FATIGUE, max(0.0, hours - rules.fresh_h), rules.fatigue),
            (PartName.PULLED_OFF, float(pulled), rules.pulled_off),
        )
        return [
            Part(name=name, amount=amount, points=amount * each)
            for name, amount, each in amounts
            if amount
        ]


def _by_status(unit: Unit, need: Need) -> Why | None:
    """A rest is broken for the most urgent need only; a need is left for a more urgent one."""
    match unit.status:
        case Status.OFF:
            return Why.OFF
        case Status.SILENT:
            return Why.SILENT
        case Status.RESTING if need.level > TOP_LEVEL:
            return Why.RESTING
        case Status.ENGAGED if unit.level <= need.level:
            return Why.BUSY
        case _:
            return None
