"""Which template a unit's document is made of: its own, that of a unit above, or ours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from muster.exchange.filling.fields import Template
from muster.office.bridge import rules_of
from muster.office.models import Letterhead, OwnTemplate
from muster.season.models import SeasonUnit
from muster.tree.models import Account
from muster.tree.scope import scope


def template_in_use(unit: SeasonUnit, document: str) -> OwnTemplate | None:
    """The own template of the nearest unit from *unit* upward; None where ours is used."""
    rows = OwnTemplate.objects.filter(
        _at_or_above(unit), document=document, state=OwnTemplate.State.USED
    )
    return rows.select_related("season_unit").order_by("-season_unit__depth").first()


def templates_in_use(unit: SeasonUnit) -> dict[str, OwnTemplate]:
    """The same for every document, in one query."""
    rows = OwnTemplate.objects.filter(_at_or_above(unit), state=OwnTemplate.State.USED)
    found = rows.select_related("season_unit").order_by("season_unit__depth")
    return {row.document: row for row in found}


def own_templates(account: Account, unit: SeasonUnit, document: str) -> QuerySet[OwnTemplate]:
    """Every version that the unit ever put up, the newest first."""
    rows = scope(account, OwnTemplate).filter(season_unit=unit, document=document)
    return rows.select_related("season_unit__season").order_by("-number")


def letterheads(unit: SeasonUnit) -> Sequence[Letterhead]:
    """The letterheads from the unit upward."""
    rows = Letterhead.objects.filter(_at_or_above(unit)).select_related("season_unit")
    return list(rows.order_by("-season_unit__depth"))


def may_have_own(unit: SeasonUnit) -> bool:
    """Whether the pack lets a unit put templates of its own in place."""
    return rules_of(unit).papers.lets_replace(is_top=unit.depth == 0)


def _at_or_above(unit: SeasonUnit) -> Q:
    return Q(
        season_unit__season=unit.season_id,
        season_unit__first__lte=unit.first,
        season_unit__last__gte=unit.first,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A document with the template that is used for it; own is None where that is ours."""

    template: Template
    kind: str
    own: OwnTemplate | None


def offered(unit: SeasonUnit, documents: Iterable[Template]) -> list[Offered]:
    """Every document of the product as *unit* makes it."""
    pack, used = rules_of(unit), templates_in_use(unit)

    def kind(key: str) -> str:
        found = pack.papers.kind_of(key)
        return str(pack.paper_kinds[found].name) if found else ""

    return [Offered(template=one, kind=kind(one.key), own=used.get(one.key)) for one in documents]
