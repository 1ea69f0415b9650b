"""Partners and what they are asked for: lists, what stands open for an event, what is overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.office.bridge import rules_of
from muster.office.models import Commitment, Partner
from muster.office.models.partner import OPEN, PROMISED, STANDING
from muster.office.queries.counting import counted
from muster.season.models import Event, SeasonUnit
from muster.season.queries import season_in_focus
from muster.season.registry import Overdue, OverdueLines, overdue_source
from muster.tree.clock import day_of
from muster.tree.models import Account
from muster.tree.scope import scope

COMMITMENT_WORDS: Final = {
    "commitment.asked": gettext_lazy("asked"),
    "commitment.changed": pgettext_lazy("commitment", "changed"),
    "commitment.answered": gettext_lazy("reply recorded"),
    "commitment.confirmed": gettext_lazy("confirmed by telephone"),
    "commitment.withdrawn": gettext_lazy("not wanted any more"),
}
CHOICES: Final = {
    "open": OPEN,
    "unconfirmed": PROMISED & Q(confirmed_at__isnull=True),
    "confirmed": PROMISED & Q(confirmed_at__isnull=False),
    "all": Q(),
}


def unanswered_on(today: date) -> Q:
    """Asked, the day of the reply is over, and nothing came."""
    return STANDING & Q(reply="", reply_due_on__lt=today)


def partners_of(account: Account, *, today: date) -> QuerySet[Partner]:
    """The partners of the season in scope with how much is asked, open, overdue, confirmed."""
    rows = scope(account, Partner).filter(season_unit__season=season_in_focus())
    asked = Commitment.objects.filter(partner=OuterRef("pk")).order_by()
    return rows.select_related("season_unit__season").annotate(
        asked_count=counted(asked.filter(STANDING), "partner"),
        open_count=counted(asked.filter(OPEN), "partner"),
        late_count=counted(asked.filter(unanswered_on(today)), "partner"),
        confirmed_count=counted(asked.filter(CHOICES["confirmed"]), "partner"),
    )


def commitments_of(account: Account, *, today: date) -> QuerySet[Commitment]:
    """What partners are asked for in the season in scope, each with whether a reply is overdue."""
    rows = scope(account, Commitment).filter(partner__season_unit__season=season_in_focus())
    return rows.select_related(
        "partner__season_unit__season", "event", "asked_paper", "reply_paper"
    ).annotate(is_unanswered=ExpressionWrapper(unanswered_on(today), output_field=BooleanField()))


def choose_commitments(
    rows: QuerySet[Commitment], *, choice: str, today: date
) -> QuerySet[Commitment]:
    """What one choice of the list shows: what still stands, unless something else is asked."""
    if choice == "overdue":
        return rows.filter(unanswered_on(today))
    return rows.filter(CHOICES.get(choice, STANDING))


@dataclass(frozen=True, slots=True)
class PartnerFigures:
    """What stands above what partners are asked for."""

    asked: int
    open: int
    overdue: int
    unconfirmed: int
    confirmed: int


def partner_figures(rows: QuerySet[Commitment], *, today: date) -> PartnerFigures:
    """How much is asked, open, overdue and confirmed: one query."""
    found = rows.order_by().aggregate(
        asked=Count("pk", filter=STANDING),
        open=Count("pk", filter=OPEN),
        overdue=Count("pk", filter=unanswered_on(today)),
        unconfirmed=Count("pk", filter=CHOICES["unconfirmed"]),
        confirmed=Count("pk", filter=CHOICES["confirmed"]),
    )
    return PartnerFigures(**found)


def commitments_for(account: Account, event: Event, *, today: date) -> list[Commitment]:
    """What partners are asked for at one event, what is open first."""
    rows = commitments_of(account, today=today).filter(STANDING, event=event)
    return sorted(rows, key=lambda row: (not row.is_open, row.starts_at, row.pk))


def partner_kind(partner: Partner) -> str:
    """The kind of a partner as the pack calls it."""
    return str(rules_of(partner.season_unit).partner_kinds[partner.kind].label)


def commitment_state(row: Commitment) -> str:
    """Where something that was asked for stands, in words."""
    if row.withdrawn_at is not None:
        return _("not wanted any more")
    if row.confirmed_at is not None:
        return _("confirmed by telephone")
    if row.reply:
        return str(row.get_reply_display())
    return _("open: no reply yet") if row.asked_symbol or row.asked_on else _("open: not asked yet")


def call_due_on(commitment: Commitment) -> date:
    """The day on which what was promised is confirmed by telephone."""
    kind = rules_of(commitment.partner.season_unit).partner_kinds[commitment.partner.kind]
    return day_of(commitment.starts_at) - timedelta(days=kind.confirm_days)


def usual_reply_day(partner: Partner, starts_at: datetime, *, today: date) -> date:
    """By when a partner of this kind usually answers, not before today."""
    kind = rules_of(partner.season_unit).partner_kinds[partner.kind]
    return max(today, day_of(starts_at) - timedelta(days=kind.reply_days))


def usual_requests(partner: Partner) -> Sequence[str]:
    """What a partner of this kind is usually asked for."""
    return [str(text) for text in rules_of(partner.season_unit).partner_kinds[partner.kind].asks]


# ---- beside late steps


@overdue_source
def _unanswered(account: Account, unit: SeasonUnit, today: date, limit: int) -> OverdueLines:
    """Letters to partners whose reply is missing: each an open post."""
    below = Q(
        partner__season_unit__first__gte=unit.first, partner__season_unit__first__lte=unit.last
    )
    rows = scope(account, Commitment).filter(
        unanswered_on(today), below, partner__season_unit__season=unit.season_id
    )
    worst = rows.select_related("partner__season_unit").order_by("reply_due_on", "pk")[:limit]
    return OverdueLines(
        lines=[
            Overdue(
                kind=_("reply of a partner"),
                title=f"{row.partner.name}: {row.what}",
                url=reverse("office:commitment", args=[row.pk]),
                unit=row.partner.season_unit.name,
                owner=row.partner.name,
                due_on=row.reply_due_on,
                days_late=(today - row.reply_due_on).days,
            )
            for row in worst
        ],
        total=rows.count(),
        url=reverse("office:partners") + "?kind=overdue",
    )
