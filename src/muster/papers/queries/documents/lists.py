"""Documents as a list: those of a season in scope, by their state, kind and body."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from muster.papers.bridge import rules_of
from muster.papers.models import Document, DocumentState
from muster.season.models import SeasonUnit
from muster.season.queries import season_in_focus
from muster.tree.models import Account
from muster.tree.scope import scope

CHOICES: Final = {
    "": ~Q(state=DocumentState.WITHDRAWN),
    "draft": Q(state=DocumentState.DRAFT),
    "adopted": Q(state=DocumentState.ADOPTED),
    "withdrawn": Q(state=DocumentState.WITHDRAWN),
}


def documents_of(account: Account) -> QuerySet[Document]:
    """The documents of the season in focus that an account may see."""
    rows = scope(account, Document).filter(season_unit__season=season_in_focus())
    return rows.select_related("season_unit__season", "congress")


def choose_documents(
    rows: QuerySet[Document], *, choice: str = "", kind: str = "", unit: SeasonUnit | None = None
) -> QuerySet[Document]:
    """The documents of one choice of the list; an unknown choice leaves all that stand."""
    rows = rows.filter(CHOICES.get(choice, CHOICES[""]))
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(season_unit=unit) if unit is not None else rows


@dataclass(frozen=True, slots=True)
class DocumentFigures:
    """What stands above the list. begun: drafts that have no version yet."""

    drafts: int
    begun: int
    adopted: int


def document_figures(rows: QuerySet[Document]) -> DocumentFigures:
    """How many documents are drafts, without a version, and adopted: one query."""
    found = rows.order_by().aggregate(
        drafts=Count("pk", filter=CHOICES["draft"]),
        begun=Count("pk", filter=CHOICES["draft"] & Q(latest=0)),
        adopted=Count("pk", filter=CHOICES["adopted"]),
    )
    return DocumentFigures(**found)


def kinds_of(unit: SeasonUnit) -> list[tuple[str, str]]:
    """The kinds of document of a unit's pack, to choose from."""
    return [(key, str(one.name)) for key, one in rules_of(unit).documents.items()]
