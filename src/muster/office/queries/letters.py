"""Letters in scope, each with where it stands on its way to a signature."""

from typing import Final

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from muster.office.models import Approval, Letter
from muster.season.models import SeasonUnit
from muster.season.queries import season_in_focus
from muster.tree.models import Account
from muster.tree.scope import scope

SUBJECT_OF_OUTER: Final = Concat(Value("letter:"), Cast(OuterRef("pk"), CharField()))


def letters_of(account: Account) -> QuerySet[Letter]:
    """The letters from and to units in scope: state and symbol are those of the newest version."""
    newest = Approval.objects.filter(subject=SUBJECT_OF_OUTER).order_by("-number")
    rows = scope(account, Letter).filter(season_unit__season=season_in_focus())
    return rows.select_related("season_unit__season", "recipient").annotate(
        state=Coalesce(Subquery(newest.values("state")[:1]), Value("")),
        symbol=Coalesce(Subquery(newest.values("paper_symbol")[:1]), Value("")),
    )


def unsent_letters(account: Account, unit: SeasonUnit) -> QuerySet[Letter]:
    """The letters of a unit that nobody has submitted yet."""
    known = Approval.objects.filter(subject=SUBJECT_OF_OUTER)
    return scope(account, Letter).filter(~Exists(known), season_unit=unit).order_by("pk")
