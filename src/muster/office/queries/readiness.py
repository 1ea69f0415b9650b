"""The readiness of congresses: who declared what, beside what the data says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from muster.office.bridge import rules_of
from muster.office.models import Declaration, Readiness, Verdict
from muster.office.queries.approvals import WORDS as APPROVAL_WORDS
from muster.office.rules import Can
from muster.packs import Chief
from muster.season.models import Congress
from muster.season.queries import season_in_focus
from muster.season.registry.readiness import ReadinessLine, readiness_lines
from muster.tree.models import Account
from muster.tree.places import place_of
from muster.tree.reach import reach_of
from muster.tree.scope import scope
from muster.tree.table import Role

READINESS_WORDS: Final = {
    **APPROVAL_WORDS,
    "readiness.declared": pgettext_lazy("readiness", "declared"),
    "readiness.decided": pgettext_lazy("readiness", "decided"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChiefSays:
    """One chief: what he declared, what the data says, and whether the reader may declare."""

    chief: Chief
    declaration: Declaration | None
    lines: Sequence[ReadinessLine]
    may: bool

    @property
    def differs(self) -> bool:
        """Declared ready, though the data still shows something open."""
        ready = self.declaration is not None and self.declaration.verdict == Verdict.READY
        return ready and any(line.is_open for line in self.lines)


def chiefs_of(account: Account, congress: Congress) -> list[ChiefSays]:
    """Every chief of the pack for one congress."""
    row = Readiness.objects.filter(congress=congress).first()
    said = {one.chief: one for one in row.declarations.all()} if row is not None else {}
    return [
        ChiefSays(
            chief=chief,
            declaration=said.get(key),
            lines=readiness_lines(congress, chief.shows),
            may=may_declare(account, congress, chief),
        )
        for key, chief in rules_of(congress.season_unit).readiness.chiefs.items()
    ]


def may_declare(account: Account, congress: Congress, chief: Chief) -> bool:
    """Whether *account* holds one of the chief's roles over the congress."""
    held = reach_of(account).as_any({Role(role) for role in chief.roles})
    return not held.is_empty and place_of(congress).is_in(held)


def is_offered(congress: Congress, *, today: date) -> bool:
    """Whether the act of readiness is offered: some days before the first day, till the last."""
    opens = timedelta(days=rules_of(congress.season_unit).readiness.opens_days_before)
    return congress.starts_on - opens <= today <= congress.ends_on


def congresses_on(account: Account, day: date) -> QuerySet[Congress]:
    """The congresses in scope that begin on a day, each with how many declared and the decision."""
    rows = scope(account, Congress).filter(
        season=season_in_focus(), starts_on=day, cancelled_at=None
    )
    not_ready = ~Q(readiness__declarations__verdict=Verdict.READY)
    made = Q(readiness__declarations__isnull=False)
    decision = Readiness.objects.filter(congress=OuterRef("pk")).values("decision")
    return rows.select_related("season_unit__season", "season").annotate(
        declared=Count("readiness__declarations"),
        open_words=Count("readiness__declarations", filter=made & not_ready),
        decision=Coalesce(Subquery(decision[:1]), Value(""), output_field=CharField()),
        unit_name=F("season_unit__name"),
    )


def may_decide(account: Account, congress: Congress) -> bool:
    """Whether *account* may decide over the readiness of a congress."""
    held = reach_of(account).by(Can.DECIDE)
    return not held.is_empty and place_of(congress).is_in(held)
