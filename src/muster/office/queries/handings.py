"""Handing over: the list, one with its lines by part, and who holds anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from muster.office.models import HandedLine, HandingOver, Paper, Task
from muster.office.models.paper import OPEN
from muster.office.models.task import PENDING
from muster.season.models import SeasonUnit
from muster.season.queries import season_in_focus
from muster.season.registry.handing_over import handing_parts
from muster.tree.models import Account, Grant
from muster.tree.scope import scope

HANDING_WORDS: Final = {
    "handing_over.drawn": pgettext_lazy("handing over", "drawn up"),
    "handing_over.listed_again": pgettext_lazy("handing over", "listed again"),
    "handing_over.signed": pgettext_lazy("handing over", "signed"),
    "handing_over.confirmed": pgettext_lazy("handing over", "confirmed: everything moved"),
    "handing_over.withdrawn": pgettext_lazy("handing over", "withdrawn"),
}
HOLDERS: Final = 200


def handings_of(account: Account) -> QuerySet[HandingOver]:
    """The acts in scope with how many lines each has, those to be signed first."""
    rows = scope(account, HandingOver).filter(season_unit__season=season_in_focus())
    return rows.select_related("season_unit").annotate(line_count=Count("lines"))


def to_sign(account: Account) -> QuerySet[HandingOver]:
    """What waits for this account's own signature."""
    as_giver = Q(giver_account=account.pk, giver_signed_at=None)
    as_taker = Q(taker_account=account.pk, taker_signed_at=None)
    return handings_of(account).filter(as_giver | as_taker, state=HandingOver.State.DRAWN)


@dataclass(frozen=True, slots=True)
class HandedGroup:
    """The lines of one part."""

    label: Any
    lines: Sequence[HandedLine]


def handed_groups(row: HandingOver) -> list[HandedGroup]:
    """The lines of an act by part, what passes by hand last: one query."""
    labels: Mapping[str, Any] = {
        **{part.key: part.label for part in handing_parts()},
        HandedLine.KEYS: _("By hand: keys, seals, folders"),
    }
    found: dict[str, list[HandedLine]] = {key: [] for key in labels}
    for line in row.lines.all():
        found.setdefault(line.part, []).append(line)
    return [HandedGroup(labels.get(key, key), lines) for key, lines in found.items() if lines]


def holders(unit: SeasonUnit) -> list[str]:
    """Names under which work stands at a unit and below it, those with the most first."""
    below = Q(season_unit__season=unit.season_id, season_unit__first__range=(unit.first, unit.last))
    counts: dict[str, int] = {}
    for model, field, wanted in ((Task, "owner", PENDING), (Paper, "holder", OPEN)):
        rows = model._default_manager.filter(below, wanted).exclude(**{field: ""})  # noqa: SLF001  # Django's documented name
        for name, count in rows.order_by().values_list(field).annotate(n=Count("pk")):
            counts[name] = counts.get(name, 0) + count
    return sorted(counts, key=lambda name: (-counts[name], name))[:HOLDERS]


def staff_accounts(unit: SeasonUnit) -> QuerySet[Account]:
    """Accounts with a role at a unit or below it, by the names of their persons."""
    held = Grant.objects.filter(
        revoked_at=None,
        unit__season_units__season=unit.season_id,
        unit__season_units__first__range=(unit.first, unit.last),
    )
    rows = Account.objects.filter(pk__in=held.values("account"), is_active=True)
    return rows.select_related("person").order_by("person__sort_key", "username")
