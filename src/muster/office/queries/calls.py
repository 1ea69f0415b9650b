"""Call lists: which there are, who stands on one, whom to ring now and under which number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from muster.office.bridge import rules_of
from muster.office.models import Call, CallList, CallState, Rung
from muster.office.models.call import HELD
from muster.packs import Pack
from muster.season.queries import season_in_focus
from muster.tree.models import Account, Person, UnitVersion
from muster.tree.scope import scope

TOLD: Final = (CallState.TOLD, CallState.CONFIRMED)
CHOICES: Final = {
    "": Q(),
    "waiting": Q(state=CallState.WAITING),
    "silent": Q(state=CallState.WAITING) & (Q(tries__gt=0) | Q(rung__gt=Rung.FIRST)),
    "promised": Q(promised_on__isnull=False),
    "told": Q(state__in=TOLD),
}
WORDS: Final = {
    "calls.opened": pgettext_lazy("calls", "opened"),
    "calls.closed": pgettext_lazy("calls", "closed"),
}
CHUNK: Final = 500
JOINED: Final = ("unit", "season_unit", "whom", "deputy", "superior", "step", "congress", "heir")


def call_lists_of(account: Account) -> QuerySet[CallList]:
    """The call lists of the season in scope with how many stand on each and are told."""
    told = Q(calls__state__in=TOLD)
    return (
        scope(account, CallList)
        .filter(season_unit__season=season_in_focus())
        .select_related("season_unit__season", "above__call_list")
        .annotate(
            call_count=Count("calls", filter=~Q(calls__state=CallState.REFERRED)),
            told_count=Count("calls", filter=told),
            confirmed_count=Count("calls", filter=Q(calls__state=CallState.CONFIRMED)),
        )
    )


def purpose_name(row: CallList) -> str:
    """The purpose of a list as the pack calls it."""
    return str(rules_of(row.season_unit).call_purposes[row.purpose].label)


@dataclass(frozen=True, slots=True)
class CallFigures:
    """How far a list is, with all that were opened below it."""

    total: int
    told: int
    confirmed: int
    promised: int
    silent: int

    @property
    def waiting(self) -> int:
        """How many are still to be called."""
        return self.total - self.told

    def __add__(self, other: "CallFigures") -> "CallFigures":
        return CallFigures(
            self.total + other.total,
            self.told + other.told,
            self.confirmed + other.confirmed,
            self.promised + other.promised,
            self.silent + other.silent,
        )


NO_CALLS: Final = CallFigures(0, 0, 0, 0, 0)


def figures_of(lists: Iterable[CallList]) -> dict[int, CallFigures]:
    """By list, the figures of its own calls: one query."""
    kept = ~Q(state=CallState.REFERRED)
    rows = (
        Call.objects.filter(call_list__in=[one.pk for one in lists])
        .order_by()
        .values_list("call_list")
        .annotate(
            total=Count("pk", filter=kept),
            told=Count("pk", filter=Q(state__in=TOLD)),
            confirmed=Count("pk", filter=Q(state=CallState.CONFIRMED)),
            promised=Count("pk", filter=kept & CHOICES["promised"]),
            silent=Count("pk", filter=CHOICES["silent"]),
        )
    )
    return {pk: CallFigures(*counts) for pk, *counts in rows}


def chain_figures(row: CallList) -> CallFigures:
    """The figures of a list and of every list below it: two queries a level."""
    total, wave = NO_CALLS, [row]
    while wave:
        for found in figures_of(wave).values():
            total += found
        ids = [one.pk for one in wave]
        wave = list(CallList.objects.filter(above__call_list__in=ids))
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who can be rung. rung: when it is their turn."""

    rung: Rung
    name: str
    position: str
    phone: str

    @property
    def digits(self) -> str:
        """The number as a telephone takes it."""
        return "".join(sign for sign in self.phone if sign.isdecimal() or sign == "+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One call as the page shows it. now: whom to ring; after: who is next if nobody answers.

    ended: the unit was merged or dissolved. busy: somebody else is ringing just now.
    below, told_below: what became of the list that the unit calls through itself.
    """

    call: Call
    name: str
    now: Contact
    after: Sequence[Contact]
    ended: bool
    busy: str
    passed: CallList | None
    below: CallFigures

    @property
    def uuid(self) -> UUID:
        """The identity of the next thing that is recorded from this row."""
        return uuid4()

    @property
    def answers_no(self) -> bool:
        """Whether everybody who could be rung was rung without an answer."""
        return self.call.state == CallState.WAITING and not self.after and self.call.tries > 0


def choose_calls(row: CallList, choice: str) -> QuerySet[Call]:
    """The calls of one choice of the page; an unknown one leaves all."""
    return Call.objects.filter(CHOICES.get(choice, Q()), call_list=row)


def call_lines(
    row: CallList, calls: QuerySet[Call], *, account: Account, now: datetime, today: date
) -> list[CallLine]:
    """Calls with whom to ring: five queries, whatever their number."""
    shown = list(calls.select_related(*JOINED))
    ids = [call.pk for call in shown]
    passed = {one.above_id: one for one in CallList.objects.filter(above__in=ids)}
    below = figures_of(passed.values())
    names = _unit_names(shown)
    pack = rules_of(row.season_unit)
    return [
        _line(call, names, pack, passed.get(call.pk), below, account, now - HELD, today)
        for call in shown
    ]


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    phone: str


def _unit_names(calls: Sequence[Call]) -> dict[int, _Unit]:
    """Names and numbers of units and of those above, as the tree holds them now."""
    ids = {call.unit_id for call in calls} | {call.unit_above_id for call in calls}
    wanted = sorted(pk for pk in ids if pk is not None)
    found: dict[int, _Unit] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = UnitVersion.objects.filter(unit__in=wanted[start : start + CHUNK])
        for row in rows.order_by("valid_from").values_list("unit_id", "name", "phone"):
            found[row[0]] = _Unit(*row[1:])
    return found


def _line(  # all that was read for the page, handed on once
    call: Call,
    units: Mapping[int, _Unit],
    pack: Pack,
    passed: CallList | None,
    below: Mapping[int, CallFigures],
    account: Account,
    since: datetime,
    today: date,
) -> CallLine:
    contacts = _contacts(call, units, pack)
    present = next((one for one in contacts if one.rung == call.rung), contacts[0])
    taken = call.taken_at is not None and call.taken_at > since
    is_person = call.target.startswith("person:") and call.whom is not None
    ended = call.unit.dissolved_on
    return CallLine(
        call=call,
        name=present.name if is_person and call.rung == Rung.FIRST else _name(call, units),
        now=present,
        after=[one for one in contacts if one.rung > present.rung],
        ended=not is_person and ended is not None and ended <= today,
        busy=call.taken_by if taken and call.taken_by_account != account.pk else "",
        passed=passed,
        below=below.get(passed.pk, NO_CALLS) if passed else NO_CALLS,
    )


def _name(call: Call, units: Mapping[int, _Unit]) -> str:
    if call.target.startswith("person:") and call.whom is not None:
        return call.whom.name
    known = units.get(call.unit_id)
    if call.season_unit is not None:
        return call.season_unit.name
    return known.name if known else ""


def _contacts(call: Call, units: Mapping[int, _Unit], pack: Pack) -> list[Contact]:
    own = units.get(call.unit_id, _Unit("", ""))
    found = [_contact(Rung.FIRST, call.whom, own, pack)]
    if call.deputy is not None:
        found.append(_contact(Rung.DEPUTY, call.deputy, own, pack))
    if call.unit_above_id is not None:
        above = units.get(call.unit_above_id, _Unit("", ""))
        found.append(_contact(Rung.SUPERIOR, call.superior, above, pack))
    return found


def _contact(rung: Rung, person: Person | None, unit: _Unit, pack: Pack) -> Contact:
    if person is None:
        return Contact(rung=rung, name=unit.name, position="", phone=unit.phone)
    name = person.name
    if person.rank_level and person.rank in pack.ranks:
        name = f"{pack.ranks[person.rank].label} {name}"
    position = person.position
    if rung == Rung.SUPERIOR:
        position = ", ".join(part for part in (person.position, unit.name) if part)
    return Contact(rung=rung, name=name, position=position, phone=person.phone or unit.phone)


def attempts_of(call: Call) -> list[dict[str, Any]]:
    """Every time somebody rang, oldest first."""
    return [
        {
            "at": one.tried_at,
            "by": one.tried_by,
            "outcome": one.get_outcome_display(),
            "rung": one.get_rung_display(),
            "promised_on": one.promised_on,
            "note": one.note,
        }
        for one in call.attempts.all()
    ]


def told_words(call: Call) -> str:
    """Where a call stands, in a word, for Excel."""
    if call.state == CallState.WAITING and (call.tries or call.rung):
        return _("no answer")
    return str(call.get_state_display())
