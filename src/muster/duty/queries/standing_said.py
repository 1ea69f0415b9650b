"""What is said about a standing roster: rules that are broken or clash, the proof, who changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from muster.duty.models import Officer, StandingRoster
from muster.duty.queries.naming import full_name
from muster.duty.queries.standing import DutySheet
from muster.duty.queries.standing_shifts import date_name, pack_of
from muster.duty.queries.standing_words import rule_words
from muster.packs import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One officer and what is wrong with their days, as sentences."""

    name: str
    phone: str
    rules: Sequence[str]


def rule_lines(
    roster: StandingRoster, broken: Sequence[tuple[int, str, str]], *, pack: Pack
) -> list[RuleLine]:
    """Rules in the engine's words (officer, words, why a day is barred) as lines of the page."""
    by_officer: dict[int, list[str]] = {}
    for officer_id, words, why in broken:
        said = rule_words(words, starts_on=roster.starts_on, pack=pack, why=why)
        by_officer.setdefault(officer_id, []).append(said)
    people = {pk: (name, phone) for pk, name, phone in _people(list(by_officer), pack=pack)}
    return [
        RuleLine(name=people[pk][0], phone=people[pk][1], rules=rules)
        for pk, rules in by_officer.items()
        if pk in people
    ]


def _people(officers: Sequence[int], *, pack: Pack) -> list[tuple[int, str, str]]:
    rows = Officer.objects.filter(pk__in=officers).select_related("person")
    return [(row.pk, full_name(row.person, pack=pack), row.person.phone) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What no roster that keeps the rules can pass: how much more any other could reach at most.

    places: that could be filled beside those held; requests: that could be met beside those met;
    surplus: people too many that could be spared. Each as if all that is unproven went into it.
    """

    places: int
    requests: int
    surplus: int

    @property
    def is_best(self) -> bool:
        """No roster is better."""
        return not (self.places or self.requests or self.surplus)


def proof_of(roster: StandingRoster, sheet: DutySheet) -> Proof | None:
    """None while no search has ended over what stands there now."""
    if roster.penalty is None or roster.bound is None:
        return None
    left = max(0, roster.penalty - roster.bound)
    weights = {
        (row.day, row.shift): (row.weight_under, row.weight_over) for row in roster.needs.all()
    }
    under, over = [], []
    for line in sheet.cover:
        for head, cell in zip(sheet.heads, line.cells, strict=True):
            missing, too_many = weights.get((head.day, line.shift.key), (1, 1))
            under += [missing] * cell.short
            over += [too_many] * cell.over
    unmet = [line.request.weight for line in sheet.wishes if not line.is_met]
    return Proof(
        places=_fitting(under, left), requests=_fitting(unmet, left), surplus=_fitting(over, left)
    )


def _fitting(weights: list[int], left: int) -> int:
    """How many of these weigh no more than *left* together, the lightest first."""
    found = 0
    for weight in sorted(weights):
        left -= weight
        if left < 0:
            break
        found += 1
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingChange:
    """Whose duties differ from the roster in force: days that are new, and days no more."""

    name: str
    phone: str
    added: Sequence[str]
    removed: Sequence[str]


def standing_changes(roster: StandingRoster, before: StandingRoster | None) -> list[StandingChange]:
    """Person by person; none who keeps every day."""
    pack = pack_of(roster)
    new, old = _held(roster), _held(before) if before is not None else {}
    differing = [pk for pk in new.keys() | old.keys() if new.get(pk) != old.get(pk)]
    none: set[tuple[date, str]] = set()
    found = []
    for pk, name, phone in _people(differing, pack=pack):
        mine, was = new.get(pk, none), old.get(pk, none)
        found.append(
            StandingChange(
                name=name,
                phone=phone,
                added=[_duty_text(one, pack) for one in sorted(mine - was)],
                removed=[_duty_text(one, pack) for one in sorted(was - mine)],
            )
        )
    return sorted(found, key=lambda line: line.name)


def _held(roster: StandingRoster) -> dict[int, set[tuple[date, str]]]:
    found: dict[int, set[tuple[date, str]]] = {}
    for officer_id, day, shift in roster.duties.values_list("officer_id", "day", "shift"):
        found.setdefault(officer_id, set()).add((day, shift))
    return found


def _duty_text(one: tuple[date, str], pack: Pack) -> str:
    return f"{date_name(one[0])} {pack.standing_shifts[one[1]].name}"
