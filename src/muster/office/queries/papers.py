"""Papers: the list with its choices, the figures above it, a register as it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.ledger.queries import entries_about
from muster.office.bridge import rule_of, rules_of, written_number
from muster.office.models import Paper, Register, Volume
from muster.office.models.paper import OPEN
from muster.packs import Direction, Shows
from muster.season.models import SeasonUnit
from muster.season.queries import season_in_focus, top_unit
from muster.shell import formats
from muster.tree.models import Account
from muster.tree.scope import scope

CHOICES: Final = {
    "": Q(),
    "in": Q(volume__register__direction=Direction.INCOMING),
    "out": Q(volume__register__direction=Direction.OUTGOING),
    "open": OPEN,
}
KNOWN_VALUES: Final = 200
Kept = TypeVar("Kept", Paper, Register)


def own_unit(account: Account) -> SeasonUnit | None:
    """The unit whose papers an account sees first: the highest that it may see."""
    season = season_in_focus()
    return top_unit(account, season) if season else None


def papers_of(account: Account, unit: SeasonUnit | None = None) -> QuerySet[Paper]:
    """The papers of one unit, or of every unit of the season in scope."""
    rows = scope(account, Paper)
    return _kept_by(unit, rows).select_related("volume__register", "season_unit__season", "answer")


def registers_of(account: Account, unit: SeasonUnit | None = None) -> QuerySet[Register]:
    """The registers in scope, those that go out after those that come in."""
    rows = scope(account, Register).select_related("season_unit__season")
    return _kept_by(unit, rows)


def _kept_by(unit: SeasonUnit | None, rows: QuerySet[Kept]) -> QuerySet[Kept]:
    if unit is not None:
        return rows.filter(season_unit=unit)
    return rows.filter(season_unit__season=season_in_focus())


def choose(rows: QuerySet[Paper], *, choice: str, holder: str, today: date) -> QuerySet[Paper]:
    """The papers of one choice of the list, each with whether it is overdue.

    An unknown choice leaves all.
    """
    late = OPEN & Q(due_on__lt=today)
    rows = rows.annotate(is_overdue=ExpressionWrapper(late, output_field=BooleanField()))
    rows = rows.filter(late if choice == "overdue" else CHOICES.get(choice, Q()))
    return rows.filter(holder=holder) if holder else rows


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands above the list of papers."""

    open: int
    overdue: int
    incoming: int
    outgoing: int


def figures(rows: QuerySet[Paper], *, today: date) -> Figures:
    """How many papers are open, overdue, in and out: one query."""
    kept = Q(cancelled_at__isnull=True)
    found = rows.order_by().aggregate(
        open=Count("pk", filter=OPEN),
        overdue=Count("pk", filter=OPEN & Q(due_on__lt=today)),
        incoming=Count("pk", filter=kept & CHOICES["in"]),
        outgoing=Count("pk", filter=kept & CHOICES["out"]),
    )
    return Figures(**found)


def known(rows: QuerySet[Any], field: str) -> list[str]:
    """What was written into a field before, the most frequent first: to be picked, not typed."""
    filled = rows.order_by().exclude(**{field: ""}).values_list(field)
    return [text for text, _n in filled.annotate(n=Count("pk")).order_by("-n")[:KNOWN_VALUES]]


def days_late(paper: Paper, today: date) -> int:
    """How many days an open paper is past its deadline."""
    if paper.due_on is None or not paper.is_open:
        return 0
    return max(0, (today - paper.due_on).days)


def find_symbol(rows: QuerySet[Paper], symbol: str) -> list[Paper]:
    """The papers that bear a symbol, or a number, as somebody types it."""
    typed = symbol.strip()
    exact = rows.filter(symbol__iexact=typed, cancelled_at__isnull=True)
    return list(exact.order_by("-registered_on")[:2])


# ---- a register as it is printed


@dataclass(frozen=True, slots=True)
class Line:
    """One paper as its register shows it. is_void: struck out."""

    paper: Paper
    cells: Sequence[Any]
    is_void: bool

    @property
    def written(self) -> list[str]:
        """The cells as a reader sees them."""
        return [_written(cell) for cell in self.cells]


def _written(cell: Any) -> str:
    if cell is None:
        return ""
    return formats.day_year(cell) if isinstance(cell, date | datetime) else str(cell)


def register_lines(
    volume: Volume, *, first: int | None = None, last: int | None = None
) -> list[Line]:
    """The papers of a volume by number, in the columns that the pack gives its register."""
    rows = Paper.objects.filter(volume=volume).select_related("answer").order_by("number")
    if first is not None:
        rows = rows.filter(number__gte=first)
    if last is not None:
        rows = rows.filter(number__lte=last)
    rule, pack = rule_of(volume.register), rules_of(volume.register.season_unit)
    kinds = {key: str(kind.name) for key, kind in pack.paper_kinds.items()}
    return [
        Line(
            paper=paper,
            cells=[
                written_number(paper.number, rule)
                if column.shows is Shows.NUMBER
                else _cell(paper, column.shows, kinds)
                for column in rule.columns
            ],
            is_void=paper.cancelled_at is not None,
        )
        for paper in rows
    ]


def _cell(paper: Paper, shows: Shows, kinds: dict[str, str]) -> Any:
    match shows:
        case Shows.ABSTRACT:
            return ". ".join(part for part in (kinds.get(paper.kind, ""), paper.abstract) if part)
        case Shows.NOTE if paper.cancelled_at is not None:
            return _("Cancelled: %(reason)s") % {"reason": paper.cancelled_reason}
        case Shows.ANSWER:
            return str(paper.answer or paper.settled_how)
        case Shows.BLANK:
            return ""
        case _:
            return getattr(paper, shows.value)


# ---- what happened to a paper

WORDS: Final = {
    "paper.registered": pgettext_lazy("paper", "entered"),
    "paper.changed": pgettext_lazy("paper", "corrected"),
    "paper.passed_on": pgettext_lazy("paper", "passed on"),
    "paper.settled": pgettext_lazy("paper", "settled"),
    "paper.reopened": pgettext_lazy("paper", "opened again"),
    "paper.cancelled": pgettext_lazy("paper", "cancelled"),
    "paper.scan_added": gettext_lazy("scan added"),
    "file.taken_out": gettext_lazy("file taken out"),
}
SAID: Final = ("reason", "how", "answer", "holder", "name")


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of the record about a paper or a task, for people."""

    at: datetime
    who: str
    text: str
    number: int


def happened(subject: str, words: dict[str, Any]) -> list[Happened]:
    """What the record says about *subject* in kinds that have words, newest first."""
    return [
        Happened(
            at=entry.recorded_at,
            who=entry.actor,
            number=entry.arrival,
            text=_told(str(words[entry.kind]), entry.body),
        )
        for entry in entries_about(subject).filter(kind__in=words).order_by("-arrival")[:50]
    ]


def _told(text: str, body: dict[str, Any]) -> str:
    said = next((str(body[key]) for key in SAID if body.get(key)), "")
    return f"{text}: {said}" if said else text
