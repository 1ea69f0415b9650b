"""Partners: the list of what they are asked for, one partner, and entering both."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.office import queries, services
from muster.office.bridge import rules_of
from muster.office.models import Commitment, Paper, Partner
from muster.office.rules import Can
from muster.office.web.forms import partners as f
from muster.office.web.views.answers import only_one
from muster.season.models import Event
from muster.season.web.views.answers import answer, attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

MOST_EVENTS: Final = 2000
CHOICES: Final = (
    ("", gettext_lazy("All that is asked")),
    ("open", pgettext_lazy("commitments", "Open")),
    ("overdue", gettext_lazy("Reply overdue")),
    ("unconfirmed", gettext_lazy("To be confirmed")),
    ("confirmed", pgettext_lazy("commitments", "Confirmed")),
)
COLUMNS: Final = (
    Column(
        "what",
        pgettext_lazy("commitment", "What is asked for"),
        sort="what",
        link=lambda row: reverse("office:commitment", args=[row.pk]),
        width=44,
    ),
    Column(
        "partner",
        gettext_lazy("Partner"),
        sort="partner__sort_key",
        value=lambda row: row.partner.name,
        link=lambda row: reverse("office:partner", args=[row.partner_id]),
        width=32,
    ),
    Column(
        "event",
        gettext_lazy("For which event"),
        sort="event__name",
        value=lambda row: row.event.name if row.event else _("the whole season"),
        width=36,
    ),
    Column("starts_at", gettext_lazy("From"), sort="starts_at", kind="moment"),
    Column("ends_at", pgettext_lazy("partner", "Until"), sort="ends_at", kind="moment"),
    Column("where", gettext_lazy("Where"), sort="where", width=28),
    Column("count", gettext_lazy("Asked"), sort="count", kind="number"),
    Column("promised", pgettext_lazy("commitment", "Promised"), sort="promised", kind="number"),
    Column("asked_symbol", pgettext_lazy("partner", "Letter"), sort="asked_symbol"),
    Column("reply_due_on", gettext_lazy("Reply due"), sort="reply_due_on", kind="day"),
    Column("reply_symbol", gettext_lazy("Reply"), sort="reply_symbol"),
    Column(
        "state",
        gettext_lazy("State"),
        value=queries.commitment_state,
        cell="office/_commitment_state.html",
        width=26,
    ),
    Column("duty_phone", gettext_lazy("Duty telephone"), value=lambda row: row.partner.duty_phone),
    Column(
        "channel", gettext_lazy("Radio channel, call sign"), value=lambda row: row.partner.channel
    ),
)
SHOWN: Final = (
    *("what", "partner", "event", "starts_at", "count"),
    *("promised", "reply_due_on", "state"),
)


def visible_partner(request: HttpRequest, partner_id: int) -> Partner:
    """The partner of the address, or 404 for those who may not see it."""
    rows = queries.partners_of(account_of(request), today=clock.today())
    return get_object_or_404(rows, pk=partner_id)


def table_of(request: HttpRequest, rows: Any) -> Table:
    """What partners are asked for, as a list that leaves as Excel."""
    whole = request.GET.get("format") == "xlsx"
    return Table(
        request,
        rows,
        COLUMNS if whole else [column for column in COLUMNS if column.key in SHOWN],
        search=("search_key",),
        order="starts_at",
        title=_("What partners are asked for"),
        name="partners",
        empty=_("What the army, health, power or telecom are asked for appears here."),
    )


@needs(Can.READ)
def partners(request: HttpRequest) -> HttpResponse:
    """What partners are asked for, and who they are."""
    account, today = account_of(request), clock.today()
    rows = queries.commitments_of(account, today=today)
    choice = request.GET.get("kind", "")
    table = table_of(request, queries.choose_commitments(rows, choice=choice, today=today))
    unit = queries.own_unit(account)
    context = {
        "figures": queries.partner_figures(rows, today=today),
        "choices": [{"key": key, "label": label, "is_on": key == choice} for key, label in CHOICES],
        "partners": [
            {"partner": row, "kind": queries.partner_kind(row)}
            for row in queries.partners_of(account, today=today)
        ],
        "may": unit is not None and is_allowed(account, Can.PARTNERS, unit),
    }
    return table.respond("office/partners.html", context)


@needs(Can.READ)
def one(request: HttpRequest, partner_id: int) -> HttpResponse:
    """One partner: whom to call, and everything that it is asked for."""
    account, today = account_of(request), clock.today()
    row = visible_partner(request, partner_id)
    rows = queries.commitments_of(account, today=today).filter(partner=row)
    context = {
        "partner": row,
        "kind": queries.partner_kind(row),
        "may": is_allowed(account, Can.PARTNERS, row),
    }
    return table_of(request, rows).respond("office/partner.html", context)


@needs(Can.PARTNERS)
def add(request: HttpRequest) -> HttpResponse:
    """Enter a partner of one's own unit."""
    unit = queries.own_unit(account_of(request))
    if unit is None:
        return redirect("office:partners")
    require(account_of(request), Can.PARTNERS, unit)
    form = f.PartnerForm(request.POST or None, kinds=rules_of(unit).partner_kinds)
    return answer(
        request,
        form,
        save=lambda typed: services.add_partner(
            unit,
            actor=actor_of(request),
            now=clock.now(),
            draft=form.draft(),
            client_uuid=typed["client_uuid"],
        ),
        back=reverse("office:partners"),
        template="office/form.html",
        title=_("Enter a partner"),
        about=unit.name,
    )


@needs(Can.PARTNERS)
def change(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Other numbers, another contact."""
    row = visible_partner(request, partner_id)
    require(account_of(request), Can.PARTNERS, row)
    names = (*f.PartnerForm.base_fields, "version", "is_active")
    form = f.ChangePartnerForm(
        request.POST or None,
        kinds=rules_of(row.season_unit).partner_kinds,
        initial={name: getattr(row, name) for name in names if hasattr(row, name)},
    )
    return answer(
        request,
        form,
        save=lambda typed: services.change_partner(
            row,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            draft=form.draft(),
            client_uuid=typed["client_uuid"],
        ),
        back=reverse("office:partner", args=[row.pk]),
        template="office/form.html",
        title=_("Correct the partner"),
        about=row.name,
    )


@needs(Can.PARTNERS)
def ask(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Ask a partner for something, for an event or the whole season."""
    row = visible_partner(request, partner_id)
    require(account_of(request), Can.PARTNERS, row)
    events = events_for(request, row)
    form = f.CommitmentForm(
        request.POST or None, events=events, initial=_beginning(request, row, events)
    )
    made: list[Commitment] = []

    def save(typed: Mapping[str, Any]) -> object:
        draft = form.draft(paper=paper_of(request, row, typed["symbol"]))
        made.append(
            services.ask_partner(
                row,
                actor=actor_of(request),
                now=clock.now(),
                draft=draft,
                client_uuid=typed["client_uuid"],
            )
        )
        return made

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("office:commitment", made[0].pk)
    context = {
        "form": form,
        "title": _("Ask %(partner)s for something") % {"partner": row.name},
        "back": reverse("office:partner", args=[row.pk]),
        "button": _("Save"),
        "known": {"known-requests": queries.usual_requests(row)},
    }
    return render(request, "office/form.html", context, status=status)


def events_for(request: HttpRequest, row: Partner) -> list[Event]:
    """The events to come of the partner's season that the reader may see."""
    rows = scope(account_of(request), Event).filter(season=row.season_unit.season_id)
    coming = rows.filter(is_cancelled=False, ends_at__gte=clock.now())
    return list(coming.order_by("starts_at")[:MOST_EVENTS])


def _beginning(request: HttpRequest, row: Partner, events: list[Event]) -> dict[str, Any]:
    """The hours and place of the event that the address names; else a day of work today."""
    asked = request.GET.get("event", "")
    event = next((one for one in events if str(one.pk) == asked), None)
    zone = timezone.get_default_timezone()
    begins = datetime.combine(clock.today(), time(7), tzinfo=zone)
    starts_at = event.starts_at if event else begins
    ends_at = event.ends_at if event else begins + timedelta(hours=10)
    return {
        "event": asked if event else "",
        "where": event.venue.name if event and event.venue else "",
        "starts_at": f.local_wall(starts_at),
        "ends_at": f.local_wall(ends_at),
        "reply_due_on": queries.usual_reply_day(row, starts_at, today=clock.today()),
    }


def paper_of(request: HttpRequest, row: Partner, symbol: str) -> Paper | None:
    """The paper with a typed number if the own register has it; else the number stays as typed."""
    if not symbol.strip():
        return None
    found = queries.find_symbol(queries.papers_of(account_of(request), row.season_unit), symbol)
    return only_one(found, symbol) if found else None
